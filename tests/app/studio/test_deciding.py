"""Bookings are approved, rejected, cancelled, held and missed: once each, on record, and what becomes of the money."""

from datetime import timedelta

import pytest

from app import notifications
from app.errors import Changed, NotAllowed, NotFound
from app.studio import access, deciding, giving_back, holding, states, upkeep
from app.studio.studios import StudioView
from models import Booking
from tests.app.accounts_support import person
from tests.app.studio.rooms_support import (
    NOW,
    asked,
    at,
    confirmed,
    held,
    lines,
    noted,
    opened,
    paid,
    reserved,
    row,
    wish,
)
from tests.at_once import at_once

BANDS = ((168, 100), (48, 50), (0, 0))
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What goes back, for which booking."""
    told: list[tuple[str, int]] = []

    def give(_: object, booking: Booking, cents: int, __: str) -> None:
        told.append((booking.id, cents))

    monkeypatch.setattr(giving_back, '_givers', [give])
    return told


def pressed(user_id: str, booking_id: str) -> str:
    """Approve it; what is said then."""
    try:
        deciding.approve(user_id, booking_id, now=NOW)
    except Changed as error:
        return str(error)
    return ''


def test_l3_of_two_staff_who_approve_together_one_has_done_it(
    studio: StudioView, olga: str, eve: str, ann: str
) -> None:
    booking_id = asked(studio, ann)
    said = at_once(pressed, [(olga, booking_id), (eve, booking_id)])
    assert sorted(said) == ['', deciding.APPROVED]
    assert lines(booking_id) == ['booking.held', 'booking.requested', 'booking.confirmed']
    assert [one.title for one in notifications.newest(ann)] == ['Your session on 24 March 2027, 14:00 is confirmed']


def test_a_request_is_told_to_staff_and_its_answer_to_whoever_asked(
    studio: StudioView, olga: str, eve: str, ann: str
) -> None:
    booking_id = asked(studio, ann)
    for staff in (olga, eve):
        assert notifications.newest(staff)[0].title == 'Ann Example asks for a session on 24 March 2027, 14:00'
    deciding.approve(eve, booking_id, now=NOW)
    booked = row(booking_id)
    assert (booked.status, booked.approved_at, booked.hold_expires_at) == ('confirmed', NOW, None)
    assert reserved(booking_id)[0].expires_at is None


def test_r5_what_is_rejected_goes_back_whole_and_once(
    studio: StudioView, olga: str, ann: str, bea: str, given_back: list[tuple[str, int]]
) -> None:
    booking_id = asked(studio, ann)
    with pytest.raises(NotAllowed, match='Say why'):
        deciding.reject(olga, booking_id, ' ', now=NOW)
    deciding.reject(olga, booking_id, 'The desk is being repaired', now=NOW)
    with pytest.raises(Changed, match='is rejected'):
        deciding.reject(olga, booking_id, 'Once more', now=NOW)
    assert given_back == [(booking_id, 9000)]
    assert noted(booking_id)[-1] == {'reason': 'The desk is being repaired', 'back': '9000', 'as': 'owner'}
    assert notifications.newest(ann)[0].body == 'The desk is being repaired'
    assert (row(booking_id).remainder_amount, reserved(booking_id)) == (0, [])
    assert held(studio, bea).is_new, 'the time is free again'


def test_nobody_else_sees_or_decides_on_a_booking(studio: StudioView, ann: str, bea: str) -> None:
    booking_id = asked(studio, ann)
    for act in (
        lambda: deciding.approve(bea, booking_id),
        lambda: deciding.approve(ann, booking_id),
        lambda: deciding.cancel(bea, booking_id),
        lambda: deciding.cancelling(bea, booking_id),
        lambda: deciding.complete(ann, booking_id),
    ):
        with pytest.raises(NotFound):
            act()
    assert row(booking_id).status == 'pending_approval'


@pytest.mark.parametrize(
    ('before', 'back'),
    [(8 * 24 * HOUR, 10125), (168 * HOUR, 10125), (168 * HOUR - MINUTE, 5063), (48 * HOUR - MINUTE, 0)],
)
def test_r1_whoever_cancels_gets_back_what_the_policy_says_for_that_hour(
    olga: str, ann: str, before: timedelta, back: int, given_back: list[tuple[str, int]]
) -> None:
    studio = opened(olga, cancel_bands=BANDS)
    booking_id = confirmed(studio, ann, 18, minute=30)
    now = at(18, 30) - before
    told = deciding.cancelling(ann, booking_id, now=now)
    assert (told.paid, told.back, told.kept) == (10125, back, 10125 - back)
    assert deciding.cancel(ann, booking_id, now=now, most_kept=told.kept) == back
    assert given_back == ([(booking_id, back)] if back else [])
    assert (row(booking_id).status, row(booking_id).cancelled_at, reserved(booking_id)) == ('cancelled', now, [])
    assert 'Ann Example does not come' in notifications.newest(olga)[0].title


def test_nothing_is_cancelled_if_less_comes_back_by_now_than_was_told(olga: str, ann: str) -> None:
    studio = opened(olga, cancel_bands=BANDS)
    booking_id = confirmed(studio, ann)
    told = deciding.cancelling(ann, booking_id, now=at(14) - 168 * HOUR)
    with pytest.raises(Changed, match='Less comes back'):
        deciding.cancel(ann, booking_id, most_kept=told.kept, now=at(14) - 167 * HOUR)
    assert row(booking_id).status == 'confirmed'


def test_what_is_taken_back_before_it_was_approved_or_cancelled_by_staff_comes_back_whole(
    studio: StudioView, olga: str, ann: str, given_back: list[tuple[str, int]]
) -> None:
    withdrawn, cancelled = asked(studio, ann), confirmed(studio, ann, 20)
    assert deciding.cancelling(ann, withdrawn, now=NOW).is_withdrawn
    assert deciding.cancel(ann, withdrawn, now=NOW) == 9000
    with pytest.raises(Changed, match='Say why'):
        deciding.cancel(olga, cancelled, now=NOW)
    assert deciding.cancel(olga, cancelled, 'The power is out', now=at(19)) == row(cancelled).paid_amount
    assert [cents for _, cents in given_back] == [9000, row(cancelled).paid_amount]
    with pytest.raises(Changed, match='nothing more to do'):
        deciding.cancel(ann, cancelled, now=at(19))


def test_a_guest_cancels_by_their_link_and_nobody_by_a_wrong_one(studio: StudioView) -> None:
    booking_id = holding.hold(wish(studio), now=NOW).id
    with pytest.raises(NotFound, match='link'):
        deciding.cancel('', booking_id, token='guessed', now=NOW)
    deciding.cancel('', '', token=access.token_of(booking_id), now=NOW)
    assert row(booking_id).status == 'cancelled'


def test_a_session_is_completed_once_it_has_ended_and_its_rest_is_due(studio: StudioView, eve: str, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    with pytest.raises(Changed, match='not ended'):
        deciding.complete(eve, booking_id, now=at(16))
    deciding.complete(eve, booking_id, now=at(17))
    with pytest.raises(Changed, match='completed already'):
        deciding.complete(eve, booking_id, now=at(18))
    assert lines(booking_id).count('booking.completed') == 1, 'nor is anybody told twice'
    assert (row(booking_id).status, row(booking_id).remainder_amount) == ('completed', 9000)
    assert row(booking_id).remainder_status == 'due'


def test_r4_of_whoever_did_not_come_nothing_goes_back_and_the_rest_is_waived_or_due(
    olga: str, ann: str, given_back: list[tuple[str, int]]
) -> None:
    for policy, rest in (('waive', (0, 'waived')), ('charge', (9000, 'due'))):
        studio = opened(olga, no_show_remainder=policy)
        booking_id = confirmed(studio, ann)
        with pytest.raises(Changed, match='shortly after'):
            deciding.no_show(olga, booking_id, now=at(14, 14))
        deciding.no_show(olga, booking_id, now=at(14, 15))
        assert (row(booking_id).remainder_amount, row(booking_id).remainder_status) == rest
    assert given_back == []
    assert deciding.correct(olga, booking_id, 'They were in the other room', now=at(20)) == 'completed'
    with pytest.raises(Changed, match='too long ago'):
        deciding.correct(olga, booking_id, 'No, they were not', now=at(20) + timedelta(days=8))


def test_only_the_owner_corrects_and_deletes_and_the_books_keep_it(
    studio: StudioView, olga: str, eve: str, ann: str
) -> None:
    booking_id = confirmed(studio, ann)
    deciding.no_show(eve, booking_id, now=at(15))
    with pytest.raises(Changed, match='cannot become completed'):
        deciding.correct(eve, booking_id, 'They came after all', now=at(16))
    with pytest.raises(Changed, match='30 days'):
        deciding.delete(olga, booking_id, now=at(16))
    deciding.delete(olga, booking_id, now=at(16) + timedelta(days=31))
    with pytest.raises(NotFound):
        deciding.cancelling(ann, booking_id)
    assert row(booking_id).paid_amount == 9000


def test_what_nobody_answers_is_rejected_by_the_clock_and_paid_back(
    studio: StudioView, olga: str, ann: str, given_back: list[tuple[str, int]]
) -> None:
    booking_id = asked(studio, ann)
    upkeep.often(NOW + timedelta(hours=47, minutes=59))
    assert row(booking_id).status == 'pending_approval'
    upkeep.often(NOW + timedelta(hours=48))
    upkeep.often(NOW + timedelta(hours=49))
    assert (row(booking_id).status, given_back) == ('rejected', [(booking_id, 9000)])
    assert lines(booking_id)[-2:] == ['booking.requested', 'booking.rejected']
    assert notifications.newest(ann)[0].body == 'The studio did not answer in time.'
    assert 'not answered in time' in notifications.newest(olga)[0].title


def test_what_is_asked_for_shortly_before_is_answered_two_hours_before(studio: StudioView, ann: str) -> None:
    booking_id = asked(studio, ann, 11)
    assert row(booking_id).hold_expires_at == NOW + timedelta(hours=48)
    late = at(4)
    soon = holding.hold(wish(studio, 20), ann, now=late).id
    paid(soon, now=late)
    assert row(soon).hold_expires_at == at(18)


def test_a_session_counts_as_held_a_day_after_it_ended_and_old_links_die(studio: StudioView, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    guest = holding.hold(wish(studio, 20), now=NOW).id
    upkeep.upkeep(at(17) + timedelta(hours=23))
    assert row(booking_id).status == 'confirmed'
    upkeep.upkeep(at(17) + timedelta(hours=24))
    assert (row(booking_id).status, noted(booking_id)[-1]['as']) == ('completed', states.THE_CLOCK)
    assert row(guest).claim_token_hash is not None
    upkeep.upkeep(at(23) + timedelta(days=31))
    assert row(guest).claim_token_hash is None


def test_every_step_is_one_line_with_what_was_and_what_is(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    deciding.cancel(olga, booking_id, 'Flooded', now=NOW)
    assert lines(booking_id) == ['booking.held', 'booking.requested', 'booking.confirmed', 'booking.cancelled']
    assert [one['as'] for one in noted(booking_id)] == ['client', 'payment', 'owner', 'owner']


def test_whoever_is_not_staff_any_more_decides_nothing(studio: StudioView, ann: str) -> None:
    stranger = person('sam@example.org')
    booking_id = asked(studio, ann)
    with pytest.raises(NotFound):
        deciding.reject(stranger, booking_id, 'No', now=NOW)
