"""Makes a file of a sound effect: levelled by the audio engine, and a loop so that it still is one."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from app.audio.types import Goal
from app.voice.clips import CEILING_DBTP, Clip, Report, levelled
from app.voice.engines.port import Effect, Sound
from app.voice.text.notice import MADE_BY

LOUDNESS_LUFS = -16.0
MOST_DRIVEN_DB = 7.0
"""How far the peaks of a loop are pushed back at most; a loop that would need more stays softer."""
ROUNDED = 0.6
"""Peaks are rounded from this part of the highest on."""
BELOW_CEILING_DB = 0.7
"""How far below the ceiling a loop stays, so that no limiter works on it, which would know nothing of the other end."""
OF_CODECS_DB = 1.6
"""How much more of it where an encoder adds to the peaks."""
LOSSLESS = frozenset({'.wav', '.flac', '.aiff', '.aif', '.caf', '.w64'})
TRIES = 4


def make(
    effect: Effect,
    target: Path,
    goal: Goal = Goal(LOUDNESS_LUFS, CEILING_DBTP),  # noqa: B008 - frozen
    report: Report | None = None,
    loop: bool = False,
    **how: Any,
) -> Clip:
    """Write an effect to a file whose name decides its format; complete and levelled, or not there at all.

    Parameters
    ----------
    how : what else `app.audio.level` is told.
    """
    import soundfile

    told = report or (lambda done, stage: None)
    sound = effect.sound if effect.sound.ndim == 2 else effect.sound[:, None]
    if loop:
        sound, goal = _closed(sound, effect.rate, goal, target.suffix.lower() not in LOSSLESS)
    with TemporaryDirectory(prefix='.levelmix-', dir=target.parent) as folder:
        made = Path(folder) / 'made.wav'
        with soundfile.SoundFile(made, 'w', effect.rate, sound.shape[1], 'FLOAT') as stream:
            stream.artist, stream.comment = MADE_BY, '; '.join((f'Licence: {effect.licence}', *effect.credit))
            stream.write(sound)
        outcome = levelled(made, target, goal, told, **how)
    seconds = len(sound) / effect.rate
    return Clip(seconds, effect.rate, (), outcome.output, outcome.explanation, outcome.warnings)


def _closed(sound: Sound, rate: int, goal: Goal, lossy: bool) -> tuple[Sound, Goal]:
    """A loop at its loudness, whose peaks are rounded where they are too high, and the goal that is left.

    Rounding looks at one sample at a time, so that the end still leads into the beginning. A limiter looks ahead and
    behind, and would do something else at both ends.
    """
    below = BELOW_CEILING_DB + (OF_CODECS_DB if lossy else 0.0)
    ceiling = 10 ** ((goal.ceiling_dbtp - below) / 20)
    before = _loudness(sound, rate)
    if before is None:
        return sound, goal
    peak = float(np.abs(sound).max())
    over = 20 * np.log10(peak / ceiling) + goal.target_lufs - before
    target = goal.target_lufs - max(0.0, float(over) - MOST_DRIVEN_DB)
    for _ in range(TRIES):
        now = _loudness(sound, rate)
        assert now is not None
        sound = _rounded(sound * np.float32(10 ** ((target - now) / 20)), ceiling)
    return sound, Goal(target, goal.ceiling_dbtp)


def _rounded(sound: Sound, ceiling: float) -> Sound:
    """The same, where what is above a part of the ceiling comes ever nearer to it and never reaches it."""
    height = np.abs(sound)
    knee = np.float32(ROUNDED * ceiling)
    room = np.float32(ceiling) - knee
    rounded = knee + room * np.tanh((height - knee) / room)
    return np.asarray(np.where(height > knee, np.sign(sound) * rounded, sound), np.float32)


def _loudness(sound: Sound, rate: int) -> float | None:
    """Integrated loudness of a loop: of three rounds, so that what goes over its end counts, too."""
    from app.audio.loudness import EnergyMeter, gated_blocks, integrated

    rounds = max(3, -(-rate // len(sound)))
    meter = EnergyMeter(rate, ('L', 'R') if sound.shape[1] == 2 else ('M',))
    meter.push(np.ascontiguousarray(np.tile(sound, (rounds, 1)).T))
    return integrated(gated_blocks(meter.rows(), rate))
