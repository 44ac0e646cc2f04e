"""Stem files: the mix and its stems levelled by one gain, in one file that is otherwise as it was."""

import struct
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.audio import Goal, UnsupportedAudio, level, level_stems
from app.audio.files import open_source
from app.audio.files.metadata import mp4_boxes
from app.audio.types import Samples

RATE = 44_100
STEM = b'{"version":1,"stems":[{"name":"Drums"},{"name":"Bass"},{"name":"Synths"},{"name":"Voice"}]}'
TITLES = ('Mix', 'Drums', 'Bass', 'Synths', 'Voice')


def stem_file(path: Path, loud: float = 0.05, codec: str = 'aac', sounds: int = 5, hidden: float = 0.0) -> Path:
    """A stem file of tones, with names, languages and the atom of its maker.

    `hidden` is in two stems, against itself.
    """
    time = np.arange(4 * RATE) / RATE
    tones = [loud * np.sin(2 * np.pi * pitch * time) for pitch in (110.0, 330.0, 770.0, 1500.0)]
    tones[0] += hidden * np.sin(2 * np.pi * 2500.0 * time)
    tones[1] -= hidden * np.sin(2 * np.pi * 2500.0 * time)
    form = 'fltp' if codec == 'aac' else 's16p'
    with av.open(str(path), 'w', format='mp4', options={'movie_timescale': str(RATE)}) as into:
        into.metadata['title'] = 'A night'
        made: list[Any] = []
        for title in TITLES[:sounds]:
            one: Any = into.add_stream(codec, rate=RATE, layout='stereo', format=form)
            if codec == 'aac':
                one.bit_rate = 256_000
            one.metadata.update({'handler_name': title, 'language': 'deu'})
            made.append(one)
        for one, sound in zip(made, [sum(tones), *tones], strict=False):
            data = np.stack([sound, sound]).astype(np.float32)
            planes: Any = data if codec == 'aac' else np.rint(data * 32767).astype(np.int16)
            for at in range(0, len(time), 1024):
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes[:, at : at + 1024]), form, 'stereo')
                frame.sample_rate, frame.pts = RATE, at
                into.mux(one.encode(frame))
            into.mux(one.encode(None))
    mp4_boxes.put_beside_tags(path, struct.pack('>I4s', len(STEM) + 8, b'stem') + STEM)
    return path


def sounds_of(path: Path) -> list[Samples]:
    found = []
    for number in range(5):
        with open_source(path, stream=number) as source:
            found.append(source.read(5 * RATE).copy())
    return found


@pytest.mark.nightly('alac')
@pytest.mark.slow
@pytest.mark.parametrize('codec', ['aac', 'alac'])
def test_mix_and_stems_get_one_gain_and_still_add_up(tmp_path: Path, codec: str) -> None:
    source, result = stem_file(tmp_path / 'night.stem.mp4', codec=codec), tmp_path / 'out.stem.mp4'
    outcome = level_stems(source, result, Goal(-14.0, -1.0))
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-14.0, abs=0.1)
    before, after = sounds_of(source), sounds_of(result)
    inner = slice(RATE // 2, 3 * RATE)
    for old, new in zip(before, after, strict=True):
        assert new.shape == old.shape
        power = [float(np.sqrt(np.mean(np.square(one[inner], dtype=np.float64)))) for one in (old, new)]
        assert 20 * np.log10(power[1] / power[0]) == pytest.approx(outcome.gain_db, abs=0.01)
    for mix, *stems in (before, after):
        left = float(np.std((sum(stems) - mix)[inner])) / float(np.std(mix[inner]))
        assert left < 0.005, 'what is left beside the mix is the error of the codec'
    assert sorted(path.name for path in tmp_path.iterdir()) == ['night.stem.mp4', 'out.stem.mp4']


@pytest.mark.nightly
@pytest.mark.slow
def test_names_languages_order_and_the_atom_stay(tmp_path: Path) -> None:
    source, result = stem_file(tmp_path / 'night.stem.mp4'), tmp_path / 'out.stem.mp4'
    level_stems(source, result, Goal(-14.0))
    assert STEM in mp4_boxes.beside_tags(result)
    with av.open(str(source)) as old, av.open(str(result)) as new:
        assert new.metadata['title'] == 'A night'
        for before, after in zip(old.streams, new.streams, strict=True):
            assert after.codec_context.name == before.codec_context.name
            assert (after.metadata['handler_name'], after.language) == (before.metadata['handler_name'], 'deu')
            assert after.disposition == before.disposition


@pytest.mark.nightly
@pytest.mark.slow
def test_gain_alone_stops_at_the_ceiling_and_says_so(tmp_path: Path) -> None:
    source, result = stem_file(tmp_path / 'night.stem.mp4', 0.1), tmp_path / 'out.stem.mp4'
    outcome = level_stems(source, result, Goal(-1.0, -1.0))
    assert outcome.verdict == 'unreachable'
    assert (outcome.output.true_peak_dbtp or 0.0) == pytest.approx(-1.0, abs=0.1)
    assert outcome.explanation.startswith('-1 LUFS would need peaks of +')
    assert f'by gain alone {outcome.output.integrated_lufs:.1f} LUFS is reached' in outcome.explanation


def test_gain_alone_stops_where_a_stem_would_be_cut_off_and_says_so(tmp_path: Path) -> None:
    source = stem_file(tmp_path / 'night.stem.mp4', codec='alac', hidden=0.6)
    outcome = level_stems(source, tmp_path / 'out.stem.mp4', Goal(-9.0, -1.0))
    assert outcome.verdict == 'unreachable'
    assert outcome.explanation.startswith('-9 LUFS would need a stem louder than its format can hold; by gain alone')
    assert max(float(np.abs(sound).max()) for sound in sounds_of(tmp_path / 'out.stem.mp4')) <= 1.0


@pytest.mark.nightly
@pytest.mark.slow
def test_other_files_are_refused_in_a_sentence(tmp_path: Path) -> None:
    three = stem_file(tmp_path / 'three.mp4', sounds=3)
    one = stem_file(tmp_path / 'one.m4a', sounds=1)
    five = stem_file(tmp_path / 'five.mp4')
    out = tmp_path / 'out.mp4'
    with pytest.raises(UnsupportedAudio, match='this file has 3'):
        level_stems(three, out, Goal(-14.0))
    with pytest.raises(UnsupportedAudio, match='this file is an ordinary one'):
        level_stems(one, out, Goal(-14.0))
    with pytest.raises(UnsupportedAudio, match='stay a stem file'):
        level_stems(five, tmp_path / 'out.wav', Goal(-14.0))
    with pytest.raises(UnsupportedAudio, match=r'--stream NUMBER.*--stems'):
        level(five, out, Goal(-14.0))
    assert not out.exists()
