"""Makes what visitors hear on the landing page: a piece of a quiet track and one of a loud track, before and after.

    python -m bench.landing_example

The music is synthesised here and belongs to nobody. The engine levels a mix of three minutes, with the two tracks
brought together, like any upload. Out of it and of the result the same seconds are cut; these files, and the numbers
that the engine measured on the whole mix, go to `app/public/static`, and are committed.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import lameenc
import numpy as np
import soundfile
from numpy.typing import NDArray

from app import audio
from app.audio.segments import Cue, MatchOptions
from app.public.look import STATIC

RATE, SECONDS, MIDDLE_S, FADE_S = 44_100, 180.0, 90.0, 8.0
PARTS_S, PART_S = (46.451, 131.6), 8.0
"""Where the two pieces begin, each on a beat, and how long they are."""
VBR = 7
"""Of LAME; at constant bit rates as low as this it turns the sound down by half a decibel."""
BEAT_S = 60 / 124
TARGET_LUFS = -14.0
QUIET, LOUD = 0.46, 2.3
POINTS = 80
MOST_BYTES = 400_000

Sound = NDArray[np.float64]


def main() -> None:
    """Write both files and the numbers."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / 'before.wav', Path(folder) / 'after.wav'
        soundfile.write(before, mix(), RATE, subtype='PCM_24')
        match = MatchOptions(strength=1.0, placed=(Cue(0.0), Cue(MIDDLE_S)))
        outcome = audio.level(before, after, audio.Goal(TARGET_LUFS), match=match)
        facts = {
            'target_lufs': outcome.goal.target_lufs,
            'ceiling_dbtp': outcome.goal.ceiling_dbtp,
            'before': _side(before, outcome.input),
            'after': _side(after, outcome.output),
        }
    (STATIC / 'example.json').write_text(f'{json.dumps(facts)}\n')
    together = sum((STATIC / name).stat().st_size for name in ('before.mp3', 'after.mp3'))
    assert together < MOST_BYTES, f'{together} bytes are too much for a page'


def mix() -> Sound:
    """A quiet track, and one that comes in far too loud."""
    random = np.random.default_rng(11)
    time = np.arange(int(SECONDS * RATE)) / RATE
    leaving = np.clip((MIDDLE_S + FADE_S / 2 - time) / FADE_S, 0, 1)
    first = QUIET * np.sin(leaving * np.pi / 2)
    second = LOUD * np.sin((1 - leaving) * np.pi / 2)
    calm = _track(time, random, (110.0, 130.81, 164.81, 196.0), (0, -4, 3, -2), 0.5)
    hard = _track(time, random, (98.0, 116.54, 146.83, 174.61), (0, 3, -2, 5), 1.0)
    both = first[:, None] * calm + second[:, None] * hard
    ends = np.clip(np.minimum(time, SECONDS - time) / 0.05, 0, 1)
    return np.asarray(0.97 * np.tanh(both) * ends[:, None])


def _track(
    time: Sound, random: np.random.Generator, chord: tuple[float, ...], steps: tuple[int, ...], hats: float
) -> Sound:
    """A kick on each beat, a bass between them, chords that change every two bars, and hats."""
    beat = time % BEAT_S
    kick = np.sin(2 * np.pi * (48 * beat + 5.5 * (1 - np.exp(-beat / 0.03)))) * np.exp(-beat / 0.13)
    duck = 1 - 0.75 * np.exp(-beat / 0.14)
    bar = (time // (8 * BEAT_S)).astype(int) % len(steps)
    tune = 2.0 ** (np.asarray(steps)[bar] / 12)
    turn = np.cumsum(tune) / RATE
    bass = _saw(chord[0] / 2 * turn, 6) * ((time % BEAT_S) > BEAT_S / 2) * 0.5
    left = sum(_saw(note * 1.003 * turn, 9) for note in chord)
    right = sum(_saw(note * 0.997 * turn + 0.3, 9) for note in chord)
    tick = (time + BEAT_S / 2) % BEAT_S
    noise = np.diff(random.standard_normal((len(time) + 1, 2)), axis=0) * (np.exp(-tick / 0.035) * 0.16 * hats)[:, None]
    clap = random.standard_normal((len(time), 2)) * (np.exp(-((time - BEAT_S) % (2 * BEAT_S)) / 0.06) * 0.14)[:, None]
    chords = np.stack([left, right], axis=1) * (0.075 * duck)[:, None]
    return np.asarray((0.8 * kick + bass * duck)[:, None] * 0.55 + chords + noise + clap) * 0.9


def _saw(turns: Any, harmonics: int) -> Sound:
    return np.asarray(sum(np.sin(2 * np.pi * n * turns) / n**1.3 for n in range(1, harmonics + 1)) * 0.6)


def _side(wave: Path, found: audio.Measurement) -> dict[str, Any]:
    """Cut and encode the pieces of one side; returns what is told of it."""
    samples, _ = soundfile.read(wave, dtype='float64')
    edge = int(0.01 * RATE)
    count = int(PART_S * RATE)
    soft = np.clip(np.minimum(np.arange(count), np.arange(count)[::-1]) / edge, 0, 1)[:, None]
    cut = np.concatenate([samples[int(at * RATE) :][:count] * soft for at in PARTS_S])
    encode(cut, STATIC / f'{wave.stem}.mp3')
    apart = FADE_S / 2 + 6.0  # by then the gain of one track has given way to that of the next
    return {
        'integrated_lufs': round(found.integrated_lufs or 0.0, 2),
        'true_peak_dbtp': round(found.true_peak_dbtp or 0.0, 2),
        'first_lufs': _loudness(samples, 0.0, MIDDLE_S - apart),
        'second_lufs': _loudness(samples, MIDDLE_S + apart, SECONDS),
        'curve': [_loudness(cut, at, at + 0.8) for at in np.linspace(0.0, 2 * PART_S - 0.8, POINTS)],
    }


def encode(samples: Sound, target: Path) -> None:
    """Write a sound as MP3."""
    encoder = lameenc.Encoder()
    encoder.set_vbr(lameenc.VBR_MTRH)
    encoder.set_vbr_quality(VBR)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_channels(2)
    encoder.set_quality(0)
    encoder.silence()
    whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    target.write_bytes(bytes(encoder.encode(whole.tobytes())) + bytes(encoder.flush()))


def _loudness(samples: Sound, start: float, end: float) -> float:
    """The loudness of a part alone, in LUFS."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / 'part.wav'
        soundfile.write(part, samples[int(start * RATE) : int(end * RATE)], RATE, subtype='FLOAT')
        return round(audio.measure(part).integrated_lufs or 0.0, 1)


if __name__ == '__main__':
    main()
