"""What lets people, and nobody else, into their account: second factor, keys for programs, password, address."""

import time
from pathlib import Path

import pyotp
import pytest
from fastapi.testclient import TestClient

from app import accounts, api
from app.accounts import Visitor, admin_actions, api_keys, open_keys, second_factor, self_service, sessions
from app.db import transaction
from app.errors import NotAllowed, NotFound, SignedOut, TooManyTries
from models import User
from tests.app.accounts_support import (
    PASSWORD,
    first_step,
    link_token,
    mails,
    person,
    user,
    visiting,
    with_second_factor,
)
from tests.databases import stored_bytes

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('with_accounts', 'cheap_passwords')]


def finish(second: str, code: str) -> str:
    """Take the second step; returns the session's token."""
    token, go = second_factor.finish(second, code, '/history')
    assert go == '/history'
    return token


def test_with_a_second_factor_the_password_alone_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app, codes = with_second_factor(person())
    second = first_step()
    assert len(set(codes)) == 10
    with visiting(), pytest.raises(NotAllowed, match='not right'):
        finish(second, '000000')
    later = pyotp.TOTP(app.secret).at(int(time.time()) + 30)
    assert sessions.find(finish(second, later)) is not None
    with pytest.raises(NotAllowed, match='used already'):
        finish(second, later)


def test_a_code_that_was_read_over_the_shoulder_works_no_second_time() -> None:
    ann = person()
    code = pyotp.TOTP(second_factor.begin(ann)[0]).now()
    second_factor.confirm(ann, code)
    with pytest.raises(NotAllowed, match='used already'):
        finish(first_step(), code)


def test_a_recovery_code_stands_in_once() -> None:
    ann = person()
    _, codes = with_second_factor(ann)
    assert finish(first_step(), codes[0].upper().replace('-', ' '))
    with pytest.raises(NotAllowed):
        finish(first_step(), codes[0])
    assert second_factor.codes_left(ann) == 9
    second_factor.turn_off(ann, codes[1])
    with visiting():
        assert accounts.sign_in('ann@example.org', PASSWORD)[0]


@pytest.mark.parametrize('code', ['１２３４５６', '', 'é' * 1000], ids=['other digits', 'nothing', 'a novel'])
def test_what_is_no_code_is_refused_like_a_wrong_one(code: str) -> None:
    with_second_factor(person())
    with pytest.raises(NotAllowed, match='not right'):
        finish(first_step(), code)


def test_codes_cannot_be_tried_through() -> None:
    with_second_factor(person())
    second = first_step()
    for _ in range(6):
        with pytest.raises(NotAllowed):
            finish(second, '123456')
    with pytest.raises(TooManyTries):
        finish(second, '123456')


def test_the_secret_of_the_second_factor_is_sealed(data_dir: Path) -> None:
    app, codes = with_second_factor(person())
    raw = stored_bytes(data_dir)
    assert app.secret.encode() not in raw
    assert codes[0].replace('-', '').encode() not in raw


def test_a_program_is_let_in_while_somebody_writes_and_that_its_key_was_used_is_written_down_afterwards() -> None:
    ann = person()
    key = api_keys.create(ann, 'a reader')
    with transaction() as session:
        session.get_one(User, ann).display_name = 'Anna'
        session.flush()
        assert api_keys.user_of(key, writes=False).id == ann
    assert api_keys.keys(ann)[0].last_used_at is None
    open_keys.write_down()
    assert api_keys.keys(ann)[0].last_used_at is not None


def test_a_key_acts_for_its_owner_within_its_scope_until_it_is_revoked() -> None:
    ann = person()
    reads, writes = api_keys.create(ann, 'a reader', writes=False), api_keys.create(ann, 'a writer', writes=True)
    client = TestClient(api.create(), raise_server_exceptions=False)

    def ask(key: str, method: str = 'GET', path: str = '/files/results/none') -> int:
        accounts.let_in(Visitor(api_key=key, writes=method != 'GET'))
        return client.request(method, path, headers={'Tus-Resumable': '1.0.0'}).status_code

    assert ask(reads) == 404, 'it is let in, and there is no such job'
    assert ask(reads, 'DELETE', '/files/uploads/none') == 400
    assert ask(writes, 'DELETE', '/files/uploads/none') == 404
    assert ask('lmx_wrong') == 401
    assert ask(writes, 'GET', '/files/export') == 401, 'an account is looked after by its owner alone'
    open_keys.write_down()
    shown = {key.name: key for key in api_keys.keys(ann)}
    assert reads.startswith(shown['a reader'].prefix)
    assert shown['a reader'].last_used_at is not None
    with pytest.raises(NotFound):
        api_keys.revoke(person('eve@example.org'), shown['a reader'].id)
    api_keys.revoke(ann, shown['a reader'].id)
    assert ask(reads) == 401
    admin_actions.set_disabled('the admin', ann, True)
    assert ask(writes) == 401


def test_a_key_is_kept_as_a_hash(data_dir: Path) -> None:
    key = api_keys.create(person(), 'a program', writes=True)
    raw = stored_bytes(data_dir)
    assert key.encode() not in raw
    assert key[: api_keys.SHOWN].encode() in raw


def test_another_address_needs_both_mailboxes() -> None:
    ann = person()
    with pytest.raises(NotAllowed, match='look like an e-mail address'):
        self_service.begin_change_of_email(ann, 'new@example')
    self_service.begin_change_of_email(ann, 'new@example.org')
    assert mails('new@example.org') == []
    assert (user(ann).email_change, user(ann).email_change_confirm_status) == ('new@example.org', 0)
    self_service.confirm_change_of_email(link_token(mails('ann@example.org')[-1].text))
    assert (user(ann).email, user(ann).email_change_confirm_status) == ('ann@example.org', 1)
    self_service.confirm_change_of_email(link_token(mails('new@example.org')[-1].text))
    assert (user(ann).email, user(ann).email_change) == ('new@example.org', None)
    assert user(ann).email_change_confirm_status == 0
    assert mails('ann@example.org')[-1].subject == 'Your address was changed'


def test_whoever_asks_for_another_address_after_all_does_not_get_the_first_one() -> None:
    ann = person()
    self_service.begin_change_of_email(ann, 'first@example.org')
    approve = link_token(mails('ann@example.org')[-1].text)
    self_service.confirm_change_of_email(approve)
    self_service.begin_change_of_email(ann, 'second@example.org')
    for stale in (approve, link_token(mails('first@example.org')[-1].text)):
        with pytest.raises(NotAllowed, match='used already, or it is too old'):
            self_service.confirm_change_of_email(stale)
    assert (user(ann).email, user(ann).email_change) == ('ann@example.org', 'second@example.org')


def test_an_address_that_is_taken_meanwhile_changes_nothing() -> None:
    ann = person()
    self_service.begin_change_of_email(ann, 'new@example.org')
    self_service.confirm_change_of_email(link_token(mails('ann@example.org')[-1].text))
    person('new@example.org')
    with pytest.raises(NotAllowed, match='cannot be used'):
        self_service.confirm_change_of_email(link_token(mails('new@example.org')[-1].text))


def test_a_new_password_signs_the_other_devices_out_and_keeps_this_one() -> None:
    ann = person()
    with transaction() as session:
        row = session.get_one(User, ann)
        here = sessions.begin(session, row, 'password')
        there = sessions.begin(session, row, 'password')
    with visiting(here):
        self_service.change_password(ann, PASSWORD, 'seven copper kettles hum')
    assert sessions.find(here)
    assert sessions.find(there) is None


def test_a_program_cannot_change_the_account_of_its_owner() -> None:
    key = api_keys.create(person(), 'a program', writes=True)
    accounts.let_in(Visitor(api_key=key, writes=True))
    assert accounts.current_user().email == 'ann@example.org'
    with pytest.raises(SignedOut):
        accounts.session_user()


def test_links_that_were_sent_before_a_change_open_nothing_afterwards() -> None:
    ann = person()
    accounts.mail_reset('ann@example.org')
    self_service.change_password(ann, PASSWORD, 'nine paper lanterns burn')
    with pytest.raises(NotAllowed, match='used already'):
        accounts.finish_reset(link_token(mails('ann@example.org')[0].text), PASSWORD)
    self_service.begin_change_of_email(ann, 'new@example.org')
    self_service.confirm_change_of_email(link_token(mails('ann@example.org')[-1].text))
    accounts.mail_reset('ann@example.org')
    self_service.confirm_change_of_email(link_token(mails('new@example.org')[-1].text))
    old = [mail for mail in mails('ann@example.org') if '/reset#' in mail.text][-1]
    with pytest.raises(NotAllowed, match='used already'):
        accounts.finish_reset(link_token(old.text), PASSWORD)
