"""An account that an admin closes for a while: nobody comes in, its owner is told why, and it opens by itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import accounts
from app.accounts import admin_actions, api_keys, passkeys, second_factor, sessions, standing
from app.db import transaction
from app.errors import Invalid, NotAllowed, NotFound, SignedOut
from models import User
from models.types import utc_now
from tests.app.accounts.test_passkeys import HERE, answer, kept
from tests.app.accounts_support import (
    PASSWORD,
    first_step,
    log_of,
    mails,
    person,
    session_of,
    user,
    visiting,
    with_second_factor,
)

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
WHY = 'You sent the same mix 400 times.'


def banned(user_id: str, days: int = 7) -> None:
    admin_actions.ban('the admin', user_id, utc_now() + timedelta(days=days), WHY)


def it_is_over(user_id: str) -> None:
    with transaction() as session:
        session.execute(sa.update(User).values(banned_until=utc_now() - timedelta(seconds=1)))


def test_a_banned_user_is_signed_out_at_once_told_why_and_comes_back_when_it_is_over() -> None:
    ann = person()
    token = session_of(ann)
    banned(ann)
    assert sessions.find(token) is None
    with visiting(), pytest.raises(NotAllowed, match=r'closed until .* UTC: You sent the same mix 400 times'):
        accounts.sign_in('ann@example.org', PASSWORD)
    assert WHY in mails('ann@example.org')[-1].text
    it_is_over(ann)
    with visiting():
        assert accounts.sign_in('ann@example.org', PASSWORD)[0]


def test_whoever_does_not_know_the_password_is_told_nothing() -> None:
    banned(person())
    with visiting(), pytest.raises(NotAllowed, match='do not match'):
        accounts.sign_in('ann@example.org', 'not the password')


def test_every_way_in_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person()
    kept(ann)
    key = api_keys.create(ann, 'a program', writes=True)
    _, codes = with_second_factor(ann)
    second = first_step()
    banned(ann)
    with pytest.raises(NotAllowed):
        second_factor.finish(second, codes[0])
    monkeypatch.setattr('webauthn.verify_authentication_response', lambda **_: type('Used', (), {'new_sign_count': 1}))
    with visiting(), pytest.raises(NotAllowed, match='closed until'):
        passkeys.enter(HERE, answer(passkeys.begin_entering(HERE)['challenge']))
    with pytest.raises(SignedOut):
        api_keys.user_of(key, writes=False)
    it_is_over(ann)
    assert api_keys.user_of(key, writes=False).id == ann


def test_an_admin_lifts_it_and_the_log_has_both() -> None:
    admin, ann = person('admin@example.org', is_admin=True), person()
    with visiting(session_of(admin)):
        accounts.admin_action(admin_actions.ban, ann, utc_now() + timedelta(days=1), f'  {WHY}\n')
        found = accounts.get_profile(ann)
        assert (found.banned_until, found.ban_reason) == (user(ann).banned_until, WHY)
        assert [one.email for one in accounts.users(which='banned').found] == ['ann@example.org']
        accounts.admin_action(admin_actions.lift_ban, ann)
        assert accounts.get_profile(ann).banned_until is None
    assert log_of('admin@example.org')[:2] == ['user.unbanned', 'user.banned']
    with visiting():
        assert accounts.sign_in('ann@example.org', PASSWORD)[0]
    with visiting(session_of(ann)), pytest.raises(NotFound):
        accounts.admin_action(admin_actions.lift_ban, ann)


def test_a_ban_has_an_end_and_a_reason() -> None:
    ann = person()
    for until in (None, utc_now() - timedelta(minutes=1), utc_now() + timedelta(days=5000)):
        with pytest.raises(Invalid) as refused:
            admin_actions.ban('the admin', ann, until, ' ' if until is None else WHY)
        assert set(refused.value.fields) == ({'until', 'reason'} if until is None else {'until'})
    assert not standing.is_closed(user(ann))


def test_the_only_admin_is_not_banned() -> None:
    with pytest.raises(NotAllowed, match='only admin'):
        banned(person(is_admin=True))
    other = person('bea@example.org', is_admin=True)
    banned(other)
    with pytest.raises(NotAllowed, match='only admin'):
        admin_actions.set_disabled('the admin', other_admin(other), True)


def other_admin(but: str) -> str:
    """The id of the admin who is not this one."""
    return next(one.id for one in admin_actions.everybody() if one.is_admin and one.id != but)
