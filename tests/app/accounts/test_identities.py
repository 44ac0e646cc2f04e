"""Signing in by a provider, against one that verifies what it is given, and every wrong way back."""

import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app import accounts, config
from app.accounts import Visitor, api_keys, identities, sessions, throttle
from app.accounts.providers import authorization_url, provider
from app.db import transaction
from app.errors import NotAllowed, NotFound, ProviderFailed, SignedOut, TooManyTries
from models import User
from tests.app.accounts_support import mails, person, user, visiting
from tests.fake_apple import FakeApple, fake_apple, settings_for

Change = Callable[[str, object], None]
BROWSER = 'the secret of this browser'


@pytest.fixture
def apple(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApple]:
    """An installation with accounts where one may sign in with (a fake) Apple."""
    with fake_apple() as provider:
        monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
        for name, value in settings_for(provider).items():
            monkeypatch.setenv(f'LEVELMIX_{name.upper()}', str(value))
        config.forget_settings()
        yield provider


def consent(apple: FakeApple, *, linking: bool = False) -> tuple[str, str]:
    """Begin and say yes there; returns state and code."""
    url = identities.begin('apple', BROWSER, '/history', linking=linking)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    with urllib.request.urlopen(url) as page:
        assert b'Continue' in page.read()
    return asked['state'], next(code for code, flow in apple.codes.items() if flow['state'] == asked['state'])


def sign_in(apple: FakeApple, browser: str = BROWSER) -> User:
    """All of it; returns who came in."""
    token, go = identities.come_back('apple', browser, *consent(apple), 'Ann Lee')
    assert go == '/history'
    found = sessions.find(token or '')
    assert found is not None
    return found[0]


def test_the_first_time_makes_an_account_and_the_next_time_finds_it(apple: FakeApple) -> None:
    first = sign_in(apple)
    assert (first.auth_provider, first.auth_provider_id, first.display_name) == ('apple', 'apple.001', 'Ann Lee')
    apple.email = 'renamed@example.org'
    assert sign_in(apple).id == first.id, 'by the subject, whatever the address'
    assert user(first.id).email == 'ann@privaterelay.example'
    assert apple.refused == []


def test_a_verified_address_on_both_sides_finds_the_account(apple: FakeApple) -> None:
    ann = person(apple.email)
    assert sign_in(apple).id == ann
    assert [method.provider for method in identities.methods(ann)] == ['apple']
    assert sign_in(apple).id == ann


@pytest.mark.parametrize('said', [False, 'false', None])
def test_an_address_that_is_not_verified_opens_nobodys_account(apple: FakeApple, said: object) -> None:
    person(apple.email)
    apple.bend = {'email_verified': said}
    with pytest.raises(NotAllowed, match='Sign in to it first'):
        sign_in(apple)
    apple.email = 'new@example.org'
    with pytest.raises(NotAllowed, match='has verified no e-mail'):
        sign_in(apple)


def test_an_account_whose_address_was_never_verified_is_not_handed_over(apple: FakeApple) -> None:
    person(apple.email, email_verified_at=None)
    with pytest.raises(NotAllowed, match='Sign in to it first'):
        sign_in(apple)


def test_whoever_is_signed_in_connects_an_identity_of_any_address(apple: FakeApple) -> None:
    ann = person('ann@example.org')
    with transaction() as session:
        token = sessions.begin(session, session.get_one(User, ann), 'password')
    with visiting(token):
        assert identities.come_back('apple', BROWSER, *consent(apple, linking=True)) == (None, '/history')
    assert sign_in(apple).id == ann
    bea = person('bea@example.org')
    with transaction() as session:
        other = sessions.begin(session, session.get_one(User, bea), 'password')
    with visiting(other), pytest.raises(NotAllowed, match='belongs to another account'):
        identities.come_back('apple', BROWSER, *consent(apple, linking=True))


def test_connecting_ends_with_the_one_who_began_it(apple: FakeApple) -> None:
    """Otherwise an attacker's link would connect their identity to whoever opens it."""
    tokens = []
    for email in ('eve@example.org', 'bea@example.org'):
        who = person(email)
        with transaction() as session:
            tokens.append(sessions.begin(session, session.get_one(User, who), 'password'))
    with visiting(tokens[0]):
        begun = consent(apple, linking=True)
    with visiting(tokens[1]), pytest.raises(NotAllowed, match='Begin again'):
        identities.come_back('apple', BROWSER, *begun)


def test_a_program_with_a_key_connects_nothing(apple: FakeApple) -> None:
    """Otherwise whoever finds a key would connect an identity of their own, and sign in with it."""
    key = api_keys.create(person('ann@example.org'), 'a program', writes=True)
    before = accounts.visitor()
    accounts.let_in(Visitor(api_key=key, writes=True))
    try:
        with pytest.raises(SignedOut, match='with a browser'):
            consent(apple, linking=True)
    finally:
        accounts.let_in(before)
    with visiting(), pytest.raises(SignedOut, match='You are signed out'):
        consent(apple, linking=True)


def test_beginning_again_and_again_is_slowed_down_and_coming_back_is_not(
    apple: FakeApple, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, 'PROVIDER_ADDRESS', throttle.Limit('test', free=2))
    with visiting():
        for _ in range(4):
            sign_in(apple)
        for _ in range(2):
            identities.begin('apple', BROWSER, '/')
        with pytest.raises(TooManyTries):
            identities.begin('apple', BROWSER, '/')


def test_two_tabs_each_finish_what_they_began(apple: FakeApple) -> None:
    first, second = consent(apple), consent(apple)
    assert identities.come_back('apple', BROWSER, *second)
    assert identities.come_back('apple', BROWSER, *first)


def test_every_wrong_way_back_is_refused(apple: FakeApple) -> None:
    state, code = consent(apple)
    with pytest.raises(NotAllowed, match='Begin again'):
        identities.come_back('apple', BROWSER, 'a forged state', code)
    with pytest.raises(NotAllowed, match='Begin again'):
        identities.come_back('apple', 'another browser', state, code)
    with pytest.raises(NotAllowed, match='Begin again'):
        identities.come_back('apple', BROWSER, state, code)  # that try has used it up
    state, code = consent(apple)
    assert identities.come_back('apple', BROWSER, state, code)
    with pytest.raises(NotAllowed, match='Begin again'):
        identities.come_back('apple', BROWSER, state, code)
    fresh_state, _ = consent(apple)
    with pytest.raises(ProviderFailed, match='did not confirm'):
        identities.come_back('apple', BROWSER, fresh_state, code)


@pytest.mark.parametrize(
    'bend',
    [
        {'aud': 'somebody.else'},
        {'iss': 'https://evil.example'},
        {'nonce': 'of another sign-in'},
        {'exp': 1},
        {'aud': ['org.example.levelmix', 'somebody.else']},
    ],
    ids=lambda bend: next(iter(bend)),
)
def test_a_token_that_is_not_for_us_or_not_for_now_is_refused(apple: FakeApple, bend: dict[str, object]) -> None:
    apple.bend = bend
    with pytest.raises(ProviderFailed):
        sign_in(apple)


def test_a_token_that_somebody_else_signed_is_refused(apple: FakeApple) -> None:
    signing = FakeApple().signing
    real = apple.signing.as_dict(private=False)
    apple.signing, kept = signing, apple.signing
    signing.as_dict = lambda private=False, **_: real  # type: ignore[method-assign]
    with pytest.raises(ProviderFailed):
        sign_in(apple)
    assert kept is not signing


def test_a_wrong_key_of_ours_is_noticed_by_the_provider(apple: FakeApple, change_setting: Change) -> None:
    change_setting('apple_private_key', FakeApple().private_key)
    with pytest.raises(ProviderFailed, match='did not confirm'):
        sign_in(apple)
    assert len(apple.refused) == 1


def test_a_provider_that_is_down_is_a_sentence(apple: FakeApple, change_setting: Change) -> None:
    change_setting('apple_discovery', 'http://127.0.0.1:9/.well-known/openid-configuration')
    with pytest.raises(ProviderFailed, match='does not answer'):
        identities.begin('apple', BROWSER, '/')
    with pytest.raises(NotFound):
        identities.begin('google', BROWSER, '/')


def test_where_sign_up_is_closed_a_provider_makes_no_accounts(apple: FakeApple, change_setting: Change) -> None:
    change_setting('sign_up', 'closed')
    with pytest.raises(NotAllowed, match='by the admin'):
        sign_in(apple)
    ann = person(apple.email)
    assert sign_in(apple).id == ann


def test_a_disabled_account_does_not_come_in_by_the_side_door(apple: FakeApple) -> None:
    ann = sign_in(apple)
    accounts.admin_actions.set_disabled('the admin', ann.id, True)
    with pytest.raises(NotAllowed, match='shut'):
        sign_in(apple)


def test_the_last_way_in_is_never_taken_away(apple: FakeApple) -> None:
    ann = sign_in(apple)
    with pytest.raises(NotAllowed, match='only way to sign in'):
        identities.disconnect(ann.id, 'first')
    accounts.mail_reset(ann.email)
    accounts.finish_reset(mails(ann.email)[-1].text.partition('#')[2].split()[0], 'four tin whistles sing')
    identities.disconnect(ann.id, 'first')
    assert identities.methods(ann.id) == []


@pytest.mark.parametrize(
    ('told', 'email'),
    [
        ({'sub': 'apple.001', 'email': 'Ann@work.example', 'email_verified': True}, 'ann@work.example'),
        ({'sub': 'somebody.else', 'email': 'eve@work.example', 'email_verified': True}, None),
    ],
    ids=['of the same person', 'of another one'],
)
def test_an_address_that_is_not_in_the_token_is_asked_for(
    apple: FakeApple, monkeypatch: pytest.MonkeyPatch, told: dict[str, object], email: str | None
) -> None:
    import httpx2

    real_get, asked = httpx2.get, []

    def get(url: str, **options: Any) -> Any:
        if not url.endswith('/me'):
            return real_get(url, **options)
        asked.append(options['headers']['Authorization'])
        return httpx2.Response(200, json=told, request=httpx2.Request('GET', url))

    monkeypatch.setattr(httpx2, 'get', get)
    metadata = apple.metadata()
    monkeypatch.setattr(apple, 'metadata', lambda: metadata | {'userinfo_endpoint': f'{apple.url}/me'})
    apple.bend = {'email': None, 'email_verified': None}
    if email is not None:
        assert sign_in(apple).email == email
    else:
        with pytest.raises(ProviderFailed):
            sign_in(apple)
    assert len(asked) == 1
    assert asked[0].startswith('Bearer ')


def test_what_is_sent_along_is_what_the_standard_asks_for(apple: FakeApple) -> None:
    asked = parse_qs(urlsplit(authorization_url(provider('apple'), 'S', 'N', 'V' * 64)).query)
    assert asked['response_type'] == ['code']
    assert asked['code_challenge_method'] == ['S256']
    assert asked['state'] == ['S']
    assert asked['nonce'] == ['N']
    assert 'V' * 64 not in str(asked)
    assert 'prompt' not in asked, 'a strict issuer refuses a prompt that it does not name'
