"""Mails about bookings: one for each step, none of what is not true any more, none to an address that nobody proved."""

import json
from datetime import datetime, timedelta
from typing import Any

import icalendar
import sqlalchemy as sa
from sqlmodel import col

from app.db import reading, transaction
from app.studio import access, deciding, extras, holding, mails, moving, reminders, states, steps
from app.studio.studios import StudioView
from models import Booking, BookingMail, Mail, Studio, User
from models.types import utc_now
from tests.app.accounts_support import mails as outbox
from tests.app.studio.rooms_support import ANN, NOW, at, held, opened, row, wish

HOUR = timedelta(hours=1)


def paid(booking_id: str, *, cents: int = 9000, after: str = states.PENDING_APPROVAL) -> None:
    """The deposit of a booking comes."""
    with transaction() as session:
        booking, studio = access.of_booking(session, booking_id)
        rest = booking.total_amount - cents
        values = {'paid_amount': cents, 'remainder_amount': rest, 'email_proven_at': NOW}
        given = steps.Given(is_paid=True, values=values)
        steps.take(session, booking, studio, after, access.PAYMENTS, NOW, given)


def confirmed(studio: StudioView, olga: str, ann: str, hour: int = 14) -> str:
    """A session that is paid and approved."""
    booking = held(studio, ann, hour)
    paid(booking.id)
    deciding.approve(olga, booking.id, now=NOW)
    return booking.id


def subjects(to: str = 'ann@example.org') -> list[str]:
    return [mail.subject for mail in outbox(to)]


def event(mail: Mail) -> tuple[str, Any]:
    """The file for calendars that goes with a mail: its method, and its one event."""
    (file,) = json.loads(mail.attachments)
    assert file['name'] == 'session.ics'
    found: Any = icalendar.Calendar.from_ical(file['text'])
    (one,) = found.walk('VEVENT')
    assert f'method={found["METHOD"]}' in file['media']
    return str(found['METHOD']), one


def rows(booking_id: str, kind: str = mails.REMINDER) -> list[BookingMail]:
    with reading() as session:
        mine = sa.select(BookingMail).where(col(BookingMail.booking_id) == booking_id, col(BookingMail.kind) == kind)
        return list(session.scalars(mine.order_by(col(BookingMail.due_at))))


def sent_all() -> None:
    """A mail server has taken all that waits."""
    with transaction() as session:
        session.execute(sa.update(Mail).values(sent_at=utc_now()))


def test_i1_who_books_is_told_that_it_arrived_and_with_the_approval_comes_the_calendar_file(
    studio: StudioView, olga: str, ann: str
) -> None:
    booking = held(studio, ann)
    assert subjects() == [], 'nothing is told before it is paid'
    paid(booking.id)
    assert subjects() == ['We have your request for 24 March, 14:00']
    assert 'New request: 24 March, 14:00' in subjects('olga@example.org')
    assert outbox('ann@example.org')[0].attachments == ''
    deciding.approve(olga, booking.id, now=NOW)
    mail = outbox('ann@example.org')[-1]
    method, told = event(mail)
    assert (mail.subject, method) == ('Confirmed: 24 March, 14:00', 'REQUEST')
    assert (str(told['UID']), told['SEQUENCE'], told['DTSTART'].dt) == (booking.id, 0, at(14))
    assert '€90.00 are still to be paid.' in mail.text
    assert 'Wednesday, 24 March 2027, 14:00 to 17:00 (Europe/Berlin)' in mail.text


def test_i2_a_moved_session_is_the_same_event_counted_on(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    moving.move(ann, booking_id, at(18), now=NOW)
    mail = outbox('ann@example.org')[-1]
    method, told = event(mail)
    assert (method, str(told['UID']), told['SEQUENCE'], told['DTSTART'].dt) == ('REQUEST', booking_id, 1, at(18))
    assert '18:00 to 21:00' in mail.text
    assert 'It was: Wednesday, 24 March 2027, 14:00 to 17:00' in mail.text


def test_i3_a_cancelled_session_is_taken_out_of_calendars(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    deciding.cancel(olga, booking_id, 'The roof leaks.', now=NOW)
    mail = outbox('ann@example.org')[-1]
    method, told = event(mail)
    assert (method, str(told['STATUS']), told['SEQUENCE']) == ('CANCEL', 'CANCELLED', 1)
    assert 'The roof leaks.' in mail.text
    assert '€90.00 come back' in mail.text
    assert row(booking_id).cancellation_email_sent_at is not None


def test_m1_of_a_cancelled_session_nobody_is_reminded(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    deciding.cancel(ann, booking_id, now=at(12))
    before = len(subjects())
    assert reminders.send_due(at(13)) == 0
    assert len(subjects()) == before
    assert {one.state for one in rows(booking_id)} == {'dropped'}


def test_m2_of_a_moved_session_people_are_reminded_at_its_new_time(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    moving.move(olga, booking_id, at(18), now=at(13))
    assert reminders.send_due(at(13)) == 0
    assert reminders.send_due(at(17)) == 1
    assert subjects()[-1] == 'Your session begins on 24 March, 18:00'
    assert reminders.send_due(at(17)) == 0, 'once'


def test_m2_a_time_that_is_changed_without_a_word_is_noticed_when_the_reminder_is_due(
    studio: StudioView, olga: str, ann: str
) -> None:
    booking_id = confirmed(studio, olga, ann)
    with transaction() as session:
        session.get_one(Booking, booking_id).start_time = at(15)
    assert reminders.send_due(at(13)) == 0
    assert rows(booking_id)[-1].why == 'The session was moved.'


def test_m2_a_session_that_is_moved_away_and_back_is_reminded_of_once(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    moving.move(olga, booking_id, at(18), now=NOW)
    moving.move(olga, booking_id, at(14), now=NOW)
    assert reminders.send_due(at(13)) == 1
    assert reminders.send_due(at(17)) == 0
    assert subjects()[-1] == 'Your session begins on 24 March, 14:00'


def test_m3_what_was_not_sent_when_a_session_is_moved_is_not_sent_any_more(
    studio: StudioView, olga: str, ann: str
) -> None:
    booking_id = confirmed(studio, olga, ann)
    moving.move(ann, booking_id, at(18), now=NOW)
    assert subjects() == ['Your session is moved to 24 March, 18:00']
    (confirmation,) = rows(booking_id, mails.CONFIRMED)
    assert (confirmation.state, confirmation.why) == ('dropped', 'There is newer news: moved.')
    assert any(subject.startswith('New request') for subject in subjects('olga@example.org'))


def test_m3_what_was_sent_already_stays_told(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    sent_all()
    moving.move(ann, booking_id, at(18), now=NOW)
    assert len(subjects()) == 3
    assert rows(booking_id, mails.CONFIRMED)[0].state == 'posted'


def test_m4_after_a_worker_was_down_a_reminder_comes_if_it_still_helps(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    assert reminders.send_due(at(13, 40)) == 1, 'of the two that are due, the later one'
    assert [one.state for one in rows(booking_id)] == ['dropped', 'posted']
    until = outbox('ann@example.org')[-1].good_until
    assert until == at(13, 45), 'nor does a mail server that is away make it come later'


def test_m4_a_reminder_that_would_come_too_late_is_dropped_and_noted(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    assert reminders.send_due(at(13, 46)) == 0
    assert rows(booking_id)[-1].why == 'It was too late for a reminder.'
    assert reminders.send_due(at(13, 30)) == 0, 'never again'


def test_who_books_at_short_notice_is_not_reminded_of_a_day_before(studio: StudioView, olga: str, ann: str) -> None:
    with transaction() as session:
        policy = session.get_one(Studio, studio.id)
        policy.policy = json.dumps({'reminder_hours': [720, 1]})
    soon = holding.book_for(olga, wish(studio, who=ANN), now=NOW)
    with transaction() as session:
        booking = session.get_one(Booking, soon.id)
        booking.start_time = utc_now() + 5 * HOUR
        booking.end_time = booking.start_time + HOUR
        mails.tell(session, booking, mails.MOVED)
    assert [one.about for one in rows(soon.id) if one.state == 'waiting'] == ['1']


def test_nothing_goes_to_an_address_that_nobody_has_proved(studio: StudioView, olga: str) -> None:
    booking = holding.hold(wish(studio), now=NOW)
    with transaction() as session:
        row_ = session.get_one(Booking, booking.id)
        assert not mails.tell(session, row_, mails.RECEIVED)
        session.get_one(User, olga).email_verified_at = None
    assert subjects() == []
    assert rows(booking.id, mails.RECEIVED)[0].why == mails.NO_ADDRESS
    paid(booking.id)
    assert subjects() == ['We have your request for 24 March, 14:00'], 'a payment proves it'


def test_a_guest_finds_their_secret_link_in_every_mail(studio: StudioView, olga: str) -> None:
    booking = holding.hold(wish(studio), now=NOW)
    paid(booking.id)
    deciding.approve(olga, booking.id, now=NOW)
    link = f'/booking/{access.token_of(booking.id)}'
    assert [link in mail.text for mail in outbox('ann@example.org')] == [True, True]
    assert access.token_of(booking.id) not in outbox('ann@example.org')[-1].attachments


def test_a_rejected_request_is_told_with_the_reason_and_other_free_times(
    studio: StudioView, olga: str, ann: str
) -> None:
    booking = held(studio, ann)
    paid(booking.id)
    deciding.reject(olga, booking.id, 'The engineer is ill.', now=NOW)
    said = outbox('ann@example.org')[-1].text
    assert 'The engineer is ill.' in said
    assert '€90.00 come back' in said
    free = '; '.join(f'Wednesday, 24 March, {time}' for time in ('13:00', '13:30', '14:30'))
    assert f'These times are still free: {free}.' in said


def test_a_request_that_nobody_answers_is_told_to_both(studio: StudioView, olga: str, ann: str) -> None:
    booking = held(studio, ann)
    paid(booking.id)
    with transaction() as session:
        deciding.by_clock(session, booking.id, states.REJECTED, NOW + 49 * HOUR)
    assert subjects() == ['Your request for 24 March, 14:00 was not answered in time']
    assert 'A request was not answered: 24 March, 14:00' in subjects('olga@example.org')


def test_what_is_added_to_a_bill_is_told_each_time(studio: StudioView, olga: str, ann: str) -> None:
    booking_id = confirmed(studio, olga, ann)
    for _ in range(2):
        extras.add(olga, booking_id, 'Strings', 1500)
    assert subjects()[-2:] == ['Something was added to your session on 24 March, 14:00'] * 2
    assert 'In all it is €210.00 now.' in outbox('ann@example.org')[-1].text


def test_whoever_did_not_come_reads_what_stays_and_how_the_rest_is_taken(olga: str, ann: str) -> None:
    told = {
        'waive': 'The rest is waived: nothing more is to be paid.',
        'charge': '€90.00 are still to be paid. It is charged to the way you have paid before',
    }
    for policy, words in told.items():
        booking_id = confirmed(opened(olga, no_show_remainder=policy), olga, ann)
        deciding.no_show(olga, booking_id, now=at(15))
        said = outbox('ann@example.org')[-1].text
        assert '€90.00 that you have paid stay with the studio.' in said
        assert words in said


def test_the_clients_own_clock_stands_beside_the_studios_with_its_date(studio: StudioView, olga: str, ann: str) -> None:
    booking = held(studio, ann, 18, person_zone='Asia/Tokyo')
    paid(booking.id)
    said = outbox('ann@example.org')[-1].text
    assert 'By your clock (Asia/Tokyo) it begins on Thursday, 25 March 2027, at 02:00.' in said


def test_every_kind_has_a_letter_and_every_step_that_is_told_has_one(olga: str, ann: str) -> None:
    studio = opened(olga, cancel_bands=[[0, 100]])
    moment: datetime = at(17)
    booking_id = confirmed(studio, olga, ann)
    deciding.no_show(olga, booking_id, now=at(15))
    deciding.correct(olga, booking_id, 'They were there.', now=moment)
    assert subjects()[-2:] == [
        'You were missed on 24 March, 14:00',
        'What your session on 24 March, 14:00 costs has changed',
    ]
    with transaction() as session:
        for kind in (mails.SLOT_GONE, mails.PAY_LINK, mails.WITHDRAWN, mails.THANKS):
            assert mails.tell(session, session.get_one(Booking, booking_id), kind, due_cents=100, back_cents=200)
            assert not mails.tell(session, session.get_one(Booking, booking_id), kind), 'once'


def test_a_studio_that_approves_by_itself_is_told_of_what_was_booked(olga: str, ann: str) -> None:
    booking = held(opened(olga, auto_approve=True), ann)
    paid(booking.id, after=states.CONFIRMED)
    (mail,) = outbox('olga@example.org')
    assert mail.subject.startswith('New session')
    assert 'Nobody has to approve it' in mail.text
