"""N1: a number is the same on its card, in the table, in the chart, in the file, and as the adviser tells it."""

import csv
import io
from datetime import date

from app.artist import glance, numbers, talk
from components.artist import numbers_chart
from pages.artist import numbers_series
from tests.app.artist.adviser.fixture import NOW, House

WEEK = date(2027, 6, 21), date(2027, 6, 27)


def told(house: House, question: str) -> set[str]:
    """Every figure that the adviser answers with."""
    found = talk.ask(house.ann, question, now=NOW)[1]
    return {found.content[start:end] for start, end, _ in found.spans}


def table(house: House, metric_type: str) -> dict[str, float]:
    shown = numbers.get(house.ann, 'spotify', metric_type, now=NOW).series
    return {day.isoformat(): value for day, value in zip(shown.days, shown.values, strict=True)}


def exported(house: House, metric_type: str) -> dict[str, float]:
    _, content = numbers.export(house.ann, 'spotify', metric_type)
    return {row['day']: float(row['value']) for row in csv.DictReader(io.StringIO(content))}


def chart(house: House, metric_type: str) -> dict[str, float]:
    drawn = numbers_series._values(numbers.get(house.ann, 'spotify', metric_type, now=NOW))
    lines = numbers_chart.options(drawn)['series']
    return {day: value for line in lines for day, value in line['data'] if value is not None}


def test_n1_the_last_number_is_the_same_on_card_in_chat_table_chart_and_file(house: House) -> None:
    (card,) = [one for one in glance.of(house.ann).numbers if one.platform == 'spotify']
    assert (card.metric_type, card.day, card.value) == ('followers', date(2027, 6, 28), 988)
    assert '988' in told(house, 'How many followers do I have on Spotify?')
    for everything in (table, exported, chart):
        found = everything(house, 'followers')
        assert (max(found), found[max(found)]) == ('2027-06-28', 988), everything.__name__


def test_n1_a_week_comes_to_the_same_in_chat_table_chart_and_file(house: House) -> None:
    assert '800' in told(house, 'How was my week?')
    total = numbers.get(house.ann, 'spotify', 'streams', between=WEEK, now=NOW).total
    assert total is not None
    assert total.value == 800
    first, last = (day.isoformat() for day in WEEK)
    for everything in (table, exported, chart):
        found = everything(house, 'streams')
        assert sum(value for day, value in found.items() if first <= day <= last) == 800, everything.__name__
