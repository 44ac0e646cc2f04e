"""From five pieces a day to as many as somebody likes: what the plans of practice bring, and how they are had."""

from collections.abc import Callable

import pytest

from app import accounts
from app.billing import offers
from app.errors import OverLimit
from app.practice import area, classes, pieces
from app.practice.options import Kind, Options
from tests.app.billing_support import bought

assert area


@pytest.fixture
def free(ann: str, change_setting: Callable[[str, object], None]) -> str:
    """Ann, who has no plan, where limits are hard and payments are tried out."""
    change_setting('limits', 'hard')
    change_setting('payments', 'stand-in')
    return ann


def make(user_id: str, seed: int) -> str:
    return pieces.create(user_id, Options(kind=Kind.SCALE_PATTERN, seed=seed)).id


def test_each_plan_says_what_it_brings(free: str) -> None:
    (had,) = [one for one in offers.overview(free).had if one.product == 'practice']
    assert had.plan == 'Practice Free'
    assert [(one.code, one.grants, one.way) for one in had.offers] == [
        ('practice_free', '5 pieces to practise a day', ''),
        ('practice_pro', 'unlimited pieces to practise a day', 'buy'),
        ('practice_educator', 'unlimited pieces to practise a day, 30 students', 'buy'),
    ]


def test_the_sixth_piece_of_a_day_is_had_with_a_plan(free: str) -> None:
    for seed in range(5):
        make(free, seed)
    with pytest.raises(OverLimit) as refused:
        make(free, 6)
    assert str(refused.value).startswith('Your plan has 5 pieces a day, and they are used up: go on tomorrow')
    assert str(refused.value).endswith('/account/plan.')
    bought(free, 'practice_pro')
    assert pieces.get(free, make(free, 6)).mine
    with pytest.raises(OverLimit, match='no classes'):
        classes.create(free, 'Mondays')


def test_a_teacher_opens_a_class(free: str) -> None:
    bought(free, 'practice_educator')
    assert classes.create(free, 'Mondays').code
    assert accounts.entitlement(free, classes.STUDENTS) == 30


def test_who_only_tries_payments_out_is_not_sent_there_by_a_server_that_others_reach(
    free: str, change_setting: Callable[[str, object], None]
) -> None:
    assert accounts.tiers.way_up().endswith('/account/plan.')
    change_setting('public_url', 'https://mix.example.org')
    assert accounts.tiers.way_up() == 'For more, ask whoever runs this server.'
    change_setting('upgrade_url', 'https://shop.example.org')
    assert accounts.tiers.way_up() == 'For more, see https://shop.example.org.'
