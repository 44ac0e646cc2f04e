"""The end of an account in all areas: taken over, jobs and plans ended, files removed, then what rows say of them."""

from contextlib import suppress

import sqlalchemy as sa
from sqlmodel import col

from app import accounts, areas, billing, files, jobs, uploads
from app.db import in_pages, reading
from app.errors import NotAllowed
from models.job import ACTIVE


def erase(user_id: str) -> bool:
    """Remove what a leaving user has in all areas, and end what they pay for.

    False if something of it is not over yet, and this must be called again.
    """
    if not begin(user_id) or not billing.leave(user_id):
        return False
    uploads.drop_all(user_id)
    files.erase(user_id)
    return areas.erase(user_id)


def begin(user_id: str) -> bool:
    """Take an account over, so that whoever keeps it at the last moment keeps all of it, and stop its jobs.

    False if it was kept, or if a job still runs, which is asked to stop.
    """
    return accounts.take_over(user_id) and _stop_jobs(user_id) == 0


def _stop_jobs(user_id: str) -> int:
    """Ask the jobs of a user that wait or run to stop, whatever kinds they are of; returns how many these are."""
    found: list[tuple[str, str]] = []
    with reading() as session:
        for table in areas.tables():
            active = sa.select(col(table.id), col(table.kind)).where(
                col(table.user_id) == user_id, col(table.status).in_(ACTIVE)
            )
            found += [(row.kind, row.id) for row in in_pages(session, active, col(table.id))]
    for kind, job_id in found:
        with suppress(NotAllowed):  # it has ended meanwhile
            jobs.cancel(kind, job_id)
    return len(found)
