"""Tables of drums: songs, by what they are recognised, their maps with every version, and the jobs that write them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.job import JobColumns, Status, listed_by
from models.types import StorageKey, Timestamp, created_now, new_id, updated_now

SONG_STATES = ('pending', 'unverified', 'verified', 'archived')
MAP_STATES = ('verified', 'unverified', 'archived')
SOURCES = ('ai', 'manual', 'edit')
ASSETS = ('waveform', 'preview_audio', 'thumbnail')
JOB_STATES = ('queued', 'processing', 'complete', 'failed', 'cancelled')
PRIORITIES = ('standard', 'priority')
ZERO, EMPTY_OBJECT = sa.text('0'), sa.text("'{}'")


def row_id() -> str:
    column: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    return column


def by_somebody() -> str | None:
    """Who made it; their rows outlive their account."""
    column: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    return column


def points_back(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A key of two tables that name each other: it is looked at when all is written, whichever comes first."""
    return sa.ForeignKeyConstraint(
        [column], [f'{table}.id'], ondelete='SET NULL', use_alter=True, deferrable=True, initially='DEFERRED'
    )


class Song(SQLModel, table=True):
    """One recording, known again whoever sends it.

    `fingerprint_hash` is the SHA-256 of its fingerprint in hex, which only the very same sound has; others are found by
    `song_keys`. None where a song came with a map and nobody has sent its sound. `canonical_map_id` says what
    `maps.is_canonical` says, and one function writes both. `length_ms` is how long the recording is. `hidden_at` is
    when a rights holder had it taken down, `deleted_at` when who brought it took it back.
    """

    __tablename__ = 'songs'
    __table_args__ = (
        points_back('canonical_map_id', 'maps'),
        sa.Index('idx_songs_status', 'status', 'created_at'),
        sa.Index('idx_songs_created_by', 'created_by', 'created_at'),
        sa.CheckConstraint(f'status IN {SONG_STATES}', name='status'),
        sa.CheckConstraint('length(fingerprint_hash) = 64', name='fingerprint_hash'),
    )

    id: str = row_id()
    fingerprint_hash: str | None = Field(default=None, unique=True, sa_type=sa.Text)
    title: str = Field(sa_type=sa.Text)
    artist: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    bpm: float | None = Field(default=None, sa_type=sa.REAL)
    status: str = Field(default='pending', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'pending'")})
    canonical_map_id: str | None = Field(default=None, sa_type=sa.Text)
    created_by: str | None = by_somebody()
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    length_ms: int | None = Field(default=None, sa_type=sa.Integer)
    hidden_at: datetime | None = Field(default=None, sa_type=Timestamp)
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class SongWords(SQLModel, table=True):
    """The words by which a song is found. Triggers write them, and keep their FTS5 index `song_index`."""

    __tablename__ = 'song_words'

    number: int | None = Field(default=None, primary_key=True)
    song_id: str = Field(foreign_key='songs.id', ondelete='CASCADE', unique=True, sa_type=sa.Text)
    title: str = Field(sa_type=sa.Text)
    artist: str = Field(sa_type=sa.Text)


class SongFingerprint(SQLModel, table=True):
    """What a recording sounds like, in some thousand bits; `number` stands for it in the index of its keys."""

    __tablename__ = 'song_fingerprints'
    __table_args__ = ({'sqlite_autoincrement': True},)

    number: int | None = Field(default=None, primary_key=True)
    song_id: str = Field(foreign_key='songs.id', ondelete='CASCADE', unique=True, sa_type=sa.Text)
    fingerprint: bytes = Field(sa_type=sa.LargeBinary)
    created_at: datetime = created_now()


class SongKey(SQLModel, table=True):
    """A part of a fingerprint votes for the songs that have it, too; without rowids, so that it is its own index."""

    __tablename__ = 'song_keys'
    __table_args__ = (sa.Index('idx_song_keys_number', 'number'), {'sqlite_with_rowid': False})

    key: int = Field(primary_key=True, sa_type=sa.Integer)
    number: int = Field(
        primary_key=True, foreign_key='song_fingerprints.number', ondelete='CASCADE', sa_type=sa.Integer
    )


class SongMap(SQLModel, table=True):
    """One way to play a song's drums, at one difficulty. What is played stands in its versions.

    `verified_by` is who said that it is right, at `verified_at`. `archived_at` is when nobody had cared for it for
    long, `deleted_at` when its maker took it back.
    """

    __tablename__ = 'maps'
    __table_args__ = (
        points_back('current_version_id', 'map_versions'),
        sa.Index('uq_maps_canonical', 'song_id', unique=True, sqlite_where=sa.text('is_canonical')),
        sa.Index('idx_maps_verified', 'song_id', 'difficulty_label', sqlite_where=sa.text("state = 'verified'")),
        sa.Index('idx_maps_song', 'song_id', 'created_at'),
        sa.Index('idx_maps_state', 'state', 'updated_at'),
        sa.CheckConstraint(f'state IN {MAP_STATES}', name='state'),
    )

    id: str = row_id()
    song_id: str = Field(foreign_key='songs.id', ondelete='CASCADE', sa_type=sa.Text)
    difficulty_label: str = Field(sa_type=sa.Text)
    is_canonical: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    state: str = Field(
        default='unverified', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'unverified'")}
    )
    current_version_id: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    created_by: str | None = by_somebody()
    verified_by: str | None = by_somebody()
    verified_at: datetime | None = Field(default=None, sa_type=Timestamp)
    archived_at: datetime | None = Field(default=None, sa_type=Timestamp)
    deleted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class MapVersion(SQLModel, table=True):
    """A map as it was written once; it never changes. `version_number` counts up within its map.

    `storage_uri` is the key of its `.bsm` file, `stem_uri` that of the drums alone; neither is of somebody's own files,
    so that what people made together stays when one of them leaves. `diff_summary` is what changed since the version
    before, as JSON. `created_by` is None where the transcriber wrote it. After `archived_at` its files are gone.
    """

    __tablename__ = 'map_versions'
    __table_args__ = (
        sa.UniqueConstraint('map_id', 'version_number'),
        sa.Index('idx_map_versions_job', 'generation_job_id'),
        sa.Index('idx_map_versions_old', 'archived_at', 'created_at'),
        sa.CheckConstraint(f'source_type IN {SOURCES}', name='source_type'),
    )

    id: str = row_id()
    map_id: str = Field(foreign_key='maps.id', ondelete='CASCADE', sa_type=sa.Text)
    version_number: int
    source_type: str = Field(sa_type=sa.Text)
    generation_job_id: str | None = Field(default=None, foreign_key='ai_jobs.id', ondelete='SET NULL', sa_type=sa.Text)
    storage_uri: str = Field(sa_type=sa.Text)
    stem_uri: str | None = Field(default=None, sa_type=sa.Text)
    diff_summary: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    created_by: str | None = by_somebody()
    created_at: datetime = created_now()

    hit_count: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    archived_at: datetime | None = Field(default=None, sa_type=Timestamp)


class MapAsset(SQLModel, table=True):
    """What is seen and heard of a version: how the sound looks, half a minute of it, and where its hits lie."""

    __tablename__ = 'map_assets'
    __table_args__ = (
        sa.UniqueConstraint('map_version_id', 'asset_type'),
        sa.CheckConstraint(f'asset_type IN {ASSETS}', name='asset_type'),
    )

    id: str = row_id()
    map_version_id: str = Field(foreign_key='map_versions.id', ondelete='CASCADE', sa_type=sa.Text)
    asset_type: str = Field(sa_type=sa.Text)
    storage_uri: str = Field(sa_type=sa.Text)
    created_at: datetime = created_now()


class AiJob(JobColumns, table=True):
    """The drums of a song are written down; it is a job.

    A trigger keeps `state`, `finished_at`, `requested_by` and the word of `priority`, as the documents spell them, in
    step with what the core writes: `status`, `completed_at`, `user_id`, and how many steps ahead it is.
    `s3_key` is the recording, as long as it is kept; `settings` is how it was asked for, `outcome` what came of it,
    as JSON.
    """

    __tablename__ = 'ai_jobs'
    __table_args__ = (
        sa.Index('idx_ai_jobs_poll', 'state', 'priority'),
        sa.Index('idx_ai_jobs_song', 'song_id'),
        sa.Index('idx_ai_jobs_status', 'status'),
        sa.Index('idx_ai_jobs_requested_by', 'requested_by'),
        *listed_by('ai_jobs'),
        sa.CheckConstraint(f'status IN {tuple(map(str, Status))}', name='status'),
        sa.CheckConstraint(f'state IN {JOB_STATES}', name='state'),
        sa.CheckConstraint(f'priority IN {PRIORITIES}', name='priority'),
    )

    created_at: datetime = created_now()
    priority: int = Field(
        default=0, nullable=True, sa_column_kwargs={'name': 'steps_ahead', 'server_default': sa.text('0')}
    )
    song_id: str | None = Field(default=None, foreign_key='songs.id', ondelete='SET NULL', sa_type=sa.Text)
    requested_by: str | None = by_somebody()
    state: str = Field(default=Status.QUEUED, sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'queued'")})
    priority_word: str = Field(
        default='standard',
        sa_type=sa.Text,
        sa_column_kwargs={'name': 'priority', 'server_default': sa.text("'standard'")},
    )
    finished_at: datetime | None = Field(default=None, sa_type=Timestamp)

    title: str = Field(sa_type=sa.Text)
    settings: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    s3_key: str | None = Field(default=None, sa_type=StorageKey)
    outcome: str | None = Field(default=None, sa_type=sa.Text)
