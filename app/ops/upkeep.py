"""What each machine cleans up itself, because no other one sees it: scratch folders, parts of uploads, copies."""

from app import storage, uploads
from app.jobs.scratch import sweep


def tidy_up() -> None:
    """Remove what killed processes left on this machine; any number of processes may do this at once."""
    sweep()
    uploads.take_up_overdue()
    uploads.expire()
    storage.remove_leftovers(uploads.coming())
