"""Work beside a job that a screen asks for: each of a kind is done once a job, and again if it is asked for anew."""

import sqlalchemy as sa
from sqlmodel import col, select

from app import accounts, jobs
from app.db import transaction
from app.errors import NotFound
from app.leveling import queries
from models import HelperJob, ProcessingJob, Status
from models.job import ACTIVE

FORECAST = 'leveling.forecast'
LISTEN = 'leveling.listen'
OPINION = 'leveling.opinion'
PRIORITY = 20
"""Somebody looks at the screen and waits, and it takes seconds: before all mixes."""


def ask(user_id: str, job_id: str, kind: str) -> str:
    """Have it done, unless it is under way; returns the id to follow.

    Raises
    ------
    NotFound
        The job is not this user's.
    """
    queries.get(user_id, job_id)
    with transaction() as session:
        accounts.acting(session, user_id)
        job = session.get(ProcessingJob, job_id)
        if job is None or job.user_id != user_id:  # meanwhile
            raise NotFound('This job was deleted.')
        helper = session.exec(
            select(HelperJob).where(col(HelperJob.job_id) == job_id, col(HelperJob.kind) == kind)
        ).first()
        if helper is not None and Status(helper.status) in ACTIVE:
            return helper.id
        if helper is not None:
            session.execute(sa.delete(HelperJob).where(col(HelperJob.id) == helper.id))
        helper = HelperJob(user_id=user_id, job_id=job_id, kind=kind, priority=PRIORITY)
        jobs.submit(session, helper)
    return helper.id
