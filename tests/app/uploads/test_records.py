"""What is kept of uploads: equal files once, unused ones not for ever, and nothing left behind."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import storage, uploads
from app.db import transaction
from app.errors import Damaged, NotFound
from app.uploads import Checksum, UploadWriter, partial_file, records
from models import ProcessingJob, Upload, User
from tests.app.uploads_support import age, began, leftovers, send, stored


def test_the_same_file_again_is_stored_once_until_the_last_that_needs_it_is_gone(owner: str, data_dir: Path) -> None:
    with transaction() as session:
        session.add(User(id='other', email='other@example.org'))
    first, again, as_mp3, hers = (
        send(owner, 'mix.wav', b'same'), send(owner, 'mix (1).wav', b'same'),
        send(owner, 'mix.mp3', b'same'), send('other', 'mix.wav', b'same'),
    )  # fmt: skip
    assert uploads.storage_key(uploads.get(owner, again)) == f'originals/{first}.wav'
    assert sorted(p.name for p in leftovers(data_dir)) == sorted([f'{first}.wav', f'{as_mp3}.mp3', f'{hers}.wav'])
    uploads.discard(owner, first)
    assert stored(owner, again) == b'same'
    third = send(owner, 'mix.wav', b'same')
    uploads.discard(owner, again)
    assert stored(owner, third) == b'same'
    uploads.discard(owner, third)
    assert sorted(p.name for p in leftovers(data_dir)) == sorted([f'{as_mp3}.mp3', f'{hers}.wav'])


def test_a_known_file_that_vanishes_in_the_same_moment_is_stored_anew(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send(owner, 'mix.wav', b'same')
    exists = storage.exists

    def and_then_gone(key: str) -> bool:
        there = exists(key)
        if first in key and there:
            uploads.discard(owner, first)
        return there

    monkeypatch.setattr(storage, 'exists', and_then_gone)
    again = send(owner, 'mix.wav', b'same')
    assert uploads.storage_key(uploads.get(owner, again)) == f'originals/{again}.wav'
    assert stored(owner, again) == b'same'


def test_what_nobody_uses_expires_and_what_a_killed_server_left_goes_too(owner: str, data_dir: Path) -> None:
    old, fresh = send(owner, 'old.mp3', b'x'), send(owner, 'fresh.mp3', b'y')
    half, coming = began(owner, b'a', 9), uploads.begin(owner, 'slow.mp3', 9)
    for upload_id in (old, half, coming.upload.id):
        age(upload_id)
    for name in ('left', 'left.lock', 'left.doubt', 'left.wish'):
        (data_dir / 'incoming' / name).write_bytes(b'x')
    assert uploads.expire() == 3
    assert uploads.get(owner, fresh)
    for gone in (old, half):
        with pytest.raises(NotFound):
            uploads.get_with_offset(owner, gone)
    coming.write(b'x' * 9)
    assert coming.finish().content_hash, 'somebody was sending it'
    assert sorted(path.stem for path in leftovers(data_dir)) == sorted([fresh, coming.upload.id])


def test_whatever_comes_puts_the_end_off(owner: str) -> None:
    upload_id = began(owner, b'abc', 9)
    age(upload_id)
    assert uploads.expires_at(records.any_of(owner, upload_id)) == datetime(2020, 1, 2, tzinfo=UTC)
    writer = uploads.resume(owner, upload_id, 3)
    writer.write(b'def')
    assert uploads.expires_at(records.any_of(owner, upload_id)) > datetime.now(UTC), 'while the request still goes on'
    writer.break_off()
    age(upload_id)
    writer = uploads.resume(owner, upload_id, 6)
    writer.write(b'g')
    writer.keep()
    assert uploads.expires_at(records.any_of(owner, upload_id)) > datetime.now(UTC)


@pytest.mark.parametrize('how', ['asked for', 'nothing sent', 'broken off', 'damaged'])
def test_whoever_sends_nothing_puts_no_end_off(owner: str, how: str) -> None:
    upload_id = began(owner, b'abc', 9)
    age(upload_id)
    if how == 'asked for':
        uploads.get_with_offset(owner, upload_id)
    elif how == 'nothing sent':
        writer = uploads.resume(owner, upload_id, 3)
        writer.write()
        writer.write(b'')
        writer.keep()
    elif how == 'broken off':
        uploads.resume(owner, upload_id, 3).break_off()
    else:
        writer = uploads.resume(owner, upload_id, 3, Checksum('sha256', b'wrong'))
        writer.write(b'def')
        with pytest.raises(Damaged):
            writer.keep()
    assert uploads.expires_at(records.any_of(owner, upload_id)) == datetime(2020, 1, 2, tzinfo=UTC)
    assert uploads.expire() == 1


def test_an_upload_that_becomes_a_job_while_the_old_ones_are_removed_keeps_its_file(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = uploads.get(owner, send(owner, 'late.mp3', b'x'))
    age()
    forget = records.forget

    def taken_just_before(stale: Upload, **how: bool) -> bool:
        with transaction() as session:
            uploads.take(session, stale, ProcessingJob(original_file_path='k', target_lufs=-14))
        return forget(stale, **how)

    monkeypatch.setattr(records, 'forget', taken_just_before)
    uploads.expire()
    assert storage.exists(uploads.storage_key(upload)), 'the job owns the file now'


def test_a_job_that_has_not_taken_its_upload_keeps_the_file_when_that_expires(owner: str) -> None:
    upload = uploads.get(owner, send(owner, 'mix.wav', b'RIFF'))
    with transaction() as session:
        session.add(ProcessingJob(id=upload.id, user_id=owner, original_file_path='k', target_lufs=-14))
    age()
    assert uploads.expire() == 1
    assert storage.exists(uploads.storage_key(upload))


def test_an_upload_that_begins_while_broken_ones_are_removed_goes_on(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[UploadWriter] = []
    folder = partial_file.folder

    def look() -> Path:
        if not begun:
            begun.append(None)  # type: ignore[arg-type]
            begun[0] = uploads.begin(owner, 'new.mp3', 1)
        return folder()

    monkeypatch.setattr(partial_file, 'folder', look)
    assert uploads.expire() == 0
    begun[0].write(b'x')
    assert begun[0].finish().content_hash
