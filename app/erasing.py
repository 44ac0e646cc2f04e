"""The end of an account over all areas: taken over, its jobs stopped, then each area lets go of what it keeps."""

from contextlib import suppress

import sqlalchemy as sa
from sqlmodel import col

from app import accounts, areas, jobs
from app.db import in_pages, reading
from app.errors import NotAllowed
from models.job import ACTIVE


def erase(user_id: str) -> bool:
    """Remove what a user who leaves has in all areas; False where something still runs, and it shall be asked again."""
    return begin(user_id) and areas.erase(user_id)


def begin(user_id: str) -> bool:
    """Take an account over, so that whoever keeps it at the last moment keeps all of it, and stop its jobs.

    False where it was kept, or a job still ran: that is asked to stop.
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
