"""Files on their way in: limits, names, and nothing left behind."""

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import storage, uploads
from app.config import MIB
from app.db import transaction
from app.errors import NotAllowed, NotFound, TooLarge
from models import Upload, User


def send(owner: str, name: str, content: bytes) -> str:
    receiver = uploads.begin(owner, name, len(content))
    receiver.write(content)
    return receiver.finish().id


def leftovers(data_dir: Path) -> list[Path]:
    return [path for folder in ('incoming', 'files') for path in (data_dir / folder).rglob('*') if path.is_file()]


def test_a_file_arrives_with_its_name_size_and_hash(owner: str) -> None:
    upload = uploads.get(owner, send(owner, 'My Mix.mp3', b'music'))
    assert (upload.filename, upload.size_bytes) == ('My Mix.mp3', 5)
    assert upload.content_hash == hashlib.sha256(b'music').hexdigest()
    assert b''.join(storage.read(uploads.storage_key(upload))) == b'music'


def test_nobody_else_gets_at_it(owner: str) -> None:
    with transaction() as session:
        session.add(User(id='other', email='other@example.org'))
    upload_id = send(owner, 'a.mp3', b'music')
    for act in (uploads.get, uploads.discard):
        with pytest.raises(NotFound):
            act('other', upload_id)
    assert uploads.get(owner, upload_id)


def test_an_upload_that_is_announced_too_large_is_refused_before_it_starts(
    owner: str, change_setting: Callable[[str, object], None], data_dir: Path
) -> None:
    change_setting('max_upload_mb', 1)
    with pytest.raises(TooLarge, match='larger than the 1 MB'):
        uploads.begin(owner, 'a.wav', 2 * MIB)
    assert leftovers(data_dir) == []


def test_an_upload_that_lies_about_its_size_is_stopped(
    owner: str, change_setting: Callable[[str, object], None], data_dir: Path
) -> None:
    change_setting('max_upload_mb', 1)
    receiver = uploads.begin(owner, 'a.wav', None)
    receiver.write(b'x' * MIB)
    with pytest.raises(TooLarge):
        receiver.write(b'x')
    receiver.abort()
    assert leftovers(data_dir) == []


def test_a_broken_off_upload_is_not_usable(owner: str, data_dir: Path) -> None:
    receiver = uploads.begin(owner, 'a.wav', 100)
    receiver.write(b'x' * 60)
    with pytest.raises(NotAllowed, match='broke off after 60 of 100 bytes'):
        receiver.finish()
    receiver.abort()
    with pytest.raises(NotFound):
        uploads.get(owner, receiver.upload.id)
    assert leftovers(data_dir) == []


def test_a_full_disk_is_said_before_and_during_the_upload(
    owner: str, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    monkeypatch.setattr(storage, 'free_bytes', lambda: 50)
    with pytest.raises(TooLarge, match='not enough free space'):
        uploads.begin(owner, 'a.wav', 100)
    receiver = uploads.begin(owner, 'a.wav', None)
    with pytest.raises(TooLarge, match='disk of the server is full'):
        receiver.write(b'x' * 60)
    receiver.abort()
    assert leftovers(data_dir) == []


@pytest.mark.parametrize(
    ('sent', 'shown', 'suffix'),
    [
        ('../../etc/passwd', 'passwd', '.bin'),
        ('C:\\Music\\mix.WAV', 'mix.WAV', '.wav'),
        ('a "quoted" \'mix\'.mp3', 'a "quoted" \'mix\'.mp3', '.mp3'),
        ('🎧 Köln.flac', '🎧 Köln.flac', '.flac'),
        ('\x00\x1b[31m.mp3', '[31m.mp3', '.mp3'),
        ('', 'untitled', '.bin'),
        ('x' * 400 + '.mp3', 'x' * 251 + '.mp3', '.mp3'),
        ('evil.php', 'evil.php', '.bin'),
    ],
)
def test_a_name_is_shown_but_never_a_path(owner: str, sent: str, shown: str, suffix: str) -> None:
    upload = uploads.get(owner, send(owner, sent, b'x'))
    assert upload.filename == shown
    assert uploads.storage_key(upload) == f'originals/{upload.id}{suffix}'


def test_what_nobody_uses_expires_and_what_a_killed_server_left_goes_too(owner: str, data_dir: Path) -> None:
    old, fresh = send(owner, 'old.mp3', b'x'), send(owner, 'fresh.mp3', b'x')
    with transaction() as session:
        session.connection().execute(
            sa.text("UPDATE uploads SET created_at = '2020-01-01 00:00:00' WHERE id = :id"), {'id': old}
        )
    (data_dir / 'incoming' / 'left-by-a-killed-server').write_bytes(b'x')
    assert uploads.expire() == 2
    assert uploads.get(owner, fresh)
    with pytest.raises(NotFound):
        uploads.get(owner, old)
    assert [path.stem for path in leftovers(data_dir)] == [fresh]


def test_an_upload_that_becomes_a_job_while_the_old_ones_are_removed_keeps_its_file(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = uploads.get(owner, send(owner, 'late.mp3', b'x'))
    with transaction() as session:
        session.connection().execute(sa.text("UPDATE uploads SET created_at = '2020-01-01 00:00:00'"))
    forget = uploads._forget

    def taken_just_before(stale: Upload) -> None:
        with transaction() as session:
            uploads.take(session, owner, stale.id)
        forget(stale)

    monkeypatch.setattr(uploads, '_forget', taken_just_before)
    uploads.expire()
    assert storage.exists(uploads.storage_key(upload)), 'the job owns the file now'


def test_an_upload_that_begins_while_broken_ones_are_removed_goes_on(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[uploads.Receiver] = []
    incoming = uploads._incoming

    def look() -> Path:
        if not begun:
            begun.append(None)  # type: ignore[arg-type]
            begun[0] = uploads.begin(owner, 'new.mp3', 1)
        return incoming()

    monkeypatch.setattr(uploads, '_incoming', look)
    assert uploads.expire() == 0
    begun[0].write(b'x')
    assert begun[0].finish().content_hash


def test_a_slow_upload_does_not_expire_while_it_comes_in(owner: str, data_dir: Path) -> None:
    receiver = uploads.begin(owner, 'slow.mp3', None)
    with transaction() as session:
        session.connection().execute(sa.text("UPDATE uploads SET created_at = '2020-01-01 00:00:00'"))
    receiver.write(b'x')
    assert uploads.expire() == 0
    assert receiver.finish().content_hash
    broken = uploads.begin(owner, 'broken.mp3', None)
    broken._file.close()
    with transaction() as session:
        session.connection().execute(sa.text("UPDATE uploads SET created_at = '2020-01-01 00:00:00'"))
    os.utime(data_dir / 'incoming' / broken.upload.id, (0, 0))
    assert uploads.expire() == 2, 'that one, and the finished one that nobody used'
    assert leftovers(data_dir) == []


def test_a_disk_that_is_full_at_the_last_byte_is_a_sentence_too(owner: str, data_dir: Path) -> None:
    receiver = uploads.begin(owner, 'a.wav', None)
    receiver.write(b'x' * 10)

    class Full:
        def write(self, chunk: bytes) -> None:
            raise OSError(errno.ENOSPC, 'No space left on device')

        def close(self) -> None:
            raise OSError(errno.ENOSPC, 'No space left on device')

    receiver._file.close()
    receiver._file = Full()  # type: ignore[assignment]
    with pytest.raises(TooLarge, match='No space left'):
        receiver.finish()
    with pytest.raises(TooLarge, match='No space left'):
        receiver.write(b'x')
    receiver.abort()
    assert leftovers(data_dir) == []
