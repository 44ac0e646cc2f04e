"""The mixes that are levelled in the benches: made once, kept in `bench/cache`.

Real music where it can be had (free tracks from Debian packages, mixed by `make_mix.py` of the shared audio folder);
else a synthetic mix, which the printed header says.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy import signal

from app.audio import measure
from app.audio.files import open_sink, open_source
from tests.sounds import write_mix

CACHE = Path(__file__).parent / 'cache'
SHARED = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[2] / 'shared')) / 'audio'
BLOCK = 1 << 18
OPUS_RATE = 48_000


def mix(minutes: int, seed: int = 7) -> Path:
    """A mix as 16-bit WAV at 44.1 kHz."""
    CACHE.mkdir(exist_ok=True)
    path = CACHE / f'mix-{minutes}min-seed{seed}{"" if tracks() else "-synthetic"}.wav'
    if not path.exists():
        arriving = path.with_suffix('.arriving.wav')
        folder = tracks()
        if folder is not None:
            command = [sys.executable, str(SHARED / 'make_mix.py'), str(arriving), '--minutes', str(minutes)]
            command += ['--tracks', str(folder), '--seed', str(seed), '--drive', '3']
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        else:
            write_mix(arriving, minutes * 60, seed=seed)
        arriving.replace(path)
    return path


def tracks() -> Path | None:
    """A folder of full-length free tracks, fetched once; None where that is not possible."""
    folder = CACHE / 'music' / 'tracks'
    if not folder.exists():
        fetch = SHARED / 'fetch_music.sh'
        if not fetch.exists() or shutil.which('apt-get') is None:
            return None
        done = subprocess.run(['sh', str(fetch), str(CACHE / 'music')], capture_output=True)
        if done.returncode != 0:
            shutil.rmtree(CACHE / 'music', ignore_errors=True)
            return None
    return folder


def converted(source: Path, suffix: str, ffmpeg: str) -> Path:
    """The same mix as FLAC or as MP3 320k (by FFmpeg, so that no tool meets its own output)."""
    path = source.with_suffix(suffix)
    if not path.exists():
        codec = {'.flac': ['-c:a', 'flac'], '.mp3': ['-c:a', 'libmp3lame', '-b:a', '320k']}[suffix]
        arriving = path.with_name(f'arriving-{path.name}')
        subprocess.run([ffmpeg, '-v', 'error', '-y', '-i', str(source), *codec, str(arriving)], check=True)
        arriving.replace(path)
    return path


def repeated(source: Path, times: int) -> Path:
    """A longer WAV made of the same mix again and again: for what depends on length alone."""
    path = source.with_name(f'{source.stem}-x{times}.wav')
    if not path.exists():
        with soundfile.SoundFile(source) as reading:
            facts = (reading.samplerate, reading.channels, reading.subtype)
        with soundfile.SoundFile(path, 'w', *facts) as writing:
            for _ in range(times):
                for block in soundfile.blocks(source, BLOCK, dtype='int16'):
                    writing.write(block)
    return path


def coded(source: Path, suffix: str, bit_rate: int | None = None) -> Path:
    """The same sound in another format by our own encoders, held to nothing; Opus at 48 kHz, as it must be."""
    path = source.with_name(f'{source.stem}{f"-{bit_rate // 1000}k" if bit_rate else ""}{suffix}')
    if not path.exists():
        with open_source(source) as reading:
            info, samples = reading.info, reading.read(reading.info.frames)
        if suffix == '.opus' and info.sample_rate != OPUS_RATE:
            samples = signal.resample_poly(samples, OPUS_RATE, info.sample_rate, axis=0).astype(np.float32)
            info = replace(info, sample_rate=OPUS_RATE, frames=len(samples))
        arriving = path.with_name(f'arriving-{path.name}')
        with open_sink(arriving, info, container=suffix[1:], bit_rate=bit_rate) as sink:
            for at in range(0, len(samples), BLOCK):
                sink.write(samples[at : at + BLOCK])
            sink.commit()
        arriving.replace(path)
    return path


def decoded(source: Path, ffmpeg: str) -> Path:
    """The same sound as float WAV by FFmpeg, for a reader that does not know its format."""
    path = source.with_name(f'decoded-{source.stem}.wav')
    subprocess.run([ffmpeg, '-v', 'error', '-y', '-i', str(source), '-c:a', 'pcm_f32le', str(path)], check=True)
    return path


def wide(seconds: int, range_lu: float, lufs: float, seed: int) -> Path:
    """A mix whose level goes up and down every 8 s, so far that it has that loudness range, as float WAV."""
    path = CACHE / f'wide-{seconds}s-{range_lu:g}lu-{-lufs:g}-seed{seed}.wav'
    if not path.exists():
        whole = mix(-(-seconds // 60), seed)
        samples, rate = soundfile.read(whole, seconds * 44_100, dtype='float32', always_2d=True)
        arriving, low, high = path.with_suffix('.arriving.wav'), 0.0, 60.0
        for _ in range(9):
            depth = (low + high) / 2
            moved = samples * _waves(len(samples), rate, depth, seed)[:, None]
            soundfile.write(arriving, moved, rate, 'FLOAT')
            found = measure(arriving)
            low, high = (depth, high) if (found.range_lu or 0.0) < range_lu else (low, depth)
        soundfile.write(arriving, moved * 10 ** ((lufs - (found.integrated_lufs or lufs)) / 20), rate, 'FLOAT')
        arriving.replace(path)
    return path


def _waves(frames: int, rate: int, depth_db: float, seed: int) -> NDArray[np.float32]:
    """A gain that stands for 6 s and moves for 2, between +-depth."""
    steps = frames // (8 * rate) + 2
    levels = np.random.default_rng(seed).permutation(np.linspace(-depth_db, depth_db, steps))
    place = np.arange(frames) / (8 * rate)
    here = np.minimum(place.astype(int), steps - 2)
    part = np.clip((place - here) * 4 - 3, 0, 1)
    return np.asarray(10 ** ((levels[here] * (1 - part) + levels[here + 1] * part) / 20), np.float32)
