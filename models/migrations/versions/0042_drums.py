"""Songs that are known again, drum maps with every version, and the jobs that write them; the better plans go first."""

import json

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, moment, number, points_to, real, row_id, switch, text, texts

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

AHEAD = 'drums.steps_ahead'
STEPS = {'free': 0, 'pro_monthly': 4, 'pro_yearly': 4}
"""What each plan of drums is ahead of others in the queue."""
SAYING = ('title', 'artist')
LATER_FIRST = (
    *('map_assets', 'map_versions', 'maps', 'ai_jobs', 'song_keys', 'song_fingerprints', 'song_words'),
    'songs',
)


def upgrade() -> None:
    _songs()
    _words()
    _fingerprints()
    _jobs()
    _in_step()
    _maps()
    _versions()
    _change_plans(STEPS)


def downgrade() -> None:
    op.execute('DROP TABLE song_index')
    for table in LATER_FIRST:
        op.drop_table(table)
    _change_plans({})


def _points_back(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A key of two tables that name each other, which is looked at when all is written."""
    return sa.ForeignKeyConstraint(
        [column], [f'{table}.id'], ondelete='SET NULL', deferrable=True, initially='DEFERRED'
    )


def _change_plans(steps: dict[str, int]) -> None:
    plans = sa.table('plans', sa.column('code', sa.Text), sa.column('limits', sa.Text))
    found = op.get_bind().execute(sa.select(plans).where(plans.c.code.in_(list(STEPS)))).all()
    for code, limits in found:
        kept = {name: most for name, most in json.loads(limits).items() if name != AHEAD}
        if code in steps:
            kept[AHEAD] = steps[code]
        op.execute(plans.update().where(plans.c.code == code).values(limits=json.dumps(kept)))


def _songs() -> None:
    op.create_table(
        'songs',
        row_id(),
        text('fingerprint_hash'),
        text('title', needed=True),
        text('artist', needed=True, default=''),
        real('bpm'),
        text('status', needed=True, default='pending'),
        *texts('canonical_map_id', 'created_by'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        number('length_ms'),
        moment('hidden_at'),
        moment('deleted_at'),
        _points_back('canonical_map_id', 'maps'),
        points_to('created_by', 'users', 'SET NULL'),
        sa.UniqueConstraint('fingerprint_hash', name='uq_songs_fingerprint_hash'),
        check('status', "status IN ('pending', 'unverified', 'verified', 'archived')"),
        check('fingerprint_hash', 'length(fingerprint_hash) = 64'),
    )
    index('songs', 'status', 'status', 'created_at')
    index('songs', 'created_by', 'created_by', 'created_at')


def _words() -> None:
    """What is searched: a row with a number for each song, and FTS5's index over these; triggers keep both."""
    op.create_table(
        'song_words',
        sa.Column('number', sa.Integer, primary_key=True, nullable=False),
        *texts('song_id', *SAYING, needed=True),
        points_to('song_id', 'songs'),
        sa.UniqueConstraint('song_id', name='uq_song_words_song_id'),
    )
    op.execute(
        'CREATE VIRTUAL TABLE song_index USING fts5(title, artist, content = song_words,'
        " content_rowid = number, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    columns = ', '.join(SAYING)
    put = f'INSERT INTO song_index (rowid, {columns}) VALUES (new.number, new.title, new.artist);'
    take = (
        f"INSERT INTO song_index (song_index, rowid, {columns}) VALUES ('delete', old.number, old.title, old.artist);"
    )
    for name, when, deeds in (
        (
            'songs_said',
            'INSERT ON songs',
            f'INSERT INTO song_words (song_id, {columns}) VALUES (new.id, new.title, new.artist);',
        ),
        (
            'songs_said_anew',
            f'UPDATE OF {columns} ON songs',
            'UPDATE song_words SET title = new.title, artist = new.artist WHERE song_id = new.id;',
        ),
        ('song_words_put', 'INSERT ON song_words', put),
        ('song_words_taken', 'DELETE ON song_words', take),
        ('song_words_changed', 'UPDATE ON song_words', f'{take} {put}'),
    ):
        op.execute(f'CREATE TRIGGER {name} AFTER {when} BEGIN {deeds} END')


def _fingerprints() -> None:
    op.create_table(
        'song_fingerprints',
        sa.Column('number', sa.Integer, primary_key=True, nullable=False),
        text('song_id', needed=True),
        sa.Column('fingerprint', sa.LargeBinary, nullable=False),
        moment('created_at', now=True),
        points_to('song_id', 'songs'),
        sa.UniqueConstraint('song_id', name='uq_song_fingerprints_song_id'),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'song_keys',
        *(sa.Column(name, sa.Integer, primary_key=True, nullable=False) for name in ('key', 'number')),
        sa.ForeignKeyConstraint(['number'], ['song_fingerprints.number'], ondelete='CASCADE'),
        sqlite_with_rowid=False,
    )
    index('song_keys', 'number', 'number')


def _jobs() -> None:
    op.create_table(
        'ai_jobs',
        row_id(),
        text('user_id'),
        text('status', needed=True),
        moment('created_at', now=True),
        moment('started_at'),
        moment('completed_at'),
        number('progress_percentage', default='0'),
        text('error_message'),
        number('steps_ahead', default='0'),
        text('kind', needed=True),
        text('stage'),
        real('seconds_left'),
        number('attempts', needed=True, default='0'),
        text('worker'),
        real('lease_until'),
        switch('cancel_requested'),
        *texts('song_id', 'requested_by'),
        text('state', needed=True, default='queued'),
        text('priority', needed=True, default='standard'),
        moment('finished_at'),
        text('title', needed=True),
        text('settings', needed=True, default='{}'),
        *texts('s3_key', 'outcome'),
        points_to('user_id', 'users', 'SET NULL'),
        points_to('requested_by', 'users', 'SET NULL'),
        points_to('song_id', 'songs', 'SET NULL'),
        check('status', "status IN ('queued', 'processing', 'completed', 'failed', 'cancelled')"),
        check('state', "state IN ('queued', 'processing', 'complete', 'failed', 'cancelled')"),
        check('priority', "priority IN ('standard', 'priority')"),
    )
    index('ai_jobs', 'poll', 'state', 'priority')
    index('ai_jobs', 'song', 'song_id')
    index('ai_jobs', 'status', 'status')
    index('ai_jobs', 'requested_by', 'requested_by')
    index('ai_jobs', 'feed', 'user_id', 'created_at')
    index('ai_jobs', 'state', 'user_id', 'status', 'created_at')


def _in_step() -> None:
    """The columns that the documents name follow those that the core writes to any job."""
    follows = (
        "UPDATE ai_jobs SET state = CASE new.status WHEN 'completed' THEN 'complete' ELSE new.status END,"
        ' finished_at = new.completed_at, requested_by = coalesce(new.user_id, new.requested_by),'
        " priority = CASE WHEN new.steps_ahead > 0 THEN 'priority' ELSE 'standard' END WHERE id = new.id;"
    )
    written = 'status, completed_at, user_id, steps_ahead'
    for name, when in (('begun', 'INSERT'), ('followed', f'UPDATE OF {written}')):
        op.execute(f'CREATE TRIGGER ai_jobs_{name} AFTER {when} ON ai_jobs BEGIN {follows} END')


def _maps() -> None:
    op.create_table(
        'maps',
        row_id(),
        *texts('song_id', 'difficulty_label', needed=True),
        switch('is_canonical'),
        text('state', needed=True, default='unverified'),
        text('current_version_id'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        *texts('created_by', 'verified_by'),
        *(moment(name) for name in ('verified_at', 'archived_at', 'deleted_at')),
        points_to('song_id', 'songs'),
        _points_back('current_version_id', 'map_versions'),
        *(points_to(name, 'users', 'SET NULL') for name in ('created_by', 'verified_by')),
        check('state', "state IN ('verified', 'unverified', 'archived')"),
    )
    op.create_index('uq_maps_canonical', 'maps', ['song_id'], unique=True, sqlite_where=sa.text('is_canonical'))
    verified = sa.text("state = 'verified'")
    op.create_index('idx_maps_verified', 'maps', ['song_id', 'difficulty_label'], sqlite_where=verified)
    index('maps', 'song', 'song_id', 'created_at')
    index('maps', 'state', 'state', 'updated_at')


def _versions() -> None:
    op.create_table(
        'map_versions',
        row_id(),
        text('map_id', needed=True),
        number('version_number', needed=True),
        text('source_type', needed=True),
        text('generation_job_id'),
        text('storage_uri', needed=True),
        text('stem_uri'),
        text('diff_summary', needed=True, default='{}'),
        text('created_by'),
        moment('created_at', now=True),
        number('hit_count', needed=True, default='0'),
        moment('archived_at'),
        points_to('map_id', 'maps'),
        points_to('generation_job_id', 'ai_jobs', 'SET NULL'),
        points_to('created_by', 'users', 'SET NULL'),
        sa.UniqueConstraint('map_id', 'version_number', name='uq_map_versions_map_id_version_number'),
        check('source_type', "source_type IN ('ai', 'manual', 'edit')"),
    )
    index('map_versions', 'job', 'generation_job_id')
    index('map_versions', 'old', 'archived_at', 'created_at')
    op.create_table(
        'map_assets',
        row_id(),
        *texts('map_version_id', 'asset_type', 'storage_uri', needed=True),
        moment('created_at', now=True),
        points_to('map_version_id', 'map_versions'),
        sa.UniqueConstraint('map_version_id', 'asset_type', name='uq_map_assets_map_version_id_asset_type'),
        check('asset_type', "asset_type IN ('waveform', 'preview_audio', 'thumbnail')"),
    )
