"""Files that are empty, broken, lying or no audio at all: one clear sentence, or what is there with a warning."""

import struct
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import open_source, probe
from app.audio.types import Limits, Samples
from tests.audio.files.sounds import make, programme, read_all, shared, write_like


def with_warnings(path: Path) -> tuple[Samples, list[str]]:
    with open_source(path) as source:
        blocks = [source.read(10_000)]
        while len(blocks[-1]):
            blocks.append(source.read(10_000))
        return np.concatenate(blocks), source.warnings


def refusal(path: Path, kind: type[Exception]) -> str:
    """The sentence that both doors refuse a file with."""
    with pytest.raises(kind) as one:
        probe(path)
    with pytest.raises(kind) as two:
        open_source(path)
    assert str(one.value) == str(two.value)
    return str(one.value)


@pytest.mark.parametrize(
    ('name', 'data', 'words'),
    [
        ('a.wav', b'', 'empty'),
        ('a.mp3', b'dear diary, today I found no audio at all. ' * 60, 'no audio in this file'),
        ('a.wav', b'RIFF\x24\0\0\0WAVE', 'no audio data'),
        ('a.wav', b'RIFF', 'no audio'),
        ('a.flac', b'fLaC\0\0\0\x22' + bytes(10), 'damaged'),
        ('a.aiff', b'FORM\0\0\0\x04AIFF', 'AIFF file'),
        ('a.ogg', b'OggS\0\x02' + bytes(20) + b'\x01vorbis', 'damaged'),
        ('a.m4a', b'\0\0\0\x18ftypM4A ' + bytes(12), 'damaged'),
        ('a.mp3', b'\xff' * 5000, 'no audio'),
    ],
)
def test_what_is_no_audio_gets_one_sentence(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    sentence = refusal(path, UnreadableAudio)
    assert words in sentence
    assert sentence[0].isupper()
    assert '\n' not in sentence


def test_a_file_that_vanished_gets_one_sentence(tmp_path: Path) -> None:
    assert 'could not be opened' in refusal(tmp_path / 'gone.wav', UnreadableAudio)


@pytest.mark.parametrize(
    ('data', 'words'),
    [
        (b'\x30\x26\xb2\x75\x8e\x66\xcf\x11' + bytes(100), 'WMA'),
        (b'PK\x03\x04' + bytes(100), 'ZIP'),
        (b'FLV\x01\x05' + bytes(100), 'Flash'),
        (b'RIFF\x10\0\0\0AVI LIST' + bytes(100), 'an AVI video'),
        (2 * (b'\x47\x40\0\x10' + bytes(184)) + b'\x47', 'an MPEG transport stream'),
    ],
)
def test_other_kinds_are_called_by_their_name(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / 'a.mp3'
    path.write_bytes(data)
    assert words in refusal(path, UnsupportedAudio)


def test_zero_channels_are_refused(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.wav', programme(0.1))
    data = bytearray(path.read_bytes())
    data[22:24] = bytes(2)
    path.write_bytes(data)
    assert 'no channels' in refusal(path, UnsupportedAudio)


def test_limits_are_named(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.wav', programme(2, 48000, 3), 48000)
    for limits, words in [
        (Limits(max_channels=2), '3 channels; at most 2'),
        (Limits(max_sample_rate=44_100), '48000 Hz'),
        (Limits(max_duration_s=1), 'at most 0:01'),
    ]:
        with pytest.raises(UnsupportedAudio, match=words):
            probe(path, limits)
        with pytest.raises(UnsupportedAudio, match=words):
            open_source(path, limits)


def test_mp3_files_that_were_glued_together_are_read_to_their_end(tmp_path: Path) -> None:
    sound = programme(9, 22050)
    like = probe(make(tmp_path / 'a.wav', sound, 22050))
    path = write_like(tmp_path / 'a.mp3', like, sound, container='mp3', bit_rate=96_000)
    path.write_bytes(path.read_bytes() * 3)
    got, warnings = with_warnings(path)
    assert probe(path).frames == len(got) == 3 * len(sound)
    assert warnings == ['This file was put together from several: others begin at 0:09 and 0:18.']
    with pytest.raises(UnsupportedAudio, match='at most 0:20'):
        probe(path, Limits(max_duration_s=20))


@pytest.mark.parametrize('size', [0, 0xFFFF_FFFF, 0x7FFF_FFFF])
def test_a_streamed_wav_that_does_not_know_its_length_is_read_to_its_end(tmp_path: Path, size: int) -> None:
    sound = programme(1)
    path = make(tmp_path / 'a.wav', sound)
    expected = read_all(path)
    data = bytearray(path.read_bytes())
    data[40:44] = struct.pack('<I', size)
    path.write_bytes(data)
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected)
    assert warnings == []
    result = write_like(tmp_path / 'b.wav', probe(path), got)
    np.testing.assert_array_equal(read_all(result), expected)
    assert struct.unpack_from('<I', result.read_bytes(), 40)[0] == len(expected) * 4


@pytest.mark.parametrize(('suffix', 'container'), [('wav', 'WAV'), ('aiff', 'AIFF'), ('caf', 'CAF'), ('w64', 'W64')])
def test_a_file_cut_short_gives_what_is_there_and_says_from_when_on(
    tmp_path: Path, suffix: str, container: str
) -> None:
    sound = programme(75, 8000, 1)
    path = make(tmp_path / f'a.{suffix}', sound, 8000, 'PCM_16', container)
    expected = read_all(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 8000 * 2 * 10 - 1])
    got, warnings = with_warnings(path)
    np.testing.assert_array_equal(got, expected[: len(got)])
    assert len(got) == pytest.approx(65 * 8000, abs=2)
    assert warnings == ['Audio is missing from 1:04 on: the file ends 10.0 s earlier than its header says.']
    result = write_like(tmp_path / f'b.{suffix}', probe(path), got)
    np.testing.assert_array_equal(read_all(result), got)


@pytest.mark.parametrize('suffix', ['mp3', 'flac', 'm4a', 'ogg'])
def test_a_compressed_file_cut_short_gives_what_is_there(tmp_path: Path, suffix: str) -> None:
    sound = programme(12, 32000, 1)
    wav = probe(make(tmp_path / 'a.wav', sound, 32000))
    path = write_like(tmp_path / f'a.{suffix}', wav, sound, container=suffix)
    data = path.read_bytes()
    if suffix == 'm4a':  # its index stands at the end: damage the sound instead
        data = data[:20_000] + bytes(len(data) // 3) + data[20_000 + len(data) // 3 :]
        path.write_bytes(data)
        got, warnings = with_warnings(path)
        assert len(got) == len(sound)
        assert 'of sound is missing at 0:0' in warnings[0]
        return
    path.write_bytes(data[: len(data) // 2])
    got, warnings = with_warnings(path)
    assert 4 * 32000 < len(got) < 8 * 32000
    if suffix != 'ogg':  # OGG keeps its length in its last page, which is gone too
        assert 'Audio is missing from 0:0' in warnings[0]


def test_samples_that_are_not_numbers_become_silence_with_a_warning(tmp_path: Path) -> None:
    sound = programme(3)
    sound[100_000:100_010, 1] = np.nan
    sound[120_000, 0] = np.inf
    sound[120_001, 0] = -1e30
    path = make(tmp_path / 'a.wav', sound, 44100, 'FLOAT')
    got, warnings = with_warnings(path)
    assert np.isfinite(got).all()
    assert not got[100_000:100_010, 1].any()
    assert got[120_001, 0] == 0
    good = np.isfinite(sound) & (np.abs(sound) < 2)
    np.testing.assert_array_equal(got[good], sound[good])
    assert warnings == ['Some samples from 0:02 on are not numbers or far too large: silence took their place.']


def test_three_milliseconds_are_audio_too(tmp_path: Path) -> None:
    sound = programme(1)[:132]
    like = probe(make(tmp_path / 'a.wav', sound))
    for suffix in ('wav', 'flac', 'mp3', 'm4a', 'ogg'):
        path = write_like(tmp_path / f'b.{suffix}', like, sound, container=suffix)
        assert len(read_all(path)) == 132


def test_compressed_wav_is_named(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.wav', programme(0.1, channels=1), 44100, 'GSM610')
    assert 'compressed audio inside (format 0x0031)' in refusal(path, UnsupportedAudio)


def test_an_original_that_changed_meanwhile_is_noticed(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.wav', programme(2))
    with open_source(path) as source:
        path.write_bytes(path.read_bytes()[:100_000])
        got = source.read(100_000)
        assert len(got) == (100_000 - 44) // 4
        assert 'the file shrank' in source.warnings[0]
    assert replace(source.info, frames=0).frames == 0


@pytest.mark.parametrize('name', ['empty.wav', 'text.mp3'])
def test_the_shared_broken_files_are_refused(name: str) -> None:
    refusal(shared(f'malformed/{name}'), UnreadableAudio)


@pytest.mark.parametrize(('name', 'seconds'), [('truncated.mp3', 9.5), ('wav-data-size-too-big.wav', 3.0)])
def test_the_shared_short_files_give_what_they_have(name: str, seconds: float) -> None:
    got, warnings = with_warnings(shared(f'malformed/{name}'))
    assert len(got) / 44100 == pytest.approx(seconds, abs=0.05)
    assert f'Audio is missing from 0:0{int(seconds)} on' in warnings[0]


def test_a_video_is_known_as_one(tmp_path: Path) -> None:
    path = tmp_path / 'a.mp4'
    with av.open(str(path), 'w') as container:
        video = container.add_stream('mpeg4', rate=25)
        video.width, video.height, video.pix_fmt = 64, 64, 'yuv420p'
        audio = container.add_stream('aac', rate=44100, layout='stereo')
        sound = np.ascontiguousarray(programme(1).T)
        for _ in range(25):
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        frame = av.AudioFrame.from_ndarray(sound, format='fltp', layout='stereo')
        frame.sample_rate = 44100
        container.mux(audio.encode(frame))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    assert probe(path).video
    assert len(read_all(path)) == pytest.approx(44_100, abs=2048)


def test_an_m4a_in_fragments_is_read_to_its_end(tmp_path: Path) -> None:
    sound = programme(5)
    path = tmp_path / 'a.m4a'
    with av.open(str(path), 'w', format='ipod', options={'movflags': 'empty_moov+frag_keyframe'}) as container:
        audio = container.add_stream('alac', rate=44100, layout='stereo')
        audio.format = av.AudioFormat('s16p')
        whole = np.ascontiguousarray(np.rint(sound.T * 32767).astype(np.int16))
        frame = av.AudioFrame.from_ndarray(whole, format='s16p', layout='stereo')
        frame.sample_rate = 44100
        container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    got, warnings = with_warnings(path)
    np.testing.assert_allclose(got, sound, atol=1e-4)
    assert warnings == []
