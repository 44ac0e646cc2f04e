"""Rate cards: what an hour costs, when it costs more, and how much of it is paid at once."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from app.studio.prices.wall import DAY, Stretch

MOST_BANDS = 20
MOST_CENTS = 100_000_000
LATEST = 2 * DAY


@dataclass(frozen=True, slots=True)
class Band:
    """Hours that cost more, by the clock on the wall.

    Parameters
    ----------
    start, end : minutes after midnight; `end` may pass 1440, up to 2880, and belongs to the same evening.
    cents_per_hour : what comes on top of the hourly rate.
    days : the weekdays (0 is Monday) on which it begins; every day, if there are none.
    """

    start: int
    end: int
    cents_per_hour: int
    days: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= LATEST or self.start >= DAY or self.end - self.start > DAY:
            raise ValueError('An after-hours band begins before it ends, and lasts a day at most.')
        if not 0 <= self.cents_per_hour <= MOST_CENTS:
            raise ValueError('What a band adds to an hour is 0 or more.')
        if any(day not in range(7) for day in self.days):
            raise ValueError('The days of a band are numbers from 0 (Monday) to 6.')

    def minutes_in(self, stretch: Stretch) -> int:
        """How many minutes of a stretch lie in it."""
        found, days_on = 0, (stretch.minute + stretch.minutes) // DAY
        for day in range(-1, days_on + 1):
            if self.days and (stretch.weekday + day) % 7 not in self.days:
                continue
            first = max(stretch.minute, self.start + day * DAY)
            last = min(stretch.minute + stretch.minutes, self.end + day * DAY)
            found += max(0, last - first)
        return found


@dataclass(frozen=True, slots=True)
class Card:
    """What a studio or a room costs: cents an hour, bands on top, a fee for the same day, and the deposit in percent of
    the total (0 to 100)."""

    hourly_cents: int
    bands: tuple[Band, ...] = ()
    same_day_cents: int = 0
    deposit_percent: int = 50
    name: str = ''

    def __post_init__(self) -> None:
        if not 0 <= self.hourly_cents <= MOST_CENTS or not 0 <= self.same_day_cents <= MOST_CENTS:
            raise ValueError('Prices are 0 or more.')
        if not 0 <= self.deposit_percent <= 100:
            raise ValueError('The deposit is between 0 and 100 percent.')

    def as_dict(self) -> dict[str, Any]:
        """It in the words of JSON."""
        return asdict(self) | {'bands': _told(self.bands)}

    @classmethod
    def of_dict(cls, told: dict[str, Any]) -> 'Card':
        """The card that `as_dict` told; raises ValueError, KeyError or TypeError where it is none."""
        return cls(**(told | {'bands': _read(told['bands'])}))


def read_bands(text: str) -> tuple[Band, ...]:
    """The bands that `rate_cards.bands` keeps; raises ValueError with a sentence where they are none."""
    try:
        return _read(json.loads(text))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError('After-hours bands are a list of from, to and cents_per_hour.') from error


def write_bands(bands: Iterable[Band]) -> str:
    """Bands as `rate_cards.bands` keeps them."""
    return json.dumps(_told(bands))


def _read(told: list[dict[str, Any]]) -> tuple[Band, ...]:
    if not isinstance(told, list) or len(told) > MOST_BANDS:
        raise ValueError(f'There are {MOST_BANDS} after-hours bands at most.')
    return tuple(
        Band(int(one['from']), int(one['to']), int(one['cents_per_hour']), tuple(one.get('days') or ())) for one in told
    )


def _told(bands: Iterable[Band]) -> list[dict[str, Any]]:
    return [
        {'from': band.start, 'to': band.end, 'cents_per_hour': band.cents_per_hour}
        | ({'days': list(band.days)} if band.days else {})
        for band in bands
    ]
