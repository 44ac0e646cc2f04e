"""What every test may ask for: an installation of its own, its owner, and a worker that runs when the test says so."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import accounts, config, db, queue, running, storage
from app.config import settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait for browsers and servers go first, so that the short ones fill the gaps at the end."""
    items.sort(key=lambda item: item.path.parent.name not in ('browser', 'process'))


@pytest.fixture(scope='session')
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at the newest revision, to be copied."""
    folder = tmp_path_factory.mktemp('migrated')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('LEVELMIX_DATA_DIR', str(folder))
        config.forget_settings()
        db.upgrade()
        db.dispose()
    config.forget_settings()
    return folder / 'levelmix.db'


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder that the settings point to."""
    folder = tmp_path / 'data'
    folder.mkdir()
    monkeypatch.setenv('LEVELMIX_DATA_DIR', str(folder))
    monkeypatch.setenv('LEVELMIX_MIN_FREE_DISK_MB', '0')
    config.forget_settings()
    yield folder
    queue.close()
    storage.close()
    db.dispose()
    config.forget_settings()


@pytest.fixture
def owner(data_dir: Path, migrated: Path) -> str:
    """The local owner of a fresh installation."""
    shutil.copy(migrated, data_dir / 'levelmix.db')
    return accounts.ensure_local_owner()


@pytest.fixture
def worker(owner: str) -> Callable[[], int]:
    """Runs everything that waits in the queue, here and now; returns how many messages that were."""
    import tasks  # noqa: F401  the handlers

    queue.serve_with(running.run)
    return queue.work_off


@pytest.fixture
def change_setting(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Callable[[str, object], None]:
    """Sets one setting for this test."""

    def change(name: str, value: object) -> None:
        monkeypatch.setenv(f'LEVELMIX_{name.upper()}', str(value))
        config.forget_settings()
        settings()

    return change
