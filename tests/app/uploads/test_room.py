"""Announced bytes hold little room, and an upload stops before what must stay free."""

import os
import time
from pathlib import Path

import pytest

from app import storage, uploads
from app.config import MIB
from app.db import transaction
from app.errors import TooLarge
from app.uploads import lifecycle, partial_file
from models import User
from tests.app.disks import Disk
from tests.app.uploads_support import began

GIB = 1024 * MIB


@pytest.fixture
def users(owner: str) -> tuple[str, str]:
    """Eve and Ann."""
    with transaction() as session:
        session.add_all([User(id=name, email=f'{name}@example.org') for name in ('eve', 'ann')])
    return 'eve', 'ann'


@pytest.fixture
def ten_gib(monkeypatch: pytest.MonkeyPatch, users: tuple[str, str]) -> None:
    monkeypatch.setattr(storage, 'free_bytes', lambda: 10 * GIB)


def announce(user: str, size: int) -> str:
    writer = uploads.begin(user, 'x.wav', size)
    writer.break_off()
    return writer.upload.id


def bring(upload_id: str, size: int) -> None:
    """Let so many bytes of it have come, without writing them."""
    os.truncate(partial_file.folder() / upload_id, size)


def test_who_announces_much_and_sends_nothing_keeps_nobody_else_out(ten_gib: None) -> None:
    for _ in range(3):
        announce('eve', 3 * GIB)
    with pytest.raises(TooLarge, match='not enough free space'):
        announce('eve', 3 * GIB)
    assert announce('ann', 4 * GIB)


def test_what_has_come_holds_as_much_room_again(users: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is half through has not sent that in vain: others find no room for the rest of it."""
    monkeypatch.setattr(storage, 'free_bytes', lambda: 6 * GIB)
    bring(announce('eve', 4 * GIB), 2 * GIB)  # 2 are missing
    bring(announce('eve', 4 * GIB), 3 * GIB)  # 1 is missing
    with pytest.raises(TooLarge, match='not enough free space'):
        announce('ann', 3 * GIB + 1)
    assert announce('ann', 3 * GIB)


def test_what_is_silent_holds_nothing_not_even_against_its_own_user(ten_gib: None) -> None:
    """A page that was closed, on an installation of one: its owner need not wait for a day."""
    silent = announce('eve', 4 * GIB)
    announce('eve', 4 * GIB)
    with pytest.raises(TooLarge):
        announce('eve', 3 * GIB)
    for upload_id, hours in ((silent, -1), (silent, 24)):  # a clock that was a day ahead holds nothing either
        at = time.time() + hours * 3600
        os.utime(partial_file.folder() / upload_id, (at, at))
        uploads.discard('eve', announce('eve', 3 * GIB))


def test_an_empty_request_is_no_sign_of_life(ten_gib: None) -> None:
    upload_id = announce('eve', 4 * GIB)
    long_ago = time.time() - 2 * lifecycle.SILENT_S
    os.utime(partial_file.folder() / upload_id, (long_ago, long_ago))
    uploads.get_with_offset('eve', upload_id)
    writer = uploads.resume('eve', upload_id, 0)
    writer.write(b'')
    writer.keep()
    assert (partial_file.folder() / upload_id).stat().st_mtime == pytest.approx(long_ago)


def pour(writer: uploads.UploadWriter, mib: int) -> None:
    for _ in range(mib):
        writer.write(bytes(MIB))


def test_an_upload_stops_before_what_must_stay_free_and_what_came_is_kept(
    owner: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = uploads.begin(owner, 'a.wav', 40 * MIB)
    disk = Disk(data_dir / 'incoming', 20 * MIB)
    monkeypatch.setattr(storage, 'free_bytes', disk.free)
    with pytest.raises(TooLarge, match='What came is kept'):
        pour(writer, 40)
    writer.break_off()
    assert 15 * MIB < uploads.get_with_offset(owner, writer.upload.id)[1] <= 20 * MIB


def test_what_still_comes_of_ones_own_counts_whole(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, 'free_bytes', lambda: 150)
    began(owner, b'x' * 10, 100)
    with pytest.raises(TooLarge, match='not enough free space'):
        uploads.begin(owner, 'b.wav', 61)
    assert uploads.begin(owner, 'b.wav', 60)
