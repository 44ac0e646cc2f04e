"""What people do to their own account: second factor, keys, another address, taking everything along, leaving."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app import accounts, api, config, leveling, storage, uploads
from app.accounts import Visitor, keys, passwords, people, second_factor, self_service, sessions
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, SignedOut, TooManyTries
from app.leveling import Choice
from models import AudioFile, ProcessingJob, User
from models.types import utc_now
from tests.app.accounts_support import PASSWORD, link_token, mails, person, user, visiting
from tests.databases import stored_bytes
from tests.sounds import write_mix

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def with_accounts(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, '_hasher', lambda: cheap)
    yield
    accounts.let_in(Visitor())


def with_second_factor(ann: str) -> tuple[pyotp.TOTP, list[str]]:
    """Turn it on; returns the app and the recovery codes."""
    secret, address = second_factor.begin(ann)
    app = pyotp.TOTP(secret)
    assert address.startswith('otpauth://totp/LevelMix:ann%40example.org?')
    return app, second_factor.confirm(ann, app.now())


def first_step() -> str:
    """Sign in with the password; returns the token of the second step."""
    with visiting():
        token, go = accounts.sign_in('ann@example.org', PASSWORD, '/history')
    assert token is None
    path, _, second = go.partition('#')
    assert path == '/second-step?next=%2Fhistory'
    return second


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
    app, _ = with_second_factor(person())
    with pytest.raises(NotAllowed, match='used already'):
        finish(first_step(), app.now())  # the one that turned it on


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


def test_a_key_acts_for_its_owner_within_its_scope_until_it_is_revoked() -> None:
    ann = person()
    reads, writes = keys.create(ann, 'a reader', writes=False), keys.create(ann, 'a writer', writes=True)
    client = TestClient(api.create(), raise_server_exceptions=False)

    def ask(key: str, method: str = 'GET', path: str = '/files/results/none') -> int:
        accounts.let_in(Visitor(api_key=key, writes=method != 'GET'))
        return client.request(method, path, headers={'Tus-Resumable': '1.0.0'}).status_code

    assert ask(reads) == 404, 'it is let in, and there is no such job'
    assert ask(reads, 'DELETE', '/files/uploads/none') == 400
    assert ask(writes, 'DELETE', '/files/uploads/none') == 404
    assert ask('lmx_wrong') == 401
    assert ask(writes, 'GET', '/files/export') == 401, 'an account is looked after by its owner alone'
    shown = {key.name: key for key in keys.keys(ann)}
    assert reads.startswith(shown['a reader'].prefix)
    assert shown['a reader'].last_used_at is not None
    with pytest.raises(NotFound):
        keys.revoke(person('eve@example.org'), shown['a reader'].id)
    keys.revoke(ann, shown['a reader'].id)
    assert ask(reads) == 401
    people.set_disabled('the admin', ann, True)
    assert ask(writes) == 401


def test_a_key_is_kept_as_a_hash(data_dir: Path) -> None:
    key = keys.create(person(), 'a program', writes=True)
    raw = stored_bytes(data_dir)
    assert key.encode() not in raw
    assert key[: keys.SHOWN].encode() in raw


def test_another_address_needs_the_password_and_both_mailboxes() -> None:
    ann = person()
    with pytest.raises(NotAllowed, match='current password'):
        self_service.begin_change_of_email(ann, 'new@example.org', 'not the password')
    self_service.begin_change_of_email(ann, 'new@example.org', PASSWORD)
    assert mails('new@example.org') == []
    self_service.confirm_change_of_email(link_token(mails('ann@example.org')[-1].text))
    assert user(ann).email == 'ann@example.org'
    self_service.confirm_change_of_email(link_token(mails('new@example.org')[-1].text))
    assert user(ann).email == 'new@example.org'
    assert mails('ann@example.org')[-1].subject == 'Your address was changed'


def test_an_address_that_is_taken_meanwhile_changes_nothing() -> None:
    ann = person()
    self_service.begin_change_of_email(ann, 'new@example.org', PASSWORD)
    self_service.confirm_change_of_email(link_token(mails('ann@example.org')[-1].text))
    person('new@example.org')
    with pytest.raises(NotAllowed, match='cannot be taken'):
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


@pytest.fixture
def levelled(tmp_path: Path, worker: Callable[[], int]) -> tuple[str, str]:
    """A user with a finished job; returns both ids."""
    ann, mix = person(), write_mix(tmp_path / 'Her Mix.wav', 4)
    receiver = uploads.begin(ann, mix.name, mix.stat().st_size)
    receiver.write(mix.read_bytes())
    job = leveling.submit(ann, receiver.finish().id, Choice(-16.0))
    worker()
    keys.create(ann, 'a program', writes=True)
    return ann, job


def test_everything_is_taken_along_and_nothing_secret(levelled: tuple[str, str]) -> None:
    ann, job = levelled
    with_second_factor(ann)
    person('eve@example.org')
    with transaction() as session:
        token = sessions.begin(session, session.get_one(User, ann), 'password')
    with visiting(token):
        sent = TestClient(api.create()).get('/files/export')
    assert len(sent.content) == int(sent.headers['content-length']), 'its size is known before'
    archive = zipfile.ZipFile(io.BytesIO(sent.content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert [name.split('/')[0] for name in names] == ['README.txt', 'rows.json', 'originals', 'results']
    assert archive.getinfo(names[3]).file_size > 100_000
    text = archive.read('rows.json').decode()
    rows = json.loads(text)
    assert rows['users'][0]['email'] == 'ann@example.org'
    assert rows['processing_jobs'][0]['id'] == job
    assert rows['audio_files'][0]['original_filename'] == 'Her Mix.wav'
    for secret in ('argon2', 'eve@example.org', user(ann).totp_secret or '?', 'api_key"', 'code_hash'):
        assert secret not in text


def leave(ann: str) -> None:
    """What the upkeep does."""
    for user_id in self_service.due_to_end():
        if leveling.forget_user(user_id):
            self_service.end(user_id)


def test_an_account_ends_after_seven_days_with_all_its_files(levelled: tuple[str, str]) -> None:
    ann, job = levelled
    with pytest.raises(NotAllowed, match=r'Type ann@example\.org'):
        self_service.ask_to_end(ann, 'somebody@example.org')
    self_service.ask_to_end(ann, 'Ann@example.org')
    leave(ann)
    assert leveling.result(ann, job), 'for seven days all is there'
    with visiting():
        assert accounts.sign_in('ann@example.org', PASSWORD)[1] == '/account', 'where it can be kept'
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    files = [key for _, key in leveling.files_of(ann)]
    assert len(files) == 2
    leave(ann)
    assert [key for key in files if storage.exists(key)] == []
    with reading() as session:
        assert session.get(User, ann) is None
        row = session.get_one(ProcessingJob, job)
        assert (row.user_id, row.result) == (None, None)
        file = session.exec(select(AudioFile).where(col(AudioFile.job_id) == job)).one()
        assert file.original_filename == 'deleted'
    assert accounts.everything(ann)['api_keys'] == []


def test_whoever_comes_back_in_time_keeps_the_account(levelled: tuple[str, str]) -> None:
    ann, job = levelled
    self_service.ask_to_end(ann, 'ann@example.org')
    self_service.keep(ann)
    leave(ann)
    assert user(ann).delete_after is None
    assert leveling.result(ann, job)


def test_an_account_with_a_running_job_ends_when_it_has_stopped(levelled: tuple[str, str]) -> None:
    ann, job = levelled
    waiting = leveling.rerun(ann, job, Choice(-9.0))
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    leave(ann)
    assert user(ann), 'the job is cancelled first'
    assert leveling.get(ann, waiting).status == 'cancelled'
    leave(ann)
    with reading() as session:
        assert session.get(User, ann) is None


def test_the_only_admin_cannot_leave() -> None:
    ann = person(is_admin=True)
    with pytest.raises(NotAllowed, match='only admin'):
        self_service.ask_to_end(ann, 'ann@example.org')
    bea = person('bea@example.org', is_admin=True)
    self_service.ask_to_end(bea, 'bea@example.org')
    deeds: tuple[Callable[[], None], ...] = (
        lambda: self_service.ask_to_end(ann, 'ann@example.org'),
        lambda: people.set_admin('x', ann, False),
        lambda: people.set_disabled('x', ann, True),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed, match='only admin'):
            deed()  # in seven days nobody would be left


def test_who_is_about_to_leave_is_signed_out_with_all_programs_and_lands_where_the_account_is_kept() -> None:
    ann = person()
    _, codes = with_second_factor(ann)
    key = keys.create(ann, 'a program', writes=True)
    self_service.ask_to_end(ann, 'ann@example.org')
    accounts.let_in(Visitor(api_key=key))
    with pytest.raises(SignedOut):
        accounts.current_user()
    assert second_factor.finish(first_step(), codes[0], '/history')[1] == '/account'
    self_service.keep(ann)
    assert accounts.current_user().id == ann


def test_a_program_cannot_change_the_account_of_its_owner() -> None:
    key = keys.create(person(), 'a program', writes=True)
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
    self_service.begin_change_of_email(ann, 'new@example.org', 'nine paper lanterns burn')
    self_service.confirm_change_of_email(link_token(mails('ann@example.org')[-1].text))
    accounts.mail_reset('ann@example.org')
    self_service.confirm_change_of_email(link_token(mails('new@example.org')[-1].text))
    old = [mail for mail in mails('ann@example.org') if '/reset#' in mail.text][-1]
    with pytest.raises(NotAllowed, match='used already'):
        accounts.finish_reset(link_token(old.text), PASSWORD)
