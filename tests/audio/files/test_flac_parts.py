"""FLAC files with something behind them, joined ones and damaged ones: every sample that can be decoded is there."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audio.files import open_source, probe
from app.audio.files.maps import flac_frames
from app.audio.files.sndfile import SndSource
from app.audio.types import Samples
from tests.audio.files import broken
from tests.audio.files.broken import case, music, pitch_of, tone, with_warnings
from tests.audio.files.sounds import make

BEHIND = {
    'an old tag': broken.id3v1(),
    'APE': broken.ape(),
    'APE without a header and an old tag': broken.ape(head=False) + broken.id3v1(),
    'a new tag': broken.id3v2(70_000),
    'zeros': bytes(3_000),
    'many zeros': bytes(2_000_000),
    'noise': broken.noise(100_000),
}


def flac(folder: Path, sound: Samples, rate: int = 44100, subtype: str = 'PCM_16') -> bytes:
    return make(folder / 'made.flac', sound, rate, subtype, 'FLAC').read_bytes()


def stream(data: bytes) -> tuple[flac_frames.Stream, list[flac_frames.Frame]]:
    """The stream of a whole file, and its frames."""
    found = flac_frames.streams(data, 0)[0]
    return found, list(flac_frames.frames(data, found))


def test_an_old_tag_behind_is_no_damage() -> None:
    got, warnings = with_warnings(case('old-tag-behind.flac'))
    assert len(got) == 4 * 44100
    assert got[-4000:].any()
    assert warnings == []


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize('subtype', ['PCM_16', 'PCM_24'])
@pytest.mark.parametrize('behind', sorted(BEHIND))
def test_what_stands_behind_the_last_frame_costs_no_sample(tmp_path: Path, behind: str, subtype: str) -> None:
    data = flac(tmp_path, music(3), subtype=subtype)
    expected = soundfile.read(tmp_path / 'made.flac', dtype='float32', always_2d=True)[0]
    path = tmp_path / 'a.flac'
    path.write_bytes(data + BEHIND[behind])
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got)
    np.testing.assert_array_equal(got, expected)
    assert warnings == []


@pytest.mark.parametrize(
    'front', [broken.id3v2(400), broken.noise(5000), bytes(300_000)], ids=['tag', 'noise', 'zeros']
)
def test_what_stands_in_front_is_passed_over(tmp_path: Path, front: bytes) -> None:
    data = flac(tmp_path, music(3))
    expected = soundfile.read(tmp_path / 'made.flac', dtype='float32', always_2d=True)[0]
    path = tmp_path / 'a.flac'
    path.write_bytes(front + data)
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected)
    assert warnings == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(place=st.floats(0.0, 0.999), size=st.sampled_from([1, 2, 40, 3000, 30_000]), seed=st.integers(0, 1000))
def test_damage_costs_the_frames_that_it_hits_and_no_more(tmp_path: Path, place: float, size: int, seed: int) -> None:
    data = bytearray(flac(tmp_path, music(5)))
    expected = soundfile.read(tmp_path / 'made.flac', dtype='float32', always_2d=True)[0]
    found, frames = stream(bytes(data))
    at = found.start + int(place * (len(data) - found.start))
    hit = slice(at, min(at + size, len(data)))
    data[hit] = bytes(byte ^ 1 + other % 255 for byte, other in zip(data[hit], broken.noise(size, seed), strict=False))
    path = tmp_path / 'a.flac'
    path.write_bytes(data)
    got, warnings = with_warnings(path)
    first = max((frame.first for frame in frames if frame.at <= hit.start), default=0)
    after = next((frame.first for frame in frames if frame.at >= hit.stop), len(expected))
    assert len(got) == len(expected) if after < len(expected) else first <= len(got) <= len(expected)
    np.testing.assert_array_equal(got[:first], expected[:first])
    np.testing.assert_array_equal(got[after:], expected[after : len(got)])
    assert not got[first:after].any()
    assert 'missing' in warnings[0]
    assert any(word in warnings[0] for word in (f'at 0:0{first // 44100}', f'from 0:0{first // 44100} on'))


def test_a_frame_that_is_gone_and_frames_in_a_wrong_order_leave_a_gap(tmp_path: Path) -> None:
    data = flac(tmp_path, music(5))
    expected = soundfile.read(tmp_path / 'made.flac', dtype='float32', always_2d=True)[0]
    _, frames = stream(data)
    one, two = frames[20], frames[24]
    path = tmp_path / 'a.flac'
    path.write_bytes(data[: one.at] + data[two.at :])
    got, warnings = with_warnings(path)
    assert len(got) == len(expected)
    np.testing.assert_array_equal(got[two.first :], expected[two.first :])
    assert not got[one.first : two.first].any()
    assert warnings == ['0.37 s of sound is missing at 0:01: the file is damaged there, and silence took its place.']


def test_a_beginning_that_is_lost_keeps_the_time_of_the_rest(tmp_path: Path) -> None:
    data = flac(tmp_path, music(4))
    expected = soundfile.read(tmp_path / 'made.flac', dtype='float32', always_2d=True)[0]
    found, frames = stream(data)
    path = tmp_path / 'a.flac'
    path.write_bytes(data[: found.start] + bytes(frames[10].at - found.start) + data[frames[10].at :])
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got[frames[10].first :], expected[frames[10].first :])
    assert len(got) == len(expected)
    assert 'missing at 0:00' in warnings[0]


@pytest.mark.parametrize('cut', [0.3, 0.7, 0.999])
def test_a_file_cut_short_gives_every_whole_frame(tmp_path: Path, cut: float) -> None:
    data = flac(tmp_path, music(5))
    expected = soundfile.read(tmp_path / 'made.flac', dtype='float32', always_2d=True)[0]
    _, frames = stream(data)
    size = int(len(data) * cut)
    whole = [frame for frame, after in pairwise(frames) if after.at <= size][-1]
    path = tmp_path / 'a.flac'
    path.write_bytes(data[:size])
    got, warnings = with_warnings(path)
    assert len(got) == whole.after
    np.testing.assert_array_equal(got, expected[: len(got)])
    assert f'Audio is missing from 0:0{len(got) // 44100} on' in warnings[0]


@pytest.mark.parametrize('total', [0, 44100])
def test_a_header_that_counts_too_few_samples_ends_nothing(tmp_path: Path, total: int) -> None:
    data = bytearray(flac(tmp_path, music(4)))
    expected = soundfile.read(tmp_path / 'made.flac', dtype='float32', always_2d=True)[0]
    at = 8 + 10
    packed = int.from_bytes(data[at : at + 8], 'big') >> 36 << 36 | total
    data[at : at + 8] = packed.to_bytes(8, 'big')
    path = tmp_path / 'a.flac'
    path.write_bytes(data)
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected)
    more = ['The header of this file ends at 0:01, but 3.0 s more of its sound stand behind: all was read.']
    assert warnings == (more if total else [])


@pytest.mark.parametrize('rates', [(44100, 44100), (44100, 48000), (48000, 44100, 96000)])
@pytest.mark.parametrize('channels', [(2, 2, 2), (1, 2, 1)])
def test_files_that_were_put_together_are_all_there(
    tmp_path: Path, rates: tuple[int, ...], channels: tuple[int, ...]
) -> None:
    parts = [
        flac(tmp_path, tone(2, 400 + 100 * number, rate, count), rate)
        for number, (rate, count) in enumerate(zip(rates, channels, strict=False))
    ]
    path = tmp_path / 'a.flac'
    path.write_bytes(broken.id3v1().join(parts))
    got, warnings = with_warnings(path)
    info = probe(path)
    assert (info.sample_rate, info.channels, info.frames) == (rates[0], channels[0], len(got))
    assert len(got) == 2 * rates[0] * len(rates)
    for number in range(len(rates)):
        part = got[2 * rates[0] * number :][: 2 * rates[0]][5000:-5000]
        assert pitch_of(part, rates[0]) == pytest.approx(400 + 100 * number, abs=2)
        assert np.abs(part).max() == pytest.approx(0.4, abs=0.01)
    assert 'put together from several' in warnings[0]
    assert '0:02' in warnings[0]


@pytest.mark.parametrize('subtype', ['PCM_16', 'PCM_24'])
def test_an_ordinary_file_is_read_by_the_decoder_of_every_day(tmp_path: Path, subtype: str) -> None:
    flac(tmp_path, music(2), subtype=subtype)
    with open_source(tmp_path / 'made.flac') as source:
        assert type(source) is SndSource
        assert source.can_seek
        assert source._rest is None
        got = source.read(200_000)
        assert source._rest is None
    np.testing.assert_array_equal(got, soundfile.read(tmp_path / 'made.flac', dtype='float32')[0])


def test_seeking_in_a_damaged_file_gives_the_samples_of_an_unbroken_read(tmp_path: Path) -> None:
    data = bytearray(flac(tmp_path, music(5)))
    _, frames = stream(bytes(data))
    data[frames[20].at + 60 : frames[20].at + 90] = broken.noise(30)
    path = tmp_path / 'a.flac'
    path.write_bytes(data)
    expected, _ = with_warnings(path)
    for frame in (0, frames[20].first + 7, frames[20].first - 100, 150_000, len(expected) - 5):
        with open_source(path) as source:
            source.seek(frame)
            np.testing.assert_array_equal(source.read(70_000), expected[frame : frame + 70_000])
