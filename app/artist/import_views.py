"""Imports of numbers as their artists see them: how far each is, what it asks, what it would change."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, paging
from app.db import reading
from app.errors import NotFound
from models import MetricImport, Status
from models.job import ACTIVE
from models.types import utc_now

READ, PREVIEW, SAVE, SAVED, UNDO, UNDONE = 'read', 'preview', 'save', 'saved', 'undo', 'undone'
GONE = 'This import does not exist, or it was thrown away.'


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as its artist sees it. `found` has what its preview shows: `questions`, `counts`, `rows`, `refused`,
    `notes`, and, where columns are asked, `heading`, `samples` and `guessed`."""

    id: str
    file_name: str
    service: str
    label: str
    step: str
    status: Status
    percent: int
    stage_label: str
    seconds_left: float | None
    error: str
    answers: dict[str, Any]
    found: dict[str, Any]
    created_at: datetime
    saved_at: datetime | None
    undo_until: datetime | None
    undone_at: datetime | None

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.status in ACTIVE

    @property
    def asks(self) -> list[dict[str, Any]]:
        """The questions that have to be answered before it can be saved."""
        return list(self.found.get('questions', ())) if self.step == PREVIEW else []

    @property
    def is_outdated(self) -> bool:
        """Whether what it would bring was compared before another import was saved or taken back."""
        return self.step == PREVIEW and not self.asks and bool(self.found.get('outdated'))

    @property
    def can_save(self) -> bool:
        """Whether its preview is there and nothing is open."""
        return not self.is_active and self.step in (PREVIEW, SAVE) and not self.asks and 'counts' in self.found

    @property
    def can_undo(self) -> bool:
        """Whether its values can still be taken back."""
        within = self.undo_until is not None and utc_now() < self.undo_until
        return not self.is_active and (self.step == UNDO or (self.step == SAVED and within))


def get(user_id: str, import_id: str) -> ImportView:
    """One import of this artist's; raises NotFound."""
    with reading() as session:
        return view(owned(session, user_id, import_id))


def behind(user_id: str, last: paging.Last = None, limit: int = 20) -> list[ImportView]:
    """An artist's imports from one on, the newest first."""
    mine = sa.select(MetricImport).where(col(MetricImport.user_id) == user_id)
    some = paging.behind(mine, col(MetricImport.created_at), col(MetricImport.id), last, limit)
    with reading() as session:
        return [view(row) for row in session.scalars(some)]


def owned(session: Session, user_id: str, import_id: str) -> MetricImport:
    """The row of an artist's import; raises NotFound."""
    row = session.get(MetricImport, import_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def view(row: MetricImport) -> ImportView:
    """A row as its artist sees it."""
    found = json.loads(row.found)
    return ImportView(
        id=row.id,
        file_name=row.file_name,
        service=row.service,
        label=found.get('label', ''),
        step=row.step,
        status=Status(row.status),
        percent=row.progress_percentage,
        stage_label=areas.stage_label(row.kind, row.stage),
        seconds_left=row.seconds_left,
        error=row.error_message or '',
        answers=json.loads(row.answers),
        found=found,
        created_at=row.created_at,
        saved_at=row.saved_at,
        undo_until=row.undo_until,
        undone_at=row.undone_at,
    )
