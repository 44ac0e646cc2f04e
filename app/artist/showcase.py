"""The sounds on an artist's page: chosen from what they have anywhere here, cut, ordered, taken off.

Strangers hear a levelled copy that was made for them, under an id of its own, and never the file that it came from.
"""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas, files, jobs
from app.accounts import audit, throttle
from app.artist import profiles, release_views, releases, showcase_views, sources
from app.artist.profile_fields import line, prose, truth
from app.artist.showcase_views import KIND, SoundView, view
from app.config import settings
from app.db import after_commit, transaction
from app.errors import Changed, Invalid, NotAllowed, NotFound, OverLimit
from models import Deliverable, ShowcaseTrack, Status
from models.types import utc_now

MOST = 30
PREVIEW_S = 30.0
"""How long what is heard of a sound is that is not shown whole, in seconds."""
LATEST_START_S = 24 * 3600.0
PRIORITY = 10
"""Somebody waits for it on their page, but not as for what plays at once."""
GONE = 'This sound is not on your page, or not any more.'
MOVED = 'The order was changed from somewhere else meanwhile. This is how it is now: move it again if it should differ.'
BUSY = 'This sound is being made right now. Change it in a moment.'
TITLE_MOST, DESCRIPTION_MOST = 120, 500
MADE = throttle.Limit('artist-sound', free=60, window_s=3600.0, pause_s=30.0, longest_s=3600.0)


def add(user_id: str, source: str, **given: Any) -> SoundView:
    """Put a sound on the page, behind those that are there; what is heard of it is made in a moment.

    Parameters
    ----------
    source : a file of the library, or a job that has brought a sound, by its id.
    given : `title`, `description`, `whole`, `starts_at_s`, `release` (an id), `public`; title is that of the source,
        and half a minute from the beginning is heard where nothing else is said.

    Raises
    ------
    NotFound
        There is no such sound of theirs.
    NotAllowed
        It may not be shown, like a studio's file that is not paid for.
    OverLimit
        There are too many sounds on the page.
    """
    found = sources.find(user_id, source)
    values = _read({'title': found.title, **given})
    _count(user_id)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        profiles.touch(profiles.ensure(session, user_id))
        others = showcase_views.rows(session, user_id)
        if len(others) >= MOST:
            raise OverLimit(f'A page plays up to {MOST} sounds. Take one off, then add this one.')
        row = ShowcaseTrack(kind=KIND, user_id=user_id, priority=PRIORITY, public_id=secrets.token_urlsafe(12))
        row.source_kind, row.source_id, row.is_public = found.kind, found.id, True
        row.notice, row.deliverable_id = found.notice, found.deliverable_id
        row.display_order = others[-1].display_order + 1 if others else 0
        _write(session, row, values)
        if row.deliverable_id:
            areas.kind(found.kind).show(session, user_id, found.id)
        jobs.submit(session, row)
        audit.note(session, 'sound.shown', user, target=row.id, after={'title': row.custom_title, 'of': found.kind})
        return view(row)


def change(user_id: str, sound_id: str, **given: Any) -> SoundView:
    """Change some of a sound, as `add` names it; where another part of it is to be heard, that is made anew.

    Raises
    ------
    NotFound
        It is not on their page.
    NotAllowed
        It is just being made, and another part was asked for.
    """
    values = _read(given)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = mine(session, user_id, sound_id)
        before = showcase_views.state(row)
        cut = (row.is_whole, row.starts_at_s)
        _write(session, row, values)
        is_cut_anew = cut != (row.is_whole, row.starts_at_s)
        if is_cut_anew and row.status == Status.PROCESSING:
            raise NotAllowed(BUSY)
        if is_cut_anew and row.status != Status.QUEUED:
            _make_anew(session, row)
        row.updated_at = utc_now()
        session.add(row)
        profiles.touch(profiles.ensure(session, user_id))
        audit.note(session, 'sound.changed', user, target=row.id, before=before, after=showcase_views.state(row))
        made = view(row)
    if is_cut_anew:
        _count(user_id)
    return made


def again(user_id: str, sound_id: str) -> None:
    """Try once more to make what is heard of a sound; raises NotFound, and NotAllowed where it need not be tried."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = mine(session, user_id, sound_id)
        if row.status not in (Status.FAILED, Status.CANCELLED):
            raise NotAllowed('This sound is there, or on its way.')
        _make_anew(session, row)


def remove(user_id: str, sound_id: str) -> SoundView:
    """Take a sound off the page: it is heard by nobody any more, from this moment on. Returns what it was."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = mine(session, user_id, sound_id)
        was = view(row)
        session.delete(row)
        session.flush()
        files.release(session, row.id)
        profiles.touch(profiles.ensure(session, user_id))
        _let_go(session, row)
        audit.note(session, 'sound.removed', user, target=row.id, before={'title': row.custom_title})
    return was


def put_back(user_id: str, was: SoundView) -> SoundView:
    """Put a sound on the page once more that was taken off, where it was; what is heard is made anew."""
    added = add(
        user_id, was.source_id, title=was.title, description=was.description, whole=was.is_whole,
        starts_at_s=was.starts_at_s, public=was.is_public, release=was.release_id,
    )  # fmt: skip
    with transaction() as session:
        found = [row for row in showcase_views.rows(session, user_id) if row.id != added.id]
        row = mine(session, user_id, added.id)
        found.insert(min(was.order, len(found)), row)
        _number(session, found)
        return view(row)


def order(user_id: str, ids: Sequence[str], seen: str = '') -> list[SoundView]:
    """Put the sounds into this order, as `releases.order` does it with releases; raises as that."""
    with transaction() as session:
        accounts.acting(session, user_id)
        found = showcase_views.rows(session, user_id)
        if seen and seen != releases.mark_of([row.id for row in found]):
            raise Changed(MOVED)
        by_id = {row.id: row for row in found}
        if len(set(ids)) != len(ids) or any(one not in by_id for one in ids):
            raise NotFound(GONE)
        wanted = [*(by_id[one] for one in ids), *(row for row in found if row.id not in set(ids))]
        _number(session, wanted)
        profiles.touch(profiles.ensure(session, user_id))
        return [view(row) for row in wanted]


def mine(session: Session, user_id: str, sound_id: str) -> ShowcaseTrack:
    """A sound on this artist's page; raises NotFound."""
    row = session.get(ShowcaseTrack, sound_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def _number(session: Session, found: Sequence[ShowcaseTrack]) -> None:
    for place, row in enumerate(found):
        row.display_order = place
        session.add(row)


def _count(user_id: str) -> None:
    """Each of them is work for the workers, and not a job that a plan counts."""
    if settings().accounts == 'on':
        throttle.count(MADE, user_id)


def _read(given: dict[str, Any]) -> dict[str, Any]:
    if unknown := given.keys() - _READERS.keys():
        raise NotAllowed(f'A sound has no {", ".join(sorted(unknown))}.')
    return profiles.read_fields(_READERS, given)


def _start(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= LATEST_START_S:
        raise NotAllowed('What is heard begins at 0 seconds or later, within a day.')
    return round(float(given), 2)


_READERS = {
    'title': lambda given: line(given, TITLE_MOST, 'A title', 1),
    'description': lambda given: prose(given, DESCRIPTION_MOST, 'What is said about a sound'),
    'whole': truth,
    'starts_at_s': _start,
    'release': lambda given: str(given) if given else None,
    'public': truth,
}
_COLUMNS = {
    'title': 'custom_title',
    'description': 'custom_description',
    'whole': 'is_whole',
    'starts_at_s': 'starts_at_s',
    'public': 'is_public',
}


def _write(session: Session, row: ShowcaseTrack, values: dict[str, Any]) -> None:
    for name, column in _COLUMNS.items():
        if name in values:
            setattr(row, column, values[name])
    if 'release' in values:
        if values['release'] is not None:
            try:
                release_views.mine(session, row.user_id or '', values['release'])
            except NotFound as error:
                raise Invalid({'release': str(error)}) from error
        row.release_id = values['release']


def _make_anew(session: Session, row: ShowcaseTrack) -> None:
    """Let a job that has ended wait once more; what is heard stays until there is something else."""
    jobs.admit(session, row)
    waits = {'status': Status.QUEUED, 'attempts': 0, 'error_message': None, 'started_at': None, 'completed_at': None}
    jobs.put(session, row, **waits, progress_percentage=0, **jobs.IDLE)
    after_commit(session, partial(jobs.enqueue, row))


def _let_go(session: Session, row: ShowcaseTrack) -> None:
    """A studio need not keep a file any longer of which nothing is shown."""
    if not row.deliverable_id or session.get(Deliverable, row.deliverable_id) is None:
        return
    others = (col(ShowcaseTrack.deliverable_id) == row.deliverable_id, col(ShowcaseTrack.user_id) == row.user_id)
    if session.scalar(sa.select(sa.exists().where(*others))):
        return
    if (known := areas.kinds().get(row.source_kind)) is not None:
        known.hide(session, row.user_id or '', row.source_id)
