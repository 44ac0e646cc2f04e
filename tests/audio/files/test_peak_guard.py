"""A decoder gives back no peaks above the ceiling, because the encoder listens to its own sections."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from app.audio.files.mp3.decoded_peaks import row_peaks
from app.audio.files.mp3.lame import Mode
from app.audio.files.mp3.parallel import ParallelMp3Encoder
from app.audio.files.peak_guard import ALLOWED_DB, BELOW_DB, held_below
from app.audio.types import Samples
from tests.audio.files.sounds import programme, read_all

MODE = Mode(44100, 2, 128, None)


def encode(sound: Samples, keep_below: float | None, mode: Mode = MODE) -> tuple[bytes, int]:
    """The stream, and how many sections were encoded again."""
    file = BytesIO()
    encoder = ParallelMp3Encoder(file, mode, 2, 3.0, keep_below)
    encoder.write(sound)
    encoder.finish()
    return file.getvalue(), encoder.held


def loud(seconds: float) -> Samples:
    """Clipped programme: what an encoder makes new peaks of."""
    return np.asarray(np.clip(4.0 * programme(seconds), -0.7, 0.7), np.float32)


@pytest.mark.parametrize('mode', [MODE, Mode(44100, 2, None, 4)], ids=['CBR', 'VBR'])
def test_peaks_that_encoding_made_are_gone_and_the_rest_stays(tmp_path: Path, mode: Mode) -> None:
    sound = loud(8)
    free, _ = encode(sound, None, mode)
    (tmp_path / 'free.mp3').write_bytes(free)
    decoded = read_all(tmp_path / 'free.mp3')
    highest = float(np.abs(decoded).max())
    ceiling = 0.985 * highest
    held, again = encode(sound, ceiling, mode)
    (tmp_path / 'held.mp3').write_bytes(held)
    result = read_all(tmp_path / 'held.mp3')
    assert again >= 1
    assert float(np.abs(result).max()) <= ceiling * 10 ** (ALLOWED_DB / 20)
    assert len(result) == len(sound)
    same = np.abs(result - decoded).max(axis=1) < 0.2
    assert same.mean() > 0.99, 'only the places of those peaks were turned down'


def test_a_stream_that_stays_below_is_encoded_once() -> None:
    quiet = 0.25 * programme(5)
    assert encode(quiet, 0.9) == encode(quiet, None)


def test_what_rings_where_a_section_is_cut_off_is_no_peak_of_the_stream() -> None:
    """Nobody is given the edge; held in vain, it kept the peaks before it from being held, too."""
    at = np.arange(44100 * 14)[:, None] * (2 * np.pi * 101 / 44100) + np.array([0.0, 0.5 * np.pi])
    bass = np.asarray(0.8 * np.sin(at) * np.clip((len(at) - np.arange(len(at))[:, None]) / 4410, 0, 1), np.float32)
    bass[:4410] *= np.arange(4410, dtype=np.float32)[:, None] / 4410
    best = Mode(44100, 2, 320, None)
    assert encode(bass, 0.84, best) == encode(bass, None, best)


def test_rows_are_counted_where_the_input_has_them() -> None:
    sound = np.zeros((44100 * 2, 2), np.float32)
    sound[44100 : 44100 + 441] = 0.5 * np.sin(np.arange(441) / 5)[:, None]
    file = BytesIO()
    encoder = ParallelMp3Encoder(file, Mode(44100, 2, 320, None), 1, 30.0)
    encoder.write(sound)
    encoder.finish()
    data = file.getvalue()
    peaks = row_peaks(data[1044:], 44100, 2)  # behind the info frame, whose delay a decoder would take off
    assert int(peaks.argmax()) == 100


LEVEL = np.full((300 * 441, 2), 10000, np.int16)


def test_the_gain_goes_down_only_around_what_is_over() -> None:
    peaks = np.full(300, 0.5, np.float32)
    peaks[150] = 1.0
    held = held_below(LEVEL, peaks, 0.9, 0.15, 44100)
    assert held is not None
    assert held[150 * 441 : 151 * 441].max() < 9000
    assert (held[: 145 * 441] == 10000).all()
    assert (held[156 * 441 :] == 10000).all()
    assert int(np.abs(np.diff(held[:, 0])).max()) < 20, 'without a step'
    assert (LEVEL == 10000).all(), 'what was handed in is not touched'
    assert held_below(LEVEL, peaks, 1.0, 0.15, 44100) is None


def test_what_is_only_near_the_ceiling_is_left_alone_by_every_try() -> None:
    peaks = np.full(300, 0.899, np.float32)  # limited programme: all of it stands just below
    peaks[150] = 1.0
    for below_db in BELOW_DB:
        held = held_below(LEVEL, peaks, 0.9, below_db, 44100)
        assert held is not None
        assert (held == 10000).mean() > 0.96, 'one stubborn peak is no reason to turn a whole section down'


@pytest.mark.parametrize('row', [0, 299])
def test_the_edges_of_a_section_are_no_special_case(row: int) -> None:
    peaks = np.full(300, 0.5, np.float32)
    peaks[row] = 1.0
    held = held_below(LEVEL, peaks, 0.9, 0.15, 44100)
    assert held is not None
    assert held[row * 441].max() < 9000
    assert held.shape == LEVEL.shape
