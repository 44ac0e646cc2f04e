"""Tables of the practice area: pieces to practise, who keeps and likes them, how they sound, how they were played."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.job import JobColumns, KeptFiles, listed_by
from models.types import ResultKey, StorageKey, Timestamp, created_now, new_id, updated_now

CONTENT_TYPES = (
    'JAZZ_LICK',
    'CHORD_PROGRESSION',
    'SCALE_PATTERN',
    'HARMONY_EXERCISE',
    'MELODY',
    'COMPLETE_PIECE',
)
DIFFICULTIES = ('BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'EXPERT')
TAKE_SOURCES = ('audio', 'midi')
ZERO, EMPTY_LIST, EMPTY_OBJECT = sa.text('0'), sa.text("'[]'"), sa.text("'{}'")


def row_id() -> str:
    column: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    return column


def of_user() -> str:
    column: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    return column


def of_content(*, primary_key: bool = False) -> str:
    column: str = Field(
        foreign_key='generated_content.id', ondelete='CASCADE', primary_key=primary_key, sa_type=sa.Text
    )
    return column


class GeneratedContent(SQLModel, table=True):
    """One piece to practise.

    `parameters` is how it was asked for, with seed and version of the generator, as JSON: the same make it again.
    `music_data` is the piece itself, as JSON (see `app.practice.score`); what is written beside it for lists and
    searches follows from it. `audio_url` is where its play-along was heard last. `tags` is a JSON list. `based_on_id`
    is the piece that this one is another go at. A deleted one stays as long as somebody's records speak of it;
    `taken_down_at` hides one that was reported from everybody but its owner.
    """

    __tablename__ = 'generated_content'
    __table_args__ = (
        *(sa.Index(f'idx_generated_content_{name}', name) for name in ('type', 'difficulty', 'key', 'style')),
        sa.Index('idx_generated_content_public', 'is_public', 'deleted_at', 'created_at'),
        sa.Index('idx_generated_content_user', 'user_id', 'created_at'),
        sa.Index('idx_generated_content_based_on', 'based_on_id'),
        sa.CheckConstraint(f'type IN {CONTENT_TYPES}', name='type'),
        sa.CheckConstraint(f'difficulty IN {DIFFICULTIES}', name='difficulty'),
    )

    id: str = row_id()
    user_id: str = of_user()
    type: str = Field(sa_type=sa.Text)
    title: str = Field(sa_type=sa.Text)
    description: str | None = Field(default=None, sa_type=sa.Text)
    parameters: str = Field(sa_type=sa.Text)
    music_data: str = Field(sa_type=sa.Text)
    music_xml: str | None = Field(default=None, sa_type=sa.Text)
    audio_url: str | None = Field(default=None, sa_type=sa.Text)
    difficulty: str = Field(
        default='INTERMEDIATE', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'INTERMEDIATE'")}
    )
    key: str | None = Field(default=None, sa_type=sa.Text)
    tempo: int | None = None
    time_signature: str | None = Field(default=None, sa_type=sa.Text)
    style: str | None = Field(default=None, sa_type=sa.Text)
    tags: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_LIST})
    is_public: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    likes: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    views: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    details: str | None = Field(default=None, sa_type=sa.Text, sa_column_kwargs={'name': 'metadata'})
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)

    based_on_id: str | None = Field(
        default=None, foreign_key='generated_content.id', ondelete='SET NULL', sa_type=sa.Text
    )
    taken_down_at: datetime | None = Field(default=None, sa_type=Timestamp)


class ContentWords(SQLModel, table=True):
    """The words by which a piece is found. Triggers write them, and keep their FTS5 index `content_index`: a number of
    its own holds each row, because those of rows with a text as their key may change when a database is packed."""

    __tablename__ = 'content_words'

    number: int | None = Field(default=None, primary_key=True)
    content_id: str = Field(foreign_key='generated_content.id', ondelete='CASCADE', unique=True, sa_type=sa.Text)
    title: str = Field(sa_type=sa.Text)
    description: str = Field(sa_type=sa.Text)


class SavedContent(SQLModel, table=True):
    """A piece in somebody's collections, once, with their notes."""

    __tablename__ = 'saved_content'
    __table_args__ = (
        sa.UniqueConstraint('user_id', 'generated_content_id'),
        sa.Index('idx_saved_content_collection', 'user_id', 'collection_name'),
        sa.Index('idx_saved_content_favorite', 'is_favorite'),
        sa.Index('idx_saved_content_content', 'generated_content_id'),
    )

    id: str = row_id()
    user_id: str = of_user()
    generated_content_id: str = of_content()
    collection_name: str | None = Field(default=None, sa_type=sa.Text)
    notes: str | None = Field(default=None, sa_type=sa.Text)
    is_favorite: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class ContentLike(SQLModel, table=True):
    """Somebody likes a piece; the piece counts them."""

    __tablename__ = 'content_likes'

    content_id: str = of_content(primary_key=True)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    created_at: datetime = created_now()


class ContentView(SQLModel, table=True):
    """Somebody opened a piece on a day; the piece counts it once. `day` is that of UTC, like 2026-11-29."""

    __tablename__ = 'content_views'

    content_id: str = of_content(primary_key=True)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text)
    day: str = Field(primary_key=True, sa_type=sa.Text)


class ContentReport(SQLModel, table=True):
    """Somebody thinks that a public piece should not be there; an admin decides. `user_id` is who reported it."""

    __tablename__ = 'content_reports'
    __table_args__ = (
        sa.UniqueConstraint('content_id', 'user_id'),
        sa.Index('idx_content_reports_open', 'resolved_at', 'created_at'),
    )

    id: str = row_id()
    content_id: str = of_content()
    user_id: str = of_user()
    reason: str = Field(sa_type=sa.Text)
    resolved_at: datetime | None = Field(default=None, sa_type=Timestamp)
    decision: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()


class PlayAlong(KeptFiles, JobColumns, table=True):
    """The sound of a piece, stem by stem; it is a job.

    `settings` is how it was asked for, as JSON: tempo, transposition, band. `s3_key` is the mix; `outcome` has the keys
    of the stems, and how loud each of them is in it, as JSON.
    """

    __tablename__ = 'play_alongs'
    __table_args__ = (
        sa.Index('idx_play_alongs_content', 'content_id', 'created_at'),
        sa.Index('idx_play_alongs_status', 'status'),
        *listed_by('play_alongs'),
    )

    user_id: str | None = Field(
        default=None, nullable=False, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text
    )
    created_at: datetime = created_now()
    content_id: str = of_content()
    title: str = Field(sa_type=sa.Text)
    settings: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    s3_key: str | None = Field(default=None, sa_type=ResultKey)
    outcome: str | None = Field(default=None, sa_type=sa.Text)


class PracticeTake(KeptFiles, JobColumns, table=True):
    """Somebody playing a piece, heard and scored; it is a job.

    `s3_key` is the recording, or what a keyboard sent, as JSON. `score` is 0 to 100; `outcome` has a verdict for each
    note, as JSON (see `app.practice.takes`).
    """

    __tablename__ = 'practice_takes'
    __table_args__ = (
        sa.Index('idx_practice_takes_content', 'content_id', 'created_at'),
        sa.Index('idx_practice_takes_session', 'practice_session_id'),
        sa.Index('idx_practice_takes_status', 'status'),
        *listed_by('practice_takes'),
        sa.CheckConstraint(f'source IN {TAKE_SOURCES}', name='source'),
        sa.CheckConstraint('score BETWEEN 0 AND 100', name='score'),
    )

    user_id: str | None = Field(
        default=None, nullable=False, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text
    )
    created_at: datetime = created_now()
    content_id: str = of_content()
    practice_session_id: str | None = Field(
        default=None, foreign_key='practice_sessions.id', ondelete='SET NULL', sa_type=sa.Text
    )
    title: str = Field(sa_type=sa.Text)
    source: str = Field(default='audio', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'audio'")})
    s3_key: str | None = Field(default=None, sa_type=StorageKey)
    settings: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    score: float | None = Field(default=None, sa_type=sa.REAL)
    outcome: str | None = Field(default=None, sa_type=sa.Text)
