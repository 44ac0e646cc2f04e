"""Long recordings are heard in stretches: as if they were whole, and without more memory the longer they are."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from app.drums.transcriber import hear, hearing
from tests.app.drums.transcriber.sounds import Sound, played, rock


@pytest.fixture
def song() -> Sound:
    return played(rock(16), 36.0)


def test_stretches_are_heard_as_if_they_were_whole(song: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = hear(song)
    monkeypatch.setattr(hearing, '_STRETCH', 700)
    parts = hear(song)
    assert np.abs(parts.values - whole.values).max() < 1e-4
    assert np.abs(parts.hard - whole.hard).max() < 1e-4


def test_progress_is_told_up_to_the_end(song: Sound) -> None:
    told = list[float]()
    hear(song, told.append)
    assert told == sorted(told)
    assert len(told) >= 2
    assert told[-1] == 1.0


@pytest.mark.nightly
@pytest.mark.slow
def test_a_song_that_lies_on_the_disk_is_not_loaded(song: Sound, tmp_path: Path) -> None:
    """Ten times as long, and it takes hardly more memory, because what is worked on is half a minute."""
    peaks = []
    for times in (1, 10):
        path = tmp_path / f'{times}.f32'
        np.tile(song, times).tofile(path)
        tracemalloc.start()
        heard = hear(np.memmap(path, np.float32, 'r'))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(heard.values) == 1 + times * len(song) // 441
    assert peaks[1] < peaks[0] + 20e6
    assert peaks[1] < 400e6
