"""Programs open studios, find times and prices, book, and do what people do with bookings."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.db import transaction
from app.studio import rooms
from models import Booking, RoomReservation
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.studio import rooms_support


@pytest.fixture
def olga(with_accounts: None) -> Program:
    """Who owns the studio."""
    rates.forget()
    accounts.let_in(Visitor())
    return Program(person('olga@example.org', name='Olga', is_admin=True), 'studio:write')


@pytest.fixture
def ann(olga: Program) -> Program:
    """Somebody who books."""
    accounts.let_in(Visitor())
    return Program(person('ann@example.org', name='Ann'), 'studio:write')


@pytest.fixture
def bea(olga: Program) -> Program:
    """Somebody else."""
    accounts.let_in(Visitor())
    return Program(person('bea@example.org', name='Bea'), 'studio:write')


@pytest.fixture
def studio(olga: Program) -> str:
    """Their studio, open every day from ten to ten."""
    answer = olga.post('/studio/studios', json={'name': 'Night Owl', 'zone': 'Europe/Berlin', 'hourly_cents': 6000})
    assert answer.status_code == 201, answer.text
    return str(answer.json()['id'])


def changed(program: Program, place: str, **words: Any) -> dict[str, Any]:
    answer = program.ask('PATCH', place, json=words)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_studio_is_opened_changed_and_deleted_by_its_owner_alone(olga: Program, ann: Program, studio: str) -> None:
    where = f'/studio/studios/{studio}'
    first = ann.get(where)
    assert (first.json()['slug'], first.json()['opening']['0']) == ('night-owl', [[600, 1320]])
    assert [one['id'] for one in ann.get('/studio/studios').json()['items']] == [studio]
    assert [one['id'] for one in olga.get('/studio/studios?mine=true').json()['items']] == [studio]
    assert ann.get('/studio/studios?mine=true').json()['items'] == []
    assert problem(ann.ask('PATCH', where, json={'name': 'Mine'})) == (400, 'not-allowed')
    told = changed(olga, where, about='Two rooms.', opening={'6': [[720, 1560]]}, grid_minutes=60)
    assert (told['about'], told['opening'], told['grid_minutes']) == ('Two rooms.', {'6': [[720, 1560]]}, 60)
    late = olga.ask('PATCH', where, json={'about': ''}, headers={'If-Match': first.headers['ETag']})
    assert problem(late) == (412, 'changed')
    refused: tuple[dict[str, object], ...] = ({'opening': {'6': [[720]]}}, {'opening': {'7': []}}, {'grid_minutes': 1})
    for wrong in (*refused, {'colour': 'blue'}):
        assert problem(olga.ask('PATCH', where, json=wrong)) == (422, 'invalid'), wrong
    assert problem(ann.ask('DELETE', where)) == (400, 'not-allowed')
    assert olga.ask('DELETE', where).status_code == 204
    assert problem(ann.get(where)) == (404, 'not-found')


def test_what_a_studio_decides_about_cancelling_is_told_in_a_sentence(olga: Program, ann: Program, studio: str) -> None:
    where = f'/studio/studios/{studio}/policy'
    assert ann.get(where).json()['cancel_bands'] == [{'hours': 0, 'percent': 0}]
    bands = [{'hours': 168, 'percent': 100}, {'hours': 48, 'percent': 50}, {'hours': 0, 'percent': 0}]
    told = changed(olga, where, cancel_bands=bands, reminder_hours=[48, 2])
    assert (told['cancel_bands'], told['reminder_hours'], told['client_moves']) == (bands, [48, 2], 1)
    assert told['sentence'].startswith('If you cancel, you get back all until 7 days before, half until 48 hours')
    assert problem(olga.ask('PATCH', where, json={'cancel_bands': bands[::-1]})) == (422, 'invalid')
    assert problem(olga.ask('PATCH', where, json={'hold_minutes': 1})) == (422, 'invalid')
    assert problem(ann.ask('PATCH', where, json={'client_moves': 9})) == (400, 'not-allowed')
    assert ann.get(where).json()['client_moves'] == 1
    assert len(rooms.of_studio(studio)) == 1


def test_rooms_engineers_and_prices_are_the_owners(olga: Program, ann: Program, studio: str) -> None:
    where = f'/studio/studios/{studio}'
    room = olga.post(f'{where}/rooms', json={'name': 'Room B', 'gap_after': 30}).json()
    assert [one['name'] for one in ann.get(f'{where}/rooms').json()['items']] == ['Room A', 'Room B']
    assert changed(olga, f'/studio/rooms/{room["id"]}', is_active=False)['is_active'] is False
    assert len(ann.get(f'{where}/rooms').json()['items']) == 1
    eve = olga.post(f'{where}/engineers', json={'name': 'Ann', 'email': 'ann@example.org'}).json()
    assert (eve['has_account'], ann.get('/studio/studios?mine=true').json()['items'][0]['id']) == (True, studio)
    assert problem(ann.post(f'{where}/rooms', json={'name': 'Mine'})) == (400, 'not-allowed'), 'an engineer is no owner'
    assert olga.ask('DELETE', f'/studio/engineers/{eve["id"]}').status_code == 204
    assert ann.get(f'{where}/engineers').json()['items'] == []
    bands = [{'starts': 1200, 'ends': 1440, 'cents_per_hour': 1500}]
    card = {'valid_from': '2027-01-01', 'hourly_cents': 9000, 'bands': bands}
    made = olga.post(f'{where}/rate-cards', json=card).json()
    assert made['bands'] == [bands[0] | {'days': None}]
    assert [one['hourly_cents'] for one in ann.get(f'{where}/rate-cards').json()['items']] == [9000, 6000]
    assert problem(ann.ask('DELETE', f'/studio/rate-cards/{made["id"]}')) == (400, 'not-allowed')
    assert olga.ask('DELETE', f'/studio/rate-cards/{made["id"]}').status_code == 204
    assert problem(olga.post(f'{where}/rate-cards', json=card | {'deposit_percent': 200})) == (400, 'not-allowed')


DAY = (utc_now() + timedelta(days=10)).date().isoformat()


def free(program: Program, studio: str, minutes: int = 120) -> list[dict[str, Any]]:
    answer = program.get(f'/studio/studios/{studio}/starts?day={DAY}&minutes={minutes}&limit=100')
    assert answer.status_code == 200, answer.text
    return list(answer.json()['items'])


def booked(program: Program, studio: str, start: str, **more: Any) -> dict[str, Any]:
    answer = program.post(f'/studio/studios/{studio}/bookings', json={'start': start, 'minutes': 120, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def paid(olga: Program, booking_id: str) -> None:
    """The deposit has come, and the studio has agreed."""
    rooms_support.paid(booking_id, now=utc_now())
    assert olga.post(f'/studio/bookings/{booking_id}/approve').json()['status'] == 'confirmed'


def begun(booking_id: str, minutes_ago: int) -> None:
    """A session began so long ago."""
    with transaction() as session:
        row = session.get_one(Booking, booking_id)
        row.start_time = utc_now() - timedelta(minutes=minutes_ago)
        row.end_time = row.start_time + timedelta(minutes=row.duration)
        session.add(row)
        taken = session.scalars(sa.select(RoomReservation).where(col(RoomReservation.ref) == booking_id)).one()
        taken.starts_at, taken.ends_at = int(row.start_time.timestamp()), int(row.end_time.timestamp())
        session.add(taken)


def test_what_is_listed_as_free_can_be_booked_and_what_is_not_is_refused_with_others(
    olga: Program, ann: Program, bea: Program, studio: str
) -> None:
    offered = free(ann, studio)
    assert (len(offered), offered[0]['label'], offered[0]['total_cents']) == (21, '10:00', 12000)
    month = ann.get(f'/studio/studios/{studio}/days?first={DAY}&last={DAY}&minutes=120').json()['items']
    assert month == [{'day': DAY, 'starts': 21}]
    key = {'Idempotency-Key': 'tuesday'}
    sent = {'start': offered[4]['key'], 'minutes': 120, 'artist_name': 'The Anns'}
    first = ann.post(f'/studio/studios/{studio}/bookings', json=sent, headers=key)
    told = first.json()
    assert (first.status_code, told['status'], told['name']) == (201, 'pending_payment', 'Ann')
    assert (told['deposit_cents'], told['rest_cents'], told['role']) == (6000, 12000, 'client')
    assert ann.post(f'/studio/studios/{studio}/bookings', json=sent, headers=key).json() == told
    left = [one['label'] for one in free(bea, studio)]
    assert left[:3] == ['10:00', '14:00', '14:30']
    late = bea.post(f'/studio/studios/{studio}/bookings', json={'start': offered[5]['key'], 'minutes': 120})
    assert problem(late) == (422, 'invalid')
    assert [one['detail'] for one in late.json()['errors'][1:]] == [
        f'Free: {one["key"]}' for one in (offered[0], offered[8], offered[9])
    ]
    wrong = bea.post(f'/studio/studios/{studio}/bookings', json={'start': 'tomorrow', 'minutes': 120})
    assert problem(wrong) == (400, 'not-allowed')
    unknown = bea.post(f'/studio/studios/{studio}/bookings', json=sent | {'start': left[0], 'coupon': 'NOSUCH'})
    assert unknown.status_code >= 400
    assert [one['id'] for one in ann.get('/studio/bookings').json()['items']] == [told['id']]
    assert bea.get('/studio/bookings').json()['items'] == []
    with_own = ann.get(f'/studio/studios/{studio}/starts?day={DAY}&minutes=120&booking_id={told["id"]}&limit=100')
    assert len(with_own.json()['items']) == 21
    theirs = bea.get(f'/studio/studios/{studio}/starts?day={DAY}&minutes=120&booking_id={told["id"]}')
    assert problem(theirs) == (404, 'not-found')


def test_a_price_is_told_line_by_line(ann: Program, studio: str) -> None:
    start = quote(free(ann, studio)[0]['key'])
    told = ann.get(f'/studio/studios/{studio}/price?start={start}&minutes=90').json()
    assert (told['total_cents'], told['deposit_cents'], told['rest_cents']) == (9000, 4500, 4500)
    assert [(one['kind'], one['cents']) for one in told['lines']] == [('session', 9000)]
    assert problem(ann.get(f'/studio/studios/{studio}/price?start={start}&coupon=NOSUCH')) == (422, 'invalid')
    for days in ('first=2027-01-01&last=2028-01-01', 'first=0001-01-01&last=0001-01-02'):
        assert problem(ann.get(f'/studio/studios/{studio}/days?{days}')) == (422, 'invalid')


def test_a_booking_is_seen_by_whoever_booked_and_by_staff_alone(
    olga: Program, ann: Program, bea: Program, studio: str
) -> None:
    mine = booked(ann, studio, free(ann, studio)[0]['key'])
    where = f'/studio/bookings/{mine["id"]}'
    assert (ann.get(where).json()['history'], ann.get(where).json()['notes']) == ([], None)
    assert olga.ask('PUT', f'{where}/notes', json={'notes': 'Brings a bass.'}).json()['notes'] == 'Brings a bass.'
    seen = olga.get(where).json()
    assert (seen['role'], [one['action'] for one in seen['history']]) == ('owner', ['booking.noted', 'booking.held'])
    assert ann.get(where).json()['notes'] is None
    start = quote(free(bea, studio)[-1]['key'])
    for way, path, sent in (
        ('GET', where, None), ('GET', f'{where}/cancellation', None), ('GET', f'{where}/items', None),
        ('GET', f'{where}/move?start={start}', None), ('GET', f'{where}/overtime?minutes=5', None),
        *(('POST', f'{where}/{step}', None) for step in ('approve', 'complete', 'no-show', 'accept-move', 'pay')),
        *(('POST', f'{where}/{step}', {'reason': 'No.'}) for step in ('reject', 'correct', 'refuse-move', 'cancel')),
        *(('POST', f'{where}/{step}', {'start': DAY + 'T20:00'}) for step in ('move', 'ask-move')),
        ('POST', f'{where}/items', {'name': 'Strings', 'cents': 100}), ('POST', f'{where}/extend', {'minutes': 30}),
        ('PUT', f'{where}/notes', {'notes': ''}), ('PUT', f'{where}/engineer', {'engineer_id': None}),
        ('DELETE', where, None),
    ):  # fmt: skip
        answer = bea.ask(way, path, **({'json': sent} if sent else {}))
        assert (way, path, problem(answer)) == (way, path, (404, 'not-found'))
    assert ann.get(where).json()['status'] == 'pending_payment'
    listed = f'/studio/studios/{studio}/bookings'
    assert problem(bea.get(listed)) == problem(ann.get(listed)) == (400, 'not-allowed')
    assert [one['id'] for one in olga.get(f'{listed}?search=ann&day={DAY}').json()['items']] == [mine['id']]
    assert olga.get(f'{listed}?which=coming').json()['items'] == []


def test_lists_of_bookings_go_on_behind_what_was_told_last(olga: Program, studio: str) -> None:
    starts, where = [one['key'] for one in free(olga, studio)], f'/studio/studios/{studio}'
    made = []
    for number, start in enumerate((starts[0], starts[4], starts[8])):
        sent = {'start': start, 'minutes': 120, 'name': f'Client {number}'}
        answer = olga.post(f'{where}/client-bookings', json=sent)
        assert answer.json()['status'] == 'confirmed', answer.text
        made.append(answer.json()['id'])
    for order, query in ((made, 'which=coming'), (made[::-1], 'which=all'), (made, f'day={DAY}')):
        page = olga.get(f'{where}/bookings?{query}&limit=2&fields=id').json()
        rest = olga.get(f'{where}/bookings?{query}&limit=2&fields=id&cursor={page["next"]}').json()
        assert [one['id'] for one in page['items'] + rest['items']] == order
        assert rest['next'] is None


def test_a_session_is_moved_and_cancelled_for_what_was_told_before(olga: Program, ann: Program, studio: str) -> None:
    changed(
        olga,
        f'/studio/studios/{studio}/policy',
        cancel_bands=[{'hours': 48, 'percent': 50}, {'hours': 0, 'percent': 0}],
    )
    starts = [one['key'] for one in free(ann, studio)]
    mine = booked(ann, studio, starts[0])
    where = f'/studio/bookings/{mine["id"]}'
    paid(olga, mine['id'])
    told = ann.get(f'{where}/move?start={quote(starts[1])}&minutes=180').json()
    assert (told['total_cents'], told['rest_cents'], told['back_cents'], told['must_ask']) == (18000, 12000, 0, False)
    moved = ann.post(f'{where}/move', json={'start': starts[1], 'minutes': 180}).json()
    assert (moved['starts_at'], moved['rest_cents'], moved['moves']) == (told['starts_at'], 12000, 1)
    assert ann.get(f'{where}/move?start={quote(starts[3])}').json()['must_ask'] is True
    assert problem(ann.post(f'{where}/move', json={'start': starts[3]})) == (412, 'changed')
    assert ann.post(f'{where}/ask-move', json={'start': starts[-3]}).json()['wanted_at'] is not None
    stays = olga.post(f'{where}/refuse-move', json={'reason': 'The piano is tuned.'}).json()
    assert (stays['wanted_at'], stays['starts_at']) == (None, moved['starts_at'])
    ann.post(f'{where}/ask-move', json={'start': starts[-3]})
    assert olga.post(f'{where}/accept-move').json()['starts_at'] > moved['starts_at']
    before = ann.get(f'{where}/cancellation').json()
    assert (before['paid_cents'], before['back_cents'], before['kept_cents']) == (6000, 3000, 3000)
    assert problem(ann.post(f'{where}/cancel', json={'most_kept_cents': 2999})) == (412, 'changed')
    gone = ann.post(f'{where}/cancel', json={'most_kept_cents': 3000}).json()
    assert (gone['status'], gone['steps']) == ('cancelled', [])
    assert problem(ann.post(f'{where}/cancel', json={})) == (412, 'changed')


def test_staff_reject_with_a_reason_let_sessions_go_on_and_say_that_they_were_held(
    olga: Program, ann: Program, studio: str
) -> None:
    starts = [one['key'] for one in free(ann, studio)]
    refused = booked(ann, studio, starts[0])['id']
    rooms_support.paid(refused, now=utc_now())
    assert problem(olga.post(f'/studio/bookings/{refused}/reject', json={'reason': ''})) == (422, 'invalid')
    told = olga.post(f'/studio/bookings/{refused}/reject', json={'reason': 'The room is being repaired.'}).json()
    assert (told['status'], told['reason'], told['refunded_cents']) == ('rejected', 'The room is being repaired.', 6000)
    held = booked(ann, studio, starts[8])['id']
    where = f'/studio/bookings/{held}'
    paid(olga, held)
    assert problem(olga.post(f'{where}/extend', json={'minutes': 30})) == (412, 'changed'), 'it has not begun'
    begun(held, 150)
    assert olga.get(f'{where}/overtime?minutes=20').json()['minutes'] == 30
    assert olga.post(f'{where}/extend', json={'minutes': 20}).json()['cents'] == 3000
    assert olga.post(f'{where}/items', json={'name': 'Strings', 'cents': 1500}).json()['kind'] == 'extra'
    assert [one['name'] for one in ann.get(f'{where}/items').json()['items']] == ['Overtime', 'Strings']
    done = olga.post(f'{where}/complete').json()
    assert (done['status'], done['rest_cents'], done['rest_status']) == ('completed', 10500, 'due')
    assert olga.post(f'{where}/correct', json={'reason': 'They were not there.'}).json()['status'] == 'no_show'
