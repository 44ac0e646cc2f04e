"""Ogg files as stream rips leave them: one link a track, pages lost, cut anywhere. All of their sound comes back."""

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audio.files import open_source, probe
from app.audio.files.maps.ogg_pages import checksum
from app.audio.files.sndfile import SndSource
from app.audio.types import Samples
from tests.audio.files import broken
from tests.audio.files.broken import music, pitch_of, tone, with_warnings
from tests.audio.files.sounds import error_db, make

KINDS = {'vorbis': ('ogg', 'VORBIS'), 'opus': ('opus', 'OPUS')}


def ogg(folder: Path, codec: str, sound: Samples, rate: int = 48000) -> bytes:
    suffix, subtype = KINDS[codec]
    return make(folder / f'made.{suffix}', sound, rate, subtype, 'OGG').read_bytes()


def pages(data: bytes) -> list[bytes]:
    at, found = 0, list[bytes]()
    while at < len(data):
        count = data[at + 26]
        size = 27 + count + sum(data[at + 27 : at + 27 + count])
        found.append(data[at : at + size])
        at += size
    return found


def renumbered(page: bytes, serial: int) -> bytes:
    """A page as another stream would have it."""
    bare = page[:14] + struct.pack('<I', serial) + page[18:22] + bytes(4) + page[26:]
    return bare[:22] + struct.pack('<I', checksum(bare)) + bare[26:]


def test_the_checksum_is_that_of_the_files(tmp_path: Path) -> None:
    for page in pages(ogg(tmp_path, 'vorbis', music(2, rate=48000))):
        assert renumbered(page, int.from_bytes(page[14:18], 'little')) == page


@pytest.mark.nightly
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    links=st.lists(
        st.tuples(st.sampled_from(['vorbis', 'opus']), st.sampled_from([44100, 48000, 24000]), st.sampled_from([1, 2])),
        min_size=2,
        max_size=5,
    )
)
def test_each_link_of_a_chain_is_there_in_the_rate_of_the_first(
    tmp_path: Path, links: list[tuple[str, int, int]]
) -> None:
    parts, rates = list[bytes](), list[int]()
    for number, (codec, rate, channels) in enumerate(links):
        rates.append(48000 if codec == 'opus' else rate)
        parts.append(ogg(tmp_path, codec, tone(1.5, 400 + 100 * number, rates[-1], channels), rates[-1]))
    path = tmp_path / 'a.ogg'
    path.write_bytes(b''.join(parts))
    got, warnings = with_warnings(path)
    info, each = probe(path), rates[0] * 3 // 2
    assert (info.codec, info.sample_rate, info.channels) == (links[0][0], rates[0], links[0][2])
    assert info.frames == len(got) == each * len(links)
    for number in range(len(links)):
        part = got[each * number :][:each][3000:-3000]
        assert pitch_of(part, rates[0]) == pytest.approx(400 + 100 * number, abs=2)
        assert np.abs(part).max() == pytest.approx(0.4, abs=0.08)
    assert 'put together from several' in warnings[0]
    assert '0:01' in warnings[0]


@pytest.mark.parametrize('codec', ['vorbis', 'opus'])
def test_links_that_have_the_same_number_are_links_too(tmp_path: Path, codec: str) -> None:
    sound = music(3, rate=48000)
    path = tmp_path / 'a.ogg'
    path.write_bytes(ogg(tmp_path, codec, sound) * 3)
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == 3 * len(sound)
    assert error_db(np.concatenate([sound] * 3), got) < -8
    assert warnings == ['This file was put together from several: others begin at 0:03 and 0:06.']


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize('codec', ['vorbis', 'opus'])
@pytest.mark.parametrize('how', ['gone', 'damaged', 'its name is damaged'])
def test_a_page_that_is_lost_leaves_a_gap_of_its_length(tmp_path: Path, codec: str, how: str) -> None:
    sound = music(6, rate=48000)
    whole = pages(ogg(tmp_path, codec, sound))
    lost = len(whole) // 2
    page = {'gone': b'', 'damaged': whole[lost][:200] + bytes(40) + whole[lost][240:]}.get(how, b'x' + whole[lost][1:])
    path = tmp_path / 'a.ogg'
    path.write_bytes(b''.join([*whole[:lost], page, *whole[lost + 1 :]]))
    got, warnings = with_warnings(path)
    assert len(got) == len(sound)
    begin, end = (int.from_bytes(one[6:14], 'little') for one in (whole[lost - 1], whole[lost]))
    assert error_db(sound[: begin - 6000], got[: begin - 6000]) < -8
    assert error_db(sound[end + 6000 :], got[end + 6000 :]) < -8  # in its place, to the frame
    assert np.abs(got[begin + 6000 : end - 6000]).max() == 0
    assert f'of sound is missing at 0:0{begin // 48000}' in warnings[0]


@pytest.mark.parametrize('codec', ['vorbis', 'opus'])
def test_junk_between_pages_costs_nothing(tmp_path: Path, codec: str) -> None:
    whole = pages(ogg(tmp_path, codec, music(6, rate=48000)))
    path = tmp_path / 'a.ogg'
    path.write_bytes(b''.join(whole))
    expected, _ = with_warnings(path)
    path.write_bytes(b''.join([*whole[:5], broken.noise(300_000), *whole[5:]]) + broken.id3v1())
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected)
    assert '300,000 bytes at 0:0' in warnings[0]


@pytest.mark.parametrize('codec', ['vorbis', 'opus'])
@pytest.mark.parametrize('front', [broken.id3v2(400), broken.noise(5000)], ids=['a tag', 'noise'])
def test_what_stands_in_front_is_passed_over(tmp_path: Path, codec: str, front: bytes) -> None:
    data = ogg(tmp_path, codec, music(2, rate=48000))
    path = tmp_path / 'a.ogg'
    path.write_bytes(data)
    expected, _ = with_warnings(path)
    path.write_bytes(front + data)
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected)
    assert warnings == []


@pytest.mark.parametrize('codec', ['vorbis', 'opus'])
def test_a_file_that_breaks_off_within_a_page_says_so(tmp_path: Path, codec: str) -> None:
    whole = pages(ogg(tmp_path, codec, music(6, rate=48000)))
    path = tmp_path / 'a.ogg'
    path.write_bytes(b''.join(whole[:5]) + whole[5][:-100])
    got, warnings = with_warnings(path)
    assert len(got) > 48000
    assert f'The file breaks off at 0:0{len(got) // 48000}' in warnings[0]


@pytest.mark.parametrize('codec', ['vorbis', 'opus'])
def test_a_recording_that_joined_late_is_as_long_as_it_is(tmp_path: Path, codec: str) -> None:
    whole = pages(ogg(tmp_path, codec, music(20, rate=48000)))
    path = tmp_path / 'a.ogg'
    moved = []
    for number, page in enumerate(whole):
        if number >= 2:
            later = int.from_bytes(page[6:14], 'little') + 48000 * 3600
            page = renumbered(page[:6] + struct.pack('<q', later) + page[14:], 5)
        moved.append(renumbered(page, 5))
    path.write_bytes(b''.join(moved))
    got, warnings = with_warnings(path)
    assert len(got) == pytest.approx(20 * 48000, abs=48000)
    assert warnings == []


def test_something_else_amid_the_chain_is_refused_with_its_place(tmp_path: Path) -> None:
    data = ogg(tmp_path, 'vorbis', music(2, rate=48000))
    other = pages(data)[0].replace(b'\x01vorbis', b'\x80theora')
    path = tmp_path / 'a.ogg'
    path.write_bytes(data + renumbered(other, 9))
    with pytest.raises(Exception, match='From 0:02 on this OGG file has something else'):
        probe(path)


@pytest.mark.parametrize('codec', ['vorbis', 'opus'])
def test_an_ordinary_file_is_read_by_the_decoder_of_every_day(tmp_path: Path, codec: str) -> None:
    ogg(tmp_path, codec, music(3, rate=48000))
    path = tmp_path / f'made.{KINDS[codec][0]}'
    with open_source(path) as source:
        assert type(source) is SndSource
        got = source.read(200_000)
        assert source._rest is None
    np.testing.assert_array_equal(got, soundfile.read(path, dtype='float32')[0])
