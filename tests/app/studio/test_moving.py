"""Sessions are moved, asked to be moved, made longer and charged for more; what was paid stays with them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import notifications
from app.db import reading
from app.errors import Changed, NotAllowed, TimeRefused
from app.studio import board, deciding, extras, moving, upkeep
from app.studio.studios import StudioView
from models import BookingItem, BookingMail, Mail
from tests.app.studio.rooms_support import NOW, asked, at, confirmed, held, lines, noted, opened, reserved, row

HOUR = timedelta(hours=1)
REASONS = ('did not answer in time', 'That evening is full')


def told_of(booking_id: str, kind: str) -> list[tuple[str, str]]:
    """What became of the mails of a kind, and which reason they give."""
    with reading() as session:
        mine = sa.select(BookingMail, Mail).join(Mail, col(Mail.id) == col(BookingMail.mail_id))
        found = session.execute(mine.where(col(BookingMail.booking_id) == booking_id, col(BookingMail.kind) == kind))
        return [(told.state, next(one for one in REASONS if one in letter.text)) for told, letter in found]


def test_r7_a_dearer_time_is_paid_later_and_a_shorter_one_brings_money_back(studio: StudioView, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    told = moving.preview(ann, booking_id, at(22), now=NOW)
    assert (told.total, told.rest, told.back, told.must_ask) == (23500, 14500, 0, False)
    moving.move(ann, booking_id, at(22), now=NOW)
    booked = row(booking_id)
    assert (booked.total_amount, booked.remainder_amount, booked.paid_amount) == (23500, 14500, 9000)
    assert (booked.moves, booked.ics_sequence, booked.start_time, booked.end_time) == (1, 1, at(22), at(25))
    other = confirmed(studio, ann, 14)
    moving.move(ann, other, at(14), 60, now=NOW)
    assert (row(other).total_amount, row(other).remainder_amount, noted(other)[-1]['back']) == (6000, 0, '3000')


def test_l4_a_session_moves_by_half_an_hour_onto_its_own_time(studio: StudioView, ann: str, bea: str) -> None:
    booking_id = confirmed(studio, ann)
    with pytest.raises(TimeRefused):
        held(studio, bea, 13)
    moving.move(ann, booking_id, at(14, 30), now=NOW)
    (kept,) = reserved(booking_id)
    assert (kept.starts_at, kept.ends_at) == (int(at(14, 30).timestamp()), int(at(17, 30).timestamp()))
    assert held(studio, bea, 13, minutes=90).is_new


def test_a_client_moves_once_until_a_day_before_and_staff_always(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    late = at(14) - 23 * HOUR
    with pytest.raises(Changed, match='too close'):
        moving.move(ann, booking_id, at(20), now=late)
    moving.move(ann, booking_id, at(20), now=NOW)
    with pytest.raises(Changed, match='moved before'):
        moving.move(ann, booking_id, at(14), now=NOW)
    moving.move(olga, booking_id, at(12), now=late)
    assert row(booking_id).moves == 1
    assert notifications.newest(ann)[0].title == 'Your session is on 24 March 2027, 12:00 now'
    assert notifications.newest(ann)[0].body.startswith('It was on 24 March 2027, 20:00')
    assert lines(booking_id)[-2:] == ['booking.moved', 'booking.moved']


def test_r6_where_the_studio_moves_it_the_lower_price_counts(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    moving.move(olga, booking_id, at(22), now=NOW)
    assert (row(booking_id).total_amount, row(booking_id).remainder_amount) == (18000, 9000)


def test_nothing_moves_onto_what_is_taken_and_nothing_but_confirmed_sessions_moves(
    studio: StudioView, olga: str, ann: str, bea: str
) -> None:
    booking_id, other = confirmed(studio, ann), asked(studio, bea, 20)
    for who in (ann, olga):
        with pytest.raises(TimeRefused):
            moving.move(who, booking_id, at(19), now=NOW)
    assert row(booking_id).start_time == at(14)
    with pytest.raises(Changed, match='only confirmed'):
        moving.move(bea, other, at(9), now=NOW)


def test_l5_a_move_that_is_asked_for_holds_both_times_until_it_is_answered(
    studio: StudioView, olga: str, ann: str, bea: str
) -> None:
    booking_id = confirmed(studio, ann)
    late = at(14) - 23 * HOUR
    assert moving.preview(ann, booking_id, at(20), now=late).must_ask
    moving.ask(ann, booking_id, at(20), now=late)
    assert 'asks for another time' in notifications.newest(olga)[0].title
    for hour in (14, 20):
        with pytest.raises(TimeRefused):
            held(studio, bea, hour, minutes=60, now=late)
    moving.refuse(olga, booking_id, 'That evening is full')
    assert held(studio, bea, 20, minutes=60, now=late).is_new, 'the new time is free'
    assert row(booking_id).start_time == at(14)
    with pytest.raises(Changed, match='asks for'):
        moving.accept(olga, booking_id, now=late)


def test_l5_once_it_is_accepted_the_old_time_is_free(studio: StudioView, olga: str, ann: str, bea: str) -> None:
    booking_id = confirmed(studio, ann)
    moving.ask(ann, booking_id, at(20), now=NOW)
    moving.accept(olga, booking_id, now=NOW)
    assert (row(booking_id).start_time, len(reserved(booking_id))) == (at(20), 1)
    assert row(booking_id).total_amount == 18000 + 4500, 'they wanted it, so it costs what it costs'
    assert held(studio, bea, 14).is_new


def test_a_move_that_nobody_answers_lets_the_new_time_go(studio: StudioView, ann: str, bea: str) -> None:
    booking_id = confirmed(studio, ann)
    moving.ask(ann, booking_id, at(20), now=NOW)
    upkeep.often(NOW + 47 * HOUR)
    assert len(reserved(booking_id)) == 2
    upkeep.often(NOW + 48 * HOUR)
    upkeep.often(NOW + 48 * HOUR)
    assert len(reserved(booking_id)) == 1
    assert lines(booking_id).count('booking.move_unanswered') == 1
    assert notifications.newest(ann)[0].title == 'Your session stays on 24 March 2027, 14:00'
    assert told_of(booking_id, 'not_moved') == [('posted', 'did not answer in time')]
    assert held(studio, bea, 20, now=NOW + 48 * HOUR).is_new


def test_who_wants_the_time_of_a_move_that_nobody_answered_has_it_and_whoever_asked_is_told(
    studio: StudioView, ann: str, bea: str
) -> None:
    booking_id = confirmed(studio, ann)
    moving.ask(ann, booking_id, at(20), now=NOW)
    assert held(studio, bea, 20, now=NOW + 48 * HOUR).is_new, 'no worker was there'
    assert len(told_of(booking_id, 'not_moved')) == 1


def test_whoever_asked_for_another_time_reads_why_it_was_refused(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    for _ in range(2):
        moving.ask(ann, booking_id, at(20), now=NOW)
        moving.refuse(olga, booking_id, 'That evening is full')
    assert told_of(booking_id, 'not_moved') == [('posted', 'That evening is full')] * 2


def test_a_request_that_is_not_approved_yet_is_not_moved_by_anybody(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = asked(studio, ann)
    for who in (olga, ann):
        with pytest.raises(Changed, match='only confirmed ones'):
            moving.move(who, booking_id, at(20), now=NOW)
    (entry,) = board.between(olga, studio.id, at(14).date(), 1).entries
    assert (entry.id, entry.movable) == (booking_id, False), 'so nobody drags it either'
    assert row(booking_id).start_time == at(14)


def test_sessions_of_every_studio_are_over_in_time_however_many_there_are(
    olga: str, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr('app.db.PAGE', 2)
    over = [confirmed(opened(olga), ann) for _ in range(5)]
    upkeep.upkeep(at(17) + 24 * HOUR)
    assert [row(one).status for one in over] == ['completed'] * 5


def test_r8_overtime_counts_by_each_half_hour_that_has_begun_if_the_room_is_free(olga: str, ann: str, bea: str) -> None:
    studio = opened(olga)
    booking_id = confirmed(studio, ann)
    confirmed(studio, bea, 17, minute=30, minutes=60)
    with pytest.raises(Changed, match='not begun'):
        extras.extend(olga, booking_id, 40, now=NOW)
    with pytest.raises(TimeRefused, match='free for 30 more minutes'):
        extras.extend(olga, booking_id, 40, now=at(16, 50))
    longer = extras.overtime(olga, booking_id, 25)
    assert (longer.minutes, longer.cents, longer.is_free) == (30, 3000, True)
    extras.extend(olga, booking_id, 25, now=NOW + timedelta(days=10, hours=7))
    booked = row(booking_id)
    assert (booked.end_time, booked.duration, booked.total_amount, booked.remainder_amount) == (
        *(at(17, 30), 210, 21000, 12000),
    )
    with pytest.raises(TimeRefused, match='not free any longer'):
        extras.extend(olga, booking_id, 1, now=at(17, 10))


def test_overtime_at_night_costs_what_the_night_costs(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, ann, 19, minutes=60)
    assert extras.extend(olga, booking_id, 60, now=at(19, 30)).cents == 6000 + 1500


def test_what_is_extra_grows_the_rest_and_a_correction_takes_off(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, ann)
    deciding.complete(olga, booking_id, now=at(17))
    extras.add(olga, booking_id, 'Session drummer', 5000)
    extras.add(olga, booking_id, 'One hour was ours', -6000, kind='correction')
    booked = row(booking_id)
    assert (booked.total_amount, booked.remainder_amount, booked.remainder_status) == (17000, 8000, 'due')
    assert [one.cents for one in extras.of_booking(ann, booking_id)] == [5000, -6000]
    with pytest.raises(NotAllowed, match='more than this booking costs'):
        extras.add(olga, booking_id, 'All of it', -20000, kind='correction')
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(BookingItem)) == 2
    assert notifications.newest(ann)[0].body == 'One hour was ours: −€60.00.'
    deciding_on = asked(studio, ann, 20)
    with pytest.raises(Changed, match='something is added'):
        extras.add(olga, deciding_on, 'Tea', 100)
