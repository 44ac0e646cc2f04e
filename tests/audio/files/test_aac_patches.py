"""A peak that AAC made costs a second of encoding again, not a section: the rest of the run stays as it was."""

from pathlib import Path

import numpy as np
import pytest

from app.audio.files import peak_guard
from app.audio.files.aac_patches import Patcher
from app.audio.files.aac_sections import AacEncoder
from app.audio.files.ffmpeg.av_encoder import AAC_FRAME
from app.audio.files.peak_guard import Peaks
from app.audio.types import Info, Samples
from tests.audio.files.sounds import programme

RATE, SECONDS = 44100, 12
LIKE = Info(Path('a.m4a'), 'm4a', 'aac', RATE, 2, RATE, ('L', 'R'), bit_rate=256_000)


class Run:
    """One run of the encoder over some programme, of which rows are made softer afterwards."""

    def __init__(self, path: Path) -> None:
        self.encoder = AacEncoder(str(path), LIKE, ())
        self.before: Samples = 0.5 * programme(SECONDS)
        self.encoded: list[int] = []
        self.patcher = Patcher(self.encode, self.encoder._decode, RATE, 2)
        self.packets = self.encode(self.before)

    def encode(self, sound: Samples) -> list[bytes]:
        self.encoded.append(len(sound))
        return self.encoder._run(sound)

    def decoded(self, packets: list[bytes]) -> Samples:
        """At the places of the encoder's input."""
        return np.concatenate(self.encoder._decode(packets), axis=1)[:, AAC_FRAME:].T

    def peaks(self, packets: list[bytes]) -> Peaks:
        return peak_guard.row_peaks(self.encoder._decode(packets), RATE, 2, AAC_FRAME)

    def softer(self, *rows: int) -> Samples:
        sound = self.before.copy()
        for row in rows:
            sound[max(0, row - 2) * 441 : (row + 3) * 441] *= 0.5
        return sound

    def mended(self, *rows: int) -> tuple[list[bytes], Peaks] | None:
        self.encoded.clear()
        return self.patcher.mended(self.packets, self.softer(*rows), np.array(rows), self.peaks(self.packets))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path / 'a.m4a')


@pytest.mark.nightly(all_but={'600'})
@pytest.mark.parametrize('row', [0, 3, 600, 100 * SECONDS - 30, 100 * SECONDS - 1])
def test_only_around_the_place_is_encoded_again_and_all_else_keeps_its_sound(run: Run, row: int) -> None:
    made = run.mended(row)
    assert made is not None
    packets, peaks = made
    assert sum(run.encoded) < 0.2 * len(run.before)
    before, after = run.decoded(run.packets), run.decoded(packets)
    assert len(after) == len(before)
    place = slice(row * 441, min((row + 1) * 441, len(run.before)))
    assert np.abs(after[place]).max() < 0.8 * np.abs(before[place]).max()
    far = np.ones(len(after), bool)
    far[max(0, (row - 60) * 441) : (row + 60) * 441] = False
    np.testing.assert_array_equal(after[far], before[far])
    soft, anew = run.softer(row), run.decoded(run.encode(run.softer(row)))
    around = slice(max(0, (row - 40) * 441), min((row + 40) * 441, len(soft)))
    wrong, usual = (float(np.square(one[around] - soft[around]).mean()) for one in (after, anew))
    assert wrong < 1.3 * usual, 'neither seam is heard'
    heard = run.peaks(packets)
    assert len(peaks) == len(heard)
    assert (peaks >= 0.9 * heard).all(), 'no row is told lower than it is, but for how closely one looks at low ones'
    assert peaks[row] < 0.9 * run.peaks(run.packets)[row], 'nor as high as before, or it would be encoded again in vain'


def test_there_may_be_many_places_and_what_is_too_much_is_encoded_anew_as_a_whole(run: Run) -> None:
    rows = (3, 400, 405, 900)
    made = run.mended(*rows)
    assert made is not None
    assert len(run.encoded) == 3, 'the two that are next to each other are one place'
    before, after = run.decoded(run.packets), run.decoded(made[0])
    for row in rows:
        place = slice(row * 441, row * 441 + 441)
        assert np.abs(after[place]).max() < 0.8 * np.abs(before[place]).max()
    assert run.mended(*range(0, 100 * SECONDS, 60)) is None
