"""Tables of what a studio hands over: files with their versions, what is said of them, who may hear them, notes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.job import JobColumns
from models.studio import ZERO, of_studio, row_id, text
from models.types import Timestamp, created_now, updated_now

NOTE_CATEGORIES = ('general', 'recording', 'mix', 'master', 'performance', 'next')


def of_client() -> str | None:
    """Whose it is, if they have an account; it goes with them."""
    column: str | None = Field(default=None, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    return column


def by_somebody() -> str | None:
    """Who did it; what they did outlives their account."""
    column: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    return column


def of_session() -> str | None:
    """The booking that it belongs to, if there is one."""
    column: str | None = Field(default=None, foreign_key='bookings.id', ondelete='SET NULL', sa_type=sa.Text)
    return column


def _moment() -> datetime | None:
    column: datetime | None = Field(default=None, sa_type=Timestamp)
    return column


class Deliverable(SQLModel, table=True):
    """One file that a studio hands over to a client: somebody with an account, or a guest by their `email`.

    `file_name`, `file_path` (its key in the storage), `file_size` (bytes) and `file_type` (media type) are those of the
    latest version. `folder` is where it lay when it was dropped. With `is_locked` it is downloaded once all is paid.
    An approval freezes it. `expires_at` is when its files go, `warned_days` of how many days before that the client was
    told last, `gone_at` when they went; with `shown_at` set they stay, because somebody shows it to everybody.
    """

    __tablename__ = 'deliverables'
    __table_args__ = (
        sa.Index('idx_deliverables_user', 'user_id', 'created_at'),
        sa.Index('idx_deliverables_email', 'email', 'created_at'),
        sa.Index('idx_deliverables_studio', 'studio_id', 'created_at'),
        sa.Index('idx_deliverables_booking', 'booking_id'),
        sa.Index('idx_deliverables_expires', 'expires_at'),
    )

    id: str = row_id()
    user_id: str | None = of_client()
    file_name: str = Field(sa_type=sa.Text)
    display_name: str = Field(sa_type=sa.Text)
    file_path: str | None = Field(default=None, sa_type=sa.Text)
    file_size: int = Field(default=0, sa_type=sa.BigInteger, sa_column_kwargs={'server_default': ZERO})
    file_type: str = text('application/octet-stream')
    uploaded_by: str | None = by_somebody()
    uploaded_by_name: str = text()
    description: str = text()
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    studio_id: str = of_studio()
    booking_id: str | None = of_session()
    email: str | None = Field(default=None, sa_type=sa.Text)
    folder: str = text()
    is_locked: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    approved_version_id: str | None = Field(default=None, sa_type=sa.Text)
    approved_at: datetime | None = _moment()
    approved_by: str | None = by_somebody()
    approved_name: str = text()
    expires_at: datetime | None = _moment()
    warned_days: int | None = Field(default=None, sa_type=sa.Integer)
    gone_at: datetime | None = _moment()
    shown_at: datetime | None = _moment()
    deleted_at: datetime | None = _moment()


class DeliverableVersion(JobColumns, table=True):
    """One version of a file that was handed over; it is the job that makes what is heard and seen of it, too.

    The file itself, under `original_key`, stays as it was sent, whatever becomes of the job. `preview_key` is a
    levelled copy for any browser, `pieces_key` the same in pieces for comparing, `look_key` how it looks and where they
    lie. `user_id` is who sent it. Lengths in seconds, loudness in LUFS.
    """

    __tablename__ = 'deliverable_versions'
    __table_args__ = (
        sa.UniqueConstraint('deliverable_id', 'number', name='uq_deliverable_versions_deliverable_id_number'),
        sa.Index('idx_deliverable_versions_status', 'status'),
        sa.Index('idx_deliverable_versions_batch', 'batch_id'),
        sa.Index('idx_deliverable_versions_user', 'user_id', 'created_at'),
    )

    deliverable_id: str = Field(foreign_key='deliverables.id', ondelete='CASCADE', sa_type=sa.Text)
    batch_id: str | None = Field(default=None, foreign_key='delivery_batches.id', ondelete='SET NULL', sa_type=sa.Text)
    number: int = Field(sa_type=sa.Integer)
    file_name: str = Field(sa_type=sa.Text)
    note: str = text()
    sent_by_name: str = text()
    original_key: str = Field(sa_type=sa.Text)
    preview_key: str | None = Field(default=None, sa_type=sa.Text)
    pieces_key: str | None = Field(default=None, sa_type=sa.Text)
    look_key: str | None = Field(default=None, sa_type=sa.Text)
    file_size: int = Field(sa_type=sa.BigInteger)
    content_hash: str | None = Field(default=None, sa_type=sa.Text)
    duration_seconds: float | None = Field(default=None, sa_type=sa.REAL)
    loudness_lufs: float | None = Field(default=None, sa_type=sa.REAL)
    preview_lufs: float | None = Field(default=None, sa_type=sa.REAL)


class DeliverableComment(SQLModel, table=True):
    """What somebody says of a version, perhaps at a time of it; it stays with that version. Guests have no `user_id`,
    and `by_link` names the link that they came by."""

    __tablename__ = 'deliverable_comments'
    __table_args__ = (
        sa.Index('idx_deliverable_comments_version', 'version_id', 'created_at'),
        sa.Index('idx_deliverable_comments_user', 'user_id', 'created_at'),
        sa.CheckConstraint('at_ms >= 0', name='at_ms'),
    )

    id: str = row_id()
    version_id: str = Field(foreign_key='deliverable_versions.id', ondelete='CASCADE', sa_type=sa.Text)
    user_id: str | None = by_somebody()
    by_link: str | None = Field(default=None, sa_type=sa.Text)
    by_name: str = text()
    by_studio: bool = Field(default=False, sa_column_kwargs={'server_default': ZERO})
    at_ms: int | None = Field(default=None, sa_type=sa.Integer)
    text: str = Field(sa_type=sa.Text)
    created_at: datetime = created_now()
    done_at: datetime | None = _moment()


class DeliveryBatch(SQLModel, table=True):
    """What is handed over to one client within some minutes: they are told once, after `due_at`."""

    __tablename__ = 'delivery_batches'
    __table_args__ = (
        sa.Index('idx_delivery_batches_open', 'told_at', 'due_at'),
        sa.Index('idx_delivery_batches_user', 'user_id'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    user_id: str | None = of_client()
    email: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime = created_now()
    due_at: datetime = Field(sa_type=Timestamp)
    told_at: datetime | None = _moment()


class DeliveryLink(SQLModel, table=True):
    """An address by which one guest finds all that a studio has handed over to them; kept as a hash, and taken back at
    any time. `created_by` is None where it came with a mail of ours."""

    __tablename__ = 'delivery_links'
    __table_args__ = (
        sa.UniqueConstraint('token_hash', name='uq_delivery_links_token_hash'),
        sa.Index('idx_delivery_links_email', 'studio_id', 'email', 'created_at'),
    )

    id: str = row_id()
    studio_id: str = of_studio()
    email: str = Field(sa_type=sa.Text)
    name: str = text()
    token_hash: str = Field(sa_type=sa.Text)
    created_by: str | None = by_somebody()
    created_at: datetime = created_now()
    expires_at: datetime = Field(sa_type=Timestamp)
    last_used_at: datetime | None = _moment()
    revoked_at: datetime | None = _moment()


class DeliveryVisit(SQLModel, table=True):
    """Somebody has heard or downloaded a version; `who` is the id of their account, or of the link they came by."""

    __tablename__ = 'delivery_visits'

    version_id: str = Field(
        foreign_key='deliverable_versions.id', ondelete='CASCADE', primary_key=True, sa_type=sa.Text
    )
    who: str = Field(primary_key=True, sa_type=sa.Text)
    name: str = text()
    plays: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    downloads: int = Field(default=0, sa_column_kwargs={'server_default': ZERO})
    heard_at: datetime | None = _moment()
    downloaded_at: datetime | None = _moment()


class LibraryNote(SQLModel, table=True):
    """What somebody of the studio writes down for a client, by category; the client reads it beside their files."""

    __tablename__ = 'library_notes'
    __table_args__ = (
        sa.Index('idx_library_notes_user', 'user_id', 'created_at'),
        sa.Index('idx_library_notes_email', 'email', 'created_at'),
        sa.CheckConstraint(f'category IN {NOTE_CATEGORIES}', name='category'),
    )

    id: str = row_id()
    user_id: str | None = of_client()
    admin_id: str | None = by_somebody()
    admin_name: str = text()
    note_content: str = Field(sa_type=sa.Text)
    category: str = text('general')
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    studio_id: str = of_studio()
    booking_id: str | None = of_session()
    email: str | None = Field(default=None, sa_type=sa.Text)
    deleted_at: datetime | None = _moment()
