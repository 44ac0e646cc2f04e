"""When somebody leaves: the names their mixes had go, while the rows of their jobs stay, to lose their owner."""

import sqlalchemy as sa
from sqlmodel import col

from app import db
from app.db import reading, transaction
from models import AudioFile, ProcessingJob

BATCH = 200
"""Jobs whose names go together, so that nobody waits long for a writer."""
GONE = 'deleted'
"""What stands in place of a file's name once its owner is gone."""


def forget_names(user_id: str) -> bool:
    """Empty what the jobs of a user who leaves say of their files, which are gone."""
    some = sa.select(col(ProcessingJob.id)).where(col(ProcessingJob.user_id) == user_id)
    some = some.order_by(col(ProcessingJob.id)).limit(min(BATCH, db.PAGE))
    last = ''
    while True:
        with reading() as session:
            job_ids = list(session.scalars(some.where(col(ProcessingJob.id) > last)))
        if not job_ids:
            return True
        _forget(job_ids)
        last = job_ids[-1]


def _forget(job_ids: list[str]) -> None:
    with transaction() as session:
        session.execute(
            sa.update(AudioFile)
            .where(col(AudioFile.job_id).in_(job_ids))
            .values(original_filename=GONE, content_hash=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            sa.update(ProcessingJob)
            .where(col(ProcessingJob.id).in_(job_ids))
            .values(processed_file_path=None, result=None)
            .execution_options(synchronize_session=False)
        )
