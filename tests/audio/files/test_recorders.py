"""Plain samples of recorders that lost power, and files of them put together: all of the sound is read."""

import struct
from pathlib import Path

import numpy as np
import pytest

from app.audio.errors import UnsupportedAudio
from app.audio.files import open_source, probe
from app.audio.files.pcm import chunks_at_end
from app.audio.files.pcm.reader import PcmSource
from tests.audio.files import broken, carriers
from tests.audio.files.broken import music, pitch_of, tone, with_warnings
from tests.audio.files.sounds import make, read_all, write_like

CODINGS = [('wav', 'WAV', 'PCM_16'), ('wav', 'WAV', 'PCM_24'), ('wav', 'WAV', 'FLOAT'), ('aiff', 'AIFF', 'PCM_16')]
CODINGS += [('aiff', 'AIFF', 'PCM_24'), ('caf', 'CAF', 'PCM_16'), ('w64', 'W64', 'PCM_16'), ('wav', 'RF64', 'PCM_24')]


def told(data: bytes, container: str, frames: int, block: int) -> bytes:
    """The same file with a header that speaks of so many frames."""
    made, size = bytearray(data), frames * block
    if container == 'AIFF':
        comm, ssnd = made.index(b'COMM'), made.index(b'SSND')
        made[comm + 10 : comm + 14] = struct.pack('>I', frames)
        made[ssnd + 4 : ssnd + 8] = struct.pack('>I', size + 8)
    elif container == 'RF64':
        made[28:36] = struct.pack('<Q', size)
    elif container == 'WAV':
        at = made.index(b'data')
        made[at + 4 : at + 8] = struct.pack('<I', size)
    else:
        at, form = (made.index(b'data') + 16, '<Q') if container == 'W64' else (made.index(b'data') + 4, '>q')
        made[at : at + 8] = struct.pack(form, size + (24 if container == 'W64' else 4))
    return bytes(made)


@pytest.mark.nightly(all_but={'wav-WAV-FLOAT', 'aiff-AIFF-PCM_24', 'caf-CAF-PCM_16', 'wav-RF64-PCM_24'})
@pytest.mark.parametrize(('suffix', 'container', 'subtype'), CODINGS)
def test_sound_behind_the_end_that_the_header_tells_is_read(
    tmp_path: Path, suffix: str, container: str, subtype: str
) -> None:
    path = make(tmp_path / f'a.{suffix}', music(6), 44100, subtype, container)
    expected = read_all(path)
    block = {'PCM_16': 4, 'PCM_24': 6, 'FLOAT': 8}[subtype]
    path.write_bytes(told(path.read_bytes(), container, 2 * 44100, block))
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == len(expected)
    np.testing.assert_array_equal(got, expected)
    assert warnings == ['The header of this file ends at 0:02, but 4.0 s more of its sound stand behind: all was read.']
    with open_source(path) as source:
        source.seek(5 * 44100)
        np.testing.assert_array_equal(source.read(100), expected[5 * 44100 : 5 * 44100 + 100])
    again = write_like(tmp_path / f'b.{suffix}', probe(path), got)
    np.testing.assert_array_equal(read_all(again), expected)


@pytest.mark.parametrize(('suffix', 'container', 'subtype'), [*CODINGS[3:5], *CODINGS[6:7]])
def test_a_header_that_was_never_finished_hides_nothing(
    tmp_path: Path, suffix: str, container: str, subtype: str
) -> None:
    path = make(tmp_path / f'a.{suffix}', music(3), 44100, subtype, container)
    expected = read_all(path)
    data = bytearray(told(path.read_bytes(), container, 0, 0))
    if container == 'AIFF':
        data[4:8] = bytes(4)
        at = data.index(b'SSND')
        data[at + 4 : at + 8] = bytes(4)
    else:
        at = data.index(b'data') + 16
        data[at : at + 8] = bytes(8)
    path.write_bytes(data)
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected)
    assert 'The header of this file ends at 0:00, but 3.0 s more' in warnings[0]
    np.testing.assert_array_equal(read_all(write_like(tmp_path / f'b.{suffix}', probe(path), got)), expected)


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize(
    'behind',
    [
        broken.noise(300_000),
        bytes(500_000),
        broken.id3v1(),
        broken.id3v2(200_000),
        broken.ape() + broken.id3v1(),
        b'LIST\x1a\0\0\0INFOINAM\x0e\0\0\0A title of it\0',
        b'junk' + struct.pack('<I', 200_000) + broken.noise(200_000),
    ],
    ids=['noise', 'filling', 'old tag', 'new tag', 'APE', 'chunk', 'junk chunk'],
)
@pytest.mark.parametrize('subtype', ['PCM_16', 'PCM_24', 'FLOAT'])
def test_what_is_no_sound_behind_the_sound_is_left_alone(tmp_path: Path, behind: bytes, subtype: str) -> None:
    path = make(tmp_path / 'a.wav', music(2)[:-1], 44100, subtype)
    expected = read_all(path)
    path.write_bytes(path.read_bytes() + behind)
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected)
    assert warnings == []
    with open_source(path) as source:
        assert type(source) is PcmSource
        assert source.can_seek


def test_hiss_behind_hiss_is_sound(tmp_path: Path) -> None:
    hiss = np.random.default_rng(1).uniform(-0.5, 0.5, (88200, 2)).astype(np.float32)
    path = make(tmp_path / 'a.wav', hiss)
    path.write_bytes(told(path.read_bytes(), 'WAV', 44100, 4))
    got, _ = with_warnings(path)
    assert len(got) == 88200


def test_a_second_chunk_of_sound_is_read_and_not_copied_at_its_old_level(tmp_path: Path) -> None:
    one, two = make(tmp_path / 'one.wav', tone(2, 400)), make(tmp_path / 'two.wav', tone(3, 500))
    path = tmp_path / 'a.wav'
    path.write_bytes(one.read_bytes() + two.read_bytes()[36:])
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, np.concatenate((read_all(one), read_all(two))))
    assert warnings == ['This file was put together from several: another one begins at 0:02.']
    again = write_like(tmp_path / 'b.wav', probe(path), got * 0.5)
    assert len(read_all(again)) == len(got)
    assert again.stat().st_size == pytest.approx(44 + 5 * 44100 * 4, abs=10)


@pytest.mark.parametrize(('suffix', 'container'), [('wav', 'WAV'), ('aiff', 'AIFF'), ('au', 'AU')])
@pytest.mark.parametrize('other', [(44100, 2, 'PCM_16'), (48000, 1, 'PCM_24')])
def test_whole_files_put_together_are_all_there(
    tmp_path: Path, suffix: str, container: str, other: tuple[int, int, str]
) -> None:
    rate, channels, subtype = other
    one = make(tmp_path / f'one.{suffix}', tone(2, 400), 44100, 'PCM_16', container)
    two = make(tmp_path / f'two.{suffix}', tone(2, 500, rate, channels), rate, subtype, container)
    path = tmp_path / f'a.{suffix}'
    path.write_bytes(one.read_bytes() + two.read_bytes() + one.read_bytes())
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == 6 * 44100
    assert [round(pitch_of(got[at * 88200 :][:88200])) for at in range(3)] == [400, 500, 400]
    assert 'others begin at 0:02 and 0:04' in warnings[0]
    again = write_like(tmp_path / f'b.{suffix}', probe(path), got)
    assert len(read_all(again)) == len(got)


@pytest.mark.parametrize(('suffix', 'container'), [('caf', 'CAF'), ('w64', 'W64')])
def test_what_cannot_be_joined_is_refused_with_the_reason(tmp_path: Path, suffix: str, container: str) -> None:
    path = make(tmp_path / f'a.{suffix}', music(2), 44100, 'PCM_16', container)
    path.write_bytes(path.read_bytes() * 2)
    with pytest.raises(UnsupportedAudio, match='another file begins'):
        probe(path)


def test_a_tag_in_front_of_a_header_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.wav', music(1))
    path.write_bytes(broken.id3v2(3000) + path.read_bytes())
    with pytest.raises(UnsupportedAudio, match='A tag stands in front'):
        probe(path)


TITLE = carriers.info_list(INAM='Night', IART='DJ U')


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize('size', [0xFFFF_FFFF, 0x7FFF_FFFF], ids=['open', 'never written'])
@pytest.mark.parametrize(
    'behind',
    [
        TITLE,
        carriers.chunk(b'junk', broken.noise(501)) + TITLE,
        TITLE + carriers.chunk(b'id3 ', carriers.id3(carriers.text('TIT2', 'Night'))),
        TITLE + carriers.chunk(b'junk', b'odd', padded=False),
    ],
    ids=['title', 'two chunks', 'with ID3', 'without its pad'],
)
def test_tags_behind_sound_whose_length_nobody_told_are_tags(tmp_path: Path, size: int, behind: bytes) -> None:
    path = make(tmp_path / 'a.wav', music(2))
    expected, whole = read_all(path), bytearray(path.read_bytes())
    whole[40:44] = whole[4:8] = struct.pack('<I', size)
    path.write_bytes(bytes(whole) + behind)
    np.testing.assert_array_equal(read_all(path), expected)
    assert carriers.words(path)['TITLE'] == ['Night']
    again = write_like(tmp_path / 'b.wav', probe(path), expected)
    np.testing.assert_array_equal(read_all(again), expected)
    assert carriers.words(again)['TITLE'] == ['Night']
    assert carriers.words(write_like(tmp_path / 'b.flac', probe(path), expected, container='flac'))['TITLE'] == [
        'Night'
    ]


@pytest.mark.parametrize('behind', [broken.id3v1(), broken.ape() + broken.id3v1()], ids=['ID3v1', 'APE'])
def test_old_tags_behind_sound_whose_length_nobody_told_are_not_heard(tmp_path: Path, behind: bytes) -> None:
    path = make(tmp_path / 'a.wav', music(2))
    expected, whole = read_all(path), bytearray(path.read_bytes())
    whole[40:44] = b'\xff' * 4
    path.write_bytes(bytes(whole) + behind)
    np.testing.assert_array_equal(read_all(path), expected)


@pytest.mark.parametrize(('suffix', 'container'), [('wav', 'WAV'), ('aiff', 'AIFF')])
def test_tags_behind_sound_that_its_header_ends_too_early_are_tags(tmp_path: Path, suffix: str, container: str) -> None:
    path = make(tmp_path / f'a.{suffix}', music(6), 44100, 'PCM_16', container)
    expected = read_all(path)
    tag = carriers.chunk(b'ID3 ', carriers.id3(carriers.text('TIT2', 'Night')), '<' if suffix == 'wav' else '>')
    path.write_bytes(told(path.read_bytes(), container, 2 * 44100, 4) + tag)
    np.testing.assert_array_equal(read_all(path), expected)
    assert carriers.words(path)['TITLE'] == ['Night']
    again = write_like(tmp_path / f'b.{suffix}', probe(path), expected)
    np.testing.assert_array_equal(read_all(again), expected)
    assert carriers.words(again)['TITLE'] == ['Night']


def test_chunks_at_the_end_are_looked_for_in_a_counted_number_of_steps() -> None:
    lookalikes = b'LIST\0\0\0\0' * 300_000 + b'\xff' * 8
    assert chunks_at_end.begin(lookalikes, 0, len(lookalikes)) == len(lookalikes)
    chain = b'LIST\0\0\0\0' * 1000
    assert chunks_at_end.begin(b'\xff' * 99 + chain, 0, 99 + len(chain)) == 99
