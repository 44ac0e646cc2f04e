"""What insights and the adviser lead to in the numbers is read there by the same names."""

from dataclasses import fields
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.artist.adviser import places
from pages.artist.insights import _days_href
from pages.artist.numbers import PATH, View

FIRST, LAST = date(2027, 6, 21), date(2027, 6, 27)
CARD: Any = SimpleNamespace(platform='spotify', metric='streams', subject='', first_day=FIRST, last_day=LAST)


@pytest.mark.parametrize('address', [places.numbers('spotify', 'streams', FIRST, LAST), _days_href(CARD)])
def test_a_link_to_days_names_what_the_screen_of_the_numbers_reads(address: str) -> None:
    asked = dict(parse_qsl(urlsplit(address).query))
    assert urlsplit(address).path == PATH
    assert asked.keys() <= {field.name for field in fields(View)}
    view = View(**asked)
    assert (view.platform, view.metric, view.days) == ('spotify', 'streams', (FIRST, LAST))
    assert view.address == address


@pytest.mark.parametrize(
    'days',
    [('', ''), ('2027-06-21', ''), ('2027-06-31', '2027-07-01'), ('x', '2027-07-01'), ('0001-01-01', '9999-12-31')],
)
def test_days_that_are_none_name_nothing(days: tuple[str, str]) -> None:
    assert View(first=days[0], last=days[1]).days is None
