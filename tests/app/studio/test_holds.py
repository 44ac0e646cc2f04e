"""Holds: one room, one session at a time, whoever is faster, and nobody's for longer than they have to pay."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app import accounts
from app.accounts import Visitor
from app.db import reading, transaction
from app.errors import Changed, Invalid, OverLimit, TimeRefused, TooManyTries
from app.studio import access, expiring, holding, rate_cards, reservations, rooms
from app.studio.booker import Booker
from app.studio.studios import StudioView
from models import StudioRoom
from tests.app.studio.rooms_support import ANN, NOW, at, held, lines, opened, reserved, room_of, row, wish
from tests.at_once import at_once

MINUTE = timedelta(minutes=1)


def tried(studio: StudioView, seed: int) -> int:
    """Hold whatever can be had of a week, at random; how many were had."""
    chosen, had = random.Random(seed), 0
    for number in range(40):
        asked = wish(studio, chosen.randrange(0, 24 * 3), minutes=chosen.choice((60, 90, 120, 240)))
        try:
            with transaction() as session:
                room = session.get_one(StudioRoom, room_of(studio))
                end = asked.start + timedelta(minutes=asked.minutes)
                reservations.take(session, room, f'{seed}-{number}', asked.start, end)
                had += 1
        except TimeRefused:
            pass
    return had


def test_l1_of_many_who_race_for_a_room_no_two_come_nearer_than_the_gap(olga: str) -> None:
    studio = opened(olga, gap=30)
    had = at_once(tried, [(studio, seed) for seed in range(4)])
    with reading() as session:
        there = reservations.taken(session, room_of(studio), at(0), at(72), NOW)
    assert len(there) == sum(had) > 10
    for before, after in pairwise(there):
        assert after.starts_at - before.ends_at >= 30 * 60


def test_l2_a_hold_ends_by_the_clock_and_whoever_comes_then_has_the_time(
    studio: StudioView, ann: str, bea: str
) -> None:
    first = held(studio, ann)
    assert first.hold_expires_at == NOW + 30 * MINUTE
    with pytest.raises(TimeRefused, match='taken') as refused:
        held(studio, bea, now=NOW + 29 * MINUTE)
    assert [start.local.hour for start in refused.value.nearest] == [10, 11, 17]
    second = held(studio, bea, now=NOW + 30 * MINUTE)
    assert (row(first.id).status, row(second.id).status) == ('expired', 'pending_payment')
    assert lines(first.id) == ['booking.held', 'booking.expired'], 'no worker was asked'
    assert reserved(first.id) == []


def test_l2_neighbours_keep_the_larger_of_two_gaps_not_the_sum(olga: str, ann: str, bea: str) -> None:
    studio = opened(olga, gap=30)
    held(studio, ann, 14, minutes=60)
    with transaction() as session:
        room = session.get_one(StudioRoom, room_of(studio))
        with pytest.raises(TimeRefused):
            reservations.take(session, room, 'too near', at(15, 29), at(16))
    with transaction() as session:
        room = session.get_one(StudioRoom, room_of(studio))
        room.gap_before = 15
        reservations.take(session, room, 'near enough', at(15, 30), at(16))
    assert held(studio, bea, 17, minutes=60).is_new


def test_l3_the_second_of_two_who_want_one_time_never_had_it(studio: StudioView, ann: str, bea: str) -> None:
    first = held(studio, ann)
    for hour, minutes in ((14, 180), (13, 120), (16, 60), (12, 600)):
        with pytest.raises(TimeRefused):
            held(studio, bea, hour, minutes=minutes)
    assert held(studio, bea, 17).is_new, 'touching is free'
    assert len(reserved(first.id)) == 1


def test_l4_a_move_onto_its_own_old_time_is_one_update(studio: StudioView, ann: str) -> None:
    booked = held(studio, ann)
    with transaction() as session:
        room = session.get_one(StudioRoom, room_of(studio))
        assert reservations.move(session, booked.id, room, at(14, 30), at(17, 30))
    (kept,) = reserved(booked.id)
    assert kept.starts_at == int(at(14, 30).timestamp())


def posted(user_id: str, studio: StudioView, _: int) -> tuple[str, bool]:
    """One of several requests with the same key."""
    made = holding.hold(wish(studio, key='form-1'), user_id, now=NOW)
    return made.id, made.is_new


def test_l6_eight_posts_of_one_form_are_one_booking_with_eight_equal_answers(
    studio: StudioView, ann: str, bea: str
) -> None:
    said = at_once(posted, [(ann, studio, number) for number in range(8)])
    assert len({booking_id for booking_id, _ in said}) == 1
    assert sum(is_new for _, is_new in said) == 1
    with pytest.raises(TimeRefused):
        posted(bea, studio, 9)


def test_w6_whoever_left_the_pay_page_is_offered_the_same_booking_again(studio: StudioView, ann: str) -> None:
    first = held(studio, ann)
    again = held(studio, ann, now=NOW + MINUTE)
    assert (again.id, again.is_new, again.status) == (first.id, False, 'pending_payment')
    later = held(studio, ann, now=NOW + 31 * MINUTE)
    assert later.id != first.id
    assert row(first.id).status == 'expired'


def test_what_is_booked_has_its_price_and_waits_for_its_deposit(studio: StudioView, ann: str) -> None:
    booked = row(held(studio, ann, 22, minutes=240).id)
    assert (booked.total_amount, booked.deposit_amount, booked.remainder_amount) == (32000, 16000, 32000)
    assert (booked.after_hours_fee_amount, booked.same_day_fee, booked.currency) == (8000, False, 'eur')
    assert (booked.customer_name, booked.first_name, booked.customer_email) == ('Ann Example', 'Ann', ANN.email)
    (kept,) = reserved(booked.id)
    assert (kept.kind, kept.expires_at) == ('hold', int((NOW + 30 * MINUTE).timestamp()))


def test_where_nothing_is_paid_at_once_it_waits_for_approval_or_is_confirmed(olga: str, ann: str) -> None:
    for auto, state in ((False, 'pending_approval'), (True, 'confirmed')):
        studio = opened(olga, auto_approve=auto)
        rate_cards.add(olga, studio.id, valid_from=date(2027, 1, 1), hourly_cents=5000, deposit_percent=0)
        booked = held(studio, ann)
        assert (booked.status, booked.deposit) == (state, 0)
        assert reserved(booked.id)[0].kind == 'booking'
        guest = wish(studio, 20, who=Booker('Guest', 'guest@example.org'))
        with pytest.raises(Changed, match='Confirm your mail address'):
            holding.hold(guest, now=NOW)
        assert holding.hold(guest, is_proven=True, now=NOW).status == state


def test_g1_nobody_holds_more_than_three_unpaid_sessions_nor_ten_from_one_address(studio: StudioView, ann: str) -> None:
    for hour in (8, 11, 14):
        held(studio, ann, hour)
    with pytest.raises(OverLimit, match='3 sessions'):
        held(studio, ann, 20)
    assert held(studio, ann, 20, now=NOW + 31 * MINUTE).is_new
    guest = wish(studio, 8, minutes=60)
    for number in range(10):
        who = Booker('Guest', f'guest{number}@example.org')
        holding.hold(replace(guest, start=at(32 + number), who=who), now=NOW)
    with pytest.raises(TooManyTries):
        holding.hold(replace(guest, start=at(44), who=Booker('Guest', 'more@example.org')), now=NOW)


def test_g1_a_stranger_who_types_somebody_s_address_uses_up_none_of_their_sessions(studio: StudioView) -> None:
    accounts.let_in(Visitor(address='203.0.113.66'))
    for hour in (8, 11, 14):
        holding.hold(wish(studio, hour), now=NOW)
    with pytest.raises(OverLimit, match='3 sessions'):
        holding.hold(wish(studio, 20), now=NOW)
    accounts.let_in(Visitor(address='203.0.113.7'))
    assert holding.hold(wish(studio, 20), now=NOW).is_new


def test_g1_nor_does_anybody_ask_for_more_than_three_that_cost_nothing_beforehand(
    olga: str, studio: StudioView, ann: str
) -> None:
    rate_cards.add(olga, studio.id, valid_from=date(2027, 1, 1), hourly_cents=5000, deposit_percent=0)
    for hour in (8, 11, 14):
        assert held(studio, ann, hour).status == 'pending_approval'
    with pytest.raises(OverLimit, match='not answered yet'):
        held(studio, ann, 20)


def test_a_time_that_somebody_holds_a_part_of_themselves_is_told_as_theirs(studio: StudioView, ann: str) -> None:
    held(studio, ann)
    with pytest.raises(TimeRefused, match='You hold a part of this time yourself'):
        held(studio, ann, 15)


def test_a_guest_is_told_apart_by_their_link_alone(studio: StudioView, ann: str) -> None:
    booked = holding.hold(wish(studio), now=NOW)
    token = access.token_of(booked.id)
    with reading() as session:
        assert access.reached(session, '', '', token=token).booking.id == booked.id
    assert token not in str(row(booked.id)), 'its hash alone is kept'
    with pytest.raises(Invalid) as refused:
        holding.hold(wish(studio, 20, who=Booker('', 'nowhere')), now=NOW)
    assert set(refused.value.fields) == {'name', 'email'}


def test_a_hold_that_is_over_is_let_go_by_the_upkeep_too_and_only_once(studio: StudioView, ann: str) -> None:
    booked = held(studio, ann)
    with transaction() as session:
        assert expiring.expire(session, booked.id, NOW + 30 * MINUTE)
        assert not expiring.expire(session, booked.id, NOW + 30 * MINUTE)
    assert lines(booked.id) == ['booking.held', 'booking.expired']
    assert (row(booked.id).remainder_amount, rooms.of_studio(studio.id)[0].is_active) == (0, True)


def test_what_is_off_the_list_is_refused_with_the_nearest_times(studio: StudioView, ann: str) -> None:
    for hour, minute, why in ((14, 10, 'grid'), (-24 * 30, 0, 'past'), (24 * 300, 0, 'horizon')):
        with pytest.raises(TimeRefused) as refused:
            held(studio, ann, hour, minute=minute)
        assert refused.value.why == why
        assert len(refused.value.nearest) == 3
