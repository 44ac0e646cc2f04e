"""Until when a studio answers: by its own clock for staff, with the client’s beside it for the client."""

from datetime import UTC, datetime, timedelta

import pytest

from app.studio import access, desk, holding, public_session, public_words
from app.studio.holding import Wish
from app.studio.studios import StudioView
from tests.app.studio.booking_support import browser, text
from tests.app.studio.rooms_support import ANN, paid, row

APRIL = datetime(2027, 4, 2, 12, tzinfo=UTC)
BEFORE, AFTER = datetime(2027, 3, 25, 12, tzinfo=UTC), datetime(2027, 3, 26, 12, tzinfo=UTC)
"""Two days after the first, Berlin is still an hour ahead of UTC, as Lagos always is; two after the second, two."""
HOUR = timedelta(hours=1)


def requested(studio: StudioView, now: datetime, start: datetime = APRIL, zone: str = '', user_id: str = '') -> str:
    """A session that somebody has asked for and paid."""
    held = holding.hold(Wish(studio.id, start, 180, ANN, person_zone=zone), user_id, now=now)
    paid(held.id, now=now)
    return held.id


@pytest.mark.parametrize(
    ('asked_at', 'zone', 'said'),
    [
        (BEFORE, 'Africa/Lagos', 'Sat 27 Mar, 13:00 (Berlin).'),
        (AFTER, 'Africa/Lagos', 'Sun 28 Mar, 14:00 (Berlin), which is Sun 28 Mar, 13:00 in Lagos.'),
        (AFTER, 'Asia/Tokyo', 'Sun 28 Mar, 14:00 (Berlin), which is Sun 28 Mar, 21:00 in Tokyo.'),
        (AFTER, 'Europe/Berlin', 'Sun 28 Mar, 14:00 (Berlin).'),
        (AFTER, '', 'Sun 28 Mar, 14:00 (Berlin).'),
    ],
)
def test_whoever_asked_reads_the_studio_s_clock_and_theirs_across_a_change_of_the_clock(
    studio: StudioView, monkeypatch: pytest.MonkeyPatch, asked_at: datetime, zone: str, said: str
) -> None:
    booking_id = requested(studio, asked_at, zone=zone)
    assert row(booking_id).hold_expires_at == asked_at + 48 * HOUR, 'real hours'
    monkeypatch.setattr(public_session, 'utc_now', lambda: asked_at)
    page = browser().get(f'/booking/{access.token_of(booking_id)}')
    assert text(page, 'answered-by').startswith(f'It answers by {said}')


def test_who_has_still_to_pay_reads_both_clocks_too(studio: StudioView, monkeypatch: pytest.MonkeyPatch) -> None:
    held = holding.hold(Wish(studio.id, APRIL, 180, ANN, person_zone='Asia/Tokyo'), now=AFTER)
    monkeypatch.setattr(public_session, 'utc_now', lambda: AFTER)
    page = browser().get(f'/booking/{access.token_of(held.id)}')
    assert 'until Fri 26 Mar, 13:30 (Berlin), which is Fri 26 Mar, 21:30 in Tokyo;' in text(page, 'held-until')


def test_in_the_hour_that_comes_twice_the_deadline_says_which_one(studio: StudioView) -> None:
    start = datetime(2027, 11, 3, 12, tzinfo=UTC)
    for hour, offset in ((0, '+02:00'), (1, '+01:00')):
        asked_at = datetime(2027, 10, 29, hour, 30, tzinfo=UTC)
        until = row(requested(studio, asked_at, start + hour * 4 * HOUR)).hold_expires_at
        assert until is not None
        there = public_words.deadline(until, studio.zone, 'America/New_York')
        assert there.here == f'Sun 31 Oct, 02:30 {offset} (Berlin)'
        assert there.there == f'Sat 30 Oct, {20 + hour}:30 in New York'


def test_a_deadline_before_the_session_is_told_by_the_clock_of_that_moment(studio: StudioView, olga: str) -> None:
    start = datetime(2027, 3, 28, 12, tzinfo=UTC)
    booking_id = requested(studio, start - 20 * HOUR, start, user_id=olga)
    known = desk.page(olga, booking_id).booking
    assert known.hold_expires_at == start - 2 * HOUR
    assert public_words.deadline(known.hold_expires_at, studio.zone).here == 'Sun 28 Mar, 12:00 (Berlin)'
