"""A whole area in one file: it says back what somebody has said. Nothing else in the product knows of it.

Imported by its tests alone, while they run, because importing it makes its table known.
"""

import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col, select

from app import areas, jobs, storage
from app.db import reading, transaction
from app.errors import NotFound
from app.running import Finished, Heart, handles
from models import JobColumns

KIND = 'echo.say'
STAGES = {'listen': 'Listening', 'say': 'Saying it back'}


class _Apart(JobColumns, registry=registry(metadata=SQLModel.metadata)):
    """Keeps the class out of the product's own registry, whose tables other tests count."""


class Saying(_Apart, table=True):
    """One thing that somebody said, and where the echo of it lies."""

    __tablename__ = 'sayings'
    text: str = Field(sa_type=sa.Text)
    stored_as: str | None = Field(default=None, sa_type=sa.Text)


def submit(user_id: str, text: str) -> str:
    """Have something said back; returns the job's id."""
    job = Saying(user_id=user_id, kind=KIND, text=text)
    with transaction() as session:
        jobs.submit(session, job, {'echo.sayings': 1})
    return job.id


def retry(user_id: str, job_id: str) -> None:
    """Try it again."""
    with reading() as session:
        job = session.get(Saying, job_id)
    if job is None or job.user_id != user_id:
        raise NotFound('Nobody has said this.')
    jobs.retry(KIND, job_id, also=lambda session, job: jobs.admit(session, job, {'echo.sayings': 1}))


@handles(KIND)
def say(job: Saying, heart: Heart) -> Finished:
    """What a worker does."""
    heart.report(0.1, 'listen')
    key = f'echo/{job.id}.txt'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, 'echo')
        path.write_text(job.text * 2)
        storage.put(key, path)
    heart.report(0.9, 'say')
    return Finished({'stored_as': key}, undo=lambda: storage.delete(key))


def _keys(user_id: str) -> list[str]:
    with reading() as session:
        said = session.exec(select(Saying.stored_as).where(col(Saying.user_id) == user_id)).all()
    return [key for key in said if key is not None]


def _erase(user_id: str) -> bool:
    storage.delete(*_keys(user_id))
    return True


AREA = areas.Area(
    'echo',
    'Echo',
    kinds=(areas.Kind(KIND, Saying, 'Saying', STAGES, title=lambda saying: saying.text),),
    export=lambda user_id: [(Path(key).name, key) for key in _keys(user_id) if storage.exists(key)],
    erase=_erase,
)
areas.register(AREA)
