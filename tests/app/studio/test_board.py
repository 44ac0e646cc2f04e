"""What a studio's board shows: sessions, holds until they end, blocks of every week, and nobody else's studio."""

from datetime import date, timedelta

import pytest

from app.errors import NotAllowed
from app.studio import blocks, board, deciding, holding, moving
from app.studio.studios import StudioView
from models.types import utc_now
from tests.app.studio.rooms_support import ANN, DAY, at, wish

WEEK = DAY - timedelta(days=DAY.weekday())


def shown(user_id: str, studio: StudioView, first: date = WEEK, days: int = 7) -> list[tuple[str, date, int, int]]:
    """What the board has: kind, day, and from which minute until which."""
    found = board.between(user_id, studio.id, first, days)
    return sorted((one.kind, one.day, one.start, one.end) for one in found.entries)


def test_a_session_that_goes_on_past_midnight_stays_on_its_evening(olga: str, studio: StudioView) -> None:
    holding.book_for(olga, wish(studio, 22, minutes=240))
    assert shown(olga, studio) == [('booking', DAY, 22 * 60, 26 * 60)]
    assert shown(olga, studio, DAY + timedelta(days=1)) == []


def test_the_night_in_which_clocks_go_forward_is_shown_as_the_wall_has_it(olga: str, studio: StudioView) -> None:
    night = date(2027, 3, 27)
    holding.book_for(olga, holding.Wish(studio.id, at(23, day=night), 300, ANN))
    assert shown(olga, studio, night, 1) == [('booking', night, 23 * 60, 29 * 60)], '23:00 to 05:00 by the wall'


def test_an_unpaid_hold_is_shown_until_it_ends_by_itself(
    olga: str, ann: str, studio: StudioView, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = utc_now()
    monkeypatch.setattr(board, 'utc_now', lambda: now)
    start = (now + timedelta(days=7)).replace(hour=12, minute=0, second=0, microsecond=0)
    held = holding.hold(holding.Wish(studio.id, start, 120, ANN), ann, now=now)
    first = start.date()
    assert [kind for kind, *_ in shown(olga, studio, first, 1)] == ['hold']
    assert held.hold_expires_at is not None
    monkeypatch.setattr(board, 'utc_now', lambda: held.hold_expires_at)
    assert shown(olga, studio, first, 1) == []


def test_a_session_that_was_cancelled_is_gone_and_its_other_time_is_shown_as_held(
    olga: str, ann: str, studio: StudioView
) -> None:
    kept = holding.book_for(olga, wish(studio, 10, minutes=120))
    gone = holding.book_for(olga, wish(studio, 14, minutes=120))
    deciding.cancel(olga, gone.id, 'The desk is broken.')
    moving.ask(olga, kept.id, at(18))
    assert [kind for kind, *_ in shown(olga, studio)] == ['booking', 'move']


def test_a_block_of_every_week_is_on_each_of_its_days_with_a_name_of_its_own(olga: str, studio: StudioView) -> None:
    blocks.add_weekly(olga, studio.id, 3, 600, 840, WEEK, None, 'Cleaning')
    blocks.add(olga, studio.id, DAY, reason='Holiday')
    found = board.between(olga, studio.id, WEEK, 14).entries
    assert [(one.kind, one.title) for one in sorted(found, key=lambda one: one.starts_at)] == [
        ('block', 'Holiday'),
        ('weekly', 'Cleaning'),
        ('weekly', 'Cleaning'),
    ]
    assert len({one.id for one in found}) == 3
    assert not any(one.movable for one in found)


def test_only_those_who_work_there_see_it(olga: str, eve: str, ann: str, studio: StudioView) -> None:
    assert shown(eve, studio) == []
    with pytest.raises(NotAllowed, match='Only the people of this studio'):
        board.between(ann, studio.id, WEEK, 7)
    with pytest.raises(NotAllowed, match='1 to 45 days'):
        board.between(olga, studio.id, WEEK, 400)
