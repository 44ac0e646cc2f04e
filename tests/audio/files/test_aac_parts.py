"""Raw AAC and M4A that change, are put together or damaged: all of the sound comes back, or the reason is told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import probe
from app.audio.types import Samples
from tests.audio.files import broken
from tests.audio.files.broken import pitch_of, tone, with_warnings
from tests.audio.files.sounds import make, write_like


def aac(folder: Path, sound: Samples, rate: int = 44100, container: str = 'aac') -> bytes:
    plain = probe(make(folder / 'made.wav', sound, rate))
    path = folder / f'made.{container}'
    if container == 'aac':
        return write_like(
            path, replace(plain, container='aac', codec='aac', bits=None, bit_rate=128_000), sound
        ).read_bytes()
    return write_like(path, plain, sound, container=container, bit_rate=128_000).read_bytes()


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize(('rate', 'channels'), [(48000, 2), (44100, 1), (32000, 1)])
@pytest.mark.parametrize('back', [False, True])
def test_a_rate_or_layout_that_changes_becomes_that_of_the_beginning(
    tmp_path: Path, rate: int, channels: int, back: bool
) -> None:
    one, two = aac(tmp_path, tone(3, 400)), aac(tmp_path, tone(3, 500, rate, channels), rate)
    path = tmp_path / 'a.aac'
    path.write_bytes(one + two + (one if back else b''))
    got, warnings = with_warnings(path)
    info, parts = probe(path), 3 if back else 2
    assert (info.sample_rate, info.channels) == (44100, 2)
    assert info.frames == pytest.approx(len(got), abs=2 * parts)
    assert len(got) == pytest.approx(3 * 44100 * parts, abs=2500 * parts)
    for number in range(parts):
        part = got[round((3 * number + 1) * 44100) :][:66150]
        assert pitch_of(part) == pytest.approx((400, 500, 400)[number], abs=2)
        assert np.abs(part).max() == pytest.approx(0.4, abs=0.03)
    assert len(warnings) == 1
    assert 'channel' in warnings[0]
    assert 'from 0:03 on' in warnings[0]


@pytest.mark.parametrize(
    ('between', 'words'),
    [
        (broken.id3v2(3000), 'another one begins at 0:03'),
        (broken.noise(5000), '5,000 bytes at 0:03'),
        (bytes(200_000), '200,000 bytes at 0:03'),
    ],
    ids=['tag', 'noise', 'zeros'],
)
def test_what_lies_between_is_told_and_costs_nothing(tmp_path: Path, between: bytes, words: str) -> None:
    path = tmp_path / 'a.aac'
    path.write_bytes(aac(tmp_path, tone(3, 400)) + between + aac(tmp_path, tone(3, 500)))
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == pytest.approx(6 * 44100, abs=4200)
    assert pitch_of(got[-60_000:-10_000]) == pytest.approx(500, abs=2)
    assert len(warnings) == 1
    assert words in warnings[0]


def test_an_ordinary_file_has_nothing_to_tell(tmp_path: Path) -> None:
    path = tmp_path / 'a.aac'
    path.write_bytes(aac(tmp_path, tone(3, 400)) + broken.id3v1())
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got)
    assert warnings == []


def test_m4a_files_that_were_put_together_are_refused_with_the_reason(tmp_path: Path) -> None:
    data = aac(tmp_path, tone(2, 400), container='m4a')
    path = tmp_path / 'a.m4a'
    path.write_bytes(data * 2)
    with pytest.raises(UnsupportedAudio, match='another file begins: split them first'):
        probe(path)


def test_an_m4a_that_was_never_finished_is_refused_with_the_reason(tmp_path: Path) -> None:
    data = aac(tmp_path, tone(2, 400), container='m4a')
    path = tmp_path / 'a.m4a'
    path.write_bytes(data[: data.index(b'moov') - 4])
    with pytest.raises(UnreadableAudio, match='without its index'):
        probe(path)
