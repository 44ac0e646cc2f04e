"""Tables of the levelling area: its jobs, and the audio file of each job."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.job import JobColumns, KeptFiles, listed_by
from models.types import NOW, ResultKey, StorageKey, Timestamp, new_id, utc_now


class ProcessingJob(KeptFiles, JobColumns, table=True):
    """One levelling of one original; a re-run is a job of its own that shares the original's key.

    `result` is the outcome of the engine as JSON (before, after, what was done), set when the job is completed.
    `result_names` is what to convert to, None for the original's own. `uploaded` says that this job was made of an
    upload, `counted` that it holds one of its user's uploads of the month of `counted_at`. `even_percent` is how far
    the tracks inside the mix are brought together (0 leaves them), `tracklist` where they begin, as text, if the user
    said so, and `tracks` the same as they have set it on the timeline (JSON, see `app.leveling.tracks`), which counts
    before everything else. `stream` is the sound that is levelled of a file with several, from 1.
    """

    __tablename__ = 'processing_jobs'
    __table_args__ = (
        sa.Index('idx_processing_jobs_user', 'user_id'),
        sa.Index('idx_processing_jobs_status', 'status'),
        *listed_by('processing_jobs'),
        sa.Index('idx_processing_jobs_queue', 'status', 'priority', 'created_at'),
    )

    kind: str = Field(
        default='leveling.level',
        sa_type=sa.Text,
        sa_column_kwargs={'server_default': sa.text("'leveling.level'")},
    )
    original_file_path: str = Field(sa_type=StorageKey)
    processed_file_path: str | None = Field(default=None, sa_type=ResultKey)
    target_lufs: float = Field(sa_type=sa.REAL)

    ceiling_dbtp: float = Field(default=-1.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('-1.0')})
    mode: str = Field(default='one_gain', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("'one_gain'")})
    output_format: str | None = Field(default=None, sa_type=sa.Text)
    preset_name: str | None = Field(default=None, sa_type=sa.Text)
    even_percent: float = Field(default=0.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('0')})
    tracklist: str | None = Field(default=None, sa_type=sa.Text)
    tracks: str | None = Field(default=None, sa_type=sa.Text)
    stream: int | None = Field(default=None, sa_type=sa.Integer)
    verdict: str | None = Field(default=None, sa_type=sa.Text)
    result: str | None = Field(default=None, sa_type=sa.Text)
    result_size: int | None = Field(default=None, sa_type=sa.BigInteger)
    counted: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
    uploaded: bool = Field(default=False, sa_column_kwargs={'server_default': sa.text('0')})
    counted_at: datetime | None = Field(default=None, sa_type=Timestamp)


class HelperJob(JobColumns, table=True):
    """Work that a screen asks for beside a job, one of each kind: the forecasts, previews, a second opinion."""

    __tablename__ = 'side_jobs'
    __table_args__ = (
        sa.Index('uq_side_jobs_job_id_kind', 'job_id', 'kind', unique=True),
        sa.Index('idx_side_jobs_status', 'status'),
    )

    job_id: str = Field(foreign_key='processing_jobs.id', ondelete='CASCADE', sa_type=sa.Text)


class Lookahead(JobColumns, table=True):
    """The look ahead at an upload that no job has taken yet; it is deleted with the upload, and counts as none.

    `result_names`, `even_percent` and `tracklist` are what it is worked out for, `tracks` what somebody has set on the
    timeline. What comes out is kept under the upload's id, which a job that takes the upload inherits.
    """

    __tablename__ = 'studies'
    __table_args__ = (
        sa.Index('uq_studies_upload_id', 'upload_id', unique=True),
        sa.Index('idx_studies_status', 'status'),
    )

    upload_id: str = Field(foreign_key='uploads.id', ondelete='CASCADE', sa_type=sa.Text)
    original_file_path: str = Field(sa_type=sa.Text)
    duration_s: float = Field(sa_type=sa.REAL)
    output_format: str | None = Field(default=None, sa_type=sa.Text)
    even_percent: float = Field(default=0.0, sa_type=sa.REAL, sa_column_kwargs={'server_default': sa.text('0')})
    tracklist: str | None = Field(default=None, sa_type=sa.Text)
    tracks: str | None = Field(default=None, sa_type=sa.Text)


class AudioFile(SQLModel, table=True):
    """The original of one job, as the probe found it; `original_lufs` follows from the analysis."""

    __tablename__ = 'audio_files'
    __table_args__ = (
        sa.Index('idx_audio_files_job', 'job_id'),
        sa.Index('ix_audio_files_content_hash', 'content_hash'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    job_id: str = Field(foreign_key='processing_jobs.id', ondelete='CASCADE', sa_type=sa.Text)
    original_filename: str = Field(sa_type=sa.Text)
    file_format: str = Field(sa_type=sa.Text)
    file_size: int = Field(sa_type=sa.Integer)
    duration_seconds: int = Field(sa_type=sa.Integer)
    original_lufs: float | None = Field(default=None, sa_type=sa.REAL)
    target_lufs: float = Field(sa_type=sa.REAL)
    sample_rate: int | None = Field(default=None, sa_type=sa.Integer)
    bit_rate: int | None = Field(default=None, sa_type=sa.Integer)
    channels: int | None = Field(default=None, sa_type=sa.Integer)
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )

    content_hash: str | None = Field(default=None, sa_type=sa.Text)
