"""Before what a stranger at an open browser must not do, whoever is signed in confirms that it is them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import col

from app import api
from app.accounts import (
    api_keys,
    identities,
    passkeys,
    profile,
    reauthentication,
    second_factor,
    self_service,
    sessions,
    throttle,
)
from app.db import transaction
from app.errors import ConfirmFirst, NotAllowed, TooManyTries
from models import Account, UserSession
from models.types import utc_now
from tests.app.accounts.test_identities import BROWSER, apple, consent  # noqa: F401  the provider's double
from tests.app.accounts.test_passkeys import HERE, answer, kept
from tests.app.accounts_support import PASSWORD, log_of, mails, person, session_of, user, visiting
from tests.fake_apple import FakeApple

pytestmark = pytest.mark.usefixtures('with_accounts', 'cheap_passwords')
Deed = Callable[[str], object]


def since(minutes: float, column: str = 'created_at') -> None:
    """Let all sessions be as old as that."""
    with transaction() as session:
        session.execute(sa.update(UserSession).values({column: utc_now() - timedelta(minutes=minutes)}))


@pytest.fixture
def ann() -> Iterator[str]:
    """Somebody who has been signed in for an hour, at this browser."""
    ann = person()
    with visiting(session_of(ann)):
        since(60)
        yield ann


def turned_off(ann: str) -> None:
    second_factor.turn_off(ann, 'any code')


DANGEROUS: dict[str, Deed] = {
    'another address': lambda ann: self_service.begin_change_of_email(ann, 'new@example.org'),
    'the end': lambda ann: self_service.ask_to_end(ann, 'ann@example.org'),
    'a key for programs': lambda ann: api_keys.create(ann, 'a program', writes=True),
    'a passkey': lambda ann: passkeys.begin_making(ann, HERE),
    'a second factor': second_factor.begin,
    'no second factor': turned_off,
}


@pytest.mark.parametrize('deed', DANGEROUS.values(), ids=DANGEROUS.keys())
def test_what_is_dangerous_asks_first_and_is_done_afterwards(deed: Deed, ann: str) -> None:
    assert reauthentication.needed()
    with pytest.raises(ConfirmFirst):
        deed(ann)
    assert mails('ann@example.org') == []
    assert user(ann).delete_after is None
    reauthentication.by_password(ann, PASSWORD)
    assert not reauthentication.needed()
    if deed is turned_off:
        with pytest.raises(NotAllowed, match='code is not right'):
            deed(ann)
    else:
        deed(ann)


def test_what_is_harmless_asks_nothing(ann: str) -> None:
    profile.save(ann, profile.Draft('Ann'))
    assert user(ann).display_name == 'Ann'


def test_a_confirmation_holds_for_some_minutes_and_for_this_browser_alone(ann: str) -> None:
    reauthentication.by_password(ann, PASSWORD)
    since(9, 'confirmed_at')
    assert not reauthentication.needed()
    since(11, 'confirmed_at')
    assert reauthentication.needed()
    since(-60 * 24, 'confirmed_at')
    assert reauthentication.needed(), 'a clock was a day ahead'
    reauthentication.by_password(ann, PASSWORD)
    with visiting(session_of(ann)):
        with transaction() as session:
            newest = sa.select(sa.func.max(UserSession.id)).scalar_subquery()
            older = sa.update(UserSession).where(col(UserSession.id) == newest)
            session.execute(older.values(created_at=utc_now() - timedelta(hours=1)))
        assert reauthentication.needed()


def test_whoever_has_just_signed_in_and_the_command_line_confirm_nothing() -> None:
    ann = person()
    api_keys.create(ann, 'from the command line', writes=True)
    with visiting(session_of(ann)):
        api_keys.create(ann, 'a program', writes=True)
    assert {key.name for key in api_keys.keys(ann)} == {'from the command line', 'a program'}


def test_a_wrong_password_confirms_nothing_and_is_counted(ann: str) -> None:
    for _ in range(throttle.PASSWORD_AGAIN.free):
        with pytest.raises(NotAllowed, match='not right'):
            reauthentication.by_password(ann, 'not the password')
    with pytest.raises(TooManyTries):
        reauthentication.by_password(ann, PASSWORD)
    assert reauthentication.needed()


def test_a_passkey_of_ones_own_confirms(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(ann)
    kept(person('bea@example.org'), 'BBBB')
    monkeypatch.setattr('webauthn.verify_authentication_response', lambda **_: type('Used', (), {'new_sign_count': 1}))
    with pytest.raises(NotAllowed, match='another account'):
        passkeys.confirm(ann, HERE, answer(passkeys.begin_entering(HERE)['challenge'], credential_id='BBBB'))
    assert reauthentication.needed()
    passkeys.confirm(ann, HERE, answer(passkeys.begin_entering(HERE)['challenge']))
    assert not reauthentication.needed()
    assert log_of('ann@example.org')[0] == 'session.confirmed'


def test_a_passkey_that_signed_nothing_confirms_nothing(ann: str) -> None:
    kept(ann)
    with pytest.raises(NotAllowed):
        passkeys.confirm(ann, HERE, answer(passkeys.begin_entering(HERE)['challenge']))
    assert reauthentication.needed()


def test_an_identity_that_is_connected_confirms_and_a_new_one_does_not(ann: str, apple: FakeApple) -> None:  # noqa: F811
    with pytest.raises(ConfirmFirst):
        identities.come_back('apple', BROWSER, *consent(apple, linking=True))
    assert identities.methods(ann) == []
    with transaction() as session:
        session.add(Account(user_id=ann, provider='apple', provider_account_id=apple.subject))
    identities.come_back('apple', BROWSER, *consent(apple, linking=True))
    assert not reauthentication.needed()


def test_the_browser_hears_that_it_has_to_confirm(ann: str) -> None:
    client = TestClient(api.create(), raise_server_exceptions=False)

    def post(path: str, **sent: Any) -> tuple[int, dict[str, Any]]:
        answer = client.post(path, json=sent)
        return answer.status_code, answer.json()

    status, said = post('/auth/email', email='new@example.org')
    assert (status, said['confirm']) == (403, True)
    assert post('/auth/confirm-identity', password='not the password')[0] == 400
    assert post('/auth/confirm-identity', password=PASSWORD) == (200, {})
    assert post('/auth/email', email='new@example.org')[0] == 200


def test_a_session_that_is_signed_out_meanwhile_confirms_nothing(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.accounts import passwords
    from app.errors import SignedOut
    from tests.meanwhile import meanwhile

    def everywhere() -> None:
        with transaction() as session:
            sessions.end_all(session, ann)

    meanwhile(monkeypatch, passwords, 'fits', everywhere)
    with pytest.raises(SignedOut):
        reauthentication.by_password(ann, PASSWORD)
