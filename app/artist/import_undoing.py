"""Takes back what imports have written, in steps that keep no other writer waiting; and throws away what rests."""

import sqlalchemy as sa
from sqlmodel import col

from app import files
from app.artist import series_undoing
from app.artist.import_jobs import KEPT_UNSAVED, RESTS
from app.artist.import_views import PREVIEW, READ, SAVE, UNDONE
from app.db import reading, transaction
from models import MetricChange, MetricImport
from models.job import ACTIVE
from models.types import utc_now

BATCH = 1000


def step(import_id: str) -> int:
    """Take some values of an import back; returns how many, 0 once nothing is left."""
    with transaction() as session:
        return series_undoing.undo_some(session, import_id)


def left(import_id: str) -> int:
    """How many values of an import could be taken back."""
    mine = sa.select(sa.func.count()).select_from(MetricChange).where(col(MetricChange.import_id) == import_id)
    with reading() as session:
        return session.scalar(mine) or 0


def roll_back(import_id: str) -> None:
    """Take back all that an import has written which could not be saved whole: it can be saved anew then."""
    while step(import_id):
        pass
    with transaction() as session:
        row = session.get(MetricImport, import_id)
        if row is not None:
            row.step = RESTS.get(row.step, row.step)
            session.add(row)


def upkeep() -> None:
    """Roll back what a dead worker left half saved, throw away what was never saved, and forget how to undo."""
    for import_id in _half_saved():
        roll_back(import_id)
    _throw_away()
    while _forget_new() >= BATCH:
        pass


def _half_saved() -> list[str]:
    resting = (col(MetricImport.step) == SAVE, col(MetricImport.status).not_in(ACTIVE))
    with reading() as session:
        return list(session.scalars(sa.select(col(MetricImport.id)).where(*resting).limit(100)))


def _throw_away() -> None:
    old = (
        col(MetricImport.step).in_((READ, PREVIEW, UNDONE)),
        col(MetricImport.status).not_in(ACTIVE),
        col(MetricImport.created_at) < utc_now() - KEPT_UNSAVED,
    )
    with transaction() as session:
        for row in session.scalars(sa.select(MetricImport).where(*old).limit(100)):
            files.release(session, row.id)
            session.delete(row)


def _forget_new() -> int:
    """Forget of imports that cannot be undone any more what was new: it hides no older value."""
    over = sa.select(col(MetricImport.id)).where(col(MetricImport.undo_until) < utc_now())
    new = (col(MetricChange.import_id).in_(over), col(MetricChange.old_value).is_(None))
    some = sa.select(col(MetricChange.id)).where(*new).limit(BATCH)
    with transaction() as session:
        gone = sa.delete(MetricChange).where(col(MetricChange.id).in_(some))
        return int(session.execute(gone.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]
