"""How much a user levels: counted in the transaction that makes the job, given back when it brings nothing."""

from sqlmodel import Session

from models import UserUploadStats
from models.types import utc_now


def reserve(session: Session, user_id: str) -> None:
    """Count one upload of this month."""
    stats = _stats(session, user_id)
    stats.total_uploads += 1
    stats.uploads_this_month += 1
    stats.last_upload_at = utc_now()
    session.add(stats)


def give_back(session: Session, user_id: str) -> None:
    """Take one upload of this month back: its job failed or was cancelled."""
    stats = _stats(session, user_id)
    stats.total_uploads = max(0, stats.total_uploads - 1)
    stats.uploads_this_month = max(0, stats.uploads_this_month - 1)
    session.add(stats)


def worked(session: Session, user_id: str, seconds: int) -> None:
    """Add the time a worker spent on a finished job."""
    stats = _stats(session, user_id)
    stats.total_processing_time_seconds += seconds
    session.add(stats)


def _stats(session: Session, user_id: str) -> UserUploadStats:
    stats = session.get(UserUploadStats, user_id)
    if stats is None:
        stats = UserUploadStats(user_id=user_id, month_reset_at=utc_now())
        session.add(stats)
    return stats
