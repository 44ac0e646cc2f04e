"""Karma adds up, two people raise each other only so far, roles come by themselves and rest when karma falls."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.accounts import roles as core_roles
from app.db import transaction
from app.drums import karma, leaderboards, proposals, reviews, roles
from app.drums.drum_map import Lane
from app.errors import NotAllowed, SignedOut
from models import KarmaEntry, User
from models.types import utc_now
from tests.app.accounts_support import person, session_of, turn_accounts_on, visiting
from tests.app.drums.community import becomes, brought, score, suggested


def rung(user_id: str, code: str) -> roles.Rung:
    return next(one for one in roles.ladder(user_id) if one.code == code)


def book(user_id: str, delta: int, by: str | None = None) -> int:
    with transaction() as session:
        return karma.book(session, user_id, 'fix_accepted', about='proposal', entity_id='p', by=by, delta=delta)


def test_two_who_raise_each_other_come_to_an_end_of_it_and_others_do_not(ann: str, bea: str, vera: str) -> None:
    assert [book(ann, 10, by=bea), book(bea, 10, by=ann)] * 3 == [10] * 6
    for _ in range(4):
        book(ann, 10, by=bea)
        book(bea, 10, by=ann)
    assert score(ann)[0] + score(bea)[0] == karma.PAIR_MOST
    assert book(ann, 10, by=bea) == 0
    assert book(ann, 10, by=vera) == 10
    assert book(ann, -2, by=bea) == -2, 'what is lost is not softened'
    assert book(ann, 10, by=ann) == 0, 'nobody raises themself'
    lines = karma.history(ann).entries
    assert (lines[0].delta, {(one.delta, one.asked) for one in lines}) == (-2, {(-2, -2), (10, 10), (0, 10)})
    with transaction() as session:
        old = sa.update(KarmaEntry).values(recorded_at=utc_now() - karma.PAIR_WITHIN * 2)
        session.execute(old.where(col(KarmaEntry.counterpart_id).is_not(None)))
    assert book(ann, 10, by=bea) == 10, 'a month later it begins anew'
    assert score(ann)[0] == score(ann)[1]


def test_a_role_comes_with_karma_and_a_phone_and_the_ladder_says_what_is_missing(ann: str) -> None:
    assert rung(ann, 'verifier').missing == '100 more karma and a verified phone number to become Verifier'
    book(ann, 100)
    assert rung(ann, 'verifier').missing == 'a verified phone number to become Verifier'
    with transaction() as session:
        session.get_one(User, ann).phone_verified_at = utc_now()
    assert 'verifier' in roles.take_up(ann)
    assert rung(ann, 'verifier').counts
    book(ann, -10)
    assert rung(ann, 'verifier').missing == '10 more karma for this role to count again'
    with pytest.raises(NotAllowed, match='Verifiers decide'):
        reviews.queue(ann)
    book(ann, 10)
    assert reviews.queue(ann).total == 0


def test_what_an_admin_took_does_not_come_back_by_itself(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    turn_accounts_on(monkeypatch)
    boss = person('boss@example.org', is_admin=True)
    vera = becomes(person('vera@example.org'), 'verifier')
    with visiting(session_of(boss)):
        core_roles.take('command line', vera, 'verifier')
        book(vera, 10)
        assert not rung(vera, 'verifier').counts
        core_roles.give('command line', vera, 'verifier')
        assert rung(vera, 'verifier').counts
        roles.set_threshold('verifier', 50, False)
    bea = person('bea@example.org')
    with transaction() as session:
        session.get_one(User, bea).karma_score = 60
    assert roles.grant_everybody() == 1
    assert rung(bea, 'verifier').counts
    with pytest.raises(SignedOut):
        roles.set_threshold('verifier', 0, False)


def test_who_suggests_becomes_a_fixer_and_boards_tell_who_earned_most(ann: str, bea: str, vera: str) -> None:
    made = brought(ann)
    fix = suggested(bea, made)
    assert rung(bea, 'fixer').counts
    reviews.decide(vera, fix.id, 'approve', revision=1)
    second = suggested(bea, made, (3_000, Lane.SNARE))
    assert proposals.get(bea, second.id).by == 'Bea'
    week = leaderboards.board('week', bea)
    assert [(one.rank, one.name, one.karma, one.badge) for one in week] == [
        (1, 'Vera', 103, 'Verifier'),
        (2, 'Bea', 10, 'Fixer'),
    ]
    assert [one.is_me for one in leaderboards.board('all', bea, most=1)] == [False, True], 'oneself is always there'
    with transaction() as session:
        session.get_one(User, vera).disabled_at = utc_now()
    assert [one.name for one in leaderboards.board('month')] == ['Bea']
    with pytest.raises(NotAllowed):
        leaderboards.board('year')


def test_whoever_is_alone_has_all_roles_and_is_asked_for_no_phone(owner: str) -> None:
    assert [(one.counts, one.missing) for one in roles.ladder(owner)] == [(True, '')] * 3
