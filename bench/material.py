"""The mixes that are levelled in the benches: made once, kept in `bench/cache`.

Real music where it can be had (free tracks from Debian packages, mixed by `make_mix.py` of the shared audio folder);
else a synthetic mix, which the printed header says.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import soundfile

from tests.sounds import write_mix

CACHE = Path(__file__).parent / 'cache'
SHARED = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[2] / 'shared')) / 'audio'
BLOCK = 1 << 18


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
