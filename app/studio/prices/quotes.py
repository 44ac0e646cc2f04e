"""A price, line by line, as it is offered and as a booking keeps it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.studio.prices.cards import Band, Card
from app.studio.prices.coupons_taken import Off, taken
from app.studio.prices.rounding import half_up, percent_of
from app.studio.prices.wall import stretches, studio_day

SESSION, AFTER_HOURS, SAME_DAY, COUPON = 'session', 'after_hours', 'same_day', 'coupon'
MINIMUM_CENTS = 50
"""Less than this nobody who takes payments takes."""
MOST_MINUTES = 31 * 1440


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a price. `cents` is below 0 for what comes off; `minutes` at `cents_per_hour`, where it is time."""

    kind: str
    name: str
    cents: int
    minutes: int | None = None
    cents_per_hour: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What a session costs: its lines, and what of their sum is paid at once.

    `card` and `coupons` are what it was worked out from, so that a moved session is priced by the same ones.
    """

    start: datetime
    minutes: int
    zone: str
    lines: tuple[Line, ...]
    deposit: int
    card: Card
    coupons: tuple[Off, ...] = ()

    @property
    def end(self) -> datetime:
        """When it ends (UTC)."""
        return self.start + timedelta(minutes=self.minutes)

    @property
    def total(self) -> int:
        """The sum of its lines, at least 0."""
        return sum(line.cents for line in self.lines)

    @property
    def rest(self) -> int:
        """What is paid later."""
        return self.total - self.deposit

    @property
    def base(self) -> int:
        """The session itself, without fees."""
        return self._of(SESSION)

    @property
    def after_hours(self) -> int:
        """What its bands add."""
        return self._of(AFTER_HOURS)

    @property
    def same_day(self) -> int:
        """The fee for booking on the same day."""
        return self._of(SAME_DAY)

    @property
    def fees(self) -> int:
        """Both fees."""
        return self.after_hours + self.same_day

    @property
    def discount(self) -> int:
        """What coupons take off, as a number of at least 0."""
        return -self._of(COUPON)

    @property
    def needs_checkout(self) -> bool:
        """Whether something is to be paid now."""
        return self.deposit > 0

    @property
    def is_paid_on_site(self) -> bool:
        """Whether it costs something, and nothing of it is paid beforehand."""
        return self.total > 0 and self.deposit == 0

    def _of(self, kind: str) -> int:
        return sum(line.cents for line in self.lines if line.kind == kind)

    def to_json(self) -> str:
        """It as `bookings.quote` keeps it."""
        told: dict[str, Any] = {
            'start': self.start.isoformat(),
            'minutes': self.minutes,
            'zone': self.zone,
            'lines': [asdict(line) for line in self.lines],
            'total': self.total,
            'deposit': self.deposit,
            'rest': self.rest,
            'card': self.card.as_dict(),
            'coupons': [asdict(coupon) for coupon in self.coupons],
        }
        return json.dumps(told)

    @classmethod
    def from_json(cls, text: str) -> 'Quote':
        """The price that `to_json` wrote; raises ValueError where it is none."""
        try:
            told = json.loads(text)
            return cls(
                datetime.fromisoformat(told['start']).astimezone(UTC),
                told['minutes'],
                told['zone'],
                tuple(Line(**line) for line in told['lines']),
                told['deposit'],
                Card.of_dict(told['card']),
                tuple(Off(**coupon) for coupon in told['coupons']),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError('This is no price that was kept.') from error


def quote(
    card: Card,
    start: datetime,
    minutes: int,
    booked_at: datetime,
    zone: str,
    day_starts: int,
    coupons: Sequence[Off] = (),
    minimum_cents: int = MINIMUM_CENTS,
) -> Quote:
    """What a session costs.

    Parameters
    ----------
    start, booked_at : moments with a zone; a session starts on a whole minute.
    minutes : real ones, 1 to 44640.
    zone : of the studio, an IANA name.
    day_starts : when the studio's day begins, in minutes after midnight; for the fee of the same day.
    minimum_cents : the least that whoever takes the payments takes. A smaller deposit is raised to it; where the whole
        is less, nothing is paid beforehand.

    Raises StacksBadly if the coupons do not go together, ValueError for a start or a length that is none.
    """
    if start.utcoffset() is None or start.second or start.microsecond or not 1 <= minutes <= MOST_MINUTES:
        raise ValueError('A session starts on a whole minute of a known zone, and lasts a minute to 31 days.')
    lines = session_lines(card, start, minutes, zone)
    same_day = studio_day(start, zone, day_starts) == studio_day(booked_at, zone, day_starts)
    if same_day and card.same_day_cents:
        lines.append(Line(SAME_DAY, 'Booked on the same day', card.same_day_cents))
    fees = sum(line.cents for line in lines[1:])
    for coupon, off in taken(coupons, lines[0].cents, fees):
        lines.append(Line(COUPON, f'Coupon {coupon.code}', -off))
    total = sum(line.cents for line in lines)
    deposit = _deposit(total, card.deposit_percent, minimum_cents)
    return Quote(start.astimezone(UTC), minutes, zone, tuple(lines), deposit, card, tuple(coupons))


def session_lines(card: Card, start: datetime, minutes: int, zone: str) -> list[Line]:
    """The session itself and what each band adds, without fees for booking late and without coupons: also what
    overtime costs."""
    parts = list(stretches(start, minutes, zone))
    lines = [_timed(SESSION, 'Session', minutes, card.hourly_cents)]
    for band in card.bands:
        inside = sum(band.minutes_in(part) for part in parts)
        if inside and band.cents_per_hour:
            lines.append(_timed(AFTER_HOURS, f'After hours, {_spelled(band)}', inside, band.cents_per_hour))
    return lines


def _timed(kind: str, name: str, minutes: int, cents_per_hour: int) -> Line:
    return Line(kind, name, half_up(minutes * cents_per_hour, 60), minutes, cents_per_hour)


def _spelled(band: Band) -> str:
    def clock(minute: int) -> str:
        shown = minute if minute == 1440 else minute % 1440
        return f'{shown // 60:02}:{shown % 60:02}'

    return f'{clock(band.start)} to {clock(band.end)}'


def _deposit(total: int, percent: int, minimum_cents: int) -> int:
    if percent == 0 or total < minimum_cents:
        return 0
    return max(percent_of(total, percent), min(total, minimum_cents))
