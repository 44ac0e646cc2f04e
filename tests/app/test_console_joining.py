"""Parts of a recording that are not as they should be: joined, they are no better than each by itself."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app import audio
from tests.app.conftest import Run
from tests.audio.files.foreign import encode
from tests.sounds import write_mix

RATE = 44_100


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, 'is_warm', lambda: True, raising=False)


def joined(run: Run, folder: Path, suffix: str, *more: object) -> tuple[int, dict[str, Any]]:
    """What comes of two parts, as JSON."""
    parts = [folder / f'set_{number}.{suffix}' for number in (1, 2)]
    code, out, err = run('level', *parts, folder / 'out.wav', '--join', '--target', '-20', '--json', *more)
    assert out, err
    return code, json.loads(out)


def shorter(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def counted_half(path: Path) -> None:
    """As a recorder leaves it that lost power: its head tells of half the sound."""
    data = bytearray(path.read_bytes())
    at = data.index(b'data') + 4
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], 'little') // 2).to_bytes(4, 'little')
    path.write_bytes(data)


@pytest.mark.parametrize(
    ('suffix', 'spoil', 'seconds', 'told'),
    [
        ('wav', shorter, 6.0, 'Audio is missing from 0:0'),
        ('flac', shorter, 6.0, 'issing'),
        ('wav', counted_half, 8.0, 'stand behind: all was read'),
    ],
)
def test_what_is_wrong_with_a_part_is_told_of_the_whole_and_no_sound_is_lost(
    run: Run, tmp_path: Path, suffix: str, spoil: Callable[[Path], None], seconds: float, told: str
) -> None:
    for number in (1, 2):
        samples, _ = soundfile.read(write_mix(tmp_path / 'mix.wav', 4, seed=number))
        soundfile.write(tmp_path / f'set_{number}.{suffix}', samples, RATE, subtype='PCM_16')
    spoil(tmp_path / f'set_2.{suffix}')
    code, found = joined(run, tmp_path, suffix)
    assert code == 3
    warnings = found['input']['warnings']
    assert len(warnings) == 1
    assert warnings[0].startswith(f'set_2.{suffix}: ')
    assert told in warnings[0]
    assert found['warnings'] == warnings
    assert found['explanation'].endswith('This is with warnings about the original.')
    assert found['output']['duration_s'] == pytest.approx(seconds, abs=0.5)


def test_of_parts_with_several_sounds_the_chosen_one_is_joined(run: Run, tmp_path: Path) -> None:
    time = np.arange(3 * RATE) / RATE
    low, high = (0.3 * np.sin(2 * np.pi * pitch * time)[:, None].astype(np.float32) for pitch in (200, 3000))
    for number in (1, 2):
        encode(tmp_path / f'set_{number}.mka', [low, high], RATE, 'flac', 's16')
    code, found = joined(run, tmp_path, 'mka', '--stream', '2')
    assert (code, found['warnings']) == (0, [])
    samples, _ = soundfile.read(tmp_path / 'out.wav')
    assert len(samples) == 6 * RATE
    assert np.argmax(np.abs(np.fft.rfft(samples[:RATE]))) == 3000, 'the second sound, and not the first'


def test_the_title_of_a_first_part_is_kept_where_its_head_is_not_true(run: Run, tmp_path: Path) -> None:
    for number in (1, 2):
        write_mix(tmp_path / f'set_{number}.wav', 4, seed=number)
    first = tmp_path / 'set_1.wav'
    data = first.read_bytes()
    at, title = data.index(b'data'), b'LIST\x14\0\0\0INFOINAM\x08\0\0\0A night\0'
    size = (len(data) + len(title) - 8).to_bytes(4, 'little')
    first.write_bytes(data[:4] + size + data[8:at] + title + data[at:])
    counted_half(first)
    code, found = joined(run, tmp_path, 'wav')
    assert (code, found['output']['duration_s']) == (3, pytest.approx(8.0, abs=0.01))
    assert b'A night' in (tmp_path / 'out.wav').read_bytes()
