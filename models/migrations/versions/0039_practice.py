"""Pieces to practise, how they sound and were played, what people make of them; five a day for nothing."""

import json

import sqlalchemy as sa
from alembic import op

from models.migrations.parts import check, index, keys, moment, number, points_to, row_id, switch, text, texts

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

TYPES = "('JAZZ_LICK', 'CHORD_PROGRESSION', 'SCALE_PATTERN', 'HARMONY_EXERCISE', 'MELODY', 'COMPLETE_PIECE')"
DIFFICULTIES = "('BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'EXPERT')"
A_MONTH, A_DAY = 'practice.generations', 'practice.generations_a_day'
STUDENTS, AT_ONCE = 'practice.students', 'practice.students_at_once'
BEFORE: dict[str, dict[str, int | None]] = {
    'practice_free': {A_MONTH: 10},
    'practice_pro': {A_MONTH: None},
    'practice_educator': {A_MONTH: None, STUDENTS: 30},
}
AFTER: dict[str, dict[str, int | None]] = {
    'practice_free': {A_DAY: 5, AT_ONCE: 0},
    'practice_pro': {A_DAY: None},
    'practice_educator': {A_DAY: None, AT_ONCE: 30},
}
NAMED = {A_MONTH, A_DAY, STUDENTS, AT_ONCE}
SAYING = ('title', 'description')
FLAGS = (
    ('ai_generation_v2', 'Pieces to practise from another engine; they pass the same checks as our own.', False),
    ('advanced_analytics', 'Charts of practice by skill, beside the list of what was played.', True),
)
LATER_FIRST = (
    *('content_reports', 'content_views', 'content_likes', 'saved_content', 'content_words'),
    'generated_content',
)


def upgrade() -> None:
    _pieces()
    _words()
    _community()
    _change_plans(AFTER)
    _flags()


def downgrade() -> None:
    op.execute('DROP TABLE content_index')
    for table in LATER_FIRST:
        op.drop_table(table)
    _change_plans(BEFORE)


def _change_plans(granted: dict[str, dict[str, int | None]]) -> None:
    plans = sa.table('plans', sa.column('code', sa.Text), sa.column('limits', sa.Text))
    found = op.get_bind().execute(sa.select(plans).where(plans.c.code.in_(list(granted)))).all()
    for code, limits in found:
        kept = {name: most for name, most in json.loads(limits).items() if name not in NAMED}
        op.execute(plans.update().where(plans.c.code == code).values(limits=json.dumps(granted[code] | kept)))


def _flags() -> None:
    """The two switches that the schema document begins with, where nobody has made them."""
    insert = sa.text(
        'INSERT OR IGNORE INTO feature_flags (id, name, description, is_enabled, rollout_percentage)'
        ' VALUES (:name, :name, :description, :on, 100)'
    )
    for name, description, on in FLAGS:
        op.get_bind().execute(insert, {'name': name, 'description': description, 'on': on})


def _pieces() -> None:
    op.create_table(
        'generated_content',
        row_id(),
        *texts('user_id', 'type', 'title', needed=True),
        text('description'),
        *texts('parameters', 'music_data', needed=True),
        *texts('music_xml', 'audio_url'),
        text('difficulty', needed=True, default='INTERMEDIATE'),
        text('key'),
        number('tempo'),
        *texts('time_signature', 'style'),
        text('tags', needed=True, default='[]'),
        switch('is_public'),
        *(number(name, needed=True, default='0') for name in ('likes', 'views')),
        text('metadata'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        moment('deleted_at'),
        text('based_on_id'),
        moment('taken_down_at'),
        points_to('user_id', 'users'),
        points_to('based_on_id', 'generated_content', 'SET NULL'),
        check('type', f'type IN {TYPES}'),
        check('difficulty', f'difficulty IN {DIFFICULTIES}'),
    )
    for name in ('type', 'difficulty', 'key', 'style'):
        index('generated_content', name, name)
    index('generated_content', 'public', 'is_public', 'deleted_at', 'created_at')
    index('generated_content', 'user', 'user_id', 'created_at')
    index('generated_content', 'based_on', 'based_on_id')


def _words() -> None:
    """What is searched: a row with a number for each piece, and FTS5's index over these; triggers keep both."""
    op.create_table(
        'content_words',
        sa.Column('number', sa.Integer, primary_key=True, nullable=False),
        *texts('content_id', *SAYING, needed=True),
        points_to('content_id', 'generated_content'),
        sa.UniqueConstraint('content_id', name='uq_content_words_content_id'),
    )
    op.execute(
        'CREATE VIRTUAL TABLE content_index USING fts5(title, description, content = content_words,'
        " content_rowid = number, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    columns = ', '.join(SAYING)
    put = f'INSERT INTO content_index (rowid, {columns}) VALUES (new.number, new.title, new.description);'
    take = (
        f'INSERT INTO content_index (content_index, rowid, {columns})'
        " VALUES ('delete', old.number, old.title, old.description);"
    )
    for name, when, deeds in (
        (
            'generated_content_said',
            'INSERT ON generated_content',
            f'INSERT INTO content_words (content_id, {columns})'
            " VALUES (new.id, new.title, coalesce(new.description, ''));",
        ),
        (
            'generated_content_said_anew',
            f'UPDATE OF {columns} ON generated_content',
            "UPDATE content_words SET title = new.title, description = coalesce(new.description, '')"
            ' WHERE content_id = new.id;',
        ),
        ('content_words_put', 'INSERT ON content_words', put),
        ('content_words_taken', 'DELETE ON content_words', take),
        ('content_words_changed', 'UPDATE ON content_words', f'{take} {put}'),
    ):
        op.execute(f'CREATE TRIGGER {name} AFTER {when} BEGIN {deeds} END')


def _community() -> None:
    op.create_table(
        'saved_content',
        row_id(),
        *texts('user_id', 'generated_content_id', needed=True),
        *texts('collection_name', 'notes'),
        switch('is_favorite'),
        *(moment(name, now=True) for name in ('created_at', 'updated_at')),
        points_to('user_id', 'users'),
        points_to('generated_content_id', 'generated_content'),
        sa.UniqueConstraint('user_id', 'generated_content_id', name='uq_saved_content_user_id_generated_content_id'),
    )
    index('saved_content', 'collection', 'user_id', 'collection_name')
    index('saved_content', 'favorite', 'is_favorite')
    index('saved_content', 'content', 'generated_content_id')
    both = (points_to('content_id', 'generated_content'), points_to('user_id', 'users'))
    op.create_table('content_likes', *keys('content_id', 'user_id'), moment('created_at', now=True), *both)
    both = (points_to('content_id', 'generated_content'), points_to('user_id', 'users'))
    op.create_table('content_views', *keys('content_id', 'user_id', 'day'), *both)
    op.create_table(
        'content_reports',
        row_id(),
        *texts('content_id', 'user_id', 'reason', needed=True),
        moment('resolved_at'),
        text('decision'),
        moment('created_at', now=True),
        points_to('content_id', 'generated_content'),
        points_to('user_id', 'users'),
        sa.UniqueConstraint('content_id', 'user_id', name='uq_content_reports_content_id_user_id'),
    )
    index('content_reports', 'open', 'resolved_at', 'created_at')
