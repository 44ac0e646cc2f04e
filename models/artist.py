"""Tables of what an artist shows to everybody: their page, its addresses, releases, sounds, pictures, and clicks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.job import JobColumns
from models.studio import EMPTY_LIST, EMPTY_OBJECT, ZERO, row_id, text
from models.types import StorageKey, Timestamp, created_now, updated_now


def of_artist() -> str:
    """Whose it is; it goes with them."""
    column: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    return column


def some_text() -> str | None:
    column: str | None = Field(default=None, sa_type=sa.Text)
    return column


def some_moment() -> datetime | None:
    column: datetime | None = Field(default=None, sa_type=Timestamp)
    return column


def counted(start: int = 0) -> int:
    column: int = Field(default=start, sa_column_kwargs={'server_default': sa.text(str(start))})
    return column


def switch() -> bool:
    column: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    return column


def json_object() -> str:
    column: str = Field(default='{}', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_OBJECT})
    return column


def json_list() -> str:
    column: str = Field(default='[]', sa_type=sa.Text, sa_column_kwargs={'server_default': EMPTY_LIST})
    return column


class Profile(SQLModel, table=True):
    """The page of an artist below /u/, and how far they are.

    `public_profile_slug` is its address; those before it are in `artist_addresses`. The four pictures name rows of
    `artist_pictures`. `social_links` is a JSON object of addresses by service, `connected_platforms` a JSON list that
    follows `oauth_tokens`. `xp` is the sum of `xp_entries`, `level` and `posting_streak` follow from rows as well.
    `choices` is JSON: what the artist has set, its words and defaults in `app.artist.choices`. `revision` grows with
    each change, so that somebody who edits an older state is told.
    """

    __tablename__ = 'profiles'

    id: str = row_id()
    user_id: str = Field(unique=True, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    display_name: str = text()
    public_profile_slug: str | None = Field(default=None, unique=True, sa_type=sa.Text)
    bio: str = text()
    profile_picture_url: str | None = some_text()
    photo_1_url: str | None = some_text()
    photo_2_url: str | None = some_text()
    photo_3_url: str | None = some_text()
    social_links: str = json_object()
    level: int = counted(1)
    xp: int = counted()
    posting_streak: int = counted()
    onboarding_completed: bool = switch()
    connected_platforms: str = json_list()
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    tagline: str = text()
    place: str = text()
    theme: str = text('paper')
    choices: str = json_object()
    is_public: bool = switch()
    published_at: datetime | None = some_moment()
    revision: int = counted()


class ArtistAddress(SQLModel, table=True):
    """An address that something has, or once had: old ones lead on for ever and are never given to anything else.

    `scope` is 'artist', 'post', 'portfolio', or 'release:' and the id of whose release it is; `target_id` the row.
    """

    __tablename__ = 'artist_addresses'
    __table_args__ = (
        sa.UniqueConstraint('scope', 'slug', name='uq_artist_addresses_scope_slug'),
        sa.Index('idx_artist_addresses_target', 'target_id'),
    )

    id: str = row_id()
    scope: str = Field(sa_type=sa.Text)
    slug: str = Field(sa_type=sa.Text)
    target_id: str = Field(sa_type=sa.Text)
    is_current: bool = switch()
    blocked_until: datetime | None = some_moment()
    created_at: datetime = created_now()


class ProfileProject(SQLModel, table=True):
    """A release of an artist, with where it can be heard. `custom_links` is a JSON list of {"label", "url"}; `tracks` a
    JSON list of {"title", "seconds"?}. Until `release_date` it is announced, with its links if `links_early`.
    `link_looks` is a JSON object by address, see `app.artist.link_looks`; `links_due_at` when the next has its turn."""

    __tablename__ = 'profile_projects'
    __table_args__ = (
        sa.UniqueConstraint('user_id', 'slug', name='uq_profile_projects_user_id_slug'),
        sa.Index('idx_profile_projects_user', 'user_id', 'display_order'),
    )

    id: str = row_id()
    user_id: str = of_artist()
    project_name: str = Field(sa_type=sa.Text)
    project_type: str = text('single')
    description: str = text()
    cover_image_url: str | None = some_text()
    release_date: date | None = Field(default=None, sa_type=sa.Date)
    display_order: int = counted()
    is_public: bool = switch()
    spotify_link: str | None = some_text()
    apple_music_link: str | None = some_text()
    youtube_link: str | None = some_text()
    soundcloud_link: str | None = some_text()
    bandcamp_link: str | None = some_text()
    tidal_link: str | None = some_text()
    amazon_music_link: str | None = some_text()
    deezer_link: str | None = some_text()
    custom_links: str = json_list()
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    slug: str = Field(sa_type=sa.Text)
    tracks: str = json_list()
    links_early: bool = switch()
    published_at: datetime | None = some_moment()
    deleted_at: datetime | None = some_moment()
    revision: int = counted()
    link_looks: str = json_object()
    links_due_at: datetime | None = some_moment()


class ShowcaseTrack(JobColumns, table=True):
    """A sound on an artist's page; it is the job that makes what strangers hear of it, too.

    It comes from a `deliverable_id` of a studio, or from any other job or file of the library (`source_kind` and
    `source_id`). Strangers know it by `public_id` alone and hear `preview_key`, levelled, never the original.
    `is_whole` gives all of it, otherwise thirty seconds from `starts_at_s` on. `peaks` is a JSON list from 0 to 100.
    """

    __tablename__ = 'profile_audio_showcase'
    __table_args__ = (
        sa.UniqueConstraint('public_id', name='uq_profile_audio_showcase_public_id'),
        sa.Index('idx_profile_audio_showcase_user', 'user_id', 'display_order'),
        sa.Index('idx_profile_audio_showcase_status', 'status'),
    )

    deliverable_id: str | None = Field(
        default=None, foreign_key='deliverables.id', ondelete='SET NULL', sa_type=sa.Text
    )
    custom_title: str = text()
    custom_description: str = text()
    display_order: int = counted()
    updated_at: datetime = updated_now()

    public_id: str = Field(sa_type=sa.Text)
    release_id: str | None = Field(
        default=None, foreign_key='profile_projects.id', ondelete='SET NULL', sa_type=sa.Text
    )
    source_kind: str = text()
    source_id: str = text()
    is_public: bool = switch()
    is_whole: bool = switch()
    starts_at_s: float = Field(default=0, sa_type=sa.REAL, sa_column_kwargs={'server_default': ZERO})
    preview_key: str | None = Field(default=None, sa_type=StorageKey)
    preview_bytes: int | None = Field(default=None, sa_type=sa.BigInteger)
    duration_seconds: float | None = Field(default=None, sa_type=sa.REAL)
    loudness_lufs: float | None = Field(default=None, sa_type=sa.REAL)
    peaks: str = json_list()
    notice: str = text()


class ArtistPicture(JobColumns, table=True):
    """A picture that somebody sent for a page; it is the job that turns, strips and resizes it, too.

    `renditions` is JSON: storage keys by width and type, like {"640.webp": key}. `use` says what it is for: 'portrait',
    'photo', 'cover', 'post', 'portfolio', 'card'; `tied_to` the thing that it is for, like the id of a post. Strangers
    know it by `public_id` alone.
    """

    __tablename__ = 'artist_pictures'
    __table_args__ = (
        sa.UniqueConstraint('public_id', name='uq_artist_pictures_public_id'),
        sa.Index('idx_artist_pictures_user', 'user_id', 'created_at'),
        sa.Index('idx_artist_pictures_status', 'status'),
    )

    public_id: str = Field(sa_type=sa.Text)
    use: str = text()
    tied_to: str = text()
    alt: str = text()
    file_name: str = text()
    original_key: str | None = Field(default=None, sa_type=StorageKey)
    renditions: str = json_object()
    width: int | None = Field(default=None, sa_type=sa.Integer)
    height: int | None = Field(default=None, sa_type=sa.Integer)


class LinkClicks(SQLModel, table=True):
    """How often a link of somebody's page was followed on one day, without anything of who did. `link` is the service,
    or 'view' for looking at the page; `day` is that of the artist's zone."""

    __tablename__ = 'link_clicks'
    __table_args__ = (
        sa.UniqueConstraint('target_id', 'link', 'day', name='uq_link_clicks_target_id_link_day'),
        sa.Index('idx_link_clicks_user', 'user_id', 'day'),
    )

    id: str = row_id()
    user_id: str = of_artist()
    target_kind: str = Field(sa_type=sa.Text)
    target_id: str = Field(sa_type=sa.Text)
    link: str = Field(sa_type=sa.Text)
    day: date = Field(sa_type=sa.Date)
    count: int = counted()
