"""A peak that encoding made costs a second of encoding again, not a section: the rest of the stream stays as it was."""

from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from app.audio.files.mp3 import decoded_peaks, patches
from app.audio.files.mp3.join import DoesNotFit, Joiner
from app.audio.files.mp3.lame import Mode
from app.audio.files.mp3.parallel import AHEAD, WARM, ParallelMp3Encoder
from app.audio.files.mp3.patches import Patcher
from app.audio.files.peak_guard import Peaks
from app.audio.files.samples import quantise
from app.audio.types import Samples
from tests.audio.files import strict_mp3
from tests.audio.files.sounds import programme, read_all

MODES = [Mode(44100, 2, 320, None), Mode(44100, 2, 128, None), Mode(44100, 2, None, 4), Mode(22050, 2, 64, None)]
SECONDS = 20


class Run:
    """One run of the encoder over some programme, of which rows are made softer afterwards."""

    def __init__(self, mode: Mode, seconds: int = SECONDS) -> None:
        self.mode, self.grain = mode, 1152 if mode.sample_rate >= 32000 else 576
        self.before = quantise(0.5 * programme(seconds, mode.sample_rate, 2), 16).astype(np.int16)
        self.encoded: list[int] = []
        self.patcher = Patcher(self.encode, mode, self.grain, WARM, AHEAD)
        self.data = self.encode(self.before)

    def encode(self, pcm: patches.Pcm16) -> bytes:
        self.encoded.append(len(pcm))
        lame = self.mode.encoder()
        return bytes(lame.encode(pcm.tobytes()) + lame.flush())

    def peaks(self, data: bytes) -> Peaks:
        return decoded_peaks.row_peaks(data, self.mode.sample_rate, 2)

    def softer(self, *rows: int) -> patches.Pcm16:
        sound = self.before.copy()
        for row in rows:
            sound[(row - 2) * self.mode.sample_rate // 100 : (row + 3) * self.mode.sample_rate // 100] //= 2
        return sound


def decoded(data: bytes) -> Samples:
    """At the places of the encoder's input."""
    with av.open(BytesIO(data), 'r', format='mp3') as stream:
        sound = np.concatenate([frame.to_ndarray() for frame in stream.decode(audio=0)], axis=1)
    return np.asarray(sound[:, decoded_peaks.DECODER_DELAY :].T, np.float32)


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize('mode', MODES, ids=lambda mode: f'{mode.sample_rate}-{mode.bit_rate or "VBR"}')
def test_only_around_the_place_is_encoded_again_and_all_else_keeps_its_sound(mode: Mode) -> None:
    run = Run(mode)
    sound = run.softer(1000)
    run.encoded.clear()
    data, peaks = run.patcher.mended(run.data, sound, np.array([1000]), run.peaks(run.data))
    assert sum(run.encoded) < 0.2 * len(sound)
    before, after, anew = (decoded(each) for each in (run.data, data, run.encode(sound)))
    assert len(after) == len(before)
    place = slice(999 * mode.sample_rate // 100, 1002 * mode.sample_rate // 100)
    assert np.abs(after[place]).max() < 0.7 * np.abs(before[place]).max()
    assert np.abs(after[place] - anew[place]).max() < 0.1, 'it sounds there as if all were encoded anew'
    far = np.ones(len(after), bool)
    far[9 * mode.sample_rate : 11 * mode.sample_rate] = False
    np.testing.assert_array_equal(after[far], before[far])
    heard = run.peaks(data)
    assert len(peaks) == len(heard)
    assert (peaks >= 0.999 * heard).all(), 'no row is told lower than it is'
    assert peaks[1000] < 0.8 * run.peaks(run.data)[1000], 'nor as high as before, or it would be encoded again in vain'


def test_there_may_be_many_places_and_one_at_each_end() -> None:
    run = Run(MODES[0])
    rows = np.array([3, 400, 405, 900, 1400, 100 * SECONDS - 3])
    data, _ = run.patcher.mended(run.data, run.softer(*rows), rows, run.peaks(run.data))
    assert len(run.encoded) == 6, 'the two that are next to each other are one place'
    before, after = decoded(run.data), decoded(data)
    assert len(after) == len(before)
    for row in rows:
        place = slice(row * 441, row * 441 + 441)
        assert np.abs(after[place]).max() < 0.7 * np.abs(before[place]).max()


def test_the_end_is_heard_to_the_last_row() -> None:
    run = Run(MODES[0])
    run.before = run.before[: 700 * run.grain]  # ends within a row
    run.before[-441:] = 20000
    run.data = run.encode(run.before)
    before = run.peaks(run.data)
    last = len(before) - 1
    sound = run.before.copy()
    sound[-5 * 441 :] //= 2
    data, peaks = run.patcher.mended(run.data, sound, np.array([last]), before)
    assert before[last] > 0.65
    assert run.peaks(data)[last] <= peaks[last] < 0.7 * before[last]


def test_what_is_too_much_or_finds_no_seam_is_encoded_anew_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(MODES[0], 5)
    rows = np.arange(50, 450, 40)
    sound = run.softer(*rows)
    whole = run.encode(sound)
    assert run.patcher.mended(run.data, sound, rows, run.peaks(run.data))[0] == whole

    def never(*_: object) -> bytes:
        raise DoesNotFit

    monkeypatch.setattr(Joiner, 'add', never)
    one = run.softer(250)
    data, peaks = run.patcher.mended(run.data, one, np.array([250]), run.peaks(run.data))
    assert data == run.encode(one)
    np.testing.assert_array_equal(peaks, run.peaks(data))


@pytest.mark.nightly
@pytest.mark.slow
def test_holding_the_peaks_of_a_file_costs_less_and_leaves_a_legal_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = 0.6 * programme(30)
    for at in (7, 19):  # what an encoder makes new peaks of
        sound[at * 44100 :][:2000] = np.sign(sound[at * 44100 :][:2000])
    encoded: list[int] = []
    honest = ParallelMp3Encoder._run

    def counted(self: ParallelMp3Encoder, pcm: patches.Pcm16) -> bytes:
        encoded.append(len(pcm))
        return honest(self, pcm)

    monkeypatch.setattr(ParallelMp3Encoder, '_run', counted)
    spent = []
    for worth in (patches.WORTH, 0.0):
        monkeypatch.setattr(patches, 'WORTH', worth)
        encoded.clear()
        with (tmp_path / f'{worth}.mp3').open('w+b') as file:
            encoder = ParallelMp3Encoder(file, MODES[1], 2, keep_below=1.1)
            encoder.write(sound)
            encoder.finish()
        assert encoder.held >= 1
        assert strict_mp3.check(tmp_path / f'{worth}.mp3').bit_rates == {128}
        assert len(read_all(tmp_path / f'{worth}.mp3')) == len(sound)
        spent.append(sum(encoded))
    assert spent[0] < 0.8 * spent[1]
