"""Days and hours off of engineers, as those who work in a studio set them.

A day off takes nothing from anybody: sessions that are booked in it are named before it is saved, and stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.db import reading, transaction
from app.errors import ChooseAnew, NotAllowed, NotFound, OverLimit
from app.studio import absences, forms, people, rooms, states, telling
from app.studio.times import walls
from models import Booking, EngineerAbsence, Studio
from models.types import utc_now

GONE = 'This day off does not exist any more.'
LONGEST_DAYS = 366
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class DayOff:
    """When an engineer is away: from `first` to `last`, or from `starts` to `ends` of `first`, in minutes after
    midnight by the studio's clock."""

    id: str
    engineer_id: str
    first: date
    last: date
    starts: int | None
    ends: int | None


class InTheWay(ChooseAnew):
    """Sessions are booked at that time; it can be saved all the same, and they stay."""


def add(
    user_id: str,
    studio_id: str,
    engineer_id: str,
    first: date,
    last: date,
    starts: int | None = None,
    ends: int | None = None,
    *,
    anyway: bool = False,
    now: datetime | None = None,
) -> DayOff:
    """An engineer is away, as staff say; what is there already is not added again.

    Parameters
    ----------
    starts, ends : hours of `first` alone, where it is not all of these days; `ends` may pass 1440.
    anyway : also where sessions are booked in that time: they stay as they are.

    Raises
    ------
    InTheWay
        Sessions are booked that they work, or that nobody else could; the sentence names them.
    NotAllowed
        These are no days or hours, they have passed, or whoever asks does not work there.
    """
    now, (begin, end) = now or utc_now(), _checked(first, last, starts, ends)
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id)
        if (engineer := rooms.engineer_of(session, studio.id, engineer_id)) is None:
            raise NotFound(rooms.ENGINEER_GONE)
        row = EngineerAbsence(
            studio_id=studio.id,
            engineer_id=engineer.id,
            first_date=first,
            last_date=last,
            start_time=begin,
            end_time=end,
        )
        if absences.span_of(studio, row).ends <= now.timestamp():
            raise NotAllowed('That time has passed. Choose a later one.')
        if (same := _there_already(session, studio, row, now)) is not None:
            return _view(same)
        if not anyway:
            _check_nobody_comes(session, studio, row, engineer.name, now)
        session.add(row)
        session.flush()
        noted = {'engineer': engineer.name, 'first': first, 'last': last, 'starts': begin, 'ends': end}
        audit.note(session, 'engineer.away', user, target=row.id, after=noted)
        return _view(row)


def remove(user_id: str, day_off_id: str) -> None:
    """They are there after all; raises NotFound."""
    with transaction() as session:
        row = session.get(EngineerAbsence, day_off_id)
        if row is None:
            raise NotFound(GONE)
        user, _, _ = people.working(session, user_id, row.studio_id)
        session.delete(row)
        before = {'first': row.first_date, 'last': row.last_date}
        audit.note(session, 'engineer.back', user, target=day_off_id, before=before)


def to_come(user_id: str, studio_id: str, now: datetime | None = None) -> list[DayOff]:
    """Those of a studio that are not over, the earliest first, of engineers who still work there."""
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        there = set(absences.working(session, studio.id))
        rows = absences.not_over(session, studio, now or utc_now())
        return [_view(row) for row in rows if row.engineer_id in there]


def _checked(first: date, last: date, starts: int | None, ends: int | None) -> tuple[int | None, int | None]:
    if not (walls.FIRST_YEAR < first.year < walls.LAST_YEAR and walls.FIRST_YEAR < last.year < walls.LAST_YEAR):
        raise NotAllowed('These are no days that can be booked. Choose others.')
    if last < first:
        raise NotAllowed('The last day is before the first.')
    if (last - first).days >= LONGEST_DAYS:
        raise NotAllowed('A time away lasts a year at most. Add a second one for the rest.')
    if starts is None and ends is None:
        return None, None
    if first != last:
        raise NotAllowed('Hours are those of one day. Choose whole days, or add each day by itself.')
    if starts is None or ends is None or not 0 <= starts < forms.DAY or not starts < ends <= starts + forms.DAY:
        raise NotAllowed('Hours begin on that day, and end after that, within a day.')
    return starts, ends


def _there_already(session: Session, studio: Studio, row: EngineerAbsence, now: datetime) -> EngineerAbsence | None:
    """The one that says the same, if any; raises OverLimit where there is none, and no room for one more."""
    there = absences.not_over(session, studio, now)
    same = next((one for one in there if _said(one) == _said(row)), None)
    if same is None and len(there) >= absences.MOST:
        raise OverLimit(f'Up to {absences.MOST} times away are kept. Remove some that are not needed any more.')
    return same


def _check_nobody_comes(session: Session, studio: Studio, row: EngineerAbsence, name: str, now: datetime) -> None:
    """Raise InTheWay where they work a session in that time, or nobody else could work one that has no engineer yet."""
    span = absences.span_of(studio, row)
    first, last = datetime.fromtimestamp(span.begins, UTC), datetime.fromtimestamp(span.ends, UTC)
    coming = sa.select(Booking).where(
        col(Booking.studio_id) == studio.id,
        col(Booking.status).in_(states.HOLDS_ROOM),
        col(Booking.deleted_at).is_(None),
        col(Booking.end_time) > max(first, now),
        col(Booking.start_time) < last,
        sa.or_(col(Booking.engineer_id) == row.engineer_id, col(Booking.engineer_id).is_(None)),
    )
    booked = list(session.scalars(coming.order_by(col(Booking.start_time)).limit(absences.MOST)))
    if not booked:
        return
    since, until = min(one.start_time for one in booked), max(one.end_time for one in booked)
    known = [*session.scalars(absences.asked(studio.id, since.date(), until.date())), row]
    each = absences.by_engineer(studio, known, absences.working(session, studio.id))
    found = [
        one
        for one in booked
        if one.engineer_id or all(any(span.meets(one.start_time, one.end_time) for span in theirs) for theirs in each)
    ]
    if found:
        raise InTheWay(_sentence(found, studio, name))


def _sentence(found: Sequence[Booking], studio: Studio, name: str) -> str:
    named = [f'{one.customer_name or "Somebody"} on {telling.at(one, studio)}' for one in found[:MOST_NAMED]]
    more = f' and {len(found) - MOST_NAMED} more' if len(found) > MOST_NAMED else ''
    come = 'A session is' if len(found) == 1 else f'{len(found)} sessions are'
    return (
        f'{come} booked in that time that {name} works, or that nobody else could: {"; ".join(named)}{more}. '
        'Move them or give them to somebody else. If you save it now, they stay as they are.'
    )


def _said(row: EngineerAbsence) -> tuple[str, date, date, int | None, int | None]:
    return row.engineer_id, row.first_date, row.last_date, row.start_time, row.end_time


def _view(row: EngineerAbsence) -> DayOff:
    return DayOff(row.id, row.engineer_id, row.first_date, row.last_date, row.start_time, row.end_time)
