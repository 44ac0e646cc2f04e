"""Times typed by a clock on a wall (S5): also in the nights in which clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from app.artist import planned
from app.errors import Invalid, NotAllowed

BERLIN = 'Europe/Berlin'


def test_s5_a_time_that_clocks_go_forward_over_does_not_exist_and_another_is_named() -> None:
    with pytest.raises(Invalid) as told:
        planned.read('2027-03-28T02:30', BERLIN)
    assert told.value.fields == {
        'publish_at': '02:30 does not exist on 28 March 2027, because clocks go forward. 03:30?'
    }
    assert planned.instead('2027-03-28T02:30', BERLIN) == '2027-03-28T03:30'
    assert planned.read('2027-03-28T03:30', BERLIN).at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_s5_of_a_time_that_comes_twice_the_first_is_meant_and_the_offset_says_so() -> None:
    found = planned.read('2027-10-31T02:30', BERLIN)
    assert (found.at, found.comes_twice) == (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), True)
    assert found.said == '31 October 2027, 02:30 (UTC+02:00, first of two)'
    later = planned.told(found.at + timedelta(hours=1), BERLIN)
    assert later == '31 October 2027, 02:30 (UTC+01:00, second of two)'
    assert planned.instead('2027-10-31T02:30', BERLIN) == ''


def test_a_plain_time_is_that_of_the_zone() -> None:
    assert planned.read('2027-07-01 18:30', 'Asia/Tokyo').at == datetime(2027, 7, 1, 9, 30, tzinfo=UTC)
    assert planned.read('2027-07-01T18:30', 'Asia/Tokyo').said == '1 July 2027, 18:30 (UTC+09:00)'
    assert planned.typed(datetime(2027, 7, 1, 9, 30, tzinfo=UTC), 'Asia/Tokyo') == '2027-07-01T18:30'


@pytest.mark.parametrize('typed', ['', 'tomorrow', '2027-02-30T10:00', '2027-07-01T18:30+02:00', '0001-01-01T00:00'])
def test_what_is_no_time_is_told(typed: str) -> None:
    with pytest.raises(Invalid, match='Choose a day'):
        planned.read(typed, BERLIN)


def test_what_is_over_or_far_away_or_no_zone_is_told() -> None:
    now = datetime(2027, 7, 1, 12, tzinfo=UTC)
    with pytest.raises(Invalid, match='over'):
        planned.check_ahead(planned.read('2027-07-01T12:00', 'UTC'), now)
    with pytest.raises(Invalid, match='five years'):
        planned.check_ahead(planned.read('2033-07-01T12:00', 'UTC'), now)
    with pytest.raises(NotAllowed, match='time zone'):
        planned.read('2027-07-01T12:00', 'Mars/Olympus')
