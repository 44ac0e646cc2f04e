"""Clips as people see them: their history, tool by tool, and one clip with all that is known of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, paging
from app.db import reading
from app.errors import NotFound
from app.jobs.feed import check_search
from app.voice import voice_names
from app.voice.errors import offered
from app.voice.text.chapters import Chapter
from models import FilesGone, GeneratedAudioClip, Status
from models.job import ACTIVE

TOOLS = {'speak': 'styletts2', 'change': 'seedvc', 'effect': 'make-an-audio'}
"""What we call each tool, and what its rows call it."""
PAGE_SIZE = 50
GONE = 'This clip does not exist, or it was deleted.'


@dataclass(frozen=True, slots=True)
class ClipView:
    """One clip, detached from the database. Times in UTC; loudness in LUFS; None where it is not known yet.

    `settings` is how it was asked for, `outcome` what came out; both are empty where nothing is known. `voice` is
    an id, `voice_name` what people call it.
    """

    id: str
    tool: str
    title: str
    text: str | None
    voice: str | None
    voice_name: str | None
    status: Status
    percent: int
    stage: str | None
    stage_label: str
    seconds_left: float | None
    cancel_requested: bool
    error: str | None
    settings: Mapping[str, Any]
    outcome: Mapping[str, Any]
    created_at: datetime
    completed_at: datetime | None
    expires_at: datetime | None
    files_gone_at: datetime | None
    files_gone_why: FilesGone | None

    @property
    def active(self) -> bool:
        """Whether it still waits or is made."""
        return self.status in ACTIVE

    @property
    def there(self) -> bool:
        """Whether it can be heard."""
        return self.status == Status.COMPLETED and self.files_gone_at is None

    @property
    def nearest(self) -> tuple[str, ...]:
        """Prompts that there is something for, where a sound was asked for that there is not."""
        return offered(self.error or '')

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """What it can be jumped through by."""
        return tuple(Chapter(**told) for told in self.outcome.get('chapters', ()))

    @property
    def seconds(self) -> float | None:
        """How long it is."""
        return self.outcome.get('seconds')

    @property
    def loudness_lufs(self) -> float | None:
        """How loud it has become."""
        return self.outcome.get('loudness_lufs')


@dataclass(frozen=True, slots=True)
class ClipPage:
    """One page of the history; `total` counts all that match."""

    found: list[ClipView]
    total: int
    page: int
    pages: int


def get(user_id: str, clip_id: str) -> ClipView:
    """One clip of this user; raises NotFound."""
    with reading() as session:
        return _views(session, [owned(session, user_id, clip_id)])[0]


def views(clip_ids: list[str]) -> list[ClipView]:
    """The clips by these ids, whoever owns them: the caller knows that."""
    with reading() as session:
        return _views(session, session.exec(select(GeneratedAudioClip).where(col(GeneratedAudioClip.id).in_(clip_ids))))


def history(user_id: str, *, tool: str = '', search: str = '', page: int = 1) -> ClipPage:
    """A page of a user's clips, the newest first; a page beyond the end is the last one."""
    which = sa.and_(*_mine(user_id, tool, search))
    order = (col(GeneratedAudioClip.created_at).desc(), col(GeneratedAudioClip.id).desc())
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(GeneratedAudioClip).where(which)) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        some = select(GeneratedAudioClip).where(which).order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        return ClipPage(_views(session, session.exec(some)), total, page, pages)


def behind(user_id: str, last: paging.Last, limit: int, *, tool: str = '', search: str = '') -> list[ClipView]:
    """A user's clips from one on, the newest first: those behind `last`, a clip's time and id."""
    which = sa.select(GeneratedAudioClip).where(*_mine(user_id, tool, search))
    shown = paging.behind(which, col(GeneratedAudioClip.created_at), col(GeneratedAudioClip.id), last, limit)
    with reading() as session:
        return _views(session, session.scalars(shown))


def owned(session: Session, user_id: str, clip_id: str) -> GeneratedAudioClip:
    """The row of a user's clip; raises NotFound."""
    row = session.get(GeneratedAudioClip, clip_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def kind_of(user_id: str, clip_id: str) -> str:
    """What kind of job a user's clip is; raises NotFound."""
    with reading() as session:
        return owned(session, user_id, clip_id).kind


def _mine(user_id: str, tool: str, search: str) -> list[sa.ColumnElement[bool]]:
    listed = [name for name, kind in areas.kinds().items() if kind.listed]
    found = [col(GeneratedAudioClip.user_id) == user_id, col(GeneratedAudioClip.kind).in_(listed)]
    if tool:
        found.append(col(GeneratedAudioClip.service) == TOOLS.get(tool, tool))
    if wanted := check_search(search):
        places = (col(GeneratedAudioClip.title), col(GeneratedAudioClip.text))
        found.append(sa.or_(*(place.contains(wanted, autoescape=True) for place in places)))
    return found


def _views(session: Session, rows: Iterable[GeneratedAudioClip]) -> list[ClipView]:
    found = list(rows)
    known = {owner: accounts.keeping_of(session, owner) for owner in {row.user_id for row in found} if owner}
    names = voice_names.called(session, {row.voice for row in found if row.voice})
    return [_view(row, known.get(row.user_id or '', accounts.Keeping(None)), names) for row in found]


def _view(row: GeneratedAudioClip, keeping: accounts.Keeping, names: Mapping[str, str]) -> ClipView:
    tools = {service: tool for tool, service in TOOLS.items()}
    return ClipView(
        id=row.id,
        tool=tools[row.service],
        title=row.title,
        text=row.text,
        voice=row.voice,
        voice_name=names.get(row.voice, row.voice) if row.voice else None,
        status=Status(row.status),
        percent=row.progress_percentage,
        stage=row.stage,
        stage_label=areas.stage_label(row.kind, row.stage),
        seconds_left=row.seconds_left,
        cancel_requested=row.cancel_requested,
        error=row.error_message,
        settings=json.loads(row.settings),
        outcome=json.loads(row.outcome) if row.outcome else {},
        created_at=row.created_at,
        completed_at=row.completed_at,
        expires_at=None if row.status in ACTIVE else keeping.until(row.completed_at),
        files_gone_at=row.files_gone_at,
        files_gone_why=FilesGone(row.files_gone_why) if row.files_gone_why else None,
    )
