"""Times in which nothing can be booked: hours or whole days, once or every week, of one room or of all.

A block takes nothing from anybody: where somebody comes at that time, it is refused with their name, or only the rest
is blocked, and they still come.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.db import reading, transaction
from app.errors import ChooseAnew, NotAllowed, NotFound, OverLimit
from app.studio import forms, free, people, rooms, states, telling, times
from app.studio.times import Block, Rules
from models import BlockedAvailability, BlockRule, Booking, Studio
from models.types import utc_now

MOST, MOST_RULES = 1000, 50
GONE = 'This block does not exist any more.'
LOOKED_AHEAD = timedelta(days=760)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A block as staff see it: of a date (`day`), or of each `weekday` from `day` until `last`. `starts` and `ends` are
    minutes after midnight by the studio's clock, which may pass 1440; None for the studio's whole day."""

    id: str
    room_id: str | None
    day: date
    starts: int | None
    ends: int | None
    reason: str
    weekday: int | None = None
    last: date | None = None


class Booked(ChooseAnew):
    """Somebody comes at that time; the rest can be blocked all the same."""


def add(
    user_id: str,
    studio_id: str,
    day: date,
    starts: int | None = None,
    ends: int | None = None,
    reason: str = '',
    *,
    room_id: str = '',
    rest: bool = False,
    now: datetime | None = None,
) -> Blocked:
    """Block hours of a date, or the studio's whole day where none are given, as staff.

    Parameters
    ----------
    starts, ends : minutes after midnight of that date; `ends` may pass 1440.
    rest : block it also where somebody comes meanwhile: they still come.

    Raises
    ------
    Booked
        Somebody comes at that time; the sentence has their name.
    """
    whole = starts is None and ends is None
    begin, end = (None, None) if whole else _hours(starts, ends)
    said = forms.line(reason, 0, 200, 'A reason has up to 200 characters.')
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id)
        room = rooms.room_of(session, studio.id, room_id, closed=True).id if room_id else None
        _check_count(session, BlockedAvailability, studio, MOST)
        if not rest:
            _check_nobody_comes(session, studio, room, [Block(day, begin, end)], now or utc_now())
        row = BlockedAvailability(
            studio_id=studio.id,
            room_id=room,
            blocked_date=day,
            start_time=begin,
            end_time=end,
            block_entire_day=whole,
            reason=said or None,
            created_by=user.id,
        )
        session.add(row)
        session.flush()
        noted = {'day': day, 'starts': begin, 'ends': end, 'room': room, 'reason': said}
        audit.note(session, 'block.added', user, target=row.id, after=noted)
        return _once(row)


def add_weekly(
    user_id: str,
    studio_id: str,
    weekday: int,
    starts: int,
    ends: int,
    first: date,
    last: date | None = None,
    reason: str = '',
    *,
    room_id: str = '',
    rest: bool = False,
    now: datetime | None = None,
) -> Blocked:
    """Block the same hours of each week, by the studio's clock; 0 is Monday. Raises as `add`."""
    begin, end = _hours(starts, ends)
    said = forms.line(reason, 0, 200, 'A reason has up to 200 characters.')
    day = forms.within(weekday, 0, 6, 'Weekdays are 0 (Monday) to 6.')
    if last is not None and last < first:
        raise NotAllowed('The last day is before the first.')
    now = now or utc_now()
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id)
        room = rooms.room_of(session, studio.id, room_id, closed=True).id if room_id else None
        _check_count(session, BlockRule, studio, MOST_RULES)
        row = BlockRule(
            studio_id=studio.id,
            room_id=room,
            weekday=day,
            start_time=begin,
            end_time=end,
            reason=said or None,
            first_date=first,
            last_date=last,
            created_by=user.id,
        )
        if not rest:
            until = min(last or date.max, (now + LOOKED_AHEAD).date())
            each = times.occurrences(free.weekly_of(row), max(first, now.date() - timedelta(days=2)), until)
            _check_nobody_comes(session, studio, room, each, now)
        session.add(row)
        session.flush()
        noted = {'weekday': day, 'starts': begin, 'ends': end, 'first': first, 'last': last, 'room': room}
        audit.note(session, 'block.added', user, target=row.id, after=noted)
        return _weekly(row)


def remove(user_id: str, block_id: str) -> None:
    """Take a block away, or a weekly one with all that were to come."""
    with transaction() as session:
        row = session.get(BlockedAvailability, block_id) or session.get(BlockRule, block_id)
        if row is None:
            raise NotFound(GONE)
        user, _, _ = people.working(session, user_id, row.studio_id)
        session.delete(row)
        audit.note(session, 'block.removed', user, target=block_id, before={'reason': row.reason})


def of_studio(user_id: str, studio_id: str, first: date, last: date) -> list[Blocked]:
    """The blocks of some dates, those of every week as what they are on each of them, the earliest first."""
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        table = BlockedAvailability
        once = sa.select(table).where(col(table.studio_id) == studio.id, col(table.blocked_date).between(first, last))
        found = [_once(row) for row in session.scalars(once.limit(MOST))]
        for row in _rules(session, studio):
            for block in times.occurrences(free.weekly_of(row), first, last):
                known = _weekly(row)
                found.append(
                    Blocked(row.id, row.room_id, block.day, block.starts, block.ends, known.reason, known.weekday)
                )
    return sorted(found, key=lambda block: (block.day, block.starts or 0))


def weekly(user_id: str, studio_id: str) -> list[Blocked]:
    """The blocks of every week, as staff made them."""
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        return [_weekly(row) for row in _rules(session, studio)]


def _rules(session: Session, studio: Studio) -> list[BlockRule]:
    mine = sa.select(BlockRule).where(col(BlockRule.studio_id) == studio.id)
    return list(session.scalars(mine.order_by(col(BlockRule.weekday), col(BlockRule.start_time)).limit(MOST_RULES)))


def _check_nobody_comes(
    session: Session, studio: Studio, room_id: str | None, blocks: Iterable[Block], now: datetime
) -> None:
    """Raise Booked where somebody comes in one of these times; what is over, or off, is no hindrance."""
    rules = Rules(ZoneInfo(studio.zone), forms.opened(studio.opening), day_starts=studio.day_starts)
    spans = [times.span(rules, block) for block in blocks]
    if not spans:
        return
    first = datetime.fromtimestamp(min(begins for begins, _ in spans), UTC)
    last = datetime.fromtimestamp(max(ends for _, ends in spans), UTC)
    coming = sa.select(Booking).where(
        col(Booking.studio_id) == studio.id,
        col(Booking.status).in_(states.HOLDS_ROOM),
        col(Booking.end_time) > max(first, now),
        col(Booking.start_time) < last,
    )
    if room_id is not None:
        coming = coming.where(col(Booking.room_id) == room_id)
    for booking in session.scalars(coming.order_by(col(Booking.start_time)).limit(MOST)):
        begins, ends = booking.start_time.timestamp(), booking.end_time.timestamp()
        if any(begins < until and since < ends for since, until in spans):
            who, when = booking.customer_name or 'Somebody', telling.at(booking, studio)
            raise Booked(
                f'{who} comes on {when}. Move or cancel that session first, or block the rest: then they still come.'
            )


def _check_count(
    session: Session, table: type[BlockedAvailability] | type[BlockRule], studio: Studio, most: int
) -> None:
    count = sa.select(sa.func.count()).select_from(table).where(col(table.studio_id) == studio.id)
    if table is BlockedAvailability:
        count = count.where(col(BlockedAvailability.blocked_date) >= utc_now().date())
    if (session.scalar(count) or 0) >= most:
        raise OverLimit(f'Up to {most} blocks are kept. Take away some that are not needed any more.')


def _hours(starts: int | None, ends: int | None) -> tuple[int, int]:
    if starts is None or ends is None or not 0 <= starts < forms.DAY or not starts < ends <= starts + 2 * forms.DAY:
        raise NotAllowed('A block begins on its date, and ends after that, within two days.')
    return starts, ends


def _once(row: BlockedAvailability) -> Blocked:
    return Blocked(row.id, row.room_id, row.blocked_date, row.start_time, row.end_time, row.reason or '')


def _weekly(row: BlockRule) -> Blocked:
    hours = (row.start_time, row.end_time)
    return Blocked(row.id, row.room_id, row.first_date, *hours, row.reason or '', row.weekday, row.last_date)
