"""Results appear whole or not at all, under any name, past four gigabytes, and rounded the same way everywhere."""

import os
import resource
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audio.errors import WriteFailed
from app.audio.files import open_sink, open_source, probe
from app.audio.files.pcm import wav
from app.audio.files.samples import Coding, decode, encode, new_dither, quantise
from tests.audio.files.sounds import make, programme, read_all, write_like

WRITABLE = ['wav', 'flac', 'mp3', 'm4a', 'ogg', 'opus']


@pytest.mark.parametrize('suffix', WRITABLE)
def test_awkward_names_are_written_and_read(tmp_path: Path, suffix: str) -> None:
    rate = 48000 if suffix == 'opus' else 44100
    sound = programme(0.3, rate)
    like = probe(make(tmp_path / 'a.wav', sound, rate))
    for stem in (
        'say "hi" & \'bye\'',
        'Größe \N{HEADPHONE}\N{MULTIPLE MUSICAL NOTES} %s {0}',
        'x' * (254 - len(suffix)),
    ):
        path = write_like(tmp_path / f'{stem}.{suffix}', like, sound, container=suffix)
        assert len(read_all(path)) == len(sound)
        again = write_like(tmp_path / f'b.{suffix}', probe(path), sound)
        assert len(read_all(again)) == len(sound)


@pytest.mark.parametrize('suffix', WRITABLE)
def test_an_error_half_way_leaves_the_folder_as_it_was(tmp_path: Path, suffix: str) -> None:
    rate = 48000 if suffix == 'opus' else 44100
    sound = programme(1, rate)
    like = probe(make(tmp_path / 'a.wav', sound, rate))
    result = tmp_path / f'b.{suffix}'
    result.write_bytes(b'the result of yesterday')

    def fail() -> None:
        with open_sink(result, like, container=suffix) as sink:
            sink.write(sound)
            raise RuntimeError('the engine stopped')

    with pytest.raises(RuntimeError, match='the engine stopped'):
        fail()
    with open_sink(result, like, container=suffix) as sink:
        sink.write(sound)  # and no commit
    assert result.read_bytes() == b'the result of yesterday'
    assert sorted(path.name for path in tmp_path.iterdir()) == ['a.wav', f'b.{suffix}']
    write_like(result, like, sound, container=suffix)
    assert len(read_all(result)) == len(sound)


FULL = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from app.audio.errors import WriteFailed
from app.audio.files import open_sink, probe
from tests.audio.files.sounds import make, programme
folder = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
sound = programme(2, 48000)
like = probe(make(folder / 'a.wav', sound, 48000))
for size, suffix in [(size, suffix) for size in (100, 3_000, 20_000) for suffix in sys.argv[2:]]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        with open_sink(folder / f'b.{suffix}', like, container=suffix) as sink:
            for _ in range(3):
                sink.write(sound)
            sink.commit()
        print(suffix, 'was written')
    except WriteFailed as error:
        print(suffix, 'refused', error)
"""


@pytest.mark.nightly
@pytest.mark.slow
def test_a_file_that_gets_too_large_for_its_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, '-c', FULL, str(tmp_path), *WRITABLE], capture_output=True, text=True, check=True
    )
    lines = run.stdout.splitlines()
    assert [line.split()[1] for line in lines] == ['refused'] * 3 * len(WRITABLE), run.stdout + run.stderr
    told = [line for line in lines if line.split()[0] not in ('ogg', 'opus')]  # libsndfile does not say why
    assert all('too large for this kind of disk' in line for line in told)
    assert all('is the disk full?' in line for line in lines if line not in told)
    assert run.stderr == ''
    assert [path.name for path in tmp_path.iterdir()] == ['a.wav']


def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    like = probe(make(tmp_path / 'a.wav', programme(0.1)))
    with pytest.raises(WriteFailed, match='folder for the result is gone'):
        open_sink(tmp_path / 'gone' / 'b.wav', like)


def test_results_get_the_usual_permissions(tmp_path: Path) -> None:
    sound = programme(0.1)
    path = write_like(tmp_path / 'b.flac', probe(make(tmp_path / 'a.wav', sound)), sound, container='flac')
    (tmp_path / 'plain').touch()
    assert path.stat().st_mode == (tmp_path / 'plain').stat().st_mode


def test_samples_of_another_shape_are_a_mistake_of_the_caller(tmp_path: Path) -> None:
    like = probe(make(tmp_path / 'a.wav', programme(0.1)))
    with open_sink(tmp_path / 'b.wav', like) as sink, pytest.raises(ValueError, match='expected'):
        sink.write(np.zeros((10, 3), np.float32))


def test_wav_becomes_rf64_when_it_will_pass_four_gigabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = programme(1)
    path = make(tmp_path / 'a.wav', sound)
    monkeypatch.setattr(wav, 'LIMIT_32', 100_000)
    result = write_like(tmp_path / 'b.wav', probe(path), read_all(path))
    monkeypatch.undo()
    data = result.read_bytes()
    assert (data[:4], data[12:16]) == (b'RF64', b'ds64')
    riff, size, frames = struct.unpack_from('<QQQ', data, 20)
    assert (riff, size, frames) == (len(data) - 8, 44_100 * 4, 44_100)
    np.testing.assert_array_equal(read_all(result), read_all(path))


@pytest.mark.parametrize('magic', [b'RF64', b'BW64'])
def test_files_beyond_four_gigabytes_are_read_to_their_last_sample(tmp_path: Path, magic: bytes) -> None:
    frames = 700_000_000
    path = tmp_path / 'big.wav'
    fmt = struct.pack('<4sIHHIIHH', b'fmt ', 16, 1, 4, 48000, 384_000, 8, 16)
    head = magic + struct.pack('<I4s4sIQQQI', 0xFFFFFFFF, b'WAVE', b'ds64', 28, frames * 8 + 72, frames * 8, frames, 0)
    head += fmt + struct.pack('<4sI', b'data', 0xFFFFFFFF)
    with path.open('wb') as file:
        file.write(head)
        file.truncate(len(head) + frames * 8)
        file.seek(-8, os.SEEK_END)
        file.write(struct.pack('<4h', 1, 2, 3, 4))
    with open_source(path) as source:
        assert (source.info.container, source.info.frames) == ('rf64', frames)
        source.seek(frames - 3)
        np.testing.assert_array_equal(source.read(10)[2] * 32768, [1, 2, 3, 4])
        assert source.warnings == []


@pytest.mark.nightly
@pytest.mark.slow
def test_a_wav_whose_length_wrapped_at_four_gigabytes_is_read_whole(tmp_path: Path) -> None:
    frames = 1_100_000_000
    path = make(tmp_path / 'a.wav', programme(0.1))
    data = bytearray(path.read_bytes()[:44])
    data[40:44] = struct.pack('<I', frames * 4 % 2**32)
    with path.open('wb') as file:
        file.write(data)
        file.truncate(44 + frames * 4)
    assert probe(path).frames == frames


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_more_than_four_gigabytes_are_written_as_rf64_and_read_back(tmp_path: Path) -> None:
    if os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize < 6 << 30:
        pytest.skip('six gigabytes of free disk are needed')
    frames = 270_000_000
    path = tmp_path / 'a.wav'
    make(path, programme(0.1, 96000, 2), 96000, 'DOUBLE')
    data = path.read_bytes()
    start = data.index(b'data') + 8
    with path.open('wb') as file:
        file.write(data[: start - 4] + b'\xff\xff\xff\xff')
        file.truncate(start + frames * 16)
    quarter = np.full((1 << 18, 2), 0.25, np.float32)
    with open_sink(tmp_path / 'b.wav', probe(path)) as sink:
        for left in range(frames, 0, -len(quarter)):
            sink.write(quarter[:left])
        sink.commit()
    with open_source(tmp_path / 'b.wav') as source:
        assert (source.info.container, source.info.codec, source.info.frames) == ('rf64', 'pcm_f64', frames)
        source.seek(frames - 5)
        np.testing.assert_array_equal(source.read(10), np.full((5, 2), 0.25, np.float32))


@pytest.mark.parametrize('bits', [8, 16, 24, 32])
def test_rounding_is_to_the_nearest_step_and_clips_at_full_scale(bits: int) -> None:
    full = 2 ** (bits - 1)
    steps = np.array([[-1.5], [-1.0], [-0.4], [0.0], [0.4], [0.6], [1.4], [2.0]], np.float32) / np.float32(full)
    assert quantise(steps, bits).ravel().tolist() == [-2, -1, 0, 0, 0, 1, 1, 2]
    loud = np.array([[-3.0], [-1.0], [1.0], [3.0]], np.float32)
    assert quantise(loud, bits).ravel().tolist() == [-full, -full, full - 1, full - 1]


@given(st.integers(1, 4), st.integers(0, 2**31 - 1), st.booleans())
@settings(max_examples=60, deadline=None)
def test_integers_survive_the_way_through_float(width: int, seed: int, big: bool) -> None:
    raw = np.random.default_rng(seed).integers(0, 256, width * 64, np.uint8)
    if width == 4:  # float32 holds 24 bits
        raw.reshape(-1, 4)[:, 3 if big else 0] = 0
    coding = Coding('u' if width == 1 else 's', width, 8 * width, big)
    samples = np.empty((32, 2), np.float32)
    decode(raw, coding, samples)
    assert encode(samples, coding) == raw.tobytes()


def test_dither_is_two_steps_wide_repeats_and_carries_what_lies_below_the_last_bit() -> None:
    quiet = np.full((200_000, 1), 0.3 / 32768, np.float32)
    plain, one, two = quantise(quiet, 16), quantise(quiet, 16, new_dither()), quantise(quiet, 16, new_dither())
    assert not plain.any()
    np.testing.assert_array_equal(one, two)
    assert set(np.unique(one)) == {-1, 0, 1}
    assert float(one.mean()) == pytest.approx(0.3, abs=0.01)
    assert not quantise(np.zeros((1000, 1), np.float32), 24, new_dither()).any()


def test_dither_is_only_added_where_it_was_asked_for(tmp_path: Path) -> None:
    sound = np.full((20_000, 2), 0.4 / 32768, np.float32)
    like = probe(make(tmp_path / 'a.wav', programme(1)))
    assert not read_all(write_like(tmp_path / 'b.wav', like, sound)).any()
    dithered = read_all(write_like(tmp_path / 'c.wav', like, sound, dither=True))
    assert float(dithered.mean()) == pytest.approx(0.4 / 32768, rel=0.1)


@pytest.mark.nightly
@pytest.mark.slow
def test_reading_and_writing_take_the_same_memory_for_any_length(tmp_path: Path) -> None:
    path = make(tmp_path / 'a.wav', programme(1))
    with path.open('r+b') as file:
        file.seek(40)
        file.write(b'\xff\xff\xff\xff')
        file.truncate(44 + 44_100 * 4 * 600)
    code = (
        'import resource, sys; from app.audio.files import *; from pathlib import Path\n'
        'with open_source(Path(sys.argv[1])) as source, open_sink(Path(sys.argv[2]), source.info) as sink:\n'
        '    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n'
        '    while len(block := source.read(65536)): sink.write(block)\n'
        '    sink.commit()\n'
        'print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)'
    )
    run = subprocess.run(
        [sys.executable, '-c', code, str(path), str(tmp_path / 'b.wav')], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 20_000, 'kilobytes for 106 MB of sound'


def test_no_file_stays_open(tmp_path: Path) -> None:
    sound = programme(0.3)
    like = probe(make(tmp_path / 'a.wav', sound))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    before = len(list(Path('/proc/self/fd').iterdir()))
    for suffix in ('wav', 'flac', 'mp3', 'm4a', 'ogg'):
        path = write_like(tmp_path / f'b.{suffix}', like, sound, container=suffix)
        read_all(path)
    assert len(list(Path('/proc/self/fd').iterdir())) <= before
    assert before < soft
