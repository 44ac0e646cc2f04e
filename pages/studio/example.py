"""What home lets newcomers see of the studio: what an evening costs, line by line, as it is before it is booked."""

from datetime import UTC, datetime, timedelta
from functools import partial

from app.billing import money
from app.studio.prices import Band, Card, quote
from components.studio.words import when
from components.vocabulary.elements import block, text

ZONE, CURRENCY = 'Europe/Berlin', 'eur'
CARD = Card(6000, (Band(20 * 60, 24 * 60, 1500),))
START = datetime(2027, 3, 24, 17, 30, tzinfo=UTC)


def draw_example() -> None:
    """Draw the evening and its price."""
    found = quote(CARD, START, 180, START - timedelta(days=10), ZONE, 360)
    said = partial(money.words, currency=CURRENCY)
    text(when(found.start, found.end, ZONE), 'strong')
    with block('studio-bill', tag='dl', data_testid='example-bill'):
        for line in found.lines:
            _line(line.name, said(line.cents))
        _line('Total', said(found.total))
        _line('Paid beforehand', said(found.deposit))


def _line(name: str, words: str) -> None:
    text(name, tag='dt')
    text(words, tag='dd')
