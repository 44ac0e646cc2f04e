"""What a provider hands over with an identity: kept sealed, renewed at every sign-in, gone when it is disconnected."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from app import accounts, config
from app.accounts import identities, invitations, sealing
from app.db import reading, transaction
from app.errors import NotAllowed
from models import Account, Passkey, User
from tests.app.accounts.test_identities import BROWSER, apple, consent, sign_in  # noqa: F401  the provider's double
from tests.app.accounts_support import PASSWORD, link_token, mails, person, session_of, visiting
from tests.fake_apple import FakeApple

Change = Callable[[str, object], None]


def connected() -> list[Account]:
    with reading() as session:
        return list(session.exec(select(Account)))


def test_tokens_are_sealed_and_renewed(apple: FakeApple, data_dir: Path) -> None:  # noqa: F811
    apple.handed = {'access_token': 'open-sesame', 'refresh_token': 'again-and-again', 'scope': 'openid email'}
    ann = sign_in(apple)
    (row,) = connected()
    assert (row.user_id, row.provider, row.provider_account_id) == (ann.id, 'apple', 'apple.001')
    assert (row.token_type, row.scope) == ('Bearer', 'openid email')
    assert row.expires_at is not None
    assert sealing.unseal(row.access_token, sealing.PROVIDER_TOKENS) == 'open-sesame'
    assert sealing.unseal(row.access_token, sealing.SECOND_FACTOR) is None, 'each purpose has a key of its own'
    assert 'open-sesame' not in repr(row)
    assert [method.id for method in identities.methods(ann.id)] == ['first'], 'it is one way to sign in'
    apple.handed = {'access_token': 'the next one'}
    sign_in(apple)
    (row,) = connected()
    assert sealing.unseal(row.access_token, sealing.PROVIDER_TOKENS) == 'the next one'
    assert sealing.unseal(row.refresh_token, sealing.PROVIDER_TOKENS) == 'again-and-again', 'it is told once'


def test_the_first_identity_goes_with_its_tokens(apple: FakeApple) -> None:  # noqa: F811
    ann = sign_in(apple)
    with pytest.raises(NotAllowed, match='only way to sign in'):
        identities.disconnect(ann.id, 'first')
    assert len(connected()) == 1
    with transaction() as session:
        session.add(Passkey(user_id=ann.id, credential_id='A', public_key='A', name='Firefox'))
    identities.disconnect(ann.id, 'first')
    assert connected() == []
    assert identities.methods(ann.id) == []


def test_an_identity_of_a_provider_that_is_not_set_up_is_no_way_in(apple: FakeApple) -> None:  # noqa: F811
    ann = person()
    with transaction() as session:
        session.get_one(User, ann).password_hash = None
    with transaction() as session:
        session.add(Account(user_id=ann, provider='google', provider_account_id='117'))
        session.add(Account(user_id=ann, provider='apple', provider_account_id=apple.subject))
    last = next(method.id for method in identities.methods(ann) if method.provider == 'apple')
    with pytest.raises(NotAllowed, match='only way to sign in'):
        identities.disconnect(ann, last)
    google = next(method.id for method in identities.methods(ann) if method.provider == 'google')
    identities.disconnect(ann, google)


def test_a_connected_identity_keeps_its_tokens_too(apple: FakeApple) -> None:  # noqa: F811
    ann = person('ann@example.org')
    apple.handed = {'access_token': 'open-sesame'}
    with visiting(session_of(ann)):
        identities.come_back('apple', BROWSER, *consent(apple, linking=True))
    (row,) = connected()
    assert sealing.unseal(row.access_token, sealing.PROVIDER_TOKENS) == 'open-sesame'
    assert all('open-sesame' not in str(rows) for rows in accounts.everything(ann).values())
    with reading() as session:
        assert session.get_one(User, ann).auth_provider_id is None


def test_who_is_invited_may_come_by_a_provider_where_sign_up_is_closed(
    apple: FakeApple,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('LEVELMIX_SIGN_UP', 'closed')
    config.forget_settings()
    with pytest.raises(NotAllowed, match='made by the admin'):
        sign_in(apple)
    invitations.invite('the admin', apple.email, tier=3)
    apple.bend = {'email_verified': 'false'}
    with pytest.raises(NotAllowed):
        sign_in(apple)
    apple.bend = {}
    came = sign_in(apple)
    assert came.subscription_tier == 3
    assert came.invited_at is not None
    with pytest.raises(NotAllowed, match='used already'):
        accounts.finish_sign_up(link_token(mails(apple.email)[0].text), 'Eve', PASSWORD)
