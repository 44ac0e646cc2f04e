"""No silence is added in front or behind by MP3 and AAC, and their quality does not sink."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio.files import open_source, probe
from app.audio.files.encoders import vorbis_quality
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.mp3 import lame
from app.audio.files.mp3.parallel import ParallelMp3Encoder
from app.audio.types import Samples
from tests.audio.files import strict_mp3
from tests.audio.files.sounds import error_db, ffmpeg_decode, make, programme, read_all, shared, write_like


def offset(sound: Samples, other: Samples) -> int:
    """By how many frames `other` comes later, found by correlation."""
    size = 1 << len(sound).bit_length()
    one, two = (np.fft.rfft(each[:, 0].astype(np.float64), 2 * size) for each in (sound, other))
    best = int(np.argmax(np.fft.irfft(two * np.conj(one))))
    return best if best < size else best - 2 * size


@pytest.mark.parametrize('frames', [1, 575, 1152, 44_100, 50_001])
@pytest.mark.parametrize('variable', [False, True])
def test_mp3_decoders_give_the_original_frames(tmp_path: Path, frames: int, variable: bool) -> None:
    sound = programme(2)[:frames]
    like = replace(probe(make(tmp_path / 'a.wav', sound)), container='mp3', codec='mp3', bit_rate=192_000)
    path = write_like(tmp_path / 'b.mp3', replace(like, variable_rate=variable), sound)
    report = strict_mp3.check(path)
    assert report.vbr == variable
    assert report.samples - report.delay - report.padding == frames
    decoded = {'libsndfile': soundfile.read(path, always_2d=True)[0].astype(np.float32), 'FFmpeg': ffmpeg_decode(path)}
    if shutil.which('mpg123'):
        wav = tmp_path / 'b.wav'
        subprocess.run(['mpg123', '-q', '-e', 'f32', '-w', str(wav), str(path)], check=True)
        decoded['mpg123'] = soundfile.read(wav, always_2d=True)[0].astype(np.float32)
    for name, found in decoded.items():
        assert len(found) == frames, name
        if frames > 40_000:
            assert offset(sound, found) == 0, name
            assert error_db(sound, found) < -15, name


def test_m4a_starts_and_ends_with_the_sound(tmp_path: Path) -> None:
    sound = programme(2)[:66_666]
    like = probe(make(tmp_path / 'a.wav', sound))
    path = write_like(tmp_path / 'b.m4a', like, sound, container='m4a', bit_rate=256_000)
    found = ffmpeg_decode(path)
    assert offset(sound, found) == 0
    # FFmpeg leaves out the priming, and keeps the last packet whole.
    assert 0 <= len(found) - len(sound) < 1024
    assert error_db(sound, found[: len(sound)]) < -20
    assert len(read_all(path)) == len(sound)


@pytest.mark.parametrize('quality', [0, 2, 5, 9])
def test_vbr_of_lame_is_written_at_the_same_quality_again(tmp_path: Path, quality: int) -> None:
    sound = programme(3)
    path = tmp_path / 'a.mp3'
    with path.open('w+b') as file:
        encoder = ParallelMp3Encoder(file, lame.Mode(44100, 2, None, quality))
        encoder.write(sound)
        encoder.finish()
    info = probe(path)
    assert info.variable_rate
    result = write_like(tmp_path / 'b.mp3', info, read_all(path))
    for each in (path, result):
        data = each.read_bytes()
        tag = mpeg.info_tag(data)
        assert tag is not None
        assert tag.quality is not None
        assert (100 - tag.quality) // 10 == quality
    # A VBR of another make is judged by its mean bit rate.
    assert lame.mode_for(replace(info, bit_rate=192_000)).vbr_quality == 1
    assert lame.mode_for(replace(info, bit_rate=300_000)).vbr_quality == 0


def test_odd_bit_rates_are_rounded_up() -> None:
    info = probe(shared('mix/mix-dev-5min.mp3'))
    for rate, expected in [(320_000, 320), (300_000, 320), (129_000, 160), (8_000, 32)]:
        assert lame.mode_for(replace(info, variable_rate=False, bit_rate=rate)).bit_rate == expected
    for rate, least in [(64_000, 0.0), (128_000, 0.4), (192_000, 0.6), (320_000, 0.9)]:
        assert vorbis_quality(replace(info, bit_rate=rate)) >= least


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize(
    ('name', 'frames'),
    [
        ('real/crystan-battlescape02-25s-vbr.mp3', 1_102_500),
        ('real/crystan-geosphere04-25s.m4a', 1_102_500),
        ('real/noiz2sa-stg2-25s.ogg', 1_102_500),
        ('real/mu-cade-mcd3-20s-mono.ogg', 882_000),
        ('real/torus-trooper-tt4-20s.opus', 960_000),
        ('real/maxstack-enemy-unknown-12s-24bit-96k.flac', 1_152_000),
        ('formats/surround-5.1.flac', 384_000),
        ('formats/surround-5.1-wavex-24bit.wav', 168_000),
        ('formats/rf64.wav', 264_600),
        ('formats/wav-8bit-11025-mono.wav', 66_150),
        ('formats/wav-16bit-37800.wav', 189_000),
        ('formats/silence-10s.flac', 441_000),
    ],
)
@pytest.mark.slow
def test_real_files_keep_their_facts_and_their_length(tmp_path: Path, name: str, frames: int) -> None:
    path = shared(name)
    with open_source(path) as source:
        sound, info = source.read(2_000_000), source.info
        assert len(sound) == info.frames == frames
        assert len(source.read(10)) == 0
        assert source.warnings == []
    result = write_like(tmp_path / path.name, info, sound)
    with open_source(result) as source:
        again, new = source.read(2_000_000), source.info
    assert len(again) == frames
    kept = ('container', 'codec', 'sample_rate', 'channels', 'frames', 'layout', 'bits', 'variable_rate')
    assert {key: getattr(new, key) for key in kept} == {key: getattr(info, key) for key in kept}
    if info.bits:
        np.testing.assert_array_equal(again, sound)
    else:
        assert error_db(sound, again) < -15
        assert (new.bit_rate or 0) > 0.97 * (info.bit_rate or 0)
        assert offset(sound[:200_000], again[:200_000]) == 0
