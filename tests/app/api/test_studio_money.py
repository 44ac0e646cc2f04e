"""Programs make coupons, see clients and payments, and give money back, where their user works in the studio."""

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.studio import payments
from app.studio.studios import StudioView
from tests.app.api.programs import Program, problem
from tests.app.studio.conftest import ann as ann
from tests.app.studio.conftest import bea as bea
from tests.app.studio.conftest import eve as eve
from tests.app.studio.conftest import olga as olga
from tests.app.studio.conftest import studio as studio
from tests.app.studio.payments.support import booked, made_studio
from tests.app.studio.payments.takers import ByStandIn
from tests.app.studio.rooms_support import confirmed


def program_of(user_id: str) -> Program:
    rates.forget()
    accounts.let_in(Visitor())
    return Program(user_id, 'studio:write')


def test_a_coupon_is_made_listed_switched_off_and_deleted_by_the_owner(
    olga: str,
    eve: str,
    ann: str,
    studio: StudioView,
) -> None:
    owner, engineer, nobody = program_of(olga), program_of(eve), program_of(ann)
    where = f'/studio/studios/{studio.id}/coupons'
    sent = {'code': 'spring 10', 'percent_off': 10, 'most_uses': 10, 'until': '2027-05-31'}
    made = owner.post(where, json=sent)
    assert (made.status_code, made.json()['code'], made.json()['expires_at']) == (
        201, 'SPRING10', '2027-05-31T22:00:00Z',
    )  # fmt: skip
    assert problem(owner.post(where, json=sent)) == (422, 'invalid'), 'the code is given out'
    for wrong in (
        {'code': 'A1B'},
        {'code': 'BOTH', 'percent_off': 5, 'amount_off_cents': 5},
        {'code': 'X', 'percent_off': 5},
    ):
        assert problem(owner.post(where, json=wrong)) == (422, 'invalid'), wrong
    assert [one['id'] for one in engineer.get(where).json()['items']] == [made.json()['id']]
    place = f'/studio/coupons/{made.json()["id"]}'
    for other in (engineer, nobody):
        assert problem(other.post(where, json=sent | {'code': 'MINE'})) == (400, 'not-allowed')
        assert problem(other.ask('PATCH', place, json={'is_active': False})) == (400, 'not-allowed')
        assert problem(other.ask('DELETE', place)) == (400, 'not-allowed')
    assert problem(nobody.get(where)) == (400, 'not-allowed')
    assert owner.ask('PATCH', place, json={'is_active': False}).json()['is_active'] is False
    assert owner.ask('DELETE', place).status_code == 204
    assert owner.get(where).json()['items'] == []
    assert problem(owner.ask('DELETE', place)) == (404, 'not-found')


def test_clients_are_listed_page_by_page_and_each_with_their_sessions_to_staff_alone(
    olga: str,
    eve: str,
    ann: str,
    bea: str,
    studio: StudioView,
) -> None:
    engineer, nobody = program_of(eve), program_of(ann)
    first, second = confirmed(studio, ann, 10), confirmed(studio, bea, 14)
    where = f'/studio/studios/{studio.id}'
    page = engineer.get(f'{where}/clients?limit=1')
    (latest,) = page.json()['items']
    assert (latest['key'], latest['sessions'], latest['paid_cents']) == (f'user:{bea}', 1, 9000)
    behind = engineer.get(page.links['next']['url'].partition('/api/v1')[2]).json()['items']
    assert [one['key'] for one in behind] == [f'user:{ann}']
    told = engineer.get(f'{where}/client?key=user:{bea}').json()
    assert [one['id'] for one in told['bookings']] == [second]
    assert first not in str(told)
    assert problem(engineer.get(f'{where}/client?key=user:nobody')) == (404, 'not-found')
    for path in ('clients', f'client?key=user:{ann}'):
        assert problem(nobody.get(f'{where}/{path}')) == (400, 'not-allowed'), 'not even of themselves'


def test_a_payment_is_seen_and_given_back_in_part_once_for_a_key_and_never_beyond_what_was_paid(
    olga: str,
    ann: str,
) -> None:
    owner, nobody = program_of(olga), program_of(ann)
    booking_id = booked(made_studio(olga), ann)
    taker = ByStandIn()
    taker.pay(payments.pay(ann, booking_id))
    taker.tell()
    where = f'/studio/bookings/{booking_id}'
    (seen,) = owner.get(f'{where}/payments').json()['items']
    assert (seen['kind'], seen['status'], seen['cents'], seen['refunded_cents']) == ('deposit', 'succeeded', 9000, 0)
    sent = {'json': {'cents': 2500, 'reason': 'An hour less.'}, 'headers': {'Idempotency-Key': 'once'}}
    for _ in range(2):
        told = owner.post(f'{where}/refunds', **sent)
        assert (told.status_code, told.json()) == (201, {'refunded_cents': 2500, 'most_cents': 6500})
    assert owner.get(f'{where}/payments').json()['items'][0]['refunded_cents'] == 2500
    assert problem(owner.post(f'{where}/refunds', json={'cents': 6501})) == (400, 'not-allowed')
    assert problem(owner.post(f'{where}/refunds', json={'cents': 0})) == (422, 'invalid')
    for path, ask in (('payments', nobody.get), ('refunds', lambda to: nobody.post(to, json={'cents': 1}))):
        assert problem(ask(f'{where}/{path}')) == (404, 'not-found'), path
