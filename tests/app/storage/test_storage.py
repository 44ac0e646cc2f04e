"""Files are kept whole, under our own names: in a folder, in moto's bucket and in a real one alike."""

import errno
import os
import time
from pathlib import Path

import pytest

from app import storage
from app.errors import NotFound, TooLarge
from app.storage import folder, garbage
from tests.s3_servers import Service

LARGE = 17 * 1024 * 1024 + 7
"""Bytes that travel in three parts."""


def arriving(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / 'arriving'
    path.write_bytes(content)
    return path


@pytest.mark.nightly('swift')
def test_what_is_put_comes_back_in_any_part(store: str, tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000
    assert storage.put('results/a.wav', arriving(tmp_path, content)) == len(content)
    assert not (tmp_path / 'arriving').exists(), 'it is moved'
    assert b''.join(storage.read('results/a.wav')) == content
    assert b''.join(storage.read('results/a.wav', 5, 1_500_000)) == content[5:1_500_000]
    assert b''.join(storage.read('results/a.wav', len(content) - 3)) == content[-3:]
    assert b''.join(storage.read('results/a.wav', len(content) + 3)) == b''
    with storage.local('results/a.wav') as path:
        assert path.read_bytes() == content
        assert path.suffix == '.wav'


@pytest.mark.nightly(all_but_one_in=3)
def test_a_large_file_travels_whole_and_says_how_far_it_is(store: str, tmp_path: Path) -> None:
    content = os.urandom(LARGE)
    sent: list[int] = []
    fetched: list[int] = []
    assert storage.put('originals/mix.wav', arriving(tmp_path, content), sent.append) == LARGE
    with storage.local('originals/mix.wav', tmp_path, fetched.append) as path:
        assert path.read_bytes() == content
        assert path.is_relative_to(tmp_path)
    if storage.is_remote():
        assert sum(sent) == sum(fetched) == LARGE
        assert not path.exists(), 'the copy goes with the block'
    assert b''.join(storage.read('originals/mix.wav', LARGE - 100)) == content[-100:]


def test_an_empty_file_is_a_file(store: str, tmp_path: Path) -> None:
    assert storage.put('a', arriving(tmp_path, b'')) == 0
    assert b''.join(storage.read('a')) == b''
    with storage.local('a') as path:
        assert path.read_bytes() == b''


def test_putting_again_replaces_and_deleting_twice_is_fine(store: str, tmp_path: Path) -> None:
    storage.put('a', arriving(tmp_path, b'old'))
    before = storage.stat('a')
    storage.put('a', arriving(tmp_path, b'newer'))
    after = storage.stat('a')
    assert before is not None
    assert after is not None
    assert (before.size, after.size) == (3, 5)
    assert before.version != after.version
    assert abs(after.modified - time.time()) < 60
    assert b''.join(storage.read('a')) == b'newer'
    storage.delete('a')
    storage.delete('a', 'b')
    assert not storage.exists('a')
    with pytest.raises(NotFound, match='no longer there'), storage.local('a'):
        pass
    with pytest.raises(NotFound, match='no longer there'):
        b''.join(storage.read('a'))


def test_what_lies_in_a_folder_is_listed_and_nothing_else(store: str, tmp_path: Path) -> None:
    for key in ('results/a.wav', 'results/deep/b.wav', 'results-of-others/c.wav'):
        storage.put(key, arriving(tmp_path, key.encode()))
    found = {file.key: file.size for file in storage.each('results')}
    assert found == {'results/a.wav': 13, 'results/deep/b.wav': 18}
    assert list(storage.each('nothing')) == []
    assert storage.folder_sizes() == [('results', 1, 13), ('results-of-others', 1, 23), ('results/deep', 1, 18)]


@pytest.mark.parametrize('key', ['', '/etc/passwd', '../secret.key', 'a/../../b', 'a//b', 'a/', '.hidden', 'a b', 'ä'])
def test_a_name_never_becomes_a_path(store: str, key: str) -> None:
    with pytest.raises(ValueError, match='Not a storage key'):
        storage.exists(key)


def remove_unused(used: set[str]) -> int:
    return storage.remove_unused('results', list(storage.each('results')), used)


def test_what_no_row_knows_goes_once_it_is_old(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ('results/used', 'results/unused', 'other/unused'):
        storage.put(key, arriving(tmp_path, b'x'))
    assert remove_unused({'results/used'}) == 0, 'it may be about to be written down'
    monkeypatch.setattr(garbage, 'UNUSED_AFTER_S', -60)
    assert remove_unused({'results/used'}) == 1
    assert [storage.exists(key) for key in ('results/used', 'results/unused', 'other/unused')] == [True, False, True]
    assert storage.remove_older('other', 60) == 0
    assert storage.remove_older('other', -60) == 1


def test_a_store_full_of_strangers_is_left_alone(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The wrong database, or a bucket that two installations share, must not cost anybody their files."""
    monkeypatch.setattr(garbage, 'UNUSED_AFTER_S', -60)
    monkeypatch.setattr(garbage, 'FEW', 2)
    for number in range(4):
        storage.put(f'results/{number}', arriving(tmp_path, b'x'))
    assert remove_unused({'results/0'}) == 0
    assert 'belong to no row of this database' in caplog.text
    assert len(list(storage.each('results'))) == 4


class Stopped(Exception):
    """What a cancelled job raises while it carries a file."""


def test_who_is_stopped_while_a_file_travels_leaves_nothing(service: Service, tmp_path: Path) -> None:
    content = os.urandom(LARGE)

    def stop(_: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        storage.put('results/a.wav', arriving(tmp_path, content), stop)
    assert not storage.exists('results/a.wav')
    storage.put('results/a.wav', arriving(tmp_path, content))
    scratch = tmp_path / 'scratch'
    with pytest.raises(Stopped), storage.local('results/a.wav', scratch, stop):
        pass
    assert list(scratch.iterdir()) == []


def test_a_disk_that_fills_up_leaves_nothing_half_written(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, 'No space left on device')

    monkeypatch.setattr(folder, '_flush', full)
    source = arriving(tmp_path, b'x')
    with pytest.raises(TooLarge, match='No space left'):
        storage.put('results/a.wav', source)
    assert not storage.exists('results/a.wav')
    assert list((data_dir / 'files' / 'results').iterdir()) == []
    assert source.read_bytes() == b'x', 'what came stays where it was, so that it can be tried again'


@pytest.mark.parametrize('same_disk', [True, False])
def test_a_process_killed_while_it_moves_a_file_in_loses_nothing(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same_disk: bool
) -> None:
    rename, flush = Path.replace, folder._flush
    steps = left = 0

    def counted() -> None:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt  # here it is killed
        left -= 1

    def killed_at_flush(path: Path) -> None:
        counted()
        flush(path)

    def killed_at_rename(path: Path, target: Path) -> Path:
        counted()
        if not same_disk and path == source:
            raise OSError(errno.EXDEV, 'Invalid cross-device link')
        return rename(path, target)

    monkeypatch.setattr(folder, '_flush', killed_at_flush)
    monkeypatch.setattr(Path, 'replace', killed_at_rename)
    while True:
        source, left, steps = arriving(tmp_path, b'music'), steps, steps + 1
        try:
            storage.put('results/a.wav', source)
            break
        except KeyboardInterrupt:
            assert b''.join(storage.read('results/a.wav')) == b'music' if not source.exists() else True
            storage.delete('results/a.wav')
    assert steps > 3
    assert (b''.join(storage.read('results/a.wav')), source.exists()) == (b'music', False)


def test_what_killed_processes_left_is_swept(data_dir: Path, tmp_path: Path) -> None:
    storage.put('results/a', arriving(tmp_path, b'x'))
    half, copy = data_dir / 'files' / 'results' / '.b.77.arriving', data_dir / 'fetched' / 'fetched.1'
    copy.mkdir(parents=True)
    half.write_bytes(b'half')
    assert storage.remove_leftovers() == 0, 'they may be at it'
    for path in (half, copy):
        os.utime(path, (0, 0))
    assert storage.remove_leftovers() == 2
    assert storage.exists('results/a')
