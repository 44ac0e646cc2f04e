"""The public page on which a studio is booked: a month, the starts of a day, one of them with its price.

What it offers and what it takes is decided by `free`, for both. It knows who is signed in, and of them only what they
would write themselves.
"""

import json
from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from app import accounts
from app.accounts.visitor import SignedIn, visitor
from app.config import settings
from app.db import reading
from app.errors import Invalid, NotAllowed, TimeRefused, TooManyTries
from app.studio import coupons, free, people, policies, pricing, public_words, rooms, studios, times
from app.studio.policies import Policy
from app.studio.prices import Quote
from app.studio.public_places import BOOK as BOOK
from app.studio.rooms import Room
from app.studio.studios import StudioView
from app.studio.times import Start
from models.types import utc_now

CHIPS = (60, 120, 180, 240, 360, 480, 600, 720)
USUAL = 120
MONTHS_AHEAD = 3
"""So many months are looked through for a free day, if nobody asks for another one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody has chosen so far, as it stands in the address; empty where nothing is."""

    room: str = ''
    month: str = ''
    day: str = ''
    minutes: int = 0
    start: str = ''
    zone: str = ''
    coupon: str = ''

    def address(self, slug: str, **changed: Any) -> str:
        """The address of the page with some of it chosen otherwise."""
        kept = {name: getattr(self, name) for name in self.__slots__} | changed
        query = urlencode({name: value for name, value in kept.items() if value})
        return f'{BOOK}{slug}?{query}' if query else f'{BOOK}{slug}'


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the calendar; with `free` starts it can be chosen."""

    date: date
    free: int
    is_chosen: bool
    is_today: bool
    is_of_month: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A start that can be chosen: the studio's clock, the day if it is behind midnight, the reader's clock."""

    key: str
    label: str
    next_day: str
    beside: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """A start that is chosen, with its price. `coupon_refused` says why a coupon does not count, and with
    `is_stopped` that too many were tried."""

    start: Start
    when: public_words.Moment
    quote: Quote
    coupon_refused: str = ''
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class BookingPage:
    """All that the page shows. `refused` says why a chosen start cannot be booked, `nearest` what can."""

    studio: StudioView
    policy: Policy
    asked: Asked
    room: Room
    rooms: Sequence[Room]
    minutes: int
    lengths: Sequence[int]
    month: date
    before: str
    after: str
    weeks: Sequence[Sequence[Day]]
    day: date | None
    offers: Sequence[Offer]
    chosen: Chosen | None
    refused: str
    nearest: Sequence[Offer]
    client: SignedIn | None

    @property
    def is_stopped(self) -> bool:
        """Whether too many wrong coupons were tried from here."""
        return self.chosen is not None and self.chosen.is_stopped

    @property
    def slug(self) -> str:
        """What stands in its address."""
        return self.studio.slug

    @property
    def chips(self) -> Sequence[int]:
        """The lengths that most take; the others are in a list."""
        shown = [one for one in CHIPS if one in self.lengths]
        return shown if self.minutes in shown else sorted([*shown, self.minutes])

    @property
    def policy_words(self) -> str:
        """What follows from cancelling, in words."""
        return policies.sentence(self.policy)


def client() -> SignedIn | None:
    """Whoever is signed in, where there are accounts; without them everybody who books is a guest.

    Public pages are for everybody, so nobody has looked yet whose cookie came with the request.
    """
    if settings().accounts != 'on':
        return None
    return visitor().signed_in or accounts.recognise(visitor())


def page(slug: str, asked: Asked, now: datetime | None = None) -> BookingPage:
    """What the page shows for what somebody has chosen; raises NotFound where there is no such studio."""
    now = now or utc_now()
    studio = studios.by_slug(slug)
    all_rooms = rooms.of_studio(studio.id)
    room = next((one for one in all_rooms if one.id == asked.room), None) or _first(all_rooms)
    lengths = range(studio.min_minutes, studio.max_minutes + 1, studio.grid_minutes)
    minutes = asked.minutes or (USUAL if USUAL in lengths else studio.min_minutes)
    who = client()
    zone = public_words.zone_of(asked.zone) or (who.time_zone if who else '')
    asked = replace(asked, zone=public_words.zone_of(zone), minutes=asked.minutes and minutes)
    chosen, refused, nearest = None, '', []
    if asked.start:
        try:
            start = accepted(studio, room, asked.start, minutes, now)
            chosen = _chosen(studio, room, start, asked, now)
            asked = replace(asked, day=start.day.isoformat())
        except TimeRefused as error:
            refused, nearest = str(error), [offer(one, None, asked.zone) for one in error.nearest]
        except NotAllowed as error:
            refused = str(error)
        asked = asked if chosen else replace(asked, start='')
    if minutes not in lengths:
        minutes = studio.min_minutes
    today = now.astimezone(ZoneInfo(studio.zone)).date()
    month, counts, day = calendar(studio, room, asked, minutes, now)
    offered = free.starts(studio.id, room.id, day, minutes, now=now) if day else []
    picked = chosen.start.key if chosen else None
    before, after = neighbours(month, today, studio.horizon_days)
    return BookingPage(
        studio=studio,
        policy=policy_of(studio),
        asked=asked,
        room=room,
        rooms=all_rooms,
        minutes=minutes,
        lengths=lengths,
        month=month,
        before=before,
        after=after,
        weeks=weeks(month, counts, day, today),
        day=day,
        offers=[offer(one, picked, asked.zone) for one in offered],
        chosen=chosen,
        refused=refused,
        nearest=nearest,
        client=who,
    )


def accepted(studio: StudioView, room: Room, key: str, minutes: int, now: datetime) -> Start:
    """A start that somebody names, if it is offered now.

    Raises
    ------
    TimeRefused
        It is not, with the nearest that are.
    NotAllowed
        It is no time.
    """
    start = times.asked(key, ZoneInfo(studio.zone))
    with reading() as session:
        row, where = people.there(session, studio.id), rooms.room_of(session, studio.id, room.id)
        free.check(session, row, where, start, minutes, now)
    at = start.astimezone(ZoneInfo('UTC'))
    local = at.astimezone(ZoneInfo(studio.zone)).date()
    around = (local - timedelta(days=1), local)
    listed = (one for day in around for one in free.starts(studio.id, room.id, day, minutes, now=now) if one.at == at)
    return next(listed, Start(at, local, minutes, ZoneInfo(studio.zone)))


def policy_of(studio: StudioView) -> Policy:
    """What a studio has decided."""
    return Policy.from_json(json.dumps(dict(studio.policy)))


def _chosen(studio: StudioView, room: Room, start: Start, asked: Asked, now: datetime) -> Chosen:
    found = pricing.quoted(studio.id, room.id, start.at, start.minutes, (), now)
    when = public_words.span(start.at, start.ends, studio.zone, asked.zone)
    if not asked.coupon:
        return Chosen(start, when, found)
    who = client()
    try:
        user_id, email = (who.user_id, who.email) if who else (None, '')
        offs = coupons.looked_up(studio.id, asked.coupon, user_id, email, '', found.base)
        return Chosen(start, when, pricing.quoted(studio.id, room.id, start.at, start.minutes, offs, now))
    except (Invalid, TooManyTries) as error:
        return Chosen(start, when, found, str(error), isinstance(error, TooManyTries))


def neighbours(month: date, today: date, horizon_days: int) -> tuple[str, str]:
    """The months before and after one that can be shown, as addresses name them; empty where there is none."""
    following = _next_month(month)
    after = f'{following:%Y-%m}' if following <= today + timedelta(days=horizon_days) else ''
    return f'{month - timedelta(days=1):%Y-%m}' if month > today else '', after


def calendar(
    studio: StudioView, room: Room, asked: Asked, minutes: int, now: datetime, *, but: str = ''
) -> tuple[date, dict[date, int], date | None]:
    """The month to be shown, its free starts by date, and the day that is chosen: the one asked for, else the first
    with something free, in this month or one of the next. What is over cannot be asked for."""
    today = now.astimezone(ZoneInfo(studio.zone)).date()
    day, month = _date(asked.day), _date(f'{asked.month}-01')
    day = day if day and day >= today else None
    month = month if month and month >= today.replace(day=1) else None
    begun = first = (month or day or today).replace(day=1)
    counts: dict[date, int] = {}
    for _ in range(1 if month or day else 1 + MONTHS_AHEAD):
        counts = free.month(studio.id, room.id, first, _last(first), minutes, but=but, now=now)
        if any(counts.values()):
            break
        first = _next_month(first)
    else:
        first = begun  # nothing is free there either
    if day is None or (day.year, day.month) != (first.year, first.month):
        day = next((one for one, count in sorted(counts.items()) if count), None)
    return first, counts, day


def weeks(month: date, counts: dict[date, int], chosen: date | None, today: date) -> list[list[Day]]:
    """The weeks of a month, each from Monday on, without those that are over."""
    return [
        [Day(one, counts.get(one, 0), one == chosen, one == today, one.month == month.month) for one in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
        if week[-1] >= today
    ]


def offer(start: Start, picked: str | None, own_zone: str) -> Offer:
    """A start as it is shown; `picked` is the one that is chosen."""
    local = start.local
    next_day = public_words.short_day(local.date()) if local.date() != start.day else ''
    beside = public_words.beside(start.at, str(start.zone), own_zone)
    return Offer(start.key, start.label, next_day, beside, start.key == picked)


def _first(all_rooms: Sequence[Room]) -> Room:
    if not all_rooms:
        raise NotAllowed('This studio has no room that can be booked at the moment.')
    return all_rooms[0]


def _last(month: date) -> date:
    return _next_month(month) - timedelta(days=1)


def _next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
