"""AAC in sections: joined without a trace, the same on any machine, and never above the ceiling."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.audio.files import open_source
from app.audio.files.aac_sections import AacEncoder
from app.audio.types import Info, Samples
from tests.audio.files.sounds import programme

RATE = 44100
LIKE = Info(Path('a.m4a'), 'm4a', 'aac', RATE, 2, RATE, ('L', 'R'), bit_rate=256_000)


def encode(
    path: Path, sound: Samples, section_s: float, threads: int = 2, keep_below: float | None = None, like: Info = LIKE
) -> AacEncoder:
    encoder = AacEncoder(str(path), like, (), keep_below, section_s, threads)
    for at in range(0, len(sound), 30_011):
        encoder.write(sound[at : at + 30_011])
    encoder.finish()
    return encoder


def decode(path: Path) -> Samples:
    with open_source(path) as source:
        return source.read(10 * 60 * RATE)


@pytest.mark.nightly
def test_a_seam_is_as_good_as_any_other_place(tmp_path: Path) -> None:
    sound = 0.5 * programme(14)
    encoder = encode(tmp_path / 'a.m4a', sound, 2.0)
    assert len(encoder.seams) == 6
    heard = decode(tmp_path / 'a.m4a')
    assert heard.shape == sound.shape, 'to the frame'
    wrong = np.square(heard - sound).mean(axis=1)
    usual = float(np.quantile([wrong[at : at + 3072].mean() for at in range(0, len(wrong), 3072)], 0.9))
    for seam in encoder.seams:
        there = slice((seam - 2) * 1024, (seam + 1) * 1024)
        assert float(wrong[there].mean()) < 2.0 * usual


def test_neither_threads_nor_blocks_change_a_byte(tmp_path: Path) -> None:
    sound = 0.5 * programme(7)
    encode(tmp_path / 'a.m4a', sound, 2.0, threads=1)
    encode(tmp_path / 'b.m4a', sound, 2.0, threads=3)
    assert np.array_equal(decode(tmp_path / 'a.m4a'), decode(tmp_path / 'b.m4a'))


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize('bit_rate', [256_000, 128_000])
def test_what_it_decodes_to_stays_below_the_ceiling(tmp_path: Path, bit_rate: int) -> None:
    like = replace(LIKE, bit_rate=bit_rate)
    sound = np.clip(3.0 * programme(6), -0.8, 0.8)
    encode(tmp_path / 'free.m4a', sound, 2.0, like=like)
    assert float(np.abs(decode(tmp_path / 'free.m4a')).max()) > 0.85, 'or there is nothing to hold'
    held = encode(tmp_path / 'held.m4a', sound, 2.0, keep_below=0.85, like=like)
    assert held.held > 0
    assert float(np.abs(decode(tmp_path / 'held.m4a')).max()) < 0.85 * 10 ** (0.05 / 20)


@pytest.mark.parametrize('frames', [1, 1023, 1024, 5000])
def test_a_moment_comes_back_as_long_as_it_was(tmp_path: Path, frames: int) -> None:
    encode(tmp_path / 'short.m4a', 0.5 * programme(1)[:frames], 2.0)
    assert len(decode(tmp_path / 'short.m4a')) == frames
