"""What assistants may call on a server: free starts with their prices, one's own sessions, and what a day brings."""

from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from app.errors import NotAllowed
from app.studio import booking_lists, offered, studios, telling
from app.studio.booking_lists import Row
from app.studio.times import walls
from app.tools import Call, Given, Told, Tool, Toolbox

MOST = 100


def _day(day: date) -> date:
    if not walls.FIRST_YEAR < day.year < walls.LAST_YEAR:
        raise ValueError('This is no day that can be booked')
    return day


Day = Annotated[date, AfterValidator(_day)]


class WhichStarts(Given):
    """A day, and how long the session shall be."""

    studio: str = Field('', max_length=64, description='The id of a studio; empty where there is only one.')
    day: Day = Field(description='The day of the studio, like 2027-03-24.')
    minutes: int = Field(60, ge=5, le=2880, description='How long the session shall be.')
    room_id: str = Field('', max_length=64, description='The id of a room; empty is the first one.')


class WhichSessions(Given):
    """How many are told."""

    limit: int = Field(20, ge=1, le=MOST, description='So many at most, the latest start first.')


class WhichDay(Given):
    """A day of a studio."""

    studio: str = Field('', max_length=64, description='The id of a studio; empty where there is only one.')
    day: Day = Field(description='The day of the studio, like 2027-03-24.')


class FreeTime(Told):
    """A start that can be booked now."""

    start: str = Field(description='The studio’s clock with its offset; names it where it is booked.')
    ends_at: str
    total_cents: int
    deposit_cents: int = Field(description='What is paid at once.')


class FreeTimes(Told):
    """What a day offers."""

    studio_id: str
    studio: str
    zone: str
    currency: str
    starts: list[FreeTime]
    page: str = Field(description='Where people book.')


class Sitting(Told):
    """A session."""

    booking_id: str
    studio: str
    room: str
    starts_at: str = Field(description='By the studio’s clock, with its offset.')
    minutes: int
    status: str
    name: str = Field(description='Whoever comes.')
    total_cents: int
    rest_cents: int = Field(description='What is still to be paid.')
    currency: str
    page: str


class Sittings(Told):
    """Sessions."""

    sessions: list[Sitting]
    has_more: bool


def list_free_starts(call: Call, given: WhichStarts) -> FreeTimes:
    """What can be booked."""
    studio = studios.get(_studio(given.studio, call.user_id))
    found = offered.of_day(studio.id, given.room_id, given.day, given.minutes)
    starts = [
        FreeTime(
            start=one.start.key,
            ends_at=one.start.ends.astimezone(ZoneInfo(studio.zone)).isoformat(timespec='minutes'),
            total_cents=one.quote.total,
            deposit_cents=one.quote.deposit,
        )
        for one in found
    ]
    about = {'studio_id': studio.id, 'studio': studio.name, 'zone': studio.zone, 'currency': studio.currency}
    return FreeTimes(**about, starts=starts, page=f'{call.address}/book/{studio.slug}')


def list_my_sessions(call: Call, given: WhichSessions) -> Sittings:
    """What this user has booked."""
    found = booking_lists.own_behind(call.user_id, None, given.limit + 1)
    return _told(call, found, given.limit)


def list_bookings_of_day(call: Call, given: WhichDay) -> Sittings:
    """Who comes on a day, for staff."""
    studio = studios.get(_studio(given.studio, call.user_id))
    zone, starts = ZoneInfo(studio.zone), studio.day_starts
    first, last = (walls.utc(walls.moment(zone, day, starts)) for day in (given.day, given.day + timedelta(days=1)))
    found = booking_lists.behind(call.user_id, studio.id, None, MOST + 1, between=(first, last))
    return _told(call, found, MOST)


def toolbox() -> Toolbox:
    """All of them."""
    return Toolbox(_TOOLS)


def _studio(named: str, user_id: str) -> str:
    """The studio that is meant; raises NotAllowed where that is open, with those that there are."""
    if named:
        return named
    known = studios.mine(user_id) or studios.listed()
    if len(known) != 1:
        there = ', '.join(f'{one.name}: {one.id}' for one in known)
        raise NotAllowed(f'Name the studio. {there}' if there else 'There is no studio here yet.')
    return known[0].id


def _told(call: Call, found: list[Row], most: int) -> Sittings:
    return Sittings(sessions=[_sitting(call, row) for row in found[:most]], has_more=len(found) > most)


def _sitting(call: Call, row: Row) -> Sitting:
    kept = row.booking
    return Sitting(
        booking_id=kept.id,
        studio=row.studio,
        room=row.room,
        starts_at=kept.start_time.astimezone(ZoneInfo(row.zone)).isoformat(timespec='minutes'),
        minutes=kept.duration,
        status=kept.status,
        name=kept.artist_name or kept.customer_name or '',
        total_cents=kept.total_amount,
        rest_cents=kept.remainder_amount,
        currency=kept.currency,
        page=f'{call.address}{telling.page_of(kept.id)}',
    )


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'list_free_starts',
        'Free starts',
        'List when a session of a studio can begin on a day, each with its price and deposit in cents. What is listed '
        'can be booked at this moment; nothing is held.',
        WhichStarts,
        FreeTimes,
        list_free_starts,
    ),
    Tool(
        'list_my_sessions',
        'My sessions',
        'List the studio sessions that the user has booked, the latest start first: when, where, how they stand, and '
        'what is still to be paid in cents.',
        WhichSessions,
        Sittings,
        list_my_sessions,
    ),
    Tool(
        'list_bookings_of_day',
        'Bookings of a day',
        'For the people who work in a studio: list who comes on a day, the earliest first, with room, length, state '
        'and what is still to be paid in cents.',
        WhichDay,
        Sittings,
        list_bookings_of_day,
    ),
)
