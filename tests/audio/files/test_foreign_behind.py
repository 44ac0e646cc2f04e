"""A file of another kind behind the sound of one, or in front of it: no header would ever miss it."""

from pathlib import Path

import pytest

from app.audio.errors import UnsupportedAudio
from app.audio.files import open_source, probe
from app.audio.types import Samples
from tests.audio.files import broken, foreign
from tests.audio.files.broken import music, noise, with_warnings
from tests.audio.files.foreign import encode
from tests.audio.files.sounds import make, write_like

SOUND = music(1)


def made(folder: Path, suffix: str, sound: Samples = SOUND) -> bytes:
    """A small whole file by its suffix."""
    path = folder / f'one.{suffix}'
    if suffix in ('wav', 'aiff', 'caf', 'au', 'flac', 'ogg'):
        kinds = {'flac': ('PCM_16', 'FLAC'), 'ogg': ('VORBIS', 'OGG')}
        return make(path, sound, 44100, *kinds.get(suffix, ('PCM_16', suffix.upper()))).read_bytes()
    if suffix == 'mp3':
        return broken.mp3(folder, sound)
    if suffix == 'm4a':
        return write_like(path, probe(make(folder / 'plain.wav', sound)), sound, container='m4a').read_bytes()
    if suffix == 'dsf':
        return foreign.dsf(path, sound[:10_000], 44100).read_bytes()
    codecs = {'aac': ('aac', 'fltp'), 'ac3': ('ac3', 'fltp'), 'wv': ('wavpack', 's16p'), 'tta': ('tta', 's16')}
    codec, form = codecs.get(suffix, ('flac', 's16'))
    return encode(path, sound, 44100, codec, form).read_bytes()


PAIRS = [
    ('mp3', 'wav', 'WAV'), ('mp3', 'flac', 'FLAC'), ('mp3', 'ogg', 'OGG'), ('mp3', 'm4a', 'MP4'), ('mp3', 'aac', 'AAC'),
    ('mp3', 'ac3', 'AC-3'), ('mp3', 'aiff', 'AIFF'), ('mp3', 'wv', 'WavPack'), ('mp3', 'tta', 'TTA'),
    ('mp3', 'mka', 'Matroska'), ('mp3', 'dsf', 'DSF'), ('mp3', 'caf', 'CAF'), ('mp3', 'au', 'AU'),
    ('wav', 'mp3', 'MP3'), ('wav', 'flac', 'FLAC'), ('aiff', 'mp3', 'MP3'), ('flac', 'mp3', 'MP3'),
    ('flac', 'wav', 'WAV'),
    ('ogg', 'mp3', 'MP3'), ('aac', 'mp3', 'MP3'), ('ac3', 'wav', 'WAV'), ('wv', 'wav', 'WAV'), ('tta', 'mp3', 'MP3'),
    ('mka', 'mp3', 'MP3'), ('m4a', 'mp3', 'MP3'), ('m4a', 'wav', 'WAV'),
]  # fmt: skip


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize(('first', 'second', 'name'), PAIRS)
def test_another_kind_behind_the_sound_is_refused_by_its_name(
    tmp_path: Path, first: str, second: str, name: str
) -> None:
    path = tmp_path / f'a.{first}'
    path.write_bytes(made(tmp_path, first) + made(tmp_path, second))
    with pytest.raises(UnsupportedAudio, match=rf'another file begins \({name}\): split them first'):
        probe(path)
    with pytest.raises(UnsupportedAudio, match='split them first'):
        open_source(path)


@pytest.mark.nightly('wav')
@pytest.mark.parametrize('kind', ['mp3', 'flac', 'ogg', 'aac', 'ac3', 'wv', 'tta', 'mka', 'm4a', 'wav'])
def test_tags_and_filling_behind_the_sound_are_nothing_to_tell(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f'a.{kind}'
    for behind in (broken.id3v2(3000), broken.ape() + broken.id3v1(), bytes(100_000)):
        path.write_bytes(made(tmp_path, kind) + behind)
        told = with_warnings(path)[1]
        # Nothing tells how long bare frames last: filling may be what was never downloaded.
        assert bool(told) == (kind in ('aac', 'ac3') and not any(behind))


@pytest.mark.parametrize('kind', ['mp3', 'ogg', 'aac', 'ac3', 'wv', 'tta', 'mka'])
def test_much_noise_behind_the_sound_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f'a.{kind}'
    path.write_bytes(made(tmp_path, kind) + b'\1' + noise(199_999))
    assert with_warnings(path)[1] == ['From 0:01 on nothing can be read: 200,000 bytes there are no sound.']


@pytest.mark.parametrize('kind', ['aac', 'ac3'])
def test_bare_frames_are_found_behind_junk(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f'a.{kind}'
    path.write_bytes(noise(3000, 3) + made(tmp_path, kind))
    got, warnings = with_warnings(path)
    assert len(got) == pytest.approx(len(SOUND), abs=2500)
    assert warnings == ['3,000 bytes at 0:00 are no sound: they were left out.']


def test_junk_in_front_of_a_file_with_a_header_is_told(tmp_path: Path) -> None:
    path = tmp_path / 'a.wav'
    path.write_bytes(noise(3000, 3) + made(tmp_path, 'wav'))
    with pytest.raises(UnsupportedAudio, match=r'3,000 bytes .* in front of this file \(WAV\): take them out first'):
        probe(path)


def test_mp2_behind_mp3_is_told_as_another_file(tmp_path: Path) -> None:
    path = tmp_path / 'a.mp3'
    second = encode(tmp_path / 'b.mp2', SOUND, 44100, 'mp2', 's16').read_bytes()
    path.write_bytes(made(tmp_path, 'mp3') + second)
    got, warnings = with_warnings(path)
    assert len(got) == pytest.approx(2 * len(SOUND), abs=2500)
    assert warnings == ['This file was put together from several: another one begins at 0:01.']


@pytest.mark.parametrize('rate', [8, 2_822_752, 4_000_000_000])
def test_a_rate_that_dsd_does_not_have_is_refused_at_once(tmp_path: Path, rate: int) -> None:
    data = bytearray(made(tmp_path, 'dsf'))
    data[56:60] = rate.to_bytes(4, 'little')
    path = tmp_path / 'a.dsf'
    path.write_bytes(data)
    with pytest.raises(UnsupportedAudio, match=f'a sample rate of {rate} Hz, which DSD does not have'):
        probe(path)
