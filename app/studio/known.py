"""What the studio knows of somebody, for areas that tell it: their sessions, debts, files and notes, and free starts.

Everything comes from the services that their own screens ask, so it is theirs. Nothing is booked or held by looking.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.area_parts import FILE, FREE, NOTE, OWED, SESSION, Known
from app.errors import NotFound, TimeRefused
from app.studio import booking_lists, delivery_lists, delivery_readers, free, notes, rooms, states, studios
from app.studio.booking_lists import Row
from app.studio.delivery_views import FileView
from app.studio.studios import StudioView
from models.types import utc_now

MOST_SESSIONS, MOST_FILES, MOST_NOTES = 10, 50, 20
MOST_STARTS, DAYS_AHEAD, MOST_STUDIOS = 3, 21, 3
LEAST_MINUTES = 60
OWES = (states.CONFIRMED, states.COMPLETED, states.NO_SHOW)
SESSIONS, FILES = '/studio/sessions', '/studio/files'


def sessions(user_id: str) -> list[Known]:
    """What somebody has booked that is still to come, the next first."""
    coming, _ = booking_lists.mine(user_id)
    return [_session(row, SESSION) for row in coming[:MOST_SESSIONS]]


def owed(user_id: str) -> list[Known]:
    """What somebody has to pay still: for what is held and not paid, and the rest of what is booked or over."""
    coming, over = booking_lists.mine(user_id)
    return [_session(row, OWED) for row in (*coming, *over) if _due(row)]


def free_starts(user_id: str) -> list[Known]:
    """The next starts that can be booked, in the studios where they were or else in those that there are."""
    now, found = utc_now(), list[Known]()
    for studio in _studios(user_id):
        found += _starts(studio, now)
    return sorted(found, key=lambda one: one.at or now)[:MOST_STARTS]


def files(user_id: str) -> list[Known]:
    """What was handed over to somebody and is still there, the newest first."""
    found = [one for one in delivery_lists.all_files(delivery_lists.mine(user_id)) if one.gone_at is None]
    found.sort(key=lambda one: one.updated_at, reverse=True)
    return [_file(one) for one in found[:MOST_FILES]]


def written(user_id: str) -> list[Known]:
    """The notes that studios have written for somebody, the newest first."""
    return [
        Known(NOTE, one.id, FILES, notes.CATEGORIES.get(one.category, ''), one.text, one.by, one.created_at,
              place=one.studio)
        for one in notes.mine(delivery_readers.signed_in(user_id))[:MOST_NOTES]
    ]  # fmt: skip


KNOWS: Mapping[str, Callable[[str], Sequence[Known]]] = {
    SESSION: sessions,
    OWED: owed,
    FREE: free_starts,
    FILE: files,
    NOTE: written,
}


def _session(row: Row, kind: str) -> Known:
    booking = row.booking
    page = f'{SESSIONS}/{booking.id}'
    due = _due(row)
    return Known(
        kind,
        booking.id,
        page,
        title=row.studio,
        at=booking.start_time,
        until=booking.end_time,
        zone=row.zone,
        place=row.room,
        state=states.WORDS[booking.status],
        cents=due,
        currency=booking.currency,
        links={'Open the session': page, 'Calendar file (.ics)': f'/booking/{booking.id}/session.ics'}
        | ({'Pay': page} if due else {}),
    )


def _due(row: Row) -> int:
    """What is to be paid of a booking now, in cents."""
    booking = row.booking
    if booking.status == states.PENDING_PAYMENT:
        is_held = booking.hold_expires_at is not None and booking.hold_expires_at > utc_now()
        return booking.deposit_amount if is_held else 0
    return booking.remainder_amount if booking.status in OWES else 0


def _studios(user_id: str) -> list[StudioView]:
    """Where somebody was, the last one first; without any, all that can be booked."""
    coming, over = booking_lists.mine(user_id)
    known = dict.fromkeys(row.slug for row in (*coming, *over))
    listed = [one for one in studios.listed() if one.is_open]
    theirs = [one for one in listed if one.slug in known]
    return (theirs or listed)[:MOST_STUDIOS]


def _starts(studio: StudioView, now: datetime) -> list[Known]:
    """The next starts of one studio, by its booking service."""
    first = now.astimezone(ZoneInfo(studio.zone)).date()
    minutes = max(studio.min_minutes, min(LEAST_MINUTES, studio.max_minutes))
    room = next(iter(rooms.of_studio(studio.id)), None)
    found: list[Known] = []
    for ahead in range(DAYS_AHEAD if room is not None else 0):
        try:
            starts = free.starts(studio.id, '', first + timedelta(days=ahead), minutes, now=now)
        except (NotFound, TimeRefused):
            break
        found += [
            Known(
                FREE,
                studio.id,
                f'/book/{studio.slug}',
                title=studio.name,
                at=one.at,
                until=one.ends,
                zone=studio.zone,
                place=room.name if room is not None else '',
                links={'Book it yourself': f'/book/{studio.slug}'},
            )
            for one in starts[:MOST_STARTS]
        ]
        if len(found) >= MOST_STARTS:
            break
    return found


def _file(one: FileView) -> Known:
    latest = one.latest
    page = f'{FILES}/{one.id}'
    links = {'Listen': page} if latest is not None and latest.plays else {'Open the file': page}
    return Known(
        FILE,
        one.id,
        page,
        title=one.name,
        text=one.folder,
        by=one.by,
        at=latest.created_at if latest is not None else one.created_at,
        state='approved' if one.approved_at is not None else '',
        place=one.studio,
        lufs=latest.lufs if latest is not None else None,
        links=links,
    )
