"""The kits: samples of drums, by part; read once out of their packages and kept in the cache.

Kits of different names share samples. So they are told apart by family: what was learnt from one member of a family
says nothing of another. What a kit is used for stands in `sources.py`.
"""

import pickle
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from bench.drums.names import height_of, part_of
from bench.drums.packages import CACHE, unpacked
from bench.drums.parts import MIDDLE, OF_KEY, TOM_OF_KEY, Part

RATE = 44_100
LONGEST_S = 2.6
_HEADS = 239
"""So many bytes of a patch lie before what it tells of its first sample."""
Mono = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One drum: a sample for each of its layers, the softest first; of a tom, how high it is in its kit."""

    name: str
    layers: tuple[Mono, ...]
    height: int = MIDDLE


Kit = dict[Part, list[Instrument]]


@cache
def kept(name: str) -> Kit:
    """A kit by its name, out of the cache."""
    with (CACHE / 'kits' / f'{name}.pickle').open('rb') as file:
        kit: Kit = pickle.load(file)
    return kit


def keep(name: str, kit: Kit) -> None:
    """Into the cache."""
    (CACHE / 'kits').mkdir(parents=True, exist_ok=True)
    with (CACHE / 'kits' / f'{name}.pickle').open('wb') as file:
        pickle.dump(dict(kit), file)


def has(name: str) -> bool:
    """Whether the cache has it."""
    return (CACHE / 'kits' / f'{name}.pickle').exists()


def of_hydrogen(package: str, folder: str) -> Kit:
    """A kit of the program Hydrogen: parts by the names of its instruments, because numbers differ from kit to kit."""
    place = unpacked(package) / 'usr/share/hydrogen/data/drumkits' / folder
    text = (place / 'drumkit.xml').read_text(encoding='utf-8', errors='replace')
    kit: Kit = defaultdict(list)
    for one in ElementTree.fromstring(re.sub(r'xmlns="[^"]*"', '', text)).iter('instrument'):
        name = one.findtext('name') or ''
        part = None if re.match(r'Sample:|Snare Roll', name) else part_of(name)
        layers = [(float(layer.findtext('max') or 1), layer.findtext('filename')) for layer in one.iter('layer')]
        files = [file for _, file in sorted(layers, key=lambda layer: layer[0])] or [one.findtext('filename')]
        samples = [read(place / file) for file in files if file and (place / file).exists()]
        if part and samples:
            _add(kit, part, name, samples)
    return kit


def of_files(package: str, patterns: Iterable[str], known: dict[str, Part | None]) -> Kit:
    """A kit of single files: a part each, by what is known or by their names."""
    kit: Kit = defaultdict(list)
    for path in sorted(path for pattern in patterns for path in unpacked(package).glob(pattern)):
        part = known[path.stem] if path.stem in known else part_of(path.stem)
        if part and (sample := _readable(path)) is not None:
            _add(kit, part, path.stem, [sample])
    return kit


def of_freepats() -> Kit:
    """The drums of Freepats: a file for each key, in the format of the Gravis Ultrasound."""
    kit: Kit = defaultdict(list)
    for path in sorted(unpacked('freepats').glob('usr/share/midi/freepats/Drum_000/*.pat')):
        key = int(path.stem[:3])
        if part := OF_KEY.get(key):
            _add(kit, part, path.stem, [_patch(path.read_bytes())], TOM_OF_KEY.get(key, MIDDLE))
    return kit


def _patch(data: bytes) -> Mono:
    """The first sample of a patch: after three heads its length and rate, and whether it has signs and sixteen bits."""
    begin = _HEADS + 96
    places = ((_HEADS + 8, 4), (_HEADS + 20, 2), (_HEADS + 55, 1))
    length, rate, mode = (int.from_bytes(data[at : at + size], 'little') for at, size in places)
    wide, unsigned = mode & 1, mode & 2
    sample = np.frombuffer(data[begin : begin + length], '<i2' if wide else 'i1').astype(np.float32)
    if unsigned:
        half = 32768 if wide else 128
        sample = np.where(sample < 0, sample + half, sample - half)
    ratio = Fraction(RATE, rate).limit_denominator(1000)
    return np.asarray(resample_poly(sample / np.abs(sample).max(), ratio.numerator, ratio.denominator), np.float32)


def of_font(path: Path, program: int, bank: int, velocities: Iterable[int], keys: dict[int, Part] = OF_KEY) -> Kit:
    """A drum preset of a soundfont, every key played at some velocities."""
    import tinysoundfont

    synth = tinysoundfont.Synth(samplerate=RATE, gain=0)
    synth.program_select(9, synth.sfload(str(path)), bank, program, True)
    kit: Kit = defaultdict(list)
    for key, part in keys.items():
        samples = list(_struck(synth, key, velocities))
        if min(np.abs(sample).max() for sample in samples) > 1e-3:
            _add(kit, part, str(key), samples, TOM_OF_KEY.get(key, MIDDLE))
    return kit


def _struck(synth: object, key: int, velocities: Iterable[int]) -> Iterator[Mono]:
    for velocity in velocities:
        synth.noteon(9, key, velocity)  # type: ignore[attr-defined]
        both = np.frombuffer(synth.generate(round(2.8 * RATE)), np.float32)  # type: ignore[attr-defined]
        synth.noteoff(9, key)  # type: ignore[attr-defined]
        synth.sounds_off()  # type: ignore[attr-defined]
        yield both.reshape(-1, 2).mean(axis=1)


def read(path: Path) -> Mono:
    """A file in one channel at 44,100 Hz."""
    sound, rate = soundfile.read(path, dtype='float32', always_2d=True)
    mono = sound.mean(axis=1)
    if rate != RATE:
        ratio = Fraction(RATE, rate).limit_denominator(1000)
        mono = resample_poly(mono, ratio.numerator, ratio.denominator)
    return np.asarray(mono, np.float32)


def _readable(path: Path) -> Mono | None:
    """One of the files of a package is broken."""
    try:
        return read(path)
    except soundfile.LibsndfileError:
        warnings.warn(f'{path.name} cannot be read', stacklevel=2)
        return None


def _add(kit: Kit, part: Part, name: str, samples: Iterable[Mono], height: int | None = None) -> None:
    layers = tuple(trimmed for sample in samples if (trimmed := _trimmed(sample)) is not None)
    if layers:
        kit[part].append(Instrument(name, layers, height_of(name) if height is None else height))


def _trimmed(sample: Mono) -> Mono | None:
    """From where it is heard to where it is not, its highest sample 1: what is written at a time is heard at it."""
    if len(sample) < 64:
        return None
    sample = sample - np.median(sample)
    size = np.abs(sample)
    attack = float(size[: RATE // 4].max())
    if attack < 1e-4:
        return None
    first = max(0, int(np.argmax(size > 0.12 * attack)) - round(0.0008 * RATE))
    cut = sample[first : first + round(LONGEST_S * RATE)]
    heard = np.flatnonzero(np.abs(cut) > 0.002 * attack)
    cut = cut[: heard[-1] + 200].copy()
    if len(cut) < 200:
        return None
    fading = min(len(cut), round(0.03 * RATE))
    cut[-fading:] *= np.linspace(1, 0, fading)
    return np.asarray(cut / np.abs(cut).max(), np.float32)
