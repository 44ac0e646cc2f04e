"""The name of a result decides its format: it is that format, or refused with what can be written."""

from pathlib import Path

import av
import mutagen.id3
import numpy as np
import pytest
import soundfile

from app.audio import Goal, level
from app.audio.errors import UnsupportedAudio
from app.audio.files import CODECS, probe, rates
from app.audio.files.pcm import aiff
from app.audio.files.rates import Converter
from app.audio.files.result_names import SUFFIXES, named
from tests.audio.files.sounds import error_db, make, programme, read_all, tagged, write_like
from tests.audio.signals import mix

INSIDE = {
    '.wav': b'RIFF', '.aiff': b'FORM', '.aif': b'FORM', '.caf': b'caff', '.flac': b'fLaC', '.m4b': b'ftyp',
    '.ogg': b'OggS', '.opus': b'OggS', '.mp3': b'\xff\xfb', '.aac': b'\xff\xf1',
    '.au': b'.snd', '.mka': b'\x1a\x45\xdf\xa3', '.wv': b'wvpk', '.tta': b'TTA1', '.mp2': b'\xff\xfd',
    '.ac3': b'\x0b\x77', '.eac3': b'\x0b\x77',
}  # fmt: skip
"""What stands at the beginning of a file that is what its name says; M4A has it behind a size."""
IN_PACKETS = {'.aac': 0.06, '.ac3': 0.033, '.eac3': 0.033, '.mp2': 0.027}
"""Raw streams end with a whole packet, s."""


@pytest.fixture(scope='module')
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp('names') / 'mix.wav', programme(2))


@pytest.mark.parametrize('suffix', INSIDE)
def test_a_result_is_what_its_name_says(tmp_path: Path, original: Path, suffix: str) -> None:
    like = probe(original)
    result = write_like(tmp_path / f'out{suffix}', like, read_all(original), container=named(like, Path(f'x{suffix}')))
    assert INSIDE[suffix] in result.read_bytes()[:12]
    assert named(probe(result), result) is None, 'and it may be levelled under that name again'
    assert len(read_all(result)) / probe(result).sample_rate == pytest.approx(2.0, abs=IN_PACKETS.get(suffix, 0))


@pytest.mark.parametrize(
    'name', ['out.wma', 'out.txt', 'out.mp33', 'out.wavv', 'out', 'out.', '.mp3', 'out.aifc', 'a.b c']
)
def test_a_name_that_stands_for_nothing_is_refused_with_the_list(original: Path, name: str) -> None:
    with pytest.raises(UnsupportedAudio, match=r'decides its format.*\.wav, \.aiff.*\.flac.* or \.mka\.$'):
        named(probe(original), Path(name))


def test_everything_that_can_be_written_has_a_name() -> None:
    assert SUFFIXES.keys() == CODECS.keys()
    flat = [suffix for suffixes in SUFFIXES.values() for suffix in suffixes]
    assert len(flat) == len(set(flat))


def test_layer_two_becomes_an_mp3_where_that_is_asked(tmp_path: Path) -> None:
    """It stays what it is under its own name; MP3 is another format, and no refusal that asks for MP3."""
    sound = programme(2, 48000)
    radio = write_like(tmp_path / 'radio.mp2', probe(make(tmp_path / 'a.wav', sound, 48000)), sound, container='mp2')
    assert named(probe(radio), Path('out.mp2')) is None
    level(radio, tmp_path / 'out.mp3', Goal(-20.0), to=named(probe(radio), Path('out.mp3')))
    made = probe(tmp_path / 'out.mp3')
    assert (made.container, made.codec, made.frames) == ('mp3', 'mp3', probe(radio).frames)


def test_opus_stays_opus_under_either_name_and_vorbis_becomes_opus_only_when_asked(tmp_path: Path) -> None:
    voice = make(tmp_path / 'voice.ogg', programme(1, 48000), 48000, 'OPUS', 'OGG')
    assert named(probe(voice), Path('out.ogg')) is None
    assert named(probe(voice), Path('out.OGA')) is None
    assert named(probe(voice), Path('out.opus')) is None
    song = make(tmp_path / 'song.ogg', programme(1), 44100, 'VORBIS', 'OGG')
    assert named(probe(song), Path('out.ogg')) is None
    assert named(probe(song), Path('out.opus')) == 'opus'


@pytest.mark.nightly(all_but={'88200-mp3-44100'})
@pytest.mark.parametrize(
    ('rate', 'to', 'becomes'),
    [(44100, 'opus', 48000), (96000, 'mp3', 48000), (88200, 'mp3', 44100), (192000, 'm4a', 96000)],
)
@pytest.mark.slow
def test_a_rate_that_a_format_cannot_have_is_converted_and_told(
    tmp_path: Path, rate: int, to: str, becomes: int
) -> None:
    source = make(tmp_path / 'mix.wav', mix(9, rate) * 0.5, rate, 'PCM_24')
    outcome = level(source, tmp_path / f'out.{to}', Goal(-10.0, -1.0), to=to)
    assert probe(tmp_path / f'out.{to}').sample_rate == becomes
    assert f'has no {rate} Hz: it was converted to {becomes} Hz.' in outcome.explanation
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-10.0, abs=0.1)
    assert (outcome.output.true_peak_dbtp or 0.0) <= -0.95
    assert outcome.output.duration_s == pytest.approx(outcome.input.duration_s, abs=0.001)
    assert outcome.passes <= 3, 'the first render was right: the rows of both rates are compared as one'


@pytest.mark.parametrize(('rate', 'wanted'), [(44100, 48000), (96000, 44100), (8000, 48000), (192000, 48000)])
def test_conversion_keeps_place_and_length_whatever_the_blocks(rate: int, wanted: int) -> None:
    time = np.arange(rate * 3 + 17) / rate
    sound = np.stack([0.5 * np.sin(2 * np.pi * 997 * time), 0.3 * np.sin(2 * np.pi * 2500 * time)], 1).astype(
        np.float32
    )

    def converted(block: int) -> np.ndarray:
        converter = Converter(rate, wanted, 2)
        blocks = [converter.push(sound[at : at + block]) for at in range(0, len(sound), block)]
        return np.concatenate([*blocks, converter.finish()])

    made = converted(30_011)
    np.testing.assert_array_equal(made, converted(1000))
    assert len(made) == rates.frames_at(len(sound), rate, wanted)
    time = np.arange(len(made)) / wanted
    there = np.stack([0.5 * np.sin(2 * np.pi * 997 * time), 0.3 * np.sin(2 * np.pi * 2500 * time)], 1)
    assert error_db(there[2000:-2000].astype(np.float32), made[2000:-2000]) < -110


def test_less_than_one_sample_and_nothing_at_all_are_converted_too() -> None:
    converter = Converter(96_000, 8_000, 1)
    assert len(converter.push(np.zeros((1, 1), np.float32))) == 0
    assert len(converter.finish()) == 0


@pytest.mark.parametrize(('rate', 'codec', 'fits'), [
    (44_100, 'mp3', 44_100), (96_000, 'mp3', 48_000), (176_400, 'mp3', 44_100), (37_800, 'mp3', 44_100),
    (192_000, 'aac', 96_000), (50_000, 'aac', 64_000), (48_000, 'ac3', 48_000), (22_050, 'ac3', 32_000),
    (44_100, 'opus', 48_000), (192_000, 'opus', 48_000), (123_456, 'flac', 123_456),
])  # fmt: skip
def test_a_codec_gets_the_rate_nearest_to_what_came(rate: int, codec: str, fits: int) -> None:
    assert rates.fitting(codec, rate) == fits


@pytest.mark.parametrize(
    ('suffix', 'subtype', 'channels'), [('aiff', 'PCM_24', 2), ('aiff', 'PCM_16', 1), ('caf', 'PCM_24', 6)]
)
def test_new_aiff_and_caf_files_hold_every_bit_for_readers_of_others(
    tmp_path: Path, suffix: str, subtype: str, channels: int
) -> None:
    source = make(tmp_path / 'a.wav', programme(0.7, 48000, channels), 48000, subtype, 'WAVEX')
    sound = read_all(source)
    path = write_like(tmp_path / f'b.{suffix}', probe(source), sound, container=suffix)
    again, rate = soundfile.read(path, dtype='float32', always_2d=True)
    assert (rate, soundfile.info(path).subtype) == (48000, subtype)
    np.testing.assert_array_equal(again, sound)
    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context.layout.nb_channels == channels


def test_an_aiff_made_from_an_mp3_holds_its_title(tmp_path: Path) -> None:
    sound = programme(1)
    mp3 = write_like(tmp_path / 'a.mp3', probe(make(tmp_path / 'a.wav', sound)), sound, container='mp3')
    tags = tagged(mp3)
    tags.add_tags()
    tags.tags.add(mutagen.id3.Frames['TIT2'](encoding=3, text=['Night in blue']))
    tags.save()
    made = write_like(tmp_path / 'b.aiff', probe(mp3), read_all(mp3), container='aiff')
    assert str(tagged(made).tags['TIT2']) == 'Night in blue'


def test_what_is_longer_than_aiff_can_be_is_refused_before_anything_is_written(
    tmp_path: Path, original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aiff, 'LIMIT_32', 100_000)
    with pytest.raises(UnsupportedAudio, match='convert it to FLAC or WAV'):
        write_like(tmp_path / 'b.aiff', probe(original), read_all(original), container='aiff')
    assert list(tmp_path.iterdir()) == []
