"""Taking everything along, leaving with all one's files, coming back in time, and who cannot leave."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app import accounts, api, leveling, storage, uploads
from app.accounts import Visitor, keys, people, second_factor, self_service, sessions
from app.db import reading, transaction
from app.errors import NotAllowed, SignedOut
from app.leveling import Choice
from models import AudioFile, ProcessingJob, User
from models.types import utc_now
from tests.app.accounts_support import (
    PASSWORD,
    first_step,
    person,
    user,
    visiting,
    with_second_factor,
)
from tests.sounds import write_mix

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures('with_accounts', 'cheap_passwords')]


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
