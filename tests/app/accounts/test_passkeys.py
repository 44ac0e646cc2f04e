"""Passkeys where they go wrong; a real browser makes and uses one in tests/browser/test_account_page.py."""

import base64
import json
from typing import Any

import pytest
from sqlmodel import select

from app import accounts, config
from app.accounts import identities, passkeys, sessions, tokens
from app.db import transaction
from app.errors import NotAllowed, NotFound
from models import Passkey, User, VerificationToken
from tests.app.accounts_support import person, user, visiting

pytestmark = pytest.mark.usefixtures('with_accounts')

HERE = 'https://mix.example.org'


def kept(user_id: str, credential_id: str = 'AAAA') -> str:
    """A passkey as it stands in the table."""
    with transaction() as session:
        row = Passkey(user_id=user_id, credential_id=credential_id, public_key='AAAA', name='Firefox on Linux')
        session.add(row)
    return row.id


def answer(challenge: str, kind: str = 'webauthn.get', credential_id: str = 'AAAA') -> dict[str, Any]:
    """What a browser would send, signed by nobody."""
    said = json.dumps({'type': kind, 'challenge': challenge, 'origin': HERE}).encode()
    client = base64.urlsafe_b64encode(said).decode().rstrip('=')
    response = {'clientDataJSON': client, 'authenticatorData': 'AAAA', 'signature': 'AAAA', 'attestationObject': 'AAAA'}
    return {'id': credential_id, 'rawId': credential_id, 'type': 'public-key', 'response': response}


def test_what_is_asked_for_is_a_key_for_this_host_whose_holder_is_made_sure_of() -> None:
    made = passkeys.begin_making(person(name='Ann'), HERE)
    assert made['rp'] == {'name': 'LevelMix', 'id': 'mix.example.org'}
    assert made['user']['name'] == 'ann@example.org'
    assert made['authenticatorSelection']['userVerification'] == 'required'
    assert made['authenticatorSelection']['residentKey'] == 'required'
    used = passkeys.begin_entering(HERE)
    assert (used['rpId'], used['userVerification']) == ('mix.example.org', 'required')
    assert used['challenge'] != passkeys.begin_entering(HERE)['challenge']


def test_two_visitors_at_the_same_time_do_not_end_each_others_question() -> None:
    first, second = (passkeys.begin_entering(HERE)['challenge'] for _ in range(2))
    with transaction() as session:
        assert tokens.peek(session, tokens.PASSKEY_USED, first)
        assert tokens.peek(session, tokens.PASSKEY_USED, second)


def test_what_nobody_signed_opens_nothing_and_uses_the_question_up() -> None:
    ann = person()
    kept(ann)
    challenge = passkeys.begin_entering(HERE)['challenge']
    with pytest.raises(NotAllowed, match='not known here'):
        passkeys.enter(HERE, answer(challenge))
    with pytest.raises(NotAllowed, match='used already'):
        passkeys.enter(HERE, answer(challenge))
    for wrong in (answer('never asked'), answer(passkeys.begin_entering(HERE)['challenge'], credential_id='BBBB')):
        with pytest.raises(NotAllowed):
            passkeys.enter(HERE, wrong)
    for nonsense in (
        {},
        {'response': 7},
        {'response': {'clientDataJSON': '!'}},
        {'response': {'clientDataJSON': 'AAAA'}},
    ):
        with pytest.raises(NotAllowed, match='not known here'):
            passkeys.enter(HERE, nonsense)


def test_a_key_is_kept_only_for_whoever_began_to_make_it() -> None:
    ann, eve = person(), person('eve@example.org')
    challenge = passkeys.begin_making(ann, HERE)['challenge']
    with pytest.raises(NotAllowed):
        passkeys.finish_making(eve, HERE, answer(challenge, 'webauthn.create'))
    with pytest.raises(NotAllowed, match='could not be saved'):
        passkeys.finish_making(ann, HERE, answer(passkeys.begin_making(ann, HERE)['challenge'], 'webauthn.create'))
    with pytest.raises(NotAllowed):
        passkeys.finish_making(ann, HERE, answer(passkeys.begin_entering(HERE)['challenge'], 'webauthn.create'))
    assert passkeys.passkeys(ann) == passkeys.passkeys(eve) == []


def test_a_passkey_is_removed_by_its_owner_and_never_the_last_way_in() -> None:
    ann = person()
    key, other = kept(ann), kept(ann, 'CCCC')
    with pytest.raises(NotFound):
        passkeys.remove(person('eve@example.org'), key)
    with transaction() as session:
        session.get_one(User, ann).password_hash = None
    passkeys.remove(ann, other)
    with pytest.raises(NotAllowed, match='only way to sign in'):
        passkeys.remove(ann, key)
    assert [one.id for one in passkeys.passkeys(ann)] == [key]
    with transaction() as session:
        row = session.get_one(User, ann)
        row.auth_provider, row.auth_provider_id = 'google', 'g-1'
    identities.disconnect(ann, 'first')
    assert user(ann).auth_provider_id is None, 'the passkey is a way in, too'


def test_where_admins_need_two_factors_a_passkey_is_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('LEVELMIX_ADMIN_SECOND_FACTOR', 'required')
    config.forget_settings()
    admin = person(is_admin=True)
    found = {}
    for method in ('password', sessions.PASSKEY):
        with visiting(), transaction() as session:
            found[method] = sessions.begin(session, session.get_one(User, admin), method)
    with visiting(found['password']), pytest.raises(NotAllowed, match='second factor'):
        accounts.users()
    with visiting(found[sessions.PASSKEY]):
        assert accounts.users().total == 2


def test_questions_that_nobody_answers_are_swept_and_asking_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from app.accounts import throttle
    from app.errors import TooManyTries
    from models.types import utc_now

    challenge = passkeys.begin_entering(HERE)['challenge']
    with transaction() as session:
        tokens.peek(session, tokens.PASSKEY_USED, challenge).expires = utc_now() - timedelta(seconds=1)
    accounts.upkeep()
    with transaction() as session:
        assert session.exec(select(VerificationToken)).all() == []
    monkeypatch.setattr(throttle, 'PASSKEY_ADDRESS', throttle.Limit('passkey-address', free=1))
    with pytest.raises(TooManyTries):
        [passkeys.begin_entering(HERE) for _ in range(3)]
