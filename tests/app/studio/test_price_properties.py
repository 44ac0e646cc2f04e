"""What is true of every price, whenever, however long and with whatever coupons."""

import os
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from app.studio.prices import AFTER_HOURS, SESSION, Band, Card, Off, Quote, quote, session_lines
from app.studio.prices.wall import stretches

ZONES = ('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu', 'UTC')
YEAR = datetime(2027, 1, 1, tzinfo=UTC)
CHANGE_NIGHTS = ((3, 28, 1), (10, 31, 1), (3, 14, 7), (11, 7, 6))
CHANGES = [datetime(2027, month, day, hour, tzinfo=UTC) for month, day, hour in CHANGE_NIGHTS]
zones = some.sampled_from(ZONES)
anywhere = some.integers(0, 365 * 1440).map(lambda minutes: YEAR + timedelta(minutes=minutes))
at_a_change = some.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    some.sampled_from(CHANGES),
    some.integers(-1500, 300),
)
starts = some.one_of(anywhere, at_a_change)
lengths = some.integers(1, 3000)
bands = some.builds(
    lambda start, length, rate, days: Band(start, start + length, rate, tuple(sorted(days))),
    some.integers(0, 1439),
    some.integers(1, 1440),
    some.integers(0, 9999),
    some.sets(some.integers(0, 6), max_size=3),
)
cards = some.builds(
    Card,
    some.integers(0, 20_000),
    some.lists(bands, max_size=4).map(tuple),
    some.integers(0, 5_000),
    some.integers(0, 100),
)
offs = some.one_of(
    some.builds(Off, some.just('P'), some.integers(1, 100), some.none(), some.booleans(), some.just(True)),
    some.builds(Off, some.just('F'), some.none(), some.integers(1, 90_000), some.booleans(), some.just(True)),
)
prices = some.builds(
    lambda card, start, minutes, before, zone, day_starts, coupons: quote(
        card, start, minutes, start - timedelta(minutes=before), zone, day_starts, coupons
    ),
    cards,
    starts,
    lengths,
    some.integers(0, 3000),
    zones,
    some.integers(0, 720),
    some.lists(offs, max_size=3),
)


@settings(deadline=None)
@given(one=prices)
def test_a_total_is_its_lines_and_deposit_and_rest_are_the_total(one: Quote) -> None:
    assert one.total == sum(line.cents for line in one.lines) == one.base + one.fees - one.discount
    assert one.deposit + one.rest == one.total
    assert min(one.total, one.deposit, one.rest, one.base, one.fees, one.discount) >= 0
    assert one.deposit == 0 or one.deposit >= 50, 'less cannot be paid'
    assert Quote.from_json(one.to_json()) == one


@settings(deadline=None)
@given(card=cards, start=starts, first=lengths, second=lengths, zone=zones)
def test_a_session_costs_what_its_two_parts_cost_before_rounding(
    card: Card, start: datetime, first: int, second: int, zone: str
) -> None:
    middle = start + timedelta(minutes=first)
    whole = exact(card, start, first + second, zone)
    assert whole == exact(card, start, first, zone) + exact(card, middle, second, zone)


@settings(deadline=None, max_examples=60)
@given(start=starts, minutes=lengths, zone=zones, band=bands)
def test_bands_count_the_minutes_that_the_wall_shows_one_by_one(
    start: datetime, minutes: int, zone: str, band: Band
) -> None:
    counted = 0
    for minute in range(minutes):
        wall = (start + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))
        shown = wall.hour * 60 + wall.minute
        counted += any(
            band.start <= shown + 1440 * back < band.end and (not band.days or (wall.weekday() - back) % 7 in band.days)
            for back in (0, 1)
        )
    assert sum(band.minutes_in(part) for part in stretches(start, minutes, zone)) == counted


@settings(deadline=None, max_examples=20)
@given(card=cards, start=starts, minutes=lengths, zone=zones)
def test_the_zone_of_the_server_changes_nothing(card: Card, start: datetime, minutes: int, zone: str) -> None:
    def told() -> str:
        return quote(card, start, minutes, start - timedelta(hours=3), zone, 360).to_json()

    here, before = told(), os.environ.get('TZ')
    try:
        for there in ('Pacific/Kiritimati', 'America/Los_Angeles'):
            os.environ['TZ'] = there
            time.tzset()
            assert told() == here
    finally:
        os.environ.pop('TZ') if before is None else os.environ.update(TZ=before)
        time.tzset()


def exact(card: Card, start: datetime, minutes: int, zone: str) -> int:
    """The price of its time before it is rounded, in sixtieths of a cent."""
    lines = session_lines(card, start, minutes, zone)
    assert {line.kind for line in lines} <= {SESSION, AFTER_HOURS}
    return sum((line.minutes or 0) * (line.cents_per_hour or 0) for line in lines)
