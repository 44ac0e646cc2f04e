"""Tables of an artist's numbers: what each day brought and where from, what was found in it, what is aimed at."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.artist import json_object, of_artist, some_moment, some_text, switch
from models.job import JobColumns
from models.studio import row_id, text
from models.types import StorageKey, created_now, updated_now

SOURCES = ('csv', 'connector', 'manual')
"""Where a value comes from, the weakest first: it replaces what is not stronger."""


def _number() -> float | None:
    column: float | None = Field(default=None, sa_type=sa.REAL)
    return column


class DailyMetric(SQLModel, table=True):
    """What one day brought on one platform: `day` is the platform's own, see `app.artist.metrics`.

    `subject` is empty for all of the artist, otherwise the release or video. `metadata` (here `details`) is JSON.
    `is_confirmed` says of a suspicious value, like a zero between thousands, that it is a fact.
    """

    __tablename__ = 'daily_metrics'
    __table_args__ = (
        sa.UniqueConstraint('artist_id', 'platform', 'metric_type', 'subject', 'day', name='uq_daily_metrics_day'),
        sa.Index('idx_daily_metrics_import', 'import_id'),
    )

    id: str = row_id()
    artist_id: str = of_artist()
    platform: str = Field(sa_type=sa.Text)
    metric_type: str = Field(sa_type=sa.Text)
    metric_value: float = Field(sa_type=sa.REAL)
    details: str = Field(
        default='{}', sa_type=sa.Text, sa_column_kwargs={'name': 'metadata', 'server_default': sa.text("'{}'")}
    )
    collected_at: datetime = created_now()

    day: date = Field(sa_type=sa.Date)
    subject: str = text()
    source: str = text('manual')
    import_id: str | None = Field(default=None, foreign_key='metric_imports.id', ondelete='SET NULL', sa_type=sa.Text)
    is_confirmed: bool = switch()


class MetricChange(SQLModel, table=True):
    """A value that was there before another came, so that an import can be undone; None where there was none."""

    __tablename__ = 'metric_changes'
    __table_args__ = (
        sa.Index('idx_metric_changes_import', 'import_id', 'id'),
        sa.Index('idx_metric_changes_artist', 'artist_id', 'platform', 'metric_type', 'day'),
    )

    id: str = row_id()
    artist_id: str = of_artist()
    platform: str = Field(sa_type=sa.Text)
    metric_type: str = Field(sa_type=sa.Text)
    subject: str = text()
    day: date = Field(sa_type=sa.Date)
    old_value: float | None = _number()
    old_source: str | None = some_text()
    new_value: float | None = _number()
    import_id: str | None = Field(default=None, foreign_key='metric_imports.id', ondelete='CASCADE', sa_type=sa.Text)
    created_at: datetime = created_now()


class MetricImport(JobColumns, table=True):
    """A file of numbers that somebody brought; it is the job that reads it and the one that saves it, too.

    `step` is 'read', 'preview', 'save', 'saved' or 'undone'. `service` is what it was recognised as; `answers` JSON of
    what the person was asked and said (song, window, columns …), `found` JSON of what a preview shows: counts, first
    rows, refused lines. `undo_until` is when undoing ends.
    """

    __tablename__ = 'metric_imports'
    __table_args__ = (
        sa.Index('idx_metric_imports_user', 'user_id', 'created_at'),
        sa.Index('idx_metric_imports_status', 'status'),
    )

    file_name: str = text()
    original_key: str | None = Field(default=None, sa_type=StorageKey)
    size_bytes: int | None = Field(default=None, sa_type=sa.BigInteger)
    service: str = text()
    fingerprint: str = text()
    step: str = text('read')
    answers: str = json_object()
    found: str = json_object()
    saved_at: datetime | None = some_moment()
    undo_until: datetime | None = some_moment()
    undone_at: datetime | None = some_moment()


class MetricMapping(SQLModel, table=True):
    """What the columns of a file with such headings mean, as somebody has said once."""

    __tablename__ = 'metric_mappings'
    __table_args__ = (sa.UniqueConstraint('user_id', 'fingerprint', name='uq_metric_mappings_user_id_fingerprint'),)

    id: str = row_id()
    user_id: str = of_artist()
    fingerprint: str = Field(sa_type=sa.Text)
    answers: str = json_object()
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()


class Insight(SQLModel, table=True):
    """One thing that was found in the numbers. `insight_type` is the rule; `content` JSON, its fields in
    `app.artist.insights`. What late data contradict is withdrawn and stays visible."""

    __tablename__ = 'ai_insights'
    __table_args__ = (
        sa.UniqueConstraint(
            *('artist_id', 'insight_type', 'platform', 'metric_type', 'subject', 'first_day'),
            name='uq_ai_insights_found',
        ),
        sa.Index('idx_ai_insights_artist', 'artist_id', 'created_at'),
    )

    id: str = row_id()
    artist_id: str = of_artist()
    insight_type: str = Field(sa_type=sa.Text)
    content: str = json_object()
    is_read: bool = switch()
    created_at: datetime = created_now()

    platform: str = text()
    metric_type: str = text()
    subject: str = text()
    first_day: date = Field(sa_type=sa.Date)
    weight: float = Field(default=0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('0')})
    shown_at: datetime | None = some_moment()
    done_at: datetime | None = some_moment()
    withdrawn_at: datetime | None = some_moment()
    withdrawn_why: str = text()


class ArtistGoal(SQLModel, table=True):
    """A number that an artist wants to reach by a day."""

    __tablename__ = 'artist_goals'
    __table_args__ = (sa.Index('idx_artist_goals_artist', 'artist_id', 'created_at'),)

    id: str = row_id()
    artist_id: str = of_artist()
    platform: str = Field(sa_type=sa.Text)
    metric_type: str = Field(sa_type=sa.Text)
    target: float = Field(sa_type=sa.REAL)
    due: date | None = Field(default=None, sa_type=sa.Date)
    created_at: datetime = created_now()
    reached_at: datetime | None = some_moment()
    deleted_at: datetime | None = some_moment()


class ArtistTask(JobColumns, table=True):
    """Work beside what people ask for: looking for insights, pulling the numbers of a connected platform (then
    `subject_id` is the row of `oauth_tokens`)."""

    __tablename__ = 'artist_tasks'
    __table_args__ = (
        sa.Index('idx_artist_tasks_user', 'user_id', 'kind', 'created_at'),
        sa.Index('idx_artist_tasks_status', 'status'),
    )

    subject_id: str | None = some_text()
    found: str = json_object()
