"""Where sounds of a page come from: the library, and whatever jobs of other areas have brought."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app import areas, library
from app.areas import Offered
from app.db import reading
from app.errors import NotFound
from app.installation import flags
from models import DeliverableVersion, JobColumns

GONE = 'There is no such sound of yours, or not any more. Choose another one.'
FROM_LIBRARY = 'library'
_MARK = re.compile(r' ?\(LevelMix[^()]*\)$')
"""What the names of results end in."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sound of somebody: the kind of job that has brought it (or `FROM_LIBRARY` for what they sent), its id there,
    what it is called, the storage key of its file and that one's name. `notice` is whom to name for it."""

    kind: str
    id: str
    title: str
    key: str
    name: str
    notice: str = ''
    deliverable_id: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A sound that can be put on a page: its id, what it is called and where it is from."""

    id: str
    title: str
    origin: str
    seconds: float | None
    since: datetime | None


def find(user_id: str, source: str) -> Source:
    """A sound of this user, by the id of a file of the library or of a job.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    NotAllowed
        It is no sound, or not to be had now.
    """
    try:
        item = library.get(user_id, source)
    except NotFound:
        return _of_job(user_id, source)
    key, name = library.sound(user_id, item.id)
    known = areas.kinds().get(item.job_kind)
    notice = known.notice(user_id, item.job_id) if known is not None and not item.is_sent else ''
    return Source(item.job_kind or FROM_LIBRARY, item.id, title_of(item.name), key, name, notice)


def choices(user_id: str, search: str = '', page: int = 1) -> tuple[list[Choice], int]:
    """Sounds of the library that can be put on a page, the newest first, and how many pages of them there are; in front
    on the first page stands what other areas have for this user besides, like what a studio has handed over."""
    found = library.items(user_id, search=search, page=page)
    there = [
        Choice(one.id, _words(one.name), one.area_label, one.duration_s, one.created_at)
        for one in found.found
        if one.is_sound
    ]
    wanted = search.strip().casefold()
    others = [one for one in _offered(user_id) if wanted in one.title.casefold()] if found.page == 1 else []
    return [*(Choice(one.job_id, one.title, one.origin, one.seconds, one.since) for one in others), *there], found.pages


def title_of(name: str) -> str:
    """What a file is called on a page: its name without the ending, as people write it, and without what says here how
    it was made."""
    return _MARK.sub('', _words(name)) or 'Untitled'


def _words(name: str) -> str:
    stem = name.rpartition('.')[0] or name
    return ' '.join(stem.replace('_', ' ').split())[:120] or 'Untitled'


def _offered(user_id: str) -> Sequence[Offered]:
    with reading() as session:
        open_ones = [area for area in areas.each() if flags.is_public(session, area)]
    return [one for area in open_ones for kind in area.kinds for one in kind.theirs(user_id)]


def _of_job(user_id: str, job_id: str) -> Source:
    with reading() as session:
        job = _with_a_sound(session, job_id)
        deliverable_id = job.deliverable_id if isinstance(job, DeliverableVersion) else None
    known = areas.kinds().get(job.kind) if job is not None else None
    if job is None or known is None or known.sound is None:
        raise NotFound(GONE)
    key, name = known.sound(user_id, job_id)
    title = next((one.title for one in known.theirs(user_id) if one.job_id == job_id), title_of(name))
    return Source(job.kind, job_id, title, key, name, known.notice(user_id, job_id), deliverable_id)


def _with_a_sound(session: Session, job_id: str) -> JobColumns | None:
    """A job of any kind that brings sounds; whose it is, its kind asks."""
    tables = {kind.table for kind in areas.kinds().values() if kind.sound is not None}
    return next((job for table in tables if (job := session.get(table, job_id)) is not None), None)
