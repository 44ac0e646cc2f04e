"""Files are kept whole, under our own names."""

import errno
from pathlib import Path

import pytest

from app import storage
from app.errors import NotFound, TooLarge


def arriving(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / 'arriving'
    path.write_bytes(content)
    return path


def test_what_is_put_comes_back_in_any_part(data_dir: Path, tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000
    assert storage.put('results/a.wav', arriving(tmp_path, content)) == len(content)
    assert b''.join(storage.read('results/a.wav')) == content
    assert b''.join(storage.read('results/a.wav', 5, 1_500_000)) == content[5:1_500_000]
    with storage.local('results/a.wav') as path:
        assert path.read_bytes() == content


def test_putting_again_replaces_and_deleting_twice_is_fine(data_dir: Path, tmp_path: Path) -> None:
    storage.put('a', arriving(tmp_path, b'old'))
    storage.put('a', arriving(tmp_path, b'new'))
    assert b''.join(storage.read('a')) == b'new'
    storage.delete('a')
    storage.delete('a')
    assert not storage.exists('a')
    with pytest.raises(NotFound, match='no longer there'), storage.local('a'):
        pass


@pytest.mark.parametrize('key', ['', '/etc/passwd', '../secret.key', 'a/../../b', 'a//b', 'a/', '.hidden', 'a b', 'ä'])
def test_a_name_never_becomes_a_path(data_dir: Path, key: str) -> None:
    with pytest.raises(ValueError, match='Not a storage key'):
        storage.exists(key)


def test_a_disk_that_fills_up_leaves_nothing_half_written(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, 'No space left on device')

    monkeypatch.setattr(storage, '_flush', full)
    with pytest.raises(TooLarge, match='No space left'):
        storage.put('results/a.wav', arriving(tmp_path, b'x'))
    assert not storage.exists('results/a.wav')
    assert list((data_dir / 'files' / 'results').iterdir()) == []
