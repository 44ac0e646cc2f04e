"""Running servers that stories share: one for each choice of settings in a process of the test run, and each file of
stories finds it as if it had just been installed."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app import config, db, storage
from app.jobs import queue
from tests.databases import FILE, database_of, is_remote
from tests.places import ROOT
from tests.servers import LevelMix, serving

KEPT_FOLDERS = {'browser'}
"""What NiceGUI remembers of browsers, each under a name that no other browser gets."""
MOST_RESTING = 6
"""Servers that nobody has borrowed. They stand still, and take nothing but memory."""


@dataclass
class _Shared:
    site: LevelMix
    new: Path
    """Its database as it was at the start."""
    ending: ExitStack


@dataclass
class Sites:
    """The servers of this process of the test run; `new_folder` makes a place for another one, and each begins with a
    database like that of the folder `like`.

    Those that are lent are not among `_resting`: whoever asks for the same twice at a time gets two.
    """

    new_folder: Callable[[], Path]
    like: Path
    _resting: dict[tuple[Path, str], _Shared] = field(default_factory=dict)

    @contextmanager
    def lent(self, program: Path = ROOT, **settings: Any) -> Iterator[LevelMix]:
        """A server with these settings and nothing in it, for one borrower.

        A server of a libSQL database is not shared, because nothing can put it back in a moment.
        """
        if is_remote():
            with self._serving(self.new_folder(), program, settings) as site:
                yield site
            return
        key = (program, repr(sorted(settings.items())))
        shared = self._as_new(key)
        self._end_all_but(MOST_RESTING - 1)
        shared = shared or self._started(self.new_folder(), program, settings)
        try:
            yield shared.site
        finally:
            if key in self._resting:
                shared.ending.close()
            else:
                shared.site.freeze()
                self._resting[key] = shared

    def _as_new(self, key: tuple[Path, str]) -> _Shared | None:
        shared = self._resting.pop(key, None)
        if shared is None:
            return None
        shared.site.thaw()
        with suppress(OSError, sqlite3.Error):
            if _is_at_rest(shared.site):
                _put_back(shared)
                return shared
        shared.ending.close()
        return None

    @contextmanager
    def _serving(self, folder: Path, program: Path, settings: dict[str, Any]) -> Iterator[LevelMix]:
        data_dir = folder / 'data'
        data_dir.mkdir()
        with database_of(data_dir, like=self.like), serving(data_dir, program=program, **settings) as site:
            try:
                yield site
            finally:
                site.die()  # how servers end is told elsewhere, and takes seconds

    def _started(self, folder: Path, program: Path, settings: dict[str, Any]) -> _Shared:
        with ExitStack() as ending:
            site = ending.enter_context(self._serving(folder, program, settings))
            new = folder / 'new.db'
            _copy(site.data_dir / FILE, new)
            return _Shared(site, new, ending.pop_all())

    def end(self) -> None:
        """End all."""
        self._end_all_but(0)

    def _end_all_but(self, most: int) -> None:
        while len(self._resting) > most:
            self._resting.pop(next(iter(self._resting))).ending.close()


def _is_at_rest(site: LevelMix) -> bool:
    """Whether it runs and no job waits or is under way, whose end would come into the next story."""
    if site.process.poll() is not None:
        return False
    queued = site.data_dir / 'queue.db'
    if queued.exists():
        with closing(sqlite3.connect(queued)) as messages:
            if messages.execute('SELECT 1 FROM task LIMIT 1').fetchone():
                return False
    with closing(sqlite3.connect(site.data_dir / FILE)) as rows:
        return not any(rows.execute(asked).fetchone() for asked in _unfinished(rows))


def _unfinished(rows: sqlite3.Connection) -> list[str]:
    with_status = """SELECT tables.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
                     WHERE tables.type = 'table' AND columns.name = 'status'"""
    return [
        f"SELECT 1 FROM {name} WHERE lower(status) IN ('queued', 'processing') LIMIT 1"
        for (name,) in rows.execute(with_status).fetchall()
    ]


def _put_back(shared: _Shared) -> None:
    """All rows and files as at the start; the server sees one large transaction, and nothing in its memory counts."""
    data_dir = shared.site.data_dir
    _copy(shared.new, data_dir / FILE)
    for folder in data_dir.iterdir():
        if folder.is_dir() and folder.name not in KEPT_FOLDERS:
            for place in folder.iterdir():
                shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    shared.site.forget_log()


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target, timeout=60)) as writing:
        reading.backup(writing)


@contextmanager
def inside(site: LevelMix) -> Iterator[None]:
    """Let the services of this process work on a site's installation, as its command line would."""
    db.dispose()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in site.settings.items():
            patch.setenv(name, value)
        config.forget_settings()
        try:
            yield
        finally:
            for close in (queue.close, storage.close, db.dispose):
                close()
    config.forget_settings()
