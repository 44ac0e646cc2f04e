"""What is known of a room before anybody asks for a time in it, and what they are then offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.studio.times import walls

Opening = Mapping[int, Sequence[tuple[int, int]]]
"""For each weekday (0 is Monday) from when until when it is open, in minutes after midnight of that date; what closes
behind midnight passes 1440."""


@dataclass(frozen=True, slots=True)
class Block:
    """A time in which nothing can be booked, in minutes after midnight of `day`, which may pass 1440. Where either is
    None it is the studio's whole day: whatever opens on that date."""

    day: date
    starts: int | None = None
    ends: int | None = None
    reason: str = ''

    @property
    def whole_day(self) -> bool:
        """Whether it is the studio's whole day."""
        return self.starts is None or self.ends is None


@dataclass(frozen=True, slots=True)
class Weekly:
    """A block that comes again each week, by the studio's clock, from `first` on and until `last`, if it ends."""

    weekday: int
    starts: int
    ends: int
    first: date
    last: date | None = None
    reason: str = ''

    def on(self, day: date) -> Block | None:
        """The block that it is on a date, if any."""
        if day.weekday() != self.weekday or day < self.first or (self.last is not None and day > self.last):
            return None
        return Block(day, self.starts, self.ends, self.reason)


@dataclass(frozen=True, slots=True)
class Rules:
    """By what a room is booked.

    Parameters
    ----------
    day_starts : minutes after midnight at which the studio's day begins.
    grid_minutes : how far apart starts lie, counted from each opening; also the steps of lengths.
    notice_minutes : real minutes between booking and start, at least.
    horizon_days : so many days from now on can be booked.
    away : for each who could work a session, from which moment until which they are away, in seconds since 1970: one of
        them has to be there for all of it. Staff decide by themselves.
    gap_before, gap_after : seconds that this room needs around a session; the larger of two neighbours' gaps counts.
    """

    zone: ZoneInfo
    opening: Opening
    day_starts: int = 360
    grid_minutes: int = 30
    min_minutes: int = 60
    max_minutes: int = 720
    notice_minutes: int = 240
    horizon_days: int = 90
    gap_before: int = 0
    gap_after: int = 0
    blocks: Sequence[Block] = field(default=())
    weekly: Sequence[Weekly] = field(default=())
    away: Sequence[Sequence[tuple[int, int]]] = field(default=())

    def lengths(self) -> range:
        """The lengths that can be booked, in minutes."""
        return range(self.min_minutes, self.max_minutes + 1, self.grid_minutes)

    def last_day(self, now: datetime) -> date:
        """The last day of the studio that can be booked now."""
        return walls.studio_day(self.zone, self.day_starts, now) + timedelta(days=self.horizon_days)


@dataclass(frozen=True, slots=True)
class Taken:
    """A time that a room is taken, in seconds since 1970, with the gaps that it needs, in seconds: what a row of
    `room_reservations` says."""

    starts_at: int
    ends_at: int
    gap_before: int = 0
    gap_after: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A start that is offered. `day` is the date under which it is shown: behind midnight still that of the evening."""

    at: datetime
    day: date
    minutes: int
    zone: ZoneInfo

    @property
    def ends(self) -> datetime:
        """When the session ends, in UTC like `at`: its length is real time."""
        return self.at + timedelta(minutes=self.minutes)

    @property
    def local(self) -> datetime:
        """What the studio's clock shows."""
        return self.at.astimezone(self.zone)

    @property
    def label(self) -> str:
        """What the studio's clock shows, with its offset in the hour that comes twice."""
        local = self.local
        return f'{local:%H:%M} ({walls.offset(local)})' if walls.comes_twice(local) else f'{local:%H:%M}'

    @property
    def key(self) -> str:
        """What a form or an address calls it, without doubt: “2027-10-31T02:00+01:00”. `asked` reads it."""
        return self.local.isoformat(timespec='minutes')
