"""The upkeep begins the month of credits for whoever does not look."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app import accounts
from app.accounts import credits
from app.db import reading, transaction
from models import CreditEntry, User
from tests.app.accounts_support import person

pytestmark = pytest.mark.usefixtures('with_accounts')


def balance(user_id: str) -> int:
    with reading() as session:
        return session.get_one(User, user_id).credits


def reasons(user_id: str) -> list[str]:
    with reading() as session:
        mine = select(CreditEntry.reason_code).where(col(CreditEntry.user_id) == user_id)
        return list(session.exec(mine.order_by(credits.ROW)))


def a_month_ago() -> None:
    """All that has happened so far has happened in an earlier month."""
    with transaction() as session:
        for one in session.exec(select(CreditEntry)):
            one.recorded_at -= timedelta(days=32)
            session.add(one)


def test_a_month_begins_for_those_who_do_not_look_once_and_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bea = person(), person('bea@example.org')
    with transaction() as session:
        credits.add(session, ann, -4_000, 'spent')
        credits.add(session, bea, 500, 'pack')
    accounts.upkeep()
    assert (balance(ann), balance(bea)) == (6_000, 10_500), 'the month is not over'
    a_month_ago()
    monkeypatch.setattr(credits, 'AT_ONCE', 1)
    begun = list(iter(credits.renew_due, 0))
    assert {*begun} == {1}, 'some at a time, until none is left'
    assert (balance(ann), balance(bea)) == (10_000, 10_500)
    assert reasons(bea) == ['sign_up', 'pack', 'expired', 'monthly']


def test_whoever_has_looked_is_left_alone_and_an_installation_for_one_has_no_credits(
    change_setting: Callable[[str, object], None],
) -> None:
    ann, bea = person(), person('bea@example.org')
    a_month_ago()
    assert credits.balance(ann) == 10_000
    before = reasons(ann)
    accounts.upkeep()
    assert reasons(ann) == before
    assert reasons(bea)[-1] == 'monthly'
    a_month_ago()
    change_setting('accounts', 'off')
    assert credits.renew_due() == 0
