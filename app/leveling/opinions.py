"""A second opinion on a result: another meter reads the file, once somebody opens its report."""

from datetime import timedelta

from sqlmodel import col, select

from app.clocks import is_recent
from app.db import reading
from app.leveling import helper_jobs, queries
from models import HelperJob, Status
from models.job import ACTIVE
from models.types import utc_now

AGAIN_AFTER = timedelta(minutes=10)
"""What could not be had is not asked for at every look."""


def ask_opinion(user_id: str, job_id: str) -> bool:
    """Have it given by a worker, if it is not there; says whether it is on its way.

    Raises
    ------
    NotFound
        The job is not this user's.
    """
    view = queries.get(user_id, job_id)
    if view.status != Status.COMPLETED or view.result is None or view.files_gone_at is not None:
        return False
    if view.result.get('second_opinion') is not None:
        return False
    with reading() as session:
        asked = select(HelperJob).where(col(HelperJob.job_id) == job_id, col(HelperJob.kind) == helper_jobs.OPINION)
        side = session.exec(asked).first()
    ended = side.completed_at if side is not None and Status(side.status) not in ACTIVE else None
    if ended is not None and is_recent(ended, utc_now(), AGAIN_AFTER):
        return False
    helper_jobs.ask(user_id, job_id, helper_jobs.OPINION)
    return True
