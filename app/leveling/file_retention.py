"""Whether the files of a job are there, and what this area tidies up."""

from app import storage
from app.errors import NotFound
from app.leveling import preview_files
from app.ops import retention
from models import FilesGone, ProcessingJob

OLD_PREVIEWS = 'previews'
"""Where previews lay that no ledger knew; they went by their age."""


def check_original(job: ProcessingJob) -> None:
    """Raise NotFound where the original of a job is gone; asks the storage."""
    check_not_expired(job)
    if not storage.exists(job.original_file_path):
        raise NotFound('The original of this job is no longer there. Upload it again.')


def check_not_expired(job: ProcessingJob) -> None:
    """Raise NotFound where all files of a job are gone; asks only the row, so it may be done in a transaction."""
    if job.files_gone_why == FilesGone.EXPIRED:
        retention.check_there(job)


def tidy() -> None:
    """Remove previews of former versions."""
    storage.remove_older(OLD_PREVIEWS, preview_files.KEPT.total_seconds())
