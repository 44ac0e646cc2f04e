"""Taking everything along, leaving with all one's files, coming back in time, and who cannot leave."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, col, select

from app import accounts, api, areas, db, files, leveling, storage, uploads
from app.accounts import Visitor, admin_actions, api_keys, second_factor, self_service, sessions
from app.db import reading, transaction
from app.errors import NotAllowed, SignedOut, StorageFailed
from app.leveling import LevelingOptions
from app.ops import erasing
from models import AudioFile, ProcessingJob, StoredObject, User
from models.types import utc_now
from tasks import consumer
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
    writer = uploads.begin(ann, mix.name, mix.stat().st_size)
    writer.write(mix.read_bytes())
    job = leveling.submit(ann, writer.finish().id, LevelingOptions(-16.0))
    worker()
    api_keys.create(ann, 'a program', writes=True)
    return ann, job


TELL_NOTHING_AWAY = {
    *('consent_hash', 'content_hash', 'fingerprint_hash', 'old_secret_until', 'token_type', 'refresh_token_expires_at'),
    *('token_id', 'tokens_in', 'tokens_out'),
}


def test_no_column_that_opens_something_is_ever_exported() -> None:
    exported = self_service._about('anybody')
    assert {'accounts', 'audit_logs', 'oauth_tokens', 'posts', 'sessions', 'verification_tokens'} <= {
        table.name for table in exported
    }
    telling = re.compile('token|secret|hash|session_state|api_key')
    named = {column.name for table in exported for column in table.c if telling.search(column.name)}
    assert named - self_service.SECRET_COLUMNS == TELL_NOTHING_AWAY


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
    folders = ['leveling/originals', 'leveling/results']
    assert [name.rpartition('/')[0] or name for name in names] == ['README.txt', 'rows.json', *folders]
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
        if erasing.erase(user_id):
            self_service.end(user_id)


def test_an_account_ends_after_seven_days_with_all_its_files(levelled: tuple[str, str]) -> None:
    ann, job = levelled
    with pytest.raises(NotAllowed, match=r'Type ann@example\.org'):
        self_service.ask_to_end(ann, 'somebody@example.org')
    self_service.ask_to_end(ann, 'Ann@example.org')
    leave(ann)
    assert leveling.result(ann, job), 'for seven days all is there'
    assert user(ann).deleted_at is not None
    with visiting():
        assert accounts.sign_in('ann@example.org', PASSWORD)[1] == '/account', 'where it can be kept'
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    kept = [key for _, key in files.of_user(ann)]
    assert len(kept) == 2
    leave(ann)
    assert [key for key in kept if storage.exists(key)] == []
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
    assert (user(ann).delete_after, user(ann).deleted_at) == (None, None)
    assert leveling.result(ann, job)


def test_an_account_with_a_running_job_ends_when_it_has_stopped(levelled: tuple[str, str]) -> None:
    ann, job = levelled
    waiting = leveling.rerun(ann, job, LevelingOptions(-9.0))
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
        lambda: admin_actions.set_admin('x', ann, False),
        lambda: admin_actions.set_disabled('x', ann, True),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed, match='only admin'):
            deed()  # in seven days nobody would be left


def test_who_is_about_to_leave_is_signed_out_with_all_programs_and_lands_where_the_account_is_kept() -> None:
    ann = person()
    _, codes = with_second_factor(ann)
    key = api_keys.create(ann, 'a program', writes=True)
    self_service.ask_to_end(ann, 'ann@example.org')
    accounts.let_in(Visitor(api_key=key))
    with pytest.raises(SignedOut):
        accounts.current_user()
    assert second_factor.finish(first_step(), codes[0], '/history')[1] == '/account'
    self_service.keep(ann)
    assert accounts.current_user().id == ann


@pytest.fixture
def another_area(owner: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Tables of another area: rows of a user that have a key of two columns, and rows that hang on these."""
    notes = sa.Table(
        'echo_notes',
        SQLModel.metadata,
        sa.Column('user_id', sa.Text, sa.ForeignKey('users.id', ondelete='CASCADE'), primary_key=True),
        sa.Column('number', sa.Integer, primary_key=True),
    )
    lines = sa.Table(
        'echo_lines',
        SQLModel.metadata,
        sa.Column('whose', sa.Text, primary_key=True),
        sa.Column('note', sa.Integer, primary_key=True),
        sa.Column('line', sa.Text, primary_key=True),
        sa.ForeignKeyConstraint(['whose', 'note'], ['echo_notes.user_id', 'echo_notes.number'], ondelete='CASCADE'),
    )
    asked: dict[str, Any] = {'notes': notes, 'lines': lines, 'erased': [], 'ends': False}

    def erase(user_id: str) -> bool:
        asked['erased'].append(user_id)
        return bool(asked['ends'])

    monkeypatch.setitem(areas._areas, 'echo', areas.Area('echo', 'Echo', erase=erase))
    with db.engine().begin() as connection:
        notes.create(connection)
        lines.create(connection)
    yield asked
    SQLModel.metadata.remove(lines)
    SQLModel.metadata.remove(notes)


def test_what_another_area_keeps_is_taken_along_with_keys_of_several_columns(
    another_area: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, eve = person(), person('eve@example.org')
    rows = [(who, number) for who in (ann, eve) for number in range(5)]
    with transaction() as session:
        session.execute(another_area['notes'].insert(), [{'user_id': who, 'number': n} for who, n in rows])
        session.execute(
            another_area['lines'].insert(),
            [{'whose': who, 'note': n, 'line': line} for who, n in rows for line in ('a', 'b')],
        )
    monkeypatch.setattr(db, 'PAGE', 3)
    found = accounts.everything(ann)
    assert found['echo_notes'] == [{'user_id': ann, 'number': number} for number in range(5)]
    assert found['echo_lines'] == [
        {'whose': ann, 'note': number, 'line': line} for number in range(5) for line in ('a', 'b')
    ]


def test_an_account_stays_until_every_area_has_let_go(another_area: dict[str, Any]) -> None:
    ann = person()
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    consumer._end_accounts()
    assert user(ann), 'something of that area still runs'
    another_area['ends'] = True
    consumer._end_accounts()
    assert another_area['erased'] == [ann, ann]
    with reading() as session:
        assert session.get(User, ann) is None


def test_all_files_of_who_leaves_go_in_batches(levelled: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _ = levelled
    eve = person('eve@example.org')
    with transaction() as session:
        for user_id, count in ((ann, 6), (eve, 1)):
            need = files.Need('leveling.level', 'j', user_id, 'leveling')
            for number in range(count):
                files.note(session, files.NewFile(f'results/{user_id}-{number}.wav', 'result', 1), need)
        others = ProcessingJob(user_id=eve, original_file_path='k', target_lufs=-14, result='{}')
        session.add(others)
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(storage, 'delete', lambda *keys: asked.append(keys))
    monkeypatch.setattr('app.files.removal.BATCH', 4)
    assert erasing.erase(ann)
    assert max(map(len, asked)) <= 4 + 1, 'not all of them at once'
    assert len(asked) == 6, 'not a request for each file: a batch before its rows go, and once more behind them'
    gone = {key for keys in asked for key in keys}
    assert gone >= {f'results/{ann}-{number}.wav' for number in range(6)}
    assert {key.partition('/')[0] for key in gone} == {'originals', 'leveling', 'timelines', 'analyses', 'results'}
    with reading() as session:
        left = session.exec(select(ProcessingJob.user_id).where(col(ProcessingJob.result).is_not(None))).all()
        assert left == [others.user_id]
        assert session.exec(select(StoredObject.key)).all() == [f'results/{eve}-0.wav']


def test_a_storage_that_is_away_while_somebody_leaves_is_asked_again(
    levelled: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, _ = levelled
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)

    def be_away(*keys: str) -> None:
        raise StorageFailed('The storage does not answer.')

    kept = [key for _, key in files.of_user(ann)]
    with monkeypatch.context() as patch:
        patch.setattr(storage, 'delete', be_away)
        with pytest.raises(StorageFailed):
            leave(ann)
    assert [key for _, key in files.of_user(ann)] == kept
    leave(ann)
    assert [key for key in kept if storage.exists(key)] == []
