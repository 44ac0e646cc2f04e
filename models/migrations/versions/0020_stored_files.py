"""The ledger of stored files, filled from the rows that hold their keys.

What is worked out of a mix has no column: its keys follow from those of its job and its original. Such a row may stand
for a file that is not there; the upkeep, which compares the ledger with the storage, forgets it then.
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

TYPES = {
    'audio/wav': ('wav', 'wave', 'bwf', 'rf64'),
    'audio/x-w64': ('w64',),
    'audio/flac': ('flac',),
    'audio/mpeg': ('mp3',),
    'audio/aac': ('aac',),
    'audio/mp4': ('m4a', 'mp4', 'alac'),
    'audio/ogg': ('ogg', 'oga', 'opus'),
    'audio/aiff': ('aif', 'aiff', 'aifc'),
    'audio/x-caf': ('caf',),
}
ID = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' ||"
    " substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
)
THERE = "files_gone_why IS NOT 'expired'"
COLUMNS = (
    'id, key, user_id, area, role, name, size_bytes, content_hash, media_type, lasting, source_id, created_at, gone_at'
)


def upgrade() -> None:
    _tables()
    _name_old_uploads()
    for fill in (_ORIGINALS, _SENT, _RESULTS, *_MADE, _ANALYSES, *_USES):
        op.execute(fill)


def _tables() -> None:
    op.create_table(
        'stored_objects',
        sa.Column('id', sa.Text, primary_key=True, nullable=False),
        sa.Column('key', sa.Text, nullable=False),
        sa.Column('user_id', sa.Text),
        sa.Column('area', sa.Text, nullable=False),
        sa.Column('role', sa.Text, nullable=False),
        sa.Column('name', sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column('size_bytes', sa.BigInteger),
        sa.Column('content_hash', sa.Text),
        sa.Column('media_type', sa.Text, nullable=False),
        sa.Column('lasting', sa.Boolean, nullable=False, server_default=sa.text('0')),
        sa.Column('source_id', sa.Text),
        sa.Column('created_at', sa.TIMESTAMP, server_default=sa.text('CURRENT_TIMESTAMP')),
        sa.Column('expires_at', sa.TIMESTAMP),
        sa.Column('gone_at', sa.TIMESTAMP),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['source_id'], ['stored_objects.id'], ondelete='CASCADE'),
        sa.UniqueConstraint('key', name='uq_stored_objects_key'),
    )
    op.create_index('idx_stored_objects_user_hash', 'stored_objects', ['user_id', 'content_hash'])
    op.create_index('idx_stored_objects_source', 'stored_objects', ['source_id'])
    op.create_index('idx_stored_objects_expires', 'stored_objects', ['expires_at'])
    op.create_table(
        'file_uses',
        *(
            sa.Column(name, sa.Text, primary_key=True, nullable=False)
            for name in ('object_id', 'kind', 'job_id', 'role')
        ),
        sa.ForeignKeyConstraint(['object_id'], ['stored_objects.id'], ondelete='CASCADE'),
        sqlite_with_rowid=False,
    )
    op.create_index('idx_file_uses_job', 'file_uses', ['job_id'])


def _name_old_uploads() -> None:
    """Write down where complete uploads lie that came before that was written down: under their id and suffix."""
    known = {suffix for suffixes in TYPES.values() for suffix in suffixes}
    unnamed = 'SELECT id, filename FROM uploads WHERE content_hash IS NOT NULL AND stored_as IS NULL'
    naming = sa.text('UPDATE uploads SET stored_as = :key WHERE id = :id')
    for upload_id, filename in op.get_bind().execute(sa.text(unnamed)).fetchall():
        suffix = filename.rpartition('.')[2].lower() if '.' in filename else ''
        key = f'originals/{upload_id}.{suffix if suffix in known else "bin"}'
        op.get_bind().execute(naming, {'key': key, 'id': upload_id})


def _media_type(key: str) -> str:
    cases = [f"WHEN {key} LIKE '%.{suffix}' THEN '{kind}'" for kind, suffixes in TYPES.items() for suffix in suffixes]
    return f"CASE {' '.join(cases)} ELSE 'application/octet-stream' END"


def _stem(name: str) -> str:
    """SQL for a name without its ending: what has blanks in it is none."""
    ending = f'substr({name}, length({_to_dot(name)}) + 1)'
    is_one = f"{name} LIKE '%.%' AND {ending} NOT GLOB '*[^A-Za-z0-9]*'"
    return f'CASE WHEN {is_one} THEN substr({name}, 1, length({_to_dot(name)}) - 1) ELSE {name} END'


def _to_dot(name: str) -> str:
    return f"rtrim({name}, replace({name}, '.', ''))"


def _into(columns: str) -> str:
    return f'INSERT OR IGNORE INTO stored_objects ({COLUMNS}) SELECT {ID}, {columns}'


_JOBS = 'processing_jobs j LEFT JOIN audio_files f ON f.job_id = j.id'
_MIX = ', 0, NULL, created, NULL'
# Of the rows of a group, SQLite takes the other columns from the one with the least: the oldest job names an original.
_ORIGINALS = f"""
    {_into("key, user_id, 'leveling', 'original', name, size, hash, " + _media_type('key') + _MIX)} FROM (
        SELECT j.original_file_path AS key, j.user_id AS user_id, coalesce(f.original_filename, '') AS name,
            f.file_size AS size, f.content_hash AS hash, min(j.created_at) AS created
        FROM {_JOBS} WHERE {THERE} GROUP BY j.original_file_path)
"""
_FOR = "coalesce(purpose, 'uploads')"
_SENT = f"""
    {_into(f"key, user_id, {_FOR}, 'original', filename, size_bytes, content_hash, " + _media_type('key') + _MIX)}
    FROM (
        SELECT stored_as AS key, user_id, purpose, filename, size_bytes, content_hash, min(created_at) AS created
        FROM uploads WHERE content_hash IS NOT NULL GROUP BY stored_as)
"""
_LEVELLED = f"""
    {_stem('f.original_filename')} || printf(' (LevelMix %g LUFS)', j.target_lufs)
    || substr(j.processed_file_path, length({_to_dot('j.processed_file_path')}))
"""
_RESULTS = f"""
    {
    _into(
        f"j.processed_file_path, j.user_id, 'leveling', 'result', coalesce({_LEVELLED}, ''), j.result_size, NULL, "
        + _media_type('j.processed_file_path')
        + ', 0, NULL, coalesce(j.completed_at, j.created_at), j.files_gone_at'
    )
}
    FROM {_JOBS} WHERE j.processed_file_path IS NOT NULL AND {THERE}
"""
_AHEAD = """(
    SELECT id, user_id, created_at FROM processing_jobs WHERE user_id IS NOT NULL
    UNION SELECT upload_id, user_id, created_at FROM studies
    WHERE user_id IS NOT NULL AND upload_id NOT IN (SELECT id FROM processing_jobs))
"""
_MADE = tuple(
    f"""
    {
        _into(
            f"'{folder}/' || id || '.{suffix}', user_id, 'leveling', '{role}', '', NULL, NULL, '{kind}', 1, NULL, "
            'created_at, NULL'
        )
    } FROM {_AHEAD}
    """
    for role, folder, suffix, kind in (
        ('timeline', 'timelines', 'npz', 'application/octet-stream'),
        ('forecast', 'forecasts', 'json', 'application/json'),
    )
)
_FILE = "substr(o.key, instr(o.key, '/') + 1)"
_ANALYSES = f"""
    {
    _into(
        f"'analyses/' || {_stem(_FILE)} || '.npz', o.user_id, 'leveling', 'analysis', '', NULL, NULL, "
        "'application/octet-stream', 0, o.id, o.created_at, NULL"
    )
}
    FROM stored_objects o WHERE o.role = 'original' AND o.user_id IS NOT NULL
"""
_USES = tuple(
    f'INSERT INTO file_uses (object_id, kind, job_id, role) SELECT o.id, {uses} ON {key} = o.key WHERE {which}'
    for uses, key, which in (
        ("j.kind, j.id, 'original' FROM stored_objects o JOIN processing_jobs j", 'j.original_file_path', THERE),
        ("j.kind, j.id, 'result' FROM stored_objects o JOIN processing_jobs j", 'j.processed_file_path', THERE),
        ("'upload', u.id, 'original' FROM stored_objects o JOIN uploads u", 'u.stored_as', 'u.stored_as IS NOT NULL'),
        (f"'leveling.level', a.id, 'timeline' FROM stored_objects o JOIN {_AHEAD} a",
         "'timelines/' || a.id || '.npz'", '1'),
        (f"'leveling.level', a.id, 'forecast' FROM stored_objects o JOIN {_AHEAD} a",
         "'forecasts/' || a.id || '.json'", '1'),
    )
)  # fmt: skip


def downgrade() -> None:
    op.drop_table('file_uses')
    op.drop_table('stored_objects')
