"""MP3 encoded in sections on every core is one legal stream, sounds like a single run, and leaves nothing to chance."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio.files import open_sink, probe
from app.audio.files.mp3 import join
from app.audio.files.mp3.join import DoesNotFit, Joiner
from app.audio.files.mp3.lame import Mode
from app.audio.files.mp3.parallel import ParallelMp3Encoder
from app.audio.types import Samples
from tests.audio.files import strict_mp3
from tests.audio.files.sounds import error_db, ffmpeg_decode, make, programme, read_all


def encode(
    path: Path, mode: Mode, sound: Samples, block: int = 30_000, threads: int = 2, section_s: float = 3
) -> list[int]:
    """Encode in sections; gives the frames where they were joined."""
    with path.open('w+b') as file:
        encoder = ParallelMp3Encoder(file, mode, threads, section_s)
        for at in range(0, len(sound), block):
            encoder.write(sound[at : at + block])
        encoder.finish()
        return encoder.seams


def encode_alone(path: Path, mode: Mode, sound: Samples) -> None:
    with path.open('w+b') as file:
        encoder = ParallelMp3Encoder(file, mode, section_s=3600.0)
        encoder.write(sound)
        encoder.finish()


def around(seam: int, grain: int) -> slice:
    """The samples that frames on both sides of a seam decode to."""
    middle = seam * grain - 576 - 529
    return slice(middle - grain, middle + 3 * grain)


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.slow
@pytest.mark.parametrize(
    'mode',
    [
        Mode(44100, 2, 320, None), Mode(48000, 2, 192, None), Mode(32000, 2, 128, None), Mode(44100, 1, 96, None),
        Mode(22050, 2, 64, None), Mode(11025, 1, 32, None), Mode(44100, 2, None, 0), Mode(48000, 2, None, 4),
        Mode(24000, 2, None, 3),
    ],
    ids=lambda mode: f'{mode.sample_rate}-{mode.channels}ch-{mode.bit_rate or f"V{mode.vbr_quality}"}',
)  # fmt: skip
def test_joined_sections_are_one_legal_stream_that_sounds_like_a_single_run(tmp_path: Path, mode: Mode) -> None:
    sound = programme(9, mode.sample_rate, mode.channels)[:-77]
    joined, alone = tmp_path / 'joined.mp3', tmp_path / 'alone.mp3'
    seams = encode(joined, mode, sound, section_s=2)
    encode_alone(alone, mode, sound)
    assert len(seams) >= 2

    for path in (joined, alone):
        report = strict_mp3.check(path)
        assert report.samples - report.delay - report.padding == len(sound)
        assert report.vbr == mode.vbr
        if mode.bit_rate:
            assert report.bit_rates == {mode.bit_rate}
        assert report.deepest > 100, 'the bit reservoir is not used'
    size, other = joined.stat().st_size, alone.stat().st_size
    assert abs(size - other) < 0.01 * other

    one, two = read_all(joined), read_all(alone)
    assert len(one) == len(two) == len(sound)
    assert error_db(sound, one) < error_db(sound, two) + 0.2
    grain = 1152 if mode.sample_rate >= 32000 else 576
    for seam in seams:
        place = around(seam, grain)
        assert error_db(sound[place], one[place]) < error_db(sound[place], two[place]) + 3.0
    np.testing.assert_allclose(ffmpeg_decode(joined), one, atol=3e-5)


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize('bit_rate', [320, 128])
def test_the_error_at_the_seams_is_that_of_a_single_run(tmp_path: Path, bit_rate: int) -> None:
    sound, mode = programme(18), Mode(44100, 2, bit_rate, None)
    seams = encode(tmp_path / 'joined.mp3', mode, sound, section_s=1.7)
    encode_alone(tmp_path / 'alone.mp3', mode, sound)
    one, two = read_all(tmp_path / 'joined.mp3'), read_all(tmp_path / 'alone.mp3')
    worse = [error_db(sound[p], one[p]) - error_db(sound[p], two[p]) for p in (around(seam, 1152) for seam in seams)]
    assert len(worse) > 8
    # Sections that begin 12 frames early instead of 24 already show 0.3 dB.
    assert max(worse) < 0.2
    assert abs(float(np.mean(worse))) < 0.03


@pytest.mark.skipif(shutil.which('mpg123') is None, reason='mpg123 is not installed (apt install mpg123)')
@pytest.mark.parametrize('mode', [Mode(44100, 2, 320, None), Mode(44100, 2, None, 2), Mode(22050, 1, 48, None)])
def test_mpg123_reads_joined_sections_without_a_word(tmp_path: Path, mode: Mode) -> None:
    sound = programme(8, mode.sample_rate, mode.channels)
    path = tmp_path / 'a.mp3'
    encode(path, mode, sound)
    run = subprocess.run(
        ['mpg123', '-v', '--no-resync', '-e', 'f32', '-w', str(tmp_path / 'a.wav'), str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = run.stderr.lower()
    assert not [word for word in ('error', 'warning', 'resync', 'illegal', 'missing') if word in said], run.stderr
    decoded, _ = soundfile.read(tmp_path / 'a.wav', dtype='float32', always_2d=True)
    assert len(decoded) == len(sound)
    np.testing.assert_array_equal(decoded, read_all(path))


def test_threads_and_blocks_do_not_change_a_byte(tmp_path: Path) -> None:
    sound, mode = programme(8), Mode(44100, 2, 256, None)
    results = []
    for number, (block, threads) in enumerate([(44_100, 1), (1_013, 2), (400_000, 3)]):
        encode(tmp_path / f'{number}.mp3', mode, sound, block, threads, 2)
        results.append((tmp_path / f'{number}.mp3').read_bytes())
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize('seconds', [0.003, 0.5, 2.0, 3.02, 3.5, 4.1, 6.4])
def test_any_length_comes_out_exactly(tmp_path: Path, seconds: float) -> None:
    sound, mode = programme(seconds), Mode(44100, 2, 192, None)
    encode(tmp_path / 'a.mp3', mode, sound)
    strict_mp3.check(tmp_path / 'a.mp3')
    assert len(read_all(tmp_path / 'a.mp3')) == len(sound)


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.slow
@pytest.mark.parametrize('mode', [Mode(44100, 2, 320, None), Mode(48000, 2, None, 0)], ids=['CBR', 'VBR'])
def test_sections_without_a_seam_become_one_longer_run(
    tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, tries = Joiner._seam, iter(range(1000))

    def stubborn(joiner: Joiner, left: join.Section, right: join.Section) -> int:
        if 2 <= next(tries) < 10:
            raise DoesNotFit
        return find(joiner, left, right)

    monkeypatch.setattr(Joiner, '_seam', stubborn)
    sound = programme(11, mode.sample_rate)
    seams = encode(tmp_path / 'a.mp3', mode, sound, section_s=2)
    assert len(seams) < 5
    strict_mp3.check(tmp_path / 'a.mp3')
    encode_alone(tmp_path / 'b.mp3', mode, sound)
    one, two = read_all(tmp_path / 'a.mp3'), read_all(tmp_path / 'b.mp3')
    assert len(one) == len(sound)
    assert error_db(sound, one) < error_db(sound, two) + 0.1


def test_noise_at_full_rate_leaves_no_room_and_is_still_legal(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    sound = (0.3 * rng.standard_normal((44100 * 9, 2))).astype(np.float32)
    for mode in (Mode(44100, 2, None, 0), Mode(44100, 2, 128, None)):
        encode(tmp_path / 'a.mp3', mode, sound, section_s=2)
        strict_mp3.check(tmp_path / 'a.mp3')
        assert len(read_all(tmp_path / 'a.mp3')) == len(sound)


def test_a_long_mp3_is_encoded_in_sections_when_it_is_written(tmp_path: Path) -> None:
    sound = programme(66, 22050, 1)
    like = probe(make(tmp_path / 'a.wav', sound, 22050))
    with open_sink(tmp_path / 'b.mp3', like, container='mp3', bit_rate=64_000) as sink:
        sink.write(sound)
        sink.commit()
    report = strict_mp3.check(tmp_path / 'b.mp3')
    assert report.samples - report.delay - report.padding == len(sound)


def test_giving_up_half_way_stops_the_threads_and_leaves_nothing(tmp_path: Path) -> None:
    sound = programme(40, 22050, 1)
    like = probe(make(tmp_path / 'a.wav', np.tile(sound, (3, 1)), 22050))

    def give_up() -> None:
        with open_sink(tmp_path / 'b.mp3', like, container='mp3') as sink:
            sink.write(sound)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert [path.name for path in tmp_path.iterdir()] == ['a.wav']


@pytest.mark.parametrize(
    ('before', 'allowed'),
    [('long', 'long start'), ('start', 'short stop'), ('short', 'short stop'), ('stop', 'long start')],
)
def test_a_seam_is_only_set_where_the_windows_of_both_sides_fit(before: str, allowed: str) -> None:
    kinds = ['long', 'start', 'short', 'stop']
    for after, kind in enumerate(kinds):
        left, right = kinds.index(before), after
        assert join.may_follow(left, right) == (kind in allowed.split())
        assert join.may_follow(left << 2, right << 2 | 0) == (kind in allowed.split())
