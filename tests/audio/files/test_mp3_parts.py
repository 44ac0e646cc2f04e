"""MP3 files as people have them: put together, changing, with junk inside. All of their sound comes back."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audio.errors import UnreadableAudio
from app.audio.files import open_source, probe
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.sndfile import SndSource
from tests.audio.files import broken
from tests.audio.files.broken import case, music, pitch_of, tone, with_warnings
from tests.audio.files.sounds import error_db

BETWEEN = {
    'nothing': b'',
    'a tag': broken.id3v2(30),
    'a cover': broken.id3v2(200_000),
    'an old tag': broken.id3v1(),
    'APE': broken.ape(),
    'APE without a header, old tag, cover': broken.ape(head=False) + broken.id3v1() + broken.id3v2(5000),
    'lyrics and an old tag': broken.lyrics() + broken.id3v1(),
    'junk': broken.noise(3333),
    'zeros': bytes(20_000),
}


@pytest.mark.parametrize(
    ('name', 'seconds', 'words'),
    [
        ('joined-cover-between.mp3', 6.0, 'another one begins at 0:03'),
        ('joined-short-end.mp3', 6.0, 'another one begins at 0:03'),
        ('rate-changes.mp3', 6.05, '48000 Hz and 1 channel from 0:03 on'),
        ('junk-5kB-in-the-middle.mp3', 6.06, '5,000 bytes at 0:03 are no sound'),
    ],
)
def test_the_awkward_files_give_both_of_their_parts(name: str, seconds: float, words: str) -> None:
    path = case(name)
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == pytest.approx(seconds * 44100, abs=400)
    halves = [float(np.sqrt(np.mean(part**2))) for part in (got[:120_000], got[-120_000:])]
    assert halves == pytest.approx([0.101, 0.161], abs=0.002)  # the second part is louder
    assert len(warnings) == 1
    assert words in warnings[0]


@pytest.mark.nightly
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    lengths=st.lists(st.floats(0.2, 1.5), min_size=2, max_size=5),
    between=st.lists(st.sampled_from(sorted(BETWEEN)), min_size=5, max_size=5),
)
def test_however_many_are_put_together_each_is_there_to_the_frame(
    tmp_path: Path, lengths: list[float], between: list[str]
) -> None:
    sounds = [music(length, seed) for seed, length in enumerate(lengths)]
    files = [broken.mp3(tmp_path, sound) for sound in sounds]
    path = tmp_path / 'joined.mp3'
    path.write_bytes(b''.join(data + BETWEEN[name] for data, name in zip(files, between, strict=False)))
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == sum(map(len, sounds))
    assert error_db(np.concatenate(sounds), got) < -15
    assert len([warning for warning in warnings if 'put together from several' in warning]) == 1


def test_files_without_headers_are_read_on_as_one_stream(tmp_path: Path) -> None:
    whole = broken.mp3(tmp_path, music(4), headless=True)
    path = tmp_path / 'a.mp3'
    path.write_bytes(whole)
    expected, warnings = with_warnings(path)
    assert warnings == []
    frames = broken.mp3_frames(whole)
    path.write_bytes(b''.join(frames[:50]) + broken.id3v2(60) + b''.join(frames[50:]))  # as in pieces of HLS
    got, warnings = with_warnings(path)
    np.testing.assert_allclose(got, expected, atol=1e-4)
    assert 'another one begins at 0:01' in warnings[0]


@pytest.mark.parametrize('rates', [(44100, 48000), (48000, 44100, 48000), (22050, 44100), (32000, 48000, 24000, 8000)])
def test_a_rate_that_changes_becomes_that_of_the_beginning(tmp_path: Path, rates: tuple[int, ...]) -> None:
    path = tmp_path / 'a.mp3'
    made = [broken.mp3(tmp_path, tone(2, 440, rate), rate, 64_000, headless=True) for rate in rates]
    path.write_bytes(b''.join(made))
    got, warnings = with_warnings(path)
    info = probe(path)
    assert (info.sample_rate, info.frames) == (rates[0], len(got))
    assert len(got) == pytest.approx(2 * len(rates) * rates[0], rel=0.1)
    for second in range(len(rates)):
        part = got[round((2 * second + 0.8) * rates[0]) :][: rates[0]]
        assert pitch_of(part, rates[0]) == pytest.approx(440, abs=2)
        assert np.abs(part).max() == pytest.approx(0.4, abs=0.03)
    assert f'{rates[1]} Hz and 2 channels from 0:02 on' in warnings[0]


@pytest.mark.parametrize('channels', [(2, 1, 2), (1, 2)])
def test_mono_and_stereo_in_one_stream_sound_equally_loud(tmp_path: Path, channels: tuple[int, ...]) -> None:
    path = tmp_path / 'a.mp3'
    path.write_bytes(b''.join(broken.mp3(tmp_path, tone(2, 440, 44100, count), headless=True) for count in channels))
    got, warnings = with_warnings(path)
    assert got.shape == (probe(path).frames, channels[0])
    assert len(got) == pytest.approx(2 * len(channels) * 44100, rel=0.05)
    for number in range(len(channels)):
        part = got[(2 * number + 1) * 44100 - 10_000 :][:20_000]
        assert np.abs(part).max(axis=0) == pytest.approx([0.4] * channels[0], abs=0.03)
    assert 'channel' in warnings[0]
    assert '0:02' in warnings[0]


@pytest.mark.parametrize(
    ('front', 'told'),
    [
        (bytes(300_000), []),
        (broken.noise(300_000), ['300,000 bytes at 0:00 are no sound: they were left out.']),
        (b'\xff' * 300_000, []),
        (broken.id3v2(500_000, told=200), ['499,810 bytes at 0:00 are no sound: they were left out.']),
        (broken.id3v2(2000, told=60_000), []),
        (broken.noise(700), []),
        (broken.ape(), []),
    ],
    ids=['zeros', 'noise', 'ones', 'a tag that tells too little', 'a tag that tells too much', 'a little', 'APE'],
)
def test_what_stands_in_front_of_the_first_frame_is_passed_over_and_told_if_it_is_junk(
    tmp_path: Path, front: bytes, told: list[str]
) -> None:
    sound = music(3)
    path = tmp_path / 'a.mp3'
    path.write_bytes(front + broken.mp3(tmp_path, sound))
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == len(sound)
    assert error_db(sound, got) < -15
    assert warnings == told


@pytest.mark.parametrize('between', [broken.noise(5000), broken.noise(5000) + broken.id3v2(2000), bytes(5000)])
def test_what_stands_between_two_files_is_told_beside_that_they_were_put_together(
    tmp_path: Path, between: bytes
) -> None:
    path = tmp_path / 'a.mp3'
    path.write_bytes(broken.mp3(tmp_path, music(2)) + between + broken.mp3(tmp_path, music(1)))
    got, warnings = with_warnings(path)
    assert len(got) == 3 * 44100
    assert warnings == [
        'This file was put together from several: another one begins at 0:02.',
        '5,000 bytes at 0:02 are no sound: they were left out.',
    ]


@pytest.mark.nightly
@pytest.mark.slow
def test_bytes_that_are_never_frames_are_refused_after_a_search_that_ends(tmp_path: Path) -> None:
    path = tmp_path / 'a.mp3'
    for data in (broken.noise(3_000_000), b'\xff\xfb\x92' * 300_000, b'ID3\3\0\0\0\0\0\0' * 10_000):
        path.write_bytes(data)
        with pytest.raises(UnreadableAudio, match='no audio in this file'):
            probe(path)


def test_junk_that_was_put_in_takes_no_time_and_costs_no_frame(tmp_path: Path) -> None:
    sound = music(4)
    data = broken.mp3(tmp_path, sound)
    frames = broken.mp3_frames(data)
    path = tmp_path / 'a.mp3'
    path.write_bytes(b''.join(frames[:60]) + broken.noise(2500) + b''.join(frames[60:]))
    got, warnings = with_warnings(path)
    assert len(got) == len(sound)
    assert error_db(sound, got) < -15  # also around the place: the decoder goes on
    assert warnings == ['2,500 bytes at 0:01 are no sound: they were left out.']


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize('headless', [False, True])
@pytest.mark.parametrize('lost', [1, 3, 20])
@pytest.mark.parametrize('what', ['noise', 'zeros'])
def test_frames_that_were_written_over_become_a_gap_as_long_as_they_were(
    tmp_path: Path, headless: bool, lost: int, what: str
) -> None:
    if headless and lost == 20 and what == 'noise':
        pytest.skip('nothing tells how long so many bytes were, unless all are the same')
    data = broken.mp3(tmp_path, music(5), headless=headless)
    path = tmp_path / 'a.mp3'
    path.write_bytes(data)
    expected, _ = with_warnings(path)
    frames = broken.mp3_frames(data)
    hole = b''.join(frames[90 : 90 + lost])
    filling = broken.noise(len(hole)) if what == 'noise' else bytes(len(hole))
    path.write_bytes(b''.join(frames[:90]) + filling + b''.join(frames[90 + lost :]))
    got, warnings = with_warnings(path)
    assert len(got) == len(expected)
    behind = (90 + lost + 4) * 1152
    np.testing.assert_allclose(got[behind:], expected[behind:], atol=1e-4)
    assert 'of sound is missing at 0:02' in warnings[0]


@pytest.mark.parametrize('told', [1, 50])
def test_a_header_that_counts_too_few_frames_ends_nothing(tmp_path: Path, told: int) -> None:
    sound = music(4)
    data = bytearray(broken.mp3(tmp_path, sound))
    at = data.index(b'Info') + 8
    count = int.from_bytes(data[at : at + 4], 'big')
    data[at : at + 4] = (count - told).to_bytes(4, 'big')
    path = tmp_path / 'a.mp3'
    path.write_bytes(data)
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) >= len(sound)
    more = ['The header of this file ends at 0:02, but 1.3 s more of its sound stand behind: all was read.']
    assert warnings == (more if told > 1 else [])
    assert error_db(sound, got[: len(sound)]) < -15


def test_the_header_frame_of_fraunhofer_is_no_sound(tmp_path: Path) -> None:
    headless = broken.mp3(tmp_path, music(2), headless=True)
    path = tmp_path / 'a.mp3'
    path.write_bytes(headless)
    expected, _ = with_warnings(path)
    first = broken.mp3_frames(headless)[0]
    path.write_bytes((first[:4] + bytes(32) + b'VBRI\0\1').ljust(len(first), b'\0') + headless)
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == len(expected)
    np.testing.assert_allclose(got, expected, atol=1e-4)
    assert warnings == []


def test_a_part_that_was_cut_short_is_told_and_the_next_is_whole(tmp_path: Path) -> None:
    one, two = music(3, 1), music(3, 2)
    path = tmp_path / 'a.mp3'
    data = broken.mp3(tmp_path, one)
    path.write_bytes(data[: len(data) * 2 // 3 + 100] + broken.mp3(tmp_path, two))
    got, warnings = with_warnings(path)
    assert error_db(two, got[-len(two) :]) < -15
    assert len(got) == pytest.approx(5 * 44100, abs=3000)
    assert any('another one begins at 0:0' in warning for warning in warnings)
    assert any('less is there than the header says' in warning for warning in warnings)


def test_half_a_download_is_told_where_no_header_knows(tmp_path: Path) -> None:
    data = broken.mp3(tmp_path, music(4), headless=True)
    path = tmp_path / 'a.mp3'
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) // 2))
    got, warnings = with_warnings(path)
    assert len(got) == pytest.approx(2 * 44100, abs=4000)
    assert 'From 0:02 on nothing can be read' in warnings[0] or 'From 0:01 on nothing can be read' in warnings[0]


@pytest.mark.parametrize('vbr', [False, True])
@pytest.mark.parametrize('headless', [False, True])
def test_an_ordinary_file_is_read_by_the_decoder_of_every_day(tmp_path: Path, vbr: bool, headless: bool) -> None:
    path = tmp_path / 'a.mp3'
    frames = broken.mp3(tmp_path, music(3), headless=headless, vbr=vbr)
    path.write_bytes(broken.id3v2(9000) + frames + broken.ape() + broken.id3v1())
    with open_source(path) as source:
        assert type(source) is SndSource
        assert source.can_seek
        got = source.read(1_000_000)
        assert source.warnings == []
    direct = soundfile.read(path, dtype='float32', always_2d=True)[0]  # ends early where it has to guess the length
    np.testing.assert_array_equal(got[: len(direct)], direct)
    assert probe(path).frames == len(got)


def test_where_the_decoder_of_every_day_gives_up_another_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = music(5)
    path = tmp_path / 'a.mp3'
    path.write_bytes(broken.mp3(tmp_path, sound))
    decoded = SndSource._decoded
    for answer in (-1, 0):
        monkeypatch.setattr(
            SndSource, '_decoded', lambda self, part, answer=answer: decoded(self, part) if self._at == 0 else answer
        )
        got, _ = with_warnings(path)
        assert len(got) == len(sound)
        assert error_db(sound, got) < -15


def test_a_walk_sees_all_frames_of_every_version_and_layer(tmp_path: Path) -> None:
    for rate in (8000, 16000, 22050, 32000, 48000):
        data = broken.mp3(tmp_path, music(1, 1, rate, 1), rate, 32_000)
        head = mpeg.header_at(data, 0)
        assert head is not None
        path = tmp_path / 'a.mp3'
        path.write_bytes(data)
        assert probe(path).frames == rate
        path.write_bytes(data * 3)
        assert probe(path).frames == 3 * rate
