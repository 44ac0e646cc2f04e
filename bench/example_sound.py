"""Makes the sound that the start page lets people hear: a few bars of our own, quiet as a recording, and levelled.

`python -m bench.example_sound` writes both into `components/leveling/static/example/` and says how loud they are; the
figures on the page are those.
"""

import sys
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from app import audio

RATE, BEAT_S, BEATS = 44_100, 60 / 120, 24
QUIET_DB, TARGET = -10.5, -14.0
PLACE = Path(__file__).parents[1] / 'components' / 'leveling' / 'static' / 'example'
CHORDS = ((220.0, 261.63, 329.63), (174.61, 220.0, 261.63), (261.63, 329.63, 392.0), (196.0, 246.94, 293.66))
BASS = (55.0, 43.65, 65.41, 49.0)

Sound = NDArray[np.float64]


def bars() -> Sound:
    """Twelve seconds: kick, hat, bass and a pad over four chords, stereo."""
    time = np.arange(int(BEATS * BEAT_S * RATE)) / RATE
    beat = time % BEAT_S
    chord = (time // (4 * BEAT_S)).astype(int) % len(CHORDS)
    kick = np.sin(2 * np.pi * (48 * beat + 5 * (1 - np.exp(-beat * 38)))) * np.exp(-beat * 9)
    random = np.random.default_rng(3)
    off = (time + BEAT_S / 2) % BEAT_S
    hat = np.diff(random.standard_normal((len(time), 2)), axis=0, prepend=0.0) * np.exp(-off * 60)[:, None]
    step = time % (BEAT_S / 2)
    bass = np.tanh(2.5 * _tone(time, np.take(BASS, chord))) * np.exp(-step * 5)
    swell = 0.35 + 0.65 * np.minimum(1.0, beat / 0.3)
    pad = np.zeros((len(time), 2))
    for voice in range(3):
        pitch = np.take([notes[voice] for notes in CHORDS], chord)
        for side, detune in enumerate((0.997, 1.003)):
            tone = _tone(time, pitch * detune)
            pad[:, side] += (tone + 0.4 * _tone(time, 2 * pitch * detune)) * swell
    mixed = 0.9 * kick[:, None] + 0.16 * hat + 0.42 * bass[:, None] + 0.09 * pad
    fade = np.minimum(1.0, np.minimum(time / 0.02, (time[-1] - time) / 0.6))
    return np.asarray(mixed * fade[:, None])


def _tone(time: Sound, pitch: Sound) -> Sound:
    """A sine that keeps its phase where the pitch changes."""
    return np.asarray(np.sin(2 * np.pi * np.cumsum(pitch) / RATE))


def main() -> None:
    """Write both, and say how loud they are."""
    PLACE.mkdir(parents=True, exist_ok=True)
    before, after = PLACE / 'before.mp3', PLACE / 'after.mp3'
    sound = bars()
    sound *= 10 ** (QUIET_DB / 20) / np.abs(sound).max()
    soundfile.write(before, sound, RATE, format='MP3', bitrate_mode='CONSTANT', compression_level=0.75)
    audio.level(before, after, audio.Goal(TARGET))
    for path in (before, after):
        found = audio.measure(path)
        size = path.stat().st_size
        sys.stdout.write(
            f'{path.name}: {found.integrated_lufs:.2f} LUFS, {found.true_peak_dbtp:.2f} dBTP, {size} bytes\n'
        )


if __name__ == '__main__':
    main()
