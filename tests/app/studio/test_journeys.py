"""On a libSQL server each request is a journey: a booking and a month take few of them."""

from typing import Any

import pytest

from app import db
from app.libsql.wire import Wire
from app.studio import board, free, holding
from app.studio.studios import StudioView
from tests.app.studio.rooms_support import DAY, NOW, room_of, wish


@pytest.fixture
def journeys(monkeypatch: pytest.MonkeyPatch, olga: str) -> list[int]:
    """One number for each request to the server."""
    if not db.is_remote():
        pytest.skip('a file is asked without a journey')
    sent: list[int] = []
    post = Wire.post

    def count(self: Wire, requests: list[Any], *args: Any, **more: Any) -> Any:
        sent.append(len(requests))
        return post(self, requests, *args, **more)

    monkeypatch.setattr(Wire, 'post', count)
    return sent


def test_a_booking_by_staff_takes_no_more_than_eight_journeys(
    journeys: list[int], olga: str, studio: StudioView
) -> None:
    holding.book_for(olga, wish(studio, 10), now=NOW)
    journeys.clear()
    holding.book_for(olga, wish(studio, 14), now=NOW)
    assert len(journeys) <= 8


def test_a_month_takes_two_journeys_and_a_board_no_more_than_six(
    journeys: list[int], olga: str, studio: StudioView
) -> None:
    room = room_of(studio)
    journeys.clear()
    assert free.month(studio.id, room, DAY, DAY, 60, now=NOW)
    assert len(journeys) == 2
    journeys.clear()
    assert board.between(olga, studio.id, DAY, 7).days[0] == DAY
    assert len(journeys) <= 6
