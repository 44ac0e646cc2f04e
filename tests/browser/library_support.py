"""The library with something in it, and the player below it, for the stories of both."""

import os
import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app import accounts, config, db, files, storage
from app.files import Need, NewFile
from tests.conftest import point_to
from tests.servers import LevelMix
from tests.sounds import write_mix

HOURS = 4


def fill_library(site: LevelMix, folder: Path) -> None:
    """Two short sounds, one of four hours, and a document, which nobody has levelled."""
    with pytest.MonkeyPatch.context() as patch:
        point_to(site.data_dir, patch)
        owner = accounts.ensure_local_owner()
        sounds = [write_mix(folder / f'{name}.flac', 20, seed=seed) for seed, name in enumerate(('Dawn', 'Dusk'))]
        (folder / 'Words.txt').write_text('la la la')
        for path in (*sounds, silence(folder / 'All night.wav'), folder / 'Words.txt'):
            stored(owner, path)
        db.dispose()
    config.forget_settings()


def stored(owner: str, path: Path) -> None:
    key, seconds = f'originals/{path.stem.replace(" ", "-")}{path.suffix}', 3600.0 * HOURS
    size = storage.put(key, path)
    with db.transaction() as session:
        length = seconds if path.suffix == '.wav' else None
        files.note(
            session, NewFile(key, 'original', size, path.name, duration_s=length), Need('k', 'j', owner, 'uploads')
        )


def silence(path: Path) -> Path:
    """Four hours of a WAV file, of which the disk holds only the beginning."""
    rate, channels = 44_100, 2
    data = HOURS * 3600 * rate * channels * 2
    head = struct.pack('<4sI4s4sIHHIIHH4sI', b'RIFF', 36 + data, b'WAVE', b'fmt ', 16, 1, channels, rate,
                       rate * channels * 2, channels * 2, 16, b'data', data)  # fmt: skip
    path.write_bytes(head)
    os.truncate(path, len(head) + data)
    return path


class Library:
    """The rows, and the player."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.get_by_test_id('player-bar')

    def row(self, name: str) -> Locator:
        return self.page.get_by_test_id('thing').filter(has=self.page.get_by_test_id('thing-name').get_by_text(name))

    def play(self, name: str) -> None:
        self.row(name).get_by_test_id('play-one').click()
        self.heard(name)

    def heard(self, name: str) -> None:
        """Wait until this plays."""
        expect(self.page.get_by_test_id('bar-title')).to_contain_text(name)
        expect(self.bar).to_have_attribute('data-state', 'playing')
        now = self.seconds
        self.page.wait_for_function(
            'was => Number(document.querySelector("[data-testid=player-bar]").dataset.seconds) > was', arg=now
        )

    @property
    def seconds(self) -> float:
        return float(self.bar.get_attribute('data-seconds') or 0)

    def search(self, words: str) -> None:
        self.page.get_by_test_id('search').fill(words)
        self.page.get_by_test_id('search').press('Enter')
        expect(self.page).to_have_url(re.compile('search='))
