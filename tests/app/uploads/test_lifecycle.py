"""Files on their way in: limits, names, pieces that go on after whatever broke them off, and full disks."""

import errno
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from app import storage, uploads
from app.config import MIB
from app.db import reading, transaction
from app.errors import Damaged, InUse, NotAllowed, NotFound, TooLarge, WrongOffset
from app.uploads import Checksum, UploadWriter, digest, other_server, partial_file
from models import Upload, User
from tests.app.uploads_support import began, leftovers, send, stored
from tests.waiting import until

Change = Callable[[str, object], None]


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Callable[[UploadWriter], None]:
    """Leaves a receiver as a killed server does: nothing is said, the lock goes with the process."""

    def kill(writer: UploadWriter) -> None:
        writer._part.close()
        digest._kept.clear()

    return kill


def test_a_file_arrives_with_its_name_size_and_hash(owner: str) -> None:
    upload = uploads.get(owner, send(owner, 'My Mix.mp3', b'music'))
    assert (upload.filename, upload.size_bytes) == ('My Mix.mp3', 5)
    assert upload.content_hash == hashlib.sha256(b'music').hexdigest()
    assert b''.join(storage.read(uploads.storage_key(upload))) == b'music'


def test_nobody_else_gets_at_it(owner: str) -> None:
    with transaction() as session:
        session.add(User(id='other', email='other@example.org'))
    complete, half = send(owner, 'a.mp3', b'music'), began(owner, b'mu', 5)
    for upload_id in (complete, half):
        for act in (uploads.get, uploads.get_with_offset, uploads.discard):
            with pytest.raises(NotFound):
                act('other', upload_id)
        with pytest.raises(NotFound):
            uploads.resume('other', upload_id, 2)
    assert uploads.get_with_offset(owner, half)[1] == 2
    assert uploads.get(owner, complete)


def test_what_is_too_large_or_empty_is_refused_before_it_starts(
    owner: str, change_setting: Change, data_dir: Path
) -> None:
    change_setting('max_upload_mb', 1)
    with pytest.raises(TooLarge, match='larger than the 1 MB'):
        uploads.begin(owner, 'a.wav', 2 * MIB)
    with pytest.raises(NotAllowed, match='empty'):
        uploads.begin(owner, 'a.wav', 0)
    assert leftovers(data_dir) == []


def test_more_than_was_announced_is_not_taken(owner: str) -> None:
    writer = uploads.begin(owner, 'a.wav', 10)
    writer.write(b'x' * 8)
    with pytest.raises(NotAllowed, match='More than the 10 bytes'):
        writer.write(b'x' * 3)
    writer.break_off()
    assert uploads.get_with_offset(owner, writer.upload.id)[1] == 8


def test_a_broken_off_upload_is_not_usable_and_goes_on_where_it_stopped(owner: str, data_dir: Path) -> None:
    writer = uploads.begin(owner, 'a.wav', 100)
    writer.write(b'x' * 60)
    writer.break_off()
    upload_id = writer.upload.id
    with pytest.raises(NotFound):
        uploads.get(owner, upload_id)
    for wrong in (0, 59, 61, 100):
        with pytest.raises(WrongOffset, match='60 bytes'):
            uploads.resume(owner, upload_id, wrong)
    again = uploads.resume(owner, upload_id, 60)
    again.write(b'y' * 40)
    assert again.finish().content_hash == hashlib.sha256(b'x' * 60 + b'y' * 40).hexdigest()
    assert [path.name for path in leftovers(data_dir)] == [f'{upload_id}.wav']
    with pytest.raises(WrongOffset):
        uploads.resume(owner, upload_id, 100)
    half = uploads.begin(owner, 'a.wav', 9)
    half.write(b'abc')
    with pytest.raises(NotAllowed, match='Only 3 of 9'):
        half.finish()


def test_what_a_killed_server_had_received_counts_and_its_hash_catches_up(
    owner: str, killed: Callable[[UploadWriter], None]
) -> None:
    content = os.urandom(3 * MIB + 17)
    writer = uploads.begin(owner, 'a.wav', len(content))
    writer.write(content[:MIB], content[MIB : 2 * MIB])
    killed(writer)
    upload_id = writer.upload.id
    assert uploads.get_with_offset(owner, upload_id)[1] == 2 * MIB
    again = uploads.resume(owner, upload_id, 2 * MIB)
    again.write(content[2 * MIB : 2 * MIB + 1000])
    assert again._digest.length == digest.CATCH_UP * 1000, 'a little for each write, not all at once'
    again.write(content[2 * MIB + 1000 :])
    assert again.finish().content_hash == hashlib.sha256(content).hexdigest()
    assert stored(owner, upload_id) == content


def test_a_server_killed_between_storing_and_writing_that_down_loses_nothing(
    owner: str, monkeypatch: pytest.MonkeyPatch, killed: Callable[[UploadWriter], None]
) -> None:
    writer = uploads.begin(owner, 'a.wav', 5)
    writer.write(b'music')
    with monkeypatch.context() as patch:
        patch.setattr('app.uploads.completion._settle', lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        patch.setattr(partial_file, 'remove', lambda _: None)
        with pytest.raises(KeyboardInterrupt):
            writer.keep()
    killed(writer)
    assert uploads.get_with_offset(owner, writer.upload.id)[1] == 5
    assert uploads.get(owner, writer.upload.id).content_hash == hashlib.sha256(b'music').hexdigest()


def test_two_at_one_upload_never_mix_their_bytes_and_the_later_one_goes_on(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_file.PartialFile.open.__func__, '__defaults__', (60.0,))  # type: ignore[attr-defined]
    first = uploads.begin(owner, 'a.wav', 10)
    first.write(b'abc')
    assert not first.is_wanted
    taken: list[UploadWriter] = []
    late = threading.Thread(target=lambda: taken.append(uploads.resume(owner, first.upload.id, 3)))
    late.start()
    until(lambda: first.is_wanted, seconds=120, what='the second one to ask')
    assert taken == []
    first.break_off()
    late.join()
    taken[0].write(b'defghij')
    assert taken[0].finish().content_hash == hashlib.sha256(b'abcdefghij').hexdigest()


def test_a_part_that_another_server_has_is_waited_for_a_while(
    owner: str, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = uploads.begin(owner, 'a.wav', 6)
    writer.break_off()
    upload_id = writer.upload.id
    partial_file.remove(upload_id)  # it is not on this machine
    monkeypatch.setenv('LEVELMIX_SECRET_KEY', 'k' * 40)
    monkeypatch.setenv('LEVELMIX_REDIS_URL', 'redis://127.0.0.1:1/0')
    change_setting('replica', 'a')
    with pytest.raises(InUse, match='is away'):
        uploads.get_with_offset(owner, upload_id)
    with pytest.raises(InUse, match='is away'):
        uploads.resume(owner, upload_id, 3)
    monkeypatch.setattr(other_server, 'PATIENCE_S', 0.0)
    with pytest.raises(NotFound):
        uploads.get_with_offset(owner, upload_id)


def test_what_nobody_can_go_on_with_counts_no_more(owner: str) -> None:
    """Whoever sent it begins again, and may not have heard that they should remove the old one."""
    half, complete = began(owner, b'mu', 5), send(owner, 'a.mp3', b'music')
    partial_file.remove(half)
    with pytest.raises(NotFound):
        uploads.resume(owner, half, 2)
    with reading() as session:
        assert session.exec(select(Upload.id)).all() == [complete]


def test_whoever_does_not_let_go_keeps_it(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_file.PartialFile.open.__func__, '__defaults__', (0.1,))  # type: ignore[attr-defined]
    first = uploads.begin(owner, 'a.wav', 10)
    for act in (uploads.get_with_offset, uploads.discard):
        with pytest.raises(InUse):
            act(owner, first.upload.id)
    first.abort()
    with pytest.raises(NotFound):
        uploads.get_with_offset(owner, first.upload.id)


@pytest.mark.parametrize('how', ['wrong', 'broken off', 'killed'])
def test_bytes_with_a_checksum_count_only_when_it_holds(
    owner: str, how: str, killed: Callable[[UploadWriter], None]
) -> None:
    upload_id = began(owner, b'abc', 9)
    writer = uploads.resume(owner, upload_id, 3, Checksum('sha256', hashlib.sha256(b'def').digest()))
    writer.write(b'de')
    if how == 'wrong':
        writer.write(b'X')
        with pytest.raises(Damaged):
            writer.keep()
    elif how == 'broken off':
        writer.break_off()
    else:
        killed(writer)
    assert uploads.get_with_offset(owner, upload_id)[1] == 3
    again = uploads.resume(owner, upload_id, 3, Checksum('md5', hashlib.md5(b'def').digest()))
    again.write(b'def')
    assert again.keep().content_hash is None
    last = uploads.resume(owner, upload_id, 6)
    last.write(b'ghi')
    assert last.finish().content_hash == hashlib.sha256(b'abcdefghi').hexdigest()


def test_a_full_disk_is_said_before_and_during_the_upload(
    owner: str, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    writer = uploads.begin(owner, 'a.wav', 100)
    monkeypatch.setattr(storage, 'free_bytes', lambda: 150)
    with pytest.raises(TooLarge, match='not enough free space'):
        uploads.begin(owner, 'b.wav', 60)  # the rest of the first one still comes
    monkeypatch.setattr(storage, 'free_bytes', lambda: 50)
    with pytest.raises(TooLarge, match='disk of the server is full'):
        writer.write(b'x' * 60)
    writer.abort()
    assert leftovers(data_dir) == []


def test_a_disk_that_refuses_is_a_sentence_and_what_fitted_is_kept(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = uploads.begin(owner, 'a.wav', 100)
    write = os.write

    def full(file: int, data: bytes) -> int:
        if file == writer._part.file and writer.offset >= 4:
            raise OSError(errno.ENOSPC, 'No space left on device')
        return write(file, data[:4])

    monkeypatch.setattr(os, 'write', full)
    with pytest.raises(TooLarge, match='No space left'):
        writer.write(b'x' * 10)
    writer.break_off()
    assert uploads.get_with_offset(owner, writer.upload.id)[1] == 4


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
