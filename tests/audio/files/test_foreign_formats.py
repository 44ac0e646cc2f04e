"""More that DJs bring: read, and written back as what it was, or as what comes nearest to it."""

import contextlib
import struct
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile

from app.audio import Goal, level
from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import open_source, probe
from app.audio.files.result_names import suffix_of
from app.audio.files.samples import table
from app.audio.files.tags.chapters import Chapter, read
from app.audio.types import Samples
from tests.audio.files import foreign
from tests.audio.files.foreign import encode
from tests.audio.files.sounds import error_db, make, programme, read_all, write_like
from tests.audio.signals import mix

RATE = 48_000
MATERIAL = Path(__file__).parent / 'material'

MADE: dict[str, dict[str, Any]] = {
    'a.ac3': {'codec': 'ac3', 'form': 'fltp', 'bit_rate': 448_000},
    'a.eac3': {'codec': 'eac3', 'form': 'fltp', 'bit_rate': 448_000},
    'a.mp2': {'codec': 'mp2', 'form': 's16', 'bit_rate': 384_000},
    'a.wv': {'codec': 'wavpack', 'form': 's16p'},
    'b.wv': {'codec': 'wavpack', 'form': 's32p'},
    'c.wv': {'codec': 'wavpack', 'form': 'fltp'},
    'a.tta': {'codec': 'tta', 'form': 's16'},
    'b.tta': {'codec': 'tta', 'form': 's32'},
    'a.mka': {'codec': 'flac', 'form': 's16'},
    'b.mka': {'codec': 'libopus', 'form': 'flt', 'bit_rate': 192_000},
    'c.mka': {'codec': 'aac', 'form': 'fltp', 'bit_rate': 256_000},
    'd.mka': {'codec': 'ac3', 'form': 'fltp', 'bit_rate': 448_000},
    'a.oga': {'codec': 'flac', 'form': 's32', 'muxer': 'ogg'},
    'a.webm': {'codec': 'libopus', 'form': 'flt', 'bit_rate': 192_000},
    'a.au': {'codec': 'pcm_s24be', 'form': 's32'},
    'b.au': {'codec': 'pcm_mulaw', 'form': 's16'},
    'mulaw.wav': {'codec': 'pcm_mulaw', 'form': 's16'},
    'alaw.wav': {'codec': 'pcm_alaw', 'form': 's16'},
}
"""Written back as what they are."""

NEAREST: dict[str, tuple[dict[str, Any], tuple[str, str], str]] = {
    'ms.wav': ({'codec': 'adpcm_ms', 'form': 's16'}, ('wav', 'pcm_s16'), 'ADPCM is read but not written: this is WAV'),
    'ima.wav': ({'codec': 'adpcm_ima_wav', 'form': 's16p'}, ('wav', 'pcm_s16'), 'ADPCM is read but not written'),
    'pcm.mka': ({'codec': 'pcm_s16le', 'form': 's16'}, ('flac', 'flac'), 'this is FLAC'),
    'flac.mp4': ({'codec': 'flac', 'form': 's16'}, ('flac', 'flac'), 'this is FLAC'),
    'ac3.mp4': ({'codec': 'ac3', 'form': 'fltp', 'bit_rate': 448_000}, ('ac3', 'ac3'), 'this is AC-3'),
    'a.mp4': (
        {'codec': 'aac', 'form': 'fltp', 'picture': True, 'bit_rate': 192_000}, ('m4a', 'aac'),
        'Of the video you get the sound, as M4A (AAC)',
    ),
    'a.mov': ({'codec': 'pcm_s24le', 'form': 's32', 'picture': True}, ('m4a', 'alac'), 'as M4A (ALAC)'),
    'a.mkv': ({'codec': 'ac3', 'form': 'fltp', 'picture': True, 'bit_rate': 384_000}, ('m4a', 'aac'), 'as M4A (AAC)'),
    'v.webm': ({'codec': 'libopus', 'form': 'flt', 'picture': True}, ('m4a', 'aac'), 'as M4A (AAC)'),
}  # fmt: skip
"""Given back as something else, which is told."""

LOSSLESS = ('wavpack', 'tta', 'flac', 'alac', 'pcm_s24', 'pcm_s16')


def made(folder: Path, name: str, sound: Samples, **options: Any) -> Path:
    return encode(folder / name, sound, RATE, **options)


@pytest.mark.parametrize('name', [*MADE, *NEAREST])
def test_what_is_read_is_the_sound_that_was_put_in_at_its_place(tmp_path: Path, name: str) -> None:
    sound = programme(2, RATE)
    options = MADE.get(name) or NEAREST[name][0]
    path = made(tmp_path, name, sound, **options)
    info, heard = probe(path), read_all(path)
    assert (info.sample_rate, info.channels) == (RATE, 2)
    assert info.frames == pytest.approx(len(heard), abs=3200)
    assert 0 <= len(heard) - len(sound) < 3200, 'a raw stream ends with a whole packet, and begins with some silence'
    late = {'ac3': 256, 'eac3': 256, 'mp2': 481}.get(info.container, 0)
    floor = -80 if info.codec in LOSSLESS else -12
    assert error_db(sound, heard[late : late + len(sound)]) < floor


@pytest.mark.nightly(all_but={'a.ac3', 'a.mka'})
@pytest.mark.slow
@pytest.mark.parametrize('name', MADE)
def test_a_mix_comes_back_as_what_it_was_on_target_below_the_ceiling_and_in_its_place(
    tmp_path: Path, name: str
) -> None:
    source = made(tmp_path, name, mix(9, RATE) * 0.4, **MADE[name])
    result = tmp_path / f'out{source.suffix}'
    outcome = level(source, result, Goal(-11.0, -1.0))
    before, after = probe(source), probe(result)
    assert (after.container, after.codec, after.bits) == (before.container, before.codec, before.bits)
    assert 'read but not written' not in outcome.explanation
    assert outcome.verdict == 'on_target', outcome.explanation
    assert outcome.output.integrated_lufs == pytest.approx(-11.0, abs=0.1)
    assert (outcome.output.true_peak_dbtp or 0.0) <= -0.95
    whole = 1536 / RATE if name == 'd.mka' else 0  # the last packet of the original told that it is not full
    assert outcome.output.duration_s == pytest.approx(outcome.input.duration_s, abs=whole)
    assert abs(lag(read_all(source), read_all(result))) <= 1
    assert suffix_of(before, None, source.suffix) == source.suffix


def lag(sound: Samples, other: Samples) -> int:
    """How many frames later `other` has the same."""
    a, b = sound[40_000:120_000, 0], other[40_000:120_000, 0]
    product = np.fft.irfft(np.fft.rfft(b, 1 << 18) * np.conj(np.fft.rfft(a, 1 << 18)))
    place = int(np.argmax(product))
    return place if place < 1 << 17 else place - (1 << 18)


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.slow
@pytest.mark.parametrize('name', NEAREST)
def test_what_cannot_be_written_comes_back_as_what_is_nearest_and_that_is_told(tmp_path: Path, name: str) -> None:
    options, wanted, told = NEAREST[name]
    source = made(tmp_path, name, mix(9, RATE) * 0.4, **options)
    suffix = suffix_of(probe(source), None, source.suffix)
    outcome = level(source, tmp_path / f'out{suffix}', Goal(-11.0, -1.0))
    after = probe(tmp_path / f'out{suffix}')
    assert (after.container, after.codec) == wanted
    assert suffix_of(after, None, suffix) == suffix, 'its name says what it is'
    assert told in outcome.explanation
    assert outcome.verdict == 'on_target'
    assert outcome.output.integrated_lufs == pytest.approx(-11.0, abs=0.1)
    assert (outcome.output.true_peak_dbtp or 0.0) <= -0.95
    assert abs(lag(read_all(source), read_all(tmp_path / f'out{suffix}'))) <= 1


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('make_dsd', [foreign.dsf, foreign.dff])
def test_dsd_becomes_flac_at_a_rate_that_programs_can_bear(tmp_path: Path, make_dsd: Any) -> None:
    sound = programme(1, 44_100) * np.float32(0.9)
    source = make_dsd(tmp_path / f'a.{make_dsd.__name__}', sound, 44_100)
    info = probe(source)
    assert (info.codec, info.sample_rate, info.bits) == ('dsd', 88_200, 24)
    heard = read_all(source)
    assert len(heard) == 88_200
    assert error_db(sound[::3], heard[::2][::3]) < 3, 'every second sample is one of those that went in, but for noise'
    outcome = level(source, tmp_path / 'out.flac', Goal(-20.0))
    assert 'DSD is read but not written: this is FLAC.' in outcome.explanation
    assert soundfile.info(tmp_path / 'out.flac').samplerate == 88_200
    assert outcome.output.integrated_lufs == pytest.approx(-20.0, abs=0.1)


def test_dts_becomes_aac(tmp_path: Path) -> None:
    info = probe(MATERIAL / 'tone.dts')
    assert (info.codec, info.sample_rate, info.channels) == ('dts', 48_000, 2)
    outcome = level(MATERIAL / 'tone.dts', tmp_path / 'out.m4a', Goal(-20.0))
    assert 'DTS is read but not written: this is M4A (AAC).' in outcome.explanation
    assert outcome.output.integrated_lufs == pytest.approx(-20.0, abs=0.1)


def test_speech_for_telephones_is_read_and_gets_bits_enough_in_another_codec(tmp_path: Path) -> None:
    source = encode(tmp_path / 'a.amr', mix(6, 8000)[:, :1], 8000, 'libopencore_amrnb', 's16', bit_rate=12_200)
    assert (probe(source).codec, probe(source).channels) == ('amrnb', 1)
    outcome = level(source, tmp_path / 'out.m4a', Goal(-20.0))
    assert outcome.output.integrated_lufs == pytest.approx(-20.0, abs=0.1)
    assert (probe(tmp_path / 'out.m4a').bit_rate or 0) > 20_000
    (tmp_path / 'b.awb').write_bytes(b'#!AMR-WB\n' + b'\x7c' * 100)
    assert (probe(tmp_path / 'b.awb').codec, probe(tmp_path / 'b.awb').sample_rate) == ('amrwb', 16_000)
    assert len(read_all(tmp_path / 'b.awb')) == 32_000


def test_flac_of_32_bits_is_read_and_comes_back_with_24(tmp_path: Path) -> None:
    sound = programme(2, RATE)
    source = encode(tmp_path / 'a.flac', sound, RATE, 'flac', 's32', options={'strict': 'experimental'})
    assert probe(source).bits == 32
    assert error_db(sound, read_all(source)) < -130
    outcome = level(source, tmp_path / 'out.flac', Goal(-20.0))
    assert probe(tmp_path / 'out.flac').bits == 24
    assert 'Of 32 bits in a sample, 24 are written.' in outcome.explanation


def fmt(tag: int, channels: int, align: int, bits: int) -> bytes:
    return struct.pack('<HHIIHH', tag, channels, RATE, RATE * align, align, bits)


@pytest.mark.parametrize('shift', [8, 0], ids=['on top', 'below'])
def test_24_bits_in_32_without_the_extensible_format_are_read_and_written_where_they_stand(
    tmp_path: Path, shift: int
) -> None:
    sound = programme(1, RATE)
    whole = np.rint(sound * 2.0**23).astype('<i4') << shift
    source = foreign.wav(tmp_path / 'a.wav', fmt(1, 2, 8, 24), whole.tobytes())
    assert error_db(sound, read_all(source)) < -130
    again = write_like(tmp_path / 'b.wav', probe(source), read_all(source))
    assert again.read_bytes() == source.read_bytes()


def test_a_block_size_of_nothing_is_worked_out(tmp_path: Path) -> None:
    sound = programme(0.5, RATE)
    data = np.rint(sound * 32767).astype('<i2').tobytes()
    source = foreign.wav(tmp_path / 'a.wav', fmt(1, 2, 0, 16), data)
    assert error_db(sound, read_all(source)) < -80


def test_plain_samples_of_a_strange_size_are_not_called_compressed(tmp_path: Path) -> None:
    source = foreign.wav(tmp_path / 'a.wav', fmt(3, 2, 6, 24), bytes(6000))
    with pytest.raises(UnsupportedAudio, match='samples of 24 bits in 3 bytes'):
        probe(source)
    with pytest.raises(UnsupportedAudio, match='compressed audio inside'):
        probe(foreign.wav(tmp_path / 'b.wav', fmt(0x31, 1, 65, 0), bytes(6500)))


@pytest.mark.parametrize(
    ('name', 'container', 'law'),
    [('a.aifc', 'AIFF', 'ULAW'), ('a.aifc', 'AIFF', 'ALAW'), ('a.caf', 'CAF', 'ULAW'), ('a.caf', 'CAF', 'ALAW'),
     ('a.au', 'AU', 'ALAW'), ('a.w64', 'W64', 'ULAW')],
)  # fmt: skip
def test_telephone_laws_decode_as_elsewhere_and_survive_a_copy_byte_for_byte(
    tmp_path: Path, name: str, container: str, law: str
) -> None:
    source = make(tmp_path / name, programme(1), 44_100, law, container)
    there, _ = soundfile.read(source, dtype='float32', always_2d=True)
    heard = read_all(source)
    np.testing.assert_array_equal(heard, there)
    again = write_like(tmp_path / f'b{source.suffix}', probe(source), heard)
    np.testing.assert_array_equal(read_all(again), heard)
    assert np.unique(table('m' if law == 'ULAW' else 'a')).size == (255 if law == 'ULAW' else 256)


@pytest.mark.parametrize('name', ['a.wv', 'a.tta', 'a.mka', 'c.mka', 'a.oga', 'a.webm'])
def test_the_title_stays_and_what_told_of_the_old_loudness_goes(tmp_path: Path, name: str) -> None:
    words = {'title': 'Night in blue', 'REPLAYGAIN_TRACK_GAIN': '-6.00 dB'}
    source = made(tmp_path, name, programme(1, RATE), **MADE[name], words=words)
    result = write_like(tmp_path / f'b{source.suffix}', probe(source), read_all(source))
    found = _words(result)
    assert found['title'] == 'Night in blue'
    assert not any('replaygain' in key for key in found)


def _words(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        told = dict(container.metadata) | dict(container.streams.audio[0].metadata)
    return {key.lower(): value for key, value in told.items()}


def test_tags_come_along_into_matroska_and_out_of_it(tmp_path: Path) -> None:
    sound = programme(1, RATE)
    source = encode(tmp_path / 'a.flac', sound, RATE, 'flac', 's16', words={'title': 'Night in blue'})
    into = write_like(tmp_path / 'b.mka', probe(source), read_all(source), container='mka')
    assert (probe(into).container, probe(into).codec) == ('mka', 'flac')
    assert _words(into)['title'] == 'Night in blue'
    out = write_like(tmp_path / 'c.flac', probe(into), read_all(into), container='flac')
    assert _words(out)['title'] == 'Night in blue'
    np.testing.assert_array_equal(read_all(out), read_all(source))


@pytest.mark.parametrize('name', ['a.mka', 'b.mka', 'c.mka', 'a.oga'])
def test_new_chapters_are_written_into_matroska_and_ogg(tmp_path: Path, name: str) -> None:
    chapters = (Chapter(0.0, 0.5, 'One'), Chapter(0.5, 1.0, 'Two'))
    source = made(tmp_path, name, programme(1, RATE), **MADE[name])
    result = write_like(tmp_path / f'b{source.suffix}', probe(source), read_all(source), chapters=chapters)
    assert [(one.start_s, one.title) for one in read(result)] == [(0.0, 'One'), (0.5, 'Two')]


@pytest.mark.parametrize('name', [*MADE, *NEAREST])
def test_what_is_cut_off_or_damaged_is_read_as_far_as_it_goes_or_refused_in_a_sentence(
    tmp_path: Path, name: str
) -> None:
    options = MADE.get(name) or NEAREST[name][0]
    data = bytearray(made(tmp_path, name, programme(1, RATE), **options).read_bytes())
    cut, torn = tmp_path / f'cut{name}', tmp_path / f'torn{name}'
    cut.write_bytes(data[: len(data) // 2])
    for at in range(len(data) // 3, len(data), 997):
        data[at] ^= 0x55
    torn.write_bytes(data)
    for path in (cut, torn):
        with contextlib.suppress(UnreadableAudio, UnsupportedAudio), open_source(path) as source:
            while len(block := source.read(65_536)):
                assert np.isfinite(block).all()


def test_a_sound_with_more_channels_than_a_codec_has_is_refused(tmp_path: Path) -> None:
    like = probe(make(tmp_path / 'a.wav', programme(0.2, RATE, 6), RATE, 'PCM_24', 'WAVEX'))
    with pytest.raises(UnsupportedAudio, match='MP2 holds at most 2 channels, and this has 6'):
        write_like(tmp_path / 'b.mp2', like, programme(0.2, RATE, 6), container='mp2')
    six = write_like(tmp_path / 'c.ac3', like, programme(0.2, RATE, 6), container='ac3')
    assert probe(six).layout == like.layout
