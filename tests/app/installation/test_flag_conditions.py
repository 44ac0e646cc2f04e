"""Whom a feature flag is for: tiers, roles, addresses and areas, and a share of those."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from app import accounts, config
from app.accounts import Visitor, audit_log
from app.accounts.audit_log import Wanted
from app.db import transaction
from app.errors import NotAllowed
from app.installation import flags
from app.installation.flag_conditions import Conditions
from models import Role, UserRole
from models.types import utc_now
from tests.app.accounts_support import person, session_of, visiting


@pytest.fixture(autouse=True)
def admin(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The visitor is the admin."""
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    me = person('admin@example.org', is_admin=True)
    with visiting(session_of(me)):
        yield me
    accounts.let_in(Visitor())


def save(share: float = 100, **conditions: tuple[object, ...]) -> None:
    flags.save('new_player', '', is_on=True, share=share, conditions=Conditions(**conditions))  # type: ignore[arg-type]


def give_role(user_id: str, code: str) -> None:
    with transaction() as session:
        role = session.exec(select(Role).where(Role.code == code)).one()
        session.add(UserRole(user_id=user_id, role_id=role.id or 0))


def test_a_flag_for_a_tier_is_on_for_who_has_it_today() -> None:
    free, plus = person('free@example.org'), person('plus@example.org', subscription_tier=3)
    over = person('over@example.org', subscription_tier=3, subscription_expires_at=utc_now() - timedelta(days=1))
    save(tiers=(2, 3))
    assert [flags.on(user, 'new_player') for user in (free, plus, over)] == [False, True, False]


def test_a_flag_for_a_role_is_on_for_who_has_one_of_them(admin: str) -> None:
    editor, nobody = person('editor@example.org'), person('nobody@example.org')
    give_role(editor, 'editor')
    save(roles=('editor', 'admin'))
    assert [flags.on(user, 'new_player') for user in (editor, admin, nobody)] == [True, True, False]


def test_a_flag_for_a_domain_is_not_on_for_addresses_that_only_end_like_it() -> None:
    inside, near = person('ann@example.org'), person('eve@not-example.org')
    below = person('bea@mail.example.org')
    save(domains=('example.org',))
    assert [flags.on(user, 'new_player') for user in (inside, near, below)] == [True, False, False]


def test_a_flag_for_an_area_is_on_where_it_is_asked_for_there() -> None:
    save(areas=('leveling',))
    ann = person()
    assert flags.on(ann, 'new_player', 'leveling')
    assert not flags.on(ann, 'new_player', 'voice')
    assert not flags.on(ann, 'new_player')


def test_every_kind_of_condition_must_be_met_and_the_share_is_of_those() -> None:
    both = [person(f'b{number}@example.org', subscription_tier=2) for number in range(40)]
    save(tiers=(2,), domains=('example.org',))
    assert all(flags.on(user, 'new_player') for user in both)
    assert not flags.on(person('x@elsewhere.example', subscription_tier=2), 'new_player')
    assert not flags.on(person('y@example.org'), 'new_player')
    save(50, tiers=(2,), domains=('example.org',))
    within = [flags.place(user, 'new_player') < 50 for user in both]
    assert [flags.on(user, 'new_player') for user in both] == within


def test_somebody_who_is_gone_meets_no_condition() -> None:
    save(tiers=(1,))
    assert not flags.on('gone', 'new_player')
    save()
    assert flags.on('gone', 'new_player')


def test_conditions_are_taken_as_they_are_typed_and_shown_again() -> None:
    typed = flags.typed(' 2,3 ', 'Editor', '@Example.org; example.com', 'leveling')
    assert typed == Conditions((2, 3), ('editor',), ('example.org', 'example.com'), ('leveling',))
    flags.save('new_player', '', is_on=True, share=100, conditions=typed)
    (mine,) = [flag for flag in flags.flags() if flag.name == 'new_player']
    assert mine.conditions == typed
    said = audit_log.log(Wanted(what='flag.')).found[0].after['conditions']
    assert said == {
        'tiers': [2, 3],
        'roles': ['editor'],
        'domains': ['example.org', 'example.com'],
        'areas': ['leveling'],
    }
    assert flags.typed('', ' ', ',', '') == Conditions()


@pytest.mark.parametrize(
    ('typed', 'sentence'),
    [
        (('premium', '', '', ''), 'tiers by their numbers'),
        (('9', '', '', ''), '1 \\(Free\\)'),
        (('', 'king', '', ''), 'The roles are owner, admin'),
        (('', '', 'example', ''), 'like example.org'),
        (('', '', 'a..org', ''), 'like example.org'),
        (('', '', '', 'cooking'), 'The areas are .*leveling'),
    ],
)
def test_conditions_that_nobody_could_meet_are_refused(typed: tuple[str, str, str, str], sentence: str) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        flags.save('new_player', '', is_on=True, share=100, conditions=flags.typed(*typed))
    assert 'new_player' not in [flag.name for flag in flags.flags()]
