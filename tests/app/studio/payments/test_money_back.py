"""Money that goes back, once, whoever presses twice or dies; and the rest that is charged later."""

from datetime import timedelta

import pytest

from app.billing import providers, singles, stand_in
from app.billing.stand_in_store import change as remember
from app.db import transaction
from app.errors import Changed, NotAllowed, PaymentAway
from app.studio import deciding, payments, rest, settling, sweeping
from tests.app.accounts_support import mails
from tests.app.studio.payments.support import (
    age,
    begin,
    booked,
    change,
    counted,
    made_studio,
    money,
    payments_of,
    row,
    subjects,
)
from tests.app.studio.payments.takers import ByStripe, Taker


@pytest.fixture
def paid(room: str, taker: Taker) -> str:
    """A session of 202.50, its deposit of 101.25 paid, that waits for approval."""
    made = booked(room, total=20250)
    taker.pay(begin(made))
    taker.tell()
    assert money(made) == ('pending_approval', 10125, 0, 10125)
    return made


def given_back(booking_id: str, taker: Taker) -> int:
    return sum(taker.refunded(one.payment_ref) for one in payments_of(booking_id) if one.payment_ref)


def test_r3_what_went_back_already_counts_and_nobody_gives_back_more_than_there_is(
    paid: str, olga: str, taker: Taker
) -> None:
    with pytest.raises(NotAllowed, match=r'The most that can be given back is €101\.25'):
        payments.refund(olga, paid, 10126, 'k')
    taker.give_back(str(payments_of(paid)[0].payment_ref), 2000)
    taker.tell()
    with pytest.raises(NotAllowed, match=r'€81\.25'):
        payments.refund(olga, paid, 8126, 'k')
    deciding.reject(olga, paid, 'We are closed')
    taker.tell()
    assert (money(paid), given_back(paid, taker)) == (('rejected', 10125, 10125, 0), 10125)


def test_a_refund_is_given_once_for_each_key(paid: str, olga: str, taker: Taker) -> None:
    assert [payments.refund(olga, paid, 2000, key).in_all for key in ('a', 'a', 'b', 'a')] == [2000, 2000, 4000, 4000]
    taker.tell(times=2)
    assert (given_back(paid, taker), money(paid)) == (4000, ('pending_approval', 10125, 4000, 14125))


def test_r5_rejected_twice_and_killed_between_it_goes_back_once(
    paid: str, olga: str, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(singles, 'give_back', dies)
        deciding.reject(olga, paid, 'We are closed')
        with pytest.raises(Changed):
            deciding.reject(olga, paid, 'We are closed')
    assert (money(paid), given_back(paid, taker)) == (('rejected', 10125, 10125, 0), 0)
    with monkeypatch.context() as broken:
        real = type(providers.named(payments_of(paid)[0].provider)).refund

        def killed_behind(*given: object, **named: object) -> None:
            real(*given, **named)  # type: ignore[arg-type]
            raise PaymentAway('The answer got lost.')

        broken.setattr(type(providers.named(payments_of(paid)[0].provider)), 'refund', killed_behind)
        sweeping.sweep()
    for _ in range(2):
        sweeping.sweep()
        settling.carry_out(paid)
        taker.tell(times=2)
    assert (given_back(paid, taker), payments_of(paid)[0].status) == (10125, 'refunded')


def dies(*_: object) -> int:
    raise PaymentAway('Nobody answers.')


@pytest.fixture
def over(room: str, taker: Taker, request: pytest.FixtureRequest) -> str:
    """A session that is over, its rest of 90.00 due; the deposit was paid by a card that the test names."""
    made = booked(room)
    taker.pay(begin(made), card=getattr(request, 'param', 'card'))
    taker.tell()
    change(made, status='completed', remainder_status='due')
    return made


def test_r9_the_rest_is_charged_to_the_card_that_was_kept_once(over: str, taker: Taker) -> None:
    for _ in range(2):
        sweeping.sweep()
        taker.tell(times=2)
    assert (money(over), row(over).remainder_status) == (('completed', 18000, 0, 0), 'paid')
    assert taker.paid() == [9000, 9000]


def test_r9_a_charge_of_which_no_answer_came_is_asked_again_and_taken_once(
    over: str, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose = type(providers.named(payments_of(over)[0].provider))
    real = whose.charge_later

    def lost(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise PaymentAway('The answer got lost.')

    with monkeypatch.context() as broken:
        broken.setattr(whose, 'charge_later', lost)
        sweeping.sweep()
    assert (row(over).remainder_status, payments_of(over)[-1].status) == ('due', 'pending')
    with pytest.raises(NotAllowed, match='just being charged'):
        begin(over)
    sweeping.sweep()
    taker.tell()
    assert (money(over), taker.paid()) == (('completed', 18000, 0, 0), [9000, 9000])


@pytest.mark.parametrize('over', [stand_in.DECLINED, stand_in.TO_CONFIRM], indirect=True)
def test_r9_a_card_that_wants_the_person_has_them_asked_by_mail_and_is_tried_once_more(over: str, taker: Taker) -> None:
    for _ in range(2):
        sweeping.sweep()
    assert (money(over), row(over).remainder_status) == (('completed', 9000, 0, 9000), 'failed')
    asks = [said for said in subjects('gus@example.org') if said.startswith('Please pay for your session')]
    assert len(asks) == 1
    page = begin(over)
    age(over, timedelta(hours=24))
    sweeping.sweep()
    sweeping.sweep()
    tries = [one for one in payments_of(over) if one.type == 'remainder' and one.session_ref is None]
    assert ([one.status for one in tries], row(over).remainder_status) == (['failed', 'failed'], 'failed')
    age(over, timedelta(hours=48))
    sweeping.sweep()
    assert len([one for one in payments_of(over) if one.session_ref is None]) == 2, 'not a third time'
    again = begin(over)
    assert again != page, 'that link was closed before the card was tried'
    taker.pay(again)
    taker.tell()
    assert (money(over), row(over).remainder_status, taker.paid()) == (('completed', 18000, 0, 0), 'paid', [9000, 9000])


@pytest.mark.parametrize('over', [stand_in.DECLINED], indirect=True)
def test_r9_the_second_try_succeeds_if_the_card_does(over: str, taker: Taker) -> None:
    sweeping.sweep()
    if isinstance(taker, ByStripe):
        taker.double.declines = False
    else:
        with transaction() as session:
            remember(session, str(payments_of(over)[0].payment_ref), method='card')
    sweeping.sweep()
    assert row(over).remainder_status == 'failed', 'not before a day is over'
    age(over, timedelta(hours=24))
    sweeping.sweep()
    assert (money(over), row(over).remainder_status) == (('completed', 18000, 0, 0), 'paid')


def test_who_pays_by_the_link_while_the_card_is_tried_pays_once(over: str, taker: Taker) -> None:
    taker.pay(begin(over))
    rest.charge(over)
    taker.tell()
    assert (money(over), taker.paid()) == (('completed', 18000, 0, 0), [9000, 9000])


def test_where_no_way_to_pay_was_kept_a_link_is_sent_once(room: str, taker: Taker) -> None:
    made = booked(room, status='completed', remainder_status='due', remainder_amount=18000, email_proven_at=None)
    change(made, email_proven_at=row(made).created_at)
    for _ in range(3):
        sweeping.sweep()
    assert (row(made).remainder_status, len(subjects('gus@example.org'))) == ('failed', 1)


def test_nobody_is_charged_by_itself_where_money_went_back_or_the_studio_wants_none(olga: str, taker: Taker) -> None:
    for policy, columns in (({'pay_rest': 'on_site'}, {}), ({}, {'refunded_amount': 9000})):
        made = booked(made_studio(olga, **policy))
        taker.pay(begin(made))
        taker.tell()
        change(made, status='completed', remainder_status='due', **columns)
        rest.charge(made)
        assert len(payments_of(made)) == 1


def test_what_goes_back_has_the_provider_asked_before_and_after_and_no_more(
    paid: str, olga: str, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counted(monkeypatch)
    deciding.reject(olga, paid, 'We are closed')
    assert (len(asked), given_back(paid, taker)) == (2, 10125)


def test_what_is_given_back_once_all_was_paid_is_not_asked_for_again_and_they_are_told(
    over: str, olga: str, taker: Taker
) -> None:
    sweeping.sweep()
    taker.tell()
    payments.refund(olga, over, 2000, 'k', reason='The mains hummed.')
    for _ in range(2):
        taker.tell(times=2)
        sweeping.sweep()
    assert (money(over), row(over).remainder_status) == (('completed', 18000, 2000, 0), 'waived')
    assert taker.paid() == [9000, 9000]
    with pytest.raises(NotAllowed, match='nothing to pay'):
        begin(over)
    told = [one.text for one in mails('gus@example.org')]
    assert 'have arrived for your session' in told[-2]
    assert '€90.00' in told[-2]
    assert 'All is paid.' in told[-2]
    assert 'gives €20.00 back' in told[-1]
    assert 'The mains hummed.' in told[-1]
    assert 'still to be paid' not in told[-1]
