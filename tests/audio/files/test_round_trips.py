"""A file goes in and comes out again as what it was: same kind, same length, same samples."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio.errors import UnsupportedAudio
from app.audio.files import open_sink, open_source, probe
from tests.audio.files.sounds import error_db, make, programme, read_all, write_like

LOSSLESS = [
    *[('wav', 'WAV', kind) for kind in ('PCM_U8', 'PCM_16', 'PCM_24', 'PCM_32', 'FLOAT', 'DOUBLE')],
    *[('wav', 'WAVEX', kind) for kind in ('PCM_16', 'PCM_24', 'FLOAT')],
    *[('wav', 'RF64', kind) for kind in ('PCM_16', 'PCM_24')],
    *[('w64', 'W64', kind) for kind in ('PCM_16', 'PCM_24', 'FLOAT')],
    *[('aiff', 'AIFF', kind) for kind in ('PCM_S8', 'PCM_16', 'PCM_24', 'PCM_32')],
    *[('aifc', 'AIFF', kind) for kind in ('FLOAT', 'DOUBLE')],
    *[('caf', 'CAF', kind) for kind in ('PCM_16', 'PCM_24', 'FLOAT')],
    *[('flac', 'FLAC', kind) for kind in ('PCM_S8', 'PCM_16', 'PCM_24')],
]
BITS = {'PCM_U8': 8, 'PCM_S8': 8, 'PCM_16': 16, 'PCM_24': 24, 'PCM_32': 32, 'FLOAT': 32, 'DOUBLE': 64}


@pytest.mark.parametrize(('suffix', 'container', 'subtype'), LOSSLESS)
@pytest.mark.parametrize('channels', [1, 2])
def test_a_lossless_file_comes_out_sample_for_sample(
    tmp_path: Path, suffix: str, container: str, subtype: str, channels: int
) -> None:
    sound = programme(0.5, channels=channels)[:22_011]
    path = make(tmp_path / f'in.{suffix}', sound, 44100, subtype, container)
    expected, _ = soundfile.read(path, dtype='float32', always_2d=True)
    info = probe(path)
    assert (info.bits, info.frames, info.channels) == (BITS[subtype], len(expected), channels)
    np.testing.assert_array_equal(read_all(path), expected)

    result = write_like(tmp_path / f'out.{suffix}', info, expected)
    again, _ = soundfile.read(result, dtype='float32', always_2d=True)
    np.testing.assert_array_equal(again, expected)
    with soundfile.SoundFile(path) as old, soundfile.SoundFile(result) as new:
        assert (new.format, new.subtype, new.samplerate) == (old.format, old.subtype, 44100)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith('.')] == []


@pytest.mark.parametrize(
    ('suffix', 'container', 'subtype', 'least_db'),
    [('ogg', 'OGG', 'VORBIS', -8), ('opus', 'OGG', 'OPUS', -8), ('mp3', 'MP3', 'MPEG_LAYER_III', -15)],
)
def test_a_lossy_file_keeps_its_kind_its_length_and_its_place_in_time(
    tmp_path: Path, suffix: str, container: str, subtype: str, least_db: float
) -> None:
    rate = 48000 if suffix == 'opus' else 44100
    sound = programme(2, rate)[:71_234]
    path = make(tmp_path / f'in.{suffix}', sound, rate, subtype, container)
    decoded = read_all(path)
    info = probe(path)
    result = write_like(tmp_path / f'out.{suffix}', info, decoded)
    again = read_all(result)
    assert len(decoded) == len(again) == 71_234
    assert probe(result).codec == info.codec
    assert error_db(decoded, again) < least_db


@pytest.mark.parametrize('codec', ['aac', 'alac'])
def test_m4a_keeps_its_codec_and_its_length(tmp_path: Path, codec: str) -> None:
    sound = programme(2)[:71_234]
    wav = make(tmp_path / 'a.wav', sound)
    first = write_like(tmp_path / 'a.m4a', probe(wav), sound, container='m4a', codec=codec)
    with open_source(first) as source:
        info, decoded = source.info, source.read(10**6)
    result = write_like(tmp_path / 'b.m4a', info, decoded)
    again = read_all(result)
    assert (info.container, info.codec) == ('m4a', codec)
    assert probe(result).codec == codec
    assert len(decoded) == len(again) == 71_234
    assert error_db(decoded, again) < (-15 if codec == 'aac' else -110)


@pytest.mark.parametrize('suffix', ['wav', 'flac', 'ogg', 'mp3', 'm4a', 'opus'])
def test_the_size_of_the_blocks_does_not_matter(tmp_path: Path, suffix: str) -> None:
    rate = 48000 if suffix == 'opus' else 44100
    sound = programme(1, rate)
    wav = probe(make(tmp_path / 'a.wav', sound, rate))
    path = write_like(tmp_path / f'b.{suffix}', wav, sound, container=suffix) if suffix != 'wav' else wav.path
    np.testing.assert_array_equal(read_all(path, 1_009), read_all(path, 1_000_000))
    other = write_like(tmp_path / f'c.{suffix}', wav, sound, 313, container=suffix)
    one = write_like(tmp_path / f'd.{suffix}', wav, sound, 44_100, container=suffix)
    np.testing.assert_array_equal(read_all(other), read_all(one))


@pytest.mark.parametrize('suffix', ['wav', 'flac', 'ogg', 'mp3'])
def test_reading_may_start_anywhere_and_gives_the_same_samples(tmp_path: Path, suffix: str) -> None:
    sound = programme(5)
    wav = probe(make(tmp_path / 'a.wav', sound))
    path = write_like(tmp_path / f'b.{suffix}', wav, sound, container=suffix)
    whole = read_all(path)
    with open_source(path) as source:
        assert source.can_seek
        for frame in (150_001, 3, 100_000, 0, 217_000, len(whole)):
            source.seek(frame)
            assert source.position == frame
            np.testing.assert_array_equal(source.read(5_000), whole[frame : frame + 5_000])


def test_opus_says_that_it_cannot_be_read_from_the_middle(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.opus', programme(1, 48000), 48000, 'OPUS', 'OGG')
    with open_source(path) as source:
        assert not source.can_seek
        with pytest.raises(UnsupportedAudio, match='not exact'):
            source.seek(100)


def test_lossy_peaks_above_full_scale_are_kept(tmp_path: Path) -> None:
    loud = np.clip(programme(1) * 9, -1, 1)
    path = write_like(tmp_path / 'a.mp3', probe(make(tmp_path / 'a.wav', loud)), loud, container='mp3', bit_rate=96_000)
    assert np.abs(read_all(path)).max() > 1.0


@pytest.mark.parametrize(
    ('container', 'codec', 'bits'),
    [('wav', 'pcm_s24', 24), ('wav', None, 16), ('wav', 'pcm_f32', None), ('flac', None, 24), ('flac', None, 16)],
)
def test_converting_to_a_lossless_format_rounds_once(
    tmp_path: Path, container: str, codec: str | None, bits: int | None
) -> None:
    sound = programme(0.5)
    like = probe(make(tmp_path / 'a.aiff', sound, 44100, 'FLOAT', 'AIFF'))
    path = write_like(tmp_path / f'b.{container}', like, sound, container=container, codec=codec, bits=bits)
    again, _ = soundfile.read(path, dtype='float32', always_2d=True)
    step = 2.0 ** -((bits or 25) - 1)
    assert np.abs(again - sound).max() <= step / 2
    assert probe(path).bits == (bits or 32)


@pytest.mark.parametrize(('container', 'codec'), [('mp3', 'mp3'), ('m4a', 'aac')])
def test_converting_to_a_lossy_format_takes_the_bit_rate_that_was_asked_for(
    tmp_path: Path, container: str, codec: str
) -> None:
    sound = programme(3)
    like = probe(make(tmp_path / 'a.wav', sound))
    path = write_like(tmp_path / f'b.{container}', like, sound, container=container, bit_rate=192_000)
    info = probe(path)
    assert (info.container, info.codec) == (container, codec)
    assert info.bit_rate == pytest.approx(192_000, rel=0.25)
    assert len(read_all(path)) == len(sound)


def test_mp3_refuses_what_it_cannot_hold_and_leaves_nothing(tmp_path: Path) -> None:
    like = probe(make(tmp_path / 'a.wav', programme(0.2, 48000, 3), 48000, 'PCM_24', 'WAVEX'))
    with pytest.raises(UnsupportedAudio, match='MP3 cannot hold 3 channels at 48000 Hz'):
        open_sink(tmp_path / 'b.mp3', like, container='mp3')
    assert sorted(file.name for file in tmp_path.iterdir()) == ['a.wav']


@pytest.mark.parametrize(('rate', 'bit_rate'), [(44100, 320_000), (48000, 128_000), (32000, 96_000), (22050, 64_000)])
def test_cbr_stays_cbr_at_its_rate(tmp_path: Path, rate: int, bit_rate: int) -> None:
    sound = programme(2, rate)
    like = probe(make(tmp_path / 'a.wav', sound, rate))
    first = write_like(tmp_path / 'b.mp3', like, sound, container='mp3', bit_rate=bit_rate)
    again = write_like(tmp_path / 'c.mp3', probe(first), sound)
    for info in (probe(first), probe(again)):
        assert (info.variable_rate, info.bit_rate) == (False, bit_rate)


def test_six_channels_keep_their_places(tmp_path: Path) -> None:
    sound = programme(0.5, 48000, 6)
    for name, container, subtype in [('a.wav', 'WAVEX', 'PCM_24'), ('a.flac', 'FLAC', 'PCM_24')]:
        info = probe(make(tmp_path / name, sound, 48000, subtype, container))
        assert info.layout == ('L', 'R', 'C', 'LFE', 'Ls', 'Rs')
        result = write_like(tmp_path / f'out-{name}', info, read_all(info.path))
        assert probe(result).layout == info.layout
        np.testing.assert_array_equal(read_all(result), read_all(info.path))


def test_vorbis_orders_its_six_channels_in_its_own_way(tmp_path: Path) -> None:
    silent = np.zeros((48000, 6), np.float32)
    silent[:, 3] = programme(1, 48000, 1)[:, 0]
    like = probe(make(tmp_path / 'a.wav', programme(1, 48000, 6), 48000, 'PCM_24', 'WAVEX'))
    path = make(tmp_path / 'a.ogg', silent, 48000, 'VORBIS', 'OGG')
    info = probe(path)
    assert sorted(info.layout) == sorted(like.layout)
    loud = int(np.argmax(np.abs(read_all(path)).max(axis=0)))
    assert loud == 3


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize(
    ('container', 'codec', 'channels'),
    [
        ('m4a', 'aac', 6),
        ('m4a', 'aac', 8),
        ('m4a', 'alac', 6),
        ('ogg', 'vorbis', 6),
        ('flac', 'flac', 6),
        ('flac', 'flac', 8),
    ],
)
def test_surround_keeps_its_channels_apart_and_in_their_places(
    tmp_path: Path, container: str, codec: str, channels: int
) -> None:
    time = np.arange(48000) / 48000
    waves = [0.4 * np.sin(2 * np.pi * 60 * (1 + each) * time) for each in range(channels)]
    sound = np.stack(waves, 1, dtype=np.float32, casting='same_kind')
    like = probe(make(tmp_path / 'a.wav', sound, 48000, 'PCM_24', 'WAVEX'))
    first = write_like(tmp_path / f'b.{container}', like, sound, container=container, codec=codec)
    with open_source(first) as source:
        info = source.info
    again = read_all(write_like(tmp_path / f'c.{container}', info, read_all(first)))
    assert again.shape == sound.shape
    places = [like.layout.index(role) if channels == 6 else each for each, role in enumerate(info.layout)]
    for each, place in enumerate(places):
        if info.layout[each] != 'LFE':  # which lossy codecs cut off above
            assert error_db(sound[:, place], again[:, each]) < -15
    assert sorted(info.layout) == sorted(like.layout) or channels == 8
    wav = write_like(tmp_path / 'd.wav', info, read_all(first), container='wav')
    for each in set(range(channels)) - {like.layout.index('LFE')}:
        assert error_db(sound[:, each], read_all(wav)[:, each]) < -15


@pytest.mark.parametrize('channels', [1, 2, 6])
def test_vorbis_does_not_sink_in_bit_rate(tmp_path: Path, channels: int) -> None:
    sound = programme(1, 48000, channels)
    path = make(tmp_path / 'a.ogg', sound, 48000, 'VORBIS', 'OGG')
    result = write_like(tmp_path / 'b.ogg', probe(path), read_all(path))
    assert (probe(result).bit_rate or 0) >= (probe(path).bit_rate or 1)
