"""Damage every readable format in every way that comes to mind, and see that reading and writing survive it.

`python -m bench.fuzz --variants 2000 --seed 1` makes that many damaged files, reads each to its end and writes it
again, in forked children with limits on memory and time, and prints one closing line. A crash, a hang, a memory blow-up
or any exception but `AudioError` counts as a failure: the variant is kept and its path printed. So does sound that is
lost in silence: every fourth variant has a place in its sound that is cut off, lost, written over or filled with junk,
and what comes back must be as long as the whole file was, or a warning must say why it is not.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from app.audio.errors import AudioError
from app.audio.files import open_sink, open_source, probe
from app.audio.types import Samples

SECONDS = 10
"""Time for one variant; all of them hold less than two seconds of sound."""

MEMORY = 600 << 20
"""Bytes that a child may take on top of what it began with."""

BATCH = 50
HARMED = 4
"""Of so many variants one is harmed in its sound alone."""
SLACK_S = 0.15
GOOD = ('decoded', 'refused')

Jobs = list[tuple[Path, int]]
"""Files, and the numbers of their variants."""


def seeds(folder: Path) -> list[Path]:
    """One small sound file of every kind that can be read, written into `folder`."""
    time = np.arange(int(44100 * 0.7)) / 44100
    sound = np.stack([0.5 * np.sin(2765 * time), 0.3 * np.sin(6283 * time) * np.exp(-3 * time)], 1).astype(np.float32)
    kinds = [
        ('wav', 'WAV', 'PCM_U8'), ('wav', 'WAV', 'PCM_16'), ('wav', 'WAVEX', 'PCM_24'), ('wav', 'WAV', 'FLOAT'),
        ('wav', 'WAV', 'DOUBLE'), ('wav', 'RF64', 'PCM_24'), ('w64', 'W64', 'PCM_16'), ('aiff', 'AIFF', 'PCM_24'),
        ('aifc', 'AIFF', 'FLOAT'), ('caf', 'CAF', 'PCM_24'), ('flac', 'FLAC', 'PCM_16'), ('flac', 'FLAC', 'PCM_24'),
        ('ogg', 'OGG', 'VORBIS'), ('opus', 'OGG', 'OPUS'),
    ]  # fmt: skip
    made = []
    for suffix, kind, coding in kinds:
        path = folder / f'{kind}-{coding}.{suffix}'
        soundfile.write(path, sound, 48000 if coding == 'OPUS' else 44100, coding, format=kind)
        made.append(path)
    plain = probe(made[1])
    for name, container, codec in [('a.m4a', 'm4a', 'aac'), ('b.m4a', 'm4a', 'alac'), ('c.mp3', 'mp3', 'mp3')]:
        with open_sink(folder / name, plain, container=container, codec=codec, bit_rate=128_000) as sink:
            sink.write(sound)
            sink.commit()
        made.append(folder / name)
    made += foreign_seeds(folder, sound)
    made.append(folder / 'vbr.mp3')
    vbr = probe(folder / 'c.mp3')
    with open_sink(made[-1], replace(vbr, variable_rate=True)) as sink:
        sink.write(sound)
        sink.commit()
    return made + [path for seed in made for path in awkward(seed)]


def awkward(seed: Path) -> list[Path]:
    """The same put together with itself and a tag between, and with something in its middle: read by other readers."""
    data = seed.read_bytes()
    tag, half = b'TAG' + b'title'.ljust(125, b'\0'), len(data) // 2
    made = []
    for name, content in (('twice', data + tag + data), ('split', data[:half] + bytes(range(256)) * 8 + data[half:])):
        made.append(seed.with_name(f'{name}-{seed.name}'))
        made[-1].write_bytes(content)
    return made


FOREIGN: dict[str, tuple[str, str, dict[str, Any]]] = {
    'a.mka': ('flac', 's16', {}), 'b.mka': ('libopus', 'flt', {}), 'c.mka': ('aac', 'fltp', {}),
    'a.mkv': ('ac3', 'fltp', {'picture': True}), 'a.mp4': ('aac', 'fltp', {'picture': True}),
    'a.mov': ('pcm_s16le', 's16', {'picture': True}), 'a.webm': ('libopus', 'flt', {'picture': True}),
    'a.wv': ('wavpack', 's16p', {}), 'b.wv': ('wavpack', 'fltp', {}), 'a.tta': ('tta', 's16', {}),
    'a.ac3': ('ac3', 'fltp', {}), 'a.eac3': ('eac3', 'fltp', {}), 'a.mp2': ('mp2', 's16', {}),
    'a.oga': ('flac', 's16', {'muxer': 'ogg'}), 'a.au': ('pcm_s16be', 's16', {}), 'mulaw.wav': ('pcm_mulaw', 's16', {}),
    'ms.wav': ('adpcm_ms', 's16', {}), 'ima.wav': ('adpcm_ima_wav', 's16p', {}),
    '32.flac': ('flac', 's32', {'options': {'strict': 'experimental'}}),
}  # fmt: skip
"""What FFmpeg reads: codec, sample format, and what else the file has."""


def foreign_seeds(folder: Path, sound: Samples) -> list[Path]:
    """One small file of every kind that FFmpeg reads for us."""
    from tests.audio.files import foreign

    made = [
        foreign.encode(folder / name, sound, 48_000, codec, form, **more)
        for name, (codec, form, more) in FOREIGN.items()
    ]
    for make_dsd in (foreign.dsf, foreign.dff):
        made.append(make_dsd(folder / f'a.{make_dsd.__name__}', sound[:20_000], 44_100))
    dts = Path(foreign.__file__).parent / 'material' / 'tone.dts'
    return [*made, Path(shutil.copy(dts, folder))]


def damage(data: bytes, chance: random.Random) -> bytes:
    """One damaged copy: flipped bytes, mostly near the front; cut short; a piece taken out, doubled or zeroed."""
    out = bytearray(data)
    if chance.random() < 0.75:
        reach = chance.choice([64, 512, 4096, len(out)])
        for _ in range(chance.choice([1, 2, 4, 16])):
            out[chance.randrange(min(reach, len(out)))] = chance.choice([0, 1, 127, 128, 255, chance.randrange(256)])
    if chance.random() < 0.25:
        start = chance.randrange(len(out))
        piece = slice(start, start + chance.choice([1, 4, 100, 5000]))
        how = chance.randrange(3)
        out[piece] = [b'', bytes(out[piece]) * 2, bytes(len(out[piece]))][how]
    if chance.random() < 0.35:
        del out[chance.randrange(len(out)) :]
    return bytes(out)


def harm(data: bytes, chance: random.Random) -> bytes:
    """One copy with a damaged place in its sound, which the header knows nothing of."""
    at = chance.randrange(len(data) // 3, len(data) * 9 // 10)
    size = chance.randrange(1, max(len(data) // 6, 2))
    how = chance.randrange(4)
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + chance.randbytes(size) + data[at:]
    return data[:at] + (b'' if how == 2 else bytes(size)) + data[at + size :]


def variant(seed: Path, number: int) -> bytes:
    """The damaged copy of a file with this number."""
    chance = random.Random(f'{seed.name} {number}')
    return (damage if number % HARMED else harm)(seed.read_bytes(), chance)


def length_s(path: Path) -> float:
    """How long a seed is; 0 where it is refused as it is."""
    try:
        with open_source(path) as source:
            while len(source.read(8192)):
                pass
            return source.position / source.info.sample_rate
    except AudioError:
        return 0.0


def walk_through(path: Path, whole_s: float = 0.0) -> str:
    """Read a file to its end and write it again.

    'decoded' or 'refused'; 'silent' where it was `whole_s` long before it was harmed, and is shorter without a word.
    """
    result = path.with_name('result' + path.suffix)
    try:
        probe(path)
        with open_source(path) as source, open_sink(result, source.info) as sink:
            while len(block := source.read(8192)):
                if not np.isfinite(block).all():
                    raise ValueError('samples that are not numbers came through')
                if sink.frames < 100_000:
                    sink.write(block)
            sink.commit()
            short = source.position / source.info.sample_rate < whole_s - SLACK_S
            silent = short and not source.warnings
    except AudioError:
        if result.exists() or list(path.parent.glob('.levelmix-*')):
            raise ValueError('something was left behind after an error') from None
        return 'refused'
    result.unlink()
    return 'silent' if silent else 'decoded'


def child(jobs: Jobs, lengths: dict[Path, float], folder: Path, say: Callable[[str], object]) -> None:
    """Work through some variants, saying what became of each; a limit that is passed ends the process."""
    size = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for seed_file, number in jobs:
        path = folder / f'variant{seed_file.suffix}'
        path.write_bytes(variant(seed_file, number))
        signal.alarm(SECONDS)
        try:
            outcome = walk_through(path, 0.0 if number % HARMED else lengths[seed_file])
        except MemoryError:
            outcome = 'out of memory'
        except BaseException:
            traceback.print_exc()
            outcome = 'surprised'
        signal.alarm(0)
        say(outcome)


def batch(jobs: Jobs, lengths: dict[Path, float], folder: Path) -> list[str]:
    """Outcomes of some variants, from a forked child; where it died, what killed it."""
    for left in [*folder.glob('.levelmix-*'), *folder.glob('result.*')]:
        left.unlink()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(read)
            if not sys.stderr.isatty():
                os.dup2(os.open(folder / 'errors.txt', os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
            child(jobs, lengths, folder, lambda word: os.write(write, f'{word}\n'.encode()))
            code = 0
        finally:
            os._exit(code)
    os.close(write)
    with os.fdopen(read) as pipe:
        outcomes = pipe.read().splitlines()
    _, status = os.waitpid(pid, 0)
    if len(outcomes) < len(jobs):
        killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        outcomes.append('hung' if killer in (signal.SIGALRM, signal.SIGXCPU) else f'crashed ({killer})')
    return outcomes


def fuzz(variants: int, seed: int, files: list[Path], folder: Path) -> tuple[Counter[str], list[Path]]:
    """Run `variants` variants of some files; how often each outcome came, and the variants that failed, kept."""
    jobs = [(files[number % len(files)], seed * 1_000_000 + number) for number in range(variants)]
    lengths = {path: length_s(path) for path in files[: max(variants, 1)]}
    counts: Counter[str] = Counter()
    kept: list[Path] = []
    while jobs:
        now = jobs[:BATCH]
        outcomes = batch(now, lengths, folder)
        for (seed_file, number), outcome in zip(now, outcomes, strict=False):
            counts[outcome] += 1
            if outcome not in GOOD:
                path = folder / f'{outcome.split()[0]}-{number}-{seed_file.name}'
                path.write_bytes(variant(seed_file, number))
                kept.append(path)
        jobs = jobs[len(outcomes) :]
    return counts, kept


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description='damage audio files and see that nothing breaks')
    parser.add_argument('--variants', type=int, default=2000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--keep', type=Path, help='folder for seeds, failures and their traces (default: a new one)')
    parser.add_argument('files', nargs='*', type=Path, help='more files to damage')
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp(prefix='levelmix-fuzz-'))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'seeds').mkdir(exist_ok=True)
    files = seeds(folder / 'seeds') + given.files
    counts, kept = fuzz(given.variants, given.seed, files, folder)
    for path in kept:
        print(f'failed: {path}')
    words = ', '.join(f'{count} {word}' for word, count in sorted(counts.items()))
    print(
        f'fuzz: {sum(counts.values())} variants of {len(files)} files, seed {given.seed}: {words}; {len(kept)} failures'
    )
    return 1 if kept else 0


if __name__ == '__main__':
    sys.exit(main())
