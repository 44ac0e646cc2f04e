"""Coupons: by whom, how often and for what, with many people at once."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.db import dispose, reading, transaction
from app.errors import Invalid, TooManyTries
from app.studio import coupons
from app.studio.coupons import UNKNOWN, USED_BY_YOU, USED_UP
from app.studio.prices import Off
from models import BookingCoupon, CouponUse
from models.types import utc_now
from tests.app.accounts_support import person, visiting
from tests.app.studio.price_support import BERLIN
from tests.app.studio.rows import booking_row, coupon_row, studio_row

BASE = 6000
Studio = tuple[str, str]


@pytest.fixture
def studio(owner: str) -> Studio:
    """A studio and its room."""
    return studio_row()


def hold(
    studio: Studio, code: str = 'SPRING', *, user: str | None = None, email: str = '', phone: str = '', base: int = BASE
) -> str:
    """Hold a session with a coupon, as a booking does; returns the booking's id, or the sentence of its refusal."""
    booking_id = booking_row(*studio)
    try:
        with transaction() as session:
            keys = coupons.person_keys(session, user, email or f'{booking_id}@example.org', phone)
            coupons.reserve(session, booking_id, studio[0], coupons.codes_of(code), keys, base)
    except Invalid as error:
        return error.fields['coupon']
    return booking_id


def after(do: Callable[..., None], *booking_ids: str) -> None:
    with transaction() as session:
        for booking_id in booking_ids:
            do(session, booking_id)


def counted(coupon_id: str) -> tuple[int, int]:
    """How often it is used and set aside, which is what its uses say as well."""
    with reading() as session:
        row = session.get_one(BookingCoupon, coupon_id)
        states = session.scalars(sa.select(col(CouponUse.state)).where(col(CouponUse.coupon_id) == coupon_id)).all()
    assert (states.count('used'), states.count('reserved')) == (row.used, row.reserved)
    return row.used, row.reserved


def test_c1_of_eight_who_book_at_once_three_have_a_coupon_for_three(studio: Studio) -> None:
    coupon_id = coupon_row(studio[0], most_uses=3)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: hold(studio), range(8)))
    held = [one for one in answers if one != USED_UP]
    assert len(held) == 3
    assert answers.count(USED_UP) == 5, 'and the others are told before they pay'
    assert counted(coupon_id) == (0, 3)
    after(coupons.use, *held)
    after(coupons.use, *held)
    assert counted(coupon_id) == (3, 0), 'a payment that is told twice counts once'
    assert hold(studio) == USED_UP


def hold_in_turn(studio: Studio, began: Barrier, told: 'Queue[str]') -> None:
    """One process of many: it wants the coupon some times."""
    dispose()
    began.wait(60)
    for _ in range(5):
        told.put(hold(studio))


def test_c1_of_four_processes_that_want_it_twenty_times_three_have_a_coupon_for_three(studio: Studio) -> None:
    coupon_id = coupon_row(studio[0], most_uses=3)
    context = multiprocessing.get_context('fork')
    began, told = context.Barrier(4), context.Queue()
    dispose()
    running = [context.Process(target=hold_in_turn, args=(studio, began, told)) for _ in range(4)]
    for one in running:
        one.start()
    answers = [told.get(timeout=120) for _ in range(20)]
    for one in running:
        one.join(60)
    assert (len([one for one in answers if one != USED_UP]), counted(coupon_id)) == (3, (0, 3))


def test_c1_what_nobody_pays_for_comes_back(studio: Studio) -> None:
    coupon_id = coupon_row(studio[0], most_uses=3)
    held = [hold(studio) for _ in range(3)]
    after(coupons.give_back, *held, *held)
    assert counted(coupon_id) == (0, 0)
    again = hold(studio)
    after(coupons.use_again, held[0])
    assert counted(coupon_id) == (1, 1), 'one is paid late, for the price with the coupon'
    after(coupons.use_again, again)
    assert counted(coupon_id) == (1, 1), 'what is only set aside is not used by that'


def test_c2_one_person_holds_one_of_a_coupon_that_is_for_each_once(studio: Studio) -> None:
    coupon_row(studio[0], most_per_person=1)
    first = hold(studio, email='ann@example.org')
    assert hold(studio, email='ann@example.org') == USED_BY_YOU
    assert hold(studio, email='bob@example.org') not in (USED_BY_YOU, USED_UP)
    after(coupons.give_back, first)
    assert hold(studio, email='ann@example.org') not in (USED_BY_YOU, USED_UP)


def test_c2_not_even_by_booking_twice_at_the_same_moment(studio: Studio) -> None:
    coupon_id = coupon_row(studio[0], most_per_person=1)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: hold(studio, email='ann@example.org'), range(8)))
    assert answers.count(USED_BY_YOU) == 7
    assert counted(coupon_id) == (0, 1)


def test_c3_a_person_is_known_by_mail_account_and_phone(studio: Studio) -> None:
    coupon_row(studio[0], most_per_person=1)
    after(coupons.use, hold(studio, email='Ann+x@example.org', phone='+49 170 1234567'))
    ann = person('ann@example.org')
    assert hold(studio, user=ann, email='other@example.org') == USED_BY_YOU
    assert hold(studio, email='carl@example.org', phone='+491701234567') == USED_BY_YOU
    assert hold(studio, email='ann@example.com') not in (USED_BY_YOU, USED_UP), 'this is somebody else'


def test_c4_a_coupon_counts_until_midnight_of_the_studio_and_what_is_held_keeps_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = datetime(2027, 5, 1, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    coupon_id = coupon_row(studio[0], expires_at=midnight)
    monkeypatch.setattr(coupons, 'utc_now', lambda: midnight - timedelta(minutes=1))
    held = hold(studio)
    monkeypatch.setattr(coupons, 'utc_now', lambda: midnight)
    assert hold(studio) == 'This coupon ran out on 1 May 2027, 00:00. Go on without it.'
    with transaction() as session:
        row = session.get_one(BookingCoupon, coupon_id)
        row.percent_off, row.deleted_at, row.is_active = 50, utc_now(), False
        session.add(row)
    after(coupons.use, held)
    assert counted(coupon_id) == (1, 0)
    assert hold(studio) == UNKNOWN


def test_c5_whoever_cancels_has_used_it_and_whom_the_studio_refuses_has_it_again(studio: Studio) -> None:
    coupon_id = coupon_row(studio[0], most_per_person=1)
    by_client, by_studio = hold(studio, email='ann@example.org'), hold(studio, email='bob@example.org')
    after(coupons.use, by_client, by_studio)
    after(coupons.give_back, by_studio)
    assert counted(coupon_id) == (1, 0)
    assert hold(studio, email='ann@example.org') == USED_BY_YOU
    assert hold(studio, email='bob@example.org') not in (USED_BY_YOU, USED_UP)


def test_c6_codes_cannot_be_tried_out(studio: Studio) -> None:
    coupon_row(studio[0], 'SECRET')
    with visiting(address='198.51.100.1'):
        for number in range(30):
            with pytest.raises(Invalid, match='no such coupon'):
                coupons.looked_up(studio[0], f'GUESS{number}', None, '', '', BASE)
        with pytest.raises(TooManyTries):
            coupons.looked_up(studio[0], 'SECRET', None, '', '', BASE)
    with visiting(address='198.51.100.2'):
        for _ in range(40):
            assert coupons.looked_up(studio[0], 'secret', None, '', '', BASE) == [Off('SECRET', 10)]
        assert coupons.looked_up(studio[0], ' ', None, '', '', BASE) == []


def test_c6_nobody_learns_that_a_coupon_is_for_somebody_else(studio: Studio) -> None:
    coupon_row(studio[0], 'ANNS', only_for='ann@example.org')
    coupon_row(studio[0], 'OFF', is_active=False)
    coupon_row(studio[0], 'LATER', starts_at=utc_now() + timedelta(days=1))
    coupon_row(studio_row(slug='south')[0], 'SOUTH')
    assert {hold(studio, code) for code in ('ANNS', 'OFF', 'LATER', 'SOUTH', 'NONE')} == {UNKNOWN}
    assert hold(studio, 'ANNS', email='Ann+music@example.org') != UNKNOWN


def test_c6_a_coupon_for_longer_sessions_counts_by_the_price_before_fees(studio: Studio) -> None:
    coupon_row(studio[0], min_session_cents=10000)
    assert hold(studio, base=9999).startswith('This coupon counts for sessions from €100.00, before fees.')
    assert not hold(studio, base=10000).startswith('This')


def test_several_count_only_together_with_those_that_stack(studio: Studio) -> None:
    fifth = coupon_row(studio[0], 'FIFTH', percent_off=20, may_stack=True)
    coupon_row(studio[0], 'FIXED', amount_off_cents=500, may_stack=True)
    coupon_row(studio[0], 'ALONE')
    assert hold(studio, 'fifth, alone') == 'These coupons cannot be used together. Choose one of them.'
    assert counted(fifth) == (0, 0)
    hold(studio, ' FIF th ; fixed, FIFTH')
    assert counted(fifth) == (0, 1)
    assert hold(studio, 'a,b,c,d') == 'Up to 3 coupons count together.'


def test_a_booking_that_fails_leaves_its_coupon(studio: Studio) -> None:
    first, second = coupon_row(studio[0], 'A', may_stack=True), coupon_row(studio[0], 'B', may_stack=True, most_uses=1)
    hold(studio, 'B')
    assert hold(studio, 'A, B') == USED_UP
    assert (counted(first), counted(second)) == ((0, 0), (0, 1))
