"""What an encoder puts around the sound is no part of it, wherever the file tells how much that is."""

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from app.audio import Goal, level, measure
from app.audio.files import open_source, probe
from app.audio.files.maps.mpeg_frames import survey
from app.audio.files.metadata import tag_mapping
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.tags import mutagen_types
from app.audio.types import Samples
from tests.audio.files import carriers as made
from tests.audio.files.sounds import make, programme, read_all, write_like
from tests.audio.files.test_gapless import offset

FRAMES = 100_000


def smpb(delay: int, padding: int, frames: int) -> str:
    return f' 00000000 {delay:08X} {padding:08X} {frames:016X}' + ' 00000000' * 8


def bare_mp3(folder: Path, sound: Samples) -> tuple[bytes, int]:
    """Frames without the header that tells how much is around the sound, and how many samples they decode to."""
    path = write_like(folder / 'bare.mp3', probe(make(folder / 'bare.wav', sound)), sound, container='mp3')
    data = path.read_bytes()
    first = mpeg.header_at(data, 0)
    assert first is not None
    frames = data[first.length :]
    return frames, sum(run.count * run.head.samples for run in survey(frames).runs)


@pytest.mark.parametrize('kind', ['mp3', 'flac', 'm4a', 'wav'])
def test_an_mp3_whose_gaps_only_itunes_tells_plays_its_sound_alone(tmp_path: Path, kind: str) -> None:
    sound = programme(3)[:FRAMES]
    frames, whole = bare_mp3(tmp_path, sound)
    path = tmp_path / 'a.mp3'
    note = made.comment('iTunSMPB', smpb(1105, whole - 1105 - FRAMES, FRAMES))
    path.write_bytes(made.id3(made.text('TIT2', 'Part two'), note) + frames)
    assert probe(path).frames == FRAMES
    found = read_all(path)
    assert (len(found), offset(sound, found)) == (FRAMES, 0)
    result = made.converted(path, tmp_path, None if kind == 'mp3' else kind)
    again = read_all(result)
    assert (len(again), abs(offset(sound, again))) == (FRAMES, 0)
    assert note not in result.read_bytes(), 'it was about another encoder'
    assert ('TITLE', 'Part two') in tag_mapping.read(probe(result)).text


def test_seeking_in_it_gives_what_reading_through_gives(tmp_path: Path) -> None:
    sound = programme(3)[:FRAMES]
    frames, whole = bare_mp3(tmp_path, sound)
    path = tmp_path / 'a.mp3'
    path.write_bytes(made.id3(made.comment('iTunSMPB', smpb(1105, whole - 1105 - FRAMES, FRAMES))) + frames)
    through = read_all(path)
    with open_source(path) as source:
        source.seek(70_001)
        np.testing.assert_array_equal(source.read(1 << 20), through[70_001:])
        source.seek(5)
        np.testing.assert_array_equal(source.read(100), through[5:105])
        assert source.warnings == []


@pytest.mark.parametrize(
    'value', [smpb(1105, 100, 10_000_000), smpb(1105, 100, 5000), smpb(0, 0, 0), 'no numbers', '', smpb(1 << 30, 0, 7)]
)
def test_a_value_that_does_not_fit_the_file_is_not_believed(tmp_path: Path, value: str) -> None:
    frames, whole = bare_mp3(tmp_path, programme(3)[:FRAMES])
    path = tmp_path / 'a.mp3'
    path.write_bytes(made.id3(made.comment('iTunSMPB', value)) + frames)
    assert len(read_all(path)) == probe(path).frames == whole


def test_the_header_of_lame_is_believed_before_it(tmp_path: Path) -> None:
    path = made.mp3(tmp_path, made.id3(made.comment('iTunSMPB', smpb(1105, 0, 23_000))))
    assert len(read_all(path)) == len(read_all(made.plain(tmp_path, 'mp3')))


def m4a(path: Path, sound: Samples, about: dict[str, str] | None = None) -> Path:
    """AAC as FFmpeg writes it without an edit list."""
    with av.open(str(path), 'w', format='ipod', options={'use_editlist': '0'}) as out:
        stream = out.add_stream('aac', rate=44_100, layout='stereo')
        stream.metadata.update(about or {})
        out.metadata.update({'creation_time': about['creation_time']} if about else {})
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound.T), format='fltp', layout='stereo')
        frame.sample_rate, frame.pts = 44_100, 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    return path


def remember(path: Path, value: str) -> None:
    file = made.MP4_TAGS(path)
    file['----:com.apple.iTunes:iTunSMPB'] = [mutagen_types.MP4_TEXT(value.encode())]
    file.save()


def test_an_m4a_whose_gaps_only_itunes_tells_plays_its_sound_alone(tmp_path: Path) -> None:
    sound = programme(3)[:FRAMES]
    path = m4a(tmp_path / 'a.m4a', sound)
    assert b'elst' not in path.read_bytes()
    remember(path, smpb(1024, -(FRAMES + 1024) % 1024, FRAMES))
    found = read_all(path)
    assert (len(found), offset(sound, found)) == (FRAMES, 0)
    result = made.converted(path, tmp_path)
    words = bytes(made.MP4_TAGS(result)['----:com.apple.iTunes:iTunSMPB'][0]).split()
    assert (int(words[1], 16), int(words[3], 16)) == (1024, len(read_all(result)))


def raw_aac(path: Path) -> bytes:
    """The frames of an M4A file, bare."""
    with av.open(str(path)) as old, av.open(str(path.with_suffix('.adts')), 'w', format='adts') as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(old.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    return path.with_suffix('.adts').read_bytes()


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('channels', [2, 8])
def test_raw_aac_keeps_its_title_and_neither_grows_nor_moves(tmp_path: Path, channels: int) -> None:
    sound, path = programme(1, 48_000, channels), tmp_path / 'a.aac'
    like = probe(make(tmp_path / 'a.wav', sound, 48_000))
    frames = raw_aac(write_like(tmp_path / 'a.m4a', like, sound, container='m4a'))
    tag, behind = made.id3(made.text('TIT2', 'Night'), made.SERATO), b'TAG' + b'Night'.ljust(125, b'\0')
    path.write_bytes(tag + frames + behind)
    count, late = len(read_all(path)), offset(sound, read_all(path))
    for time in range(3):
        result = write_like(tmp_path / f'{time}.aac', probe(path), read_all(path))
        found = read_all(result)
        assert (len(found), offset(sound, found)) == (count, late)
        assert result.read_bytes().startswith(tag)
        assert result.read_bytes().endswith(behind)
        path = result
    assert tag_mapping.read(probe(path)).text == [('TITLE', 'Night')]


def test_a_levelled_raw_aac_is_as_long_and_as_loud_as_it_shall_be(tmp_path: Path) -> None:
    path = tmp_path / 'a.aac'
    path.write_bytes(raw_aac(m4a(tmp_path / 'a.m4a', programme(4))))
    outcome = level(path, tmp_path / 'out.aac', Goal(-16.0, -1.0))
    assert probe(tmp_path / 'out.aac').frames == probe(path).frames
    measured = measure(tmp_path / 'out.aac')
    assert measured.integrated_lufs == pytest.approx(-16.0, abs=0.1)
    assert (measured.true_peak_dbtp or 0.0) <= -0.9
    assert outcome.verdict == 'on_target'


def test_an_m4a_keeps_language_name_and_time_of_its_track(tmp_path: Path) -> None:
    about = {'language': 'deu', 'handler_name': 'Main mix', 'creation_time': '2024-05-17T20:15:00.000000Z'}
    path = m4a(tmp_path / 'a.m4a', programme(1), about)
    with av.open(str(made.converted(path, tmp_path))) as file:
        told = {**file.metadata, **file.streams.audio[0].metadata}
    assert {key: told[key] for key in about} == about
    seconds = struct.unpack_from('>I', (tmp_path / 'result.m4a').read_bytes().partition(b'mvhd')[2], 4)[0]
    assert seconds == 2_082_844_800 + 1_715_976_900, 'of 1904, in the head of the file'
    found = dict(tag_mapping.read(probe(made.converted(path, tmp_path, 'flac'))).text)
    assert found == {'LANGUAGE': 'deu', 'HANDLER_NAME': 'Main mix', 'ENCODINGTIME': '2024-05-17T20:15:00'}
