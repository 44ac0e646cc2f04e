"""From a sound to what may be notes in it."""

import numpy as np
from numpy.typing import NDArray

from app.practice.takes.candidates import Peaks, described, ears, peaks
from app.practice.takes.net import BINS, FRAMES_A_SECOND, Posteriors, Sound, posteriors
from app.practice.takes.notes import Heard

WORTH_LOOKING_AT = -5.0
"""Odds below which nothing is a note, however much it is expected."""
_STILL_SOUNDS, _RINGS_S = 0.4, 0.08
"""A note is over at this share of what it was; and a string goes on so long when the key is let go."""
_LONGEST = round(4 * FRAMES_A_SECOND)
_SOON = 10


def hear(sound: Sound) -> tuple[Heard, ...]:
    """Whatever may be a note in a sound at 22,050 Hz, by time."""
    return judged(posteriors(sound))


def judged(heard: Posteriors) -> tuple[Heard, ...]:
    """The peaks of what the net says, each with its odds, its length and its loudness."""
    found = peaks(heard)
    if not len(found.frames):
        return ()
    odds = ears().odds(described(heard, found))
    lengths, loud = _lengths(heard, found), _loud(heard, found)
    kept = np.flatnonzero(odds > WORTH_LOOKING_AT)
    kept = kept[np.argsort(found.at_s[kept], kind='stable')]
    columns = (found.at_s[kept], found.pitches[kept], odds[kept], lengths[kept], loud[kept])
    return tuple(
        Heard(float(at), int(pitch), float(odd), float(length), float(db))
        for at, pitch, odd, length, db in zip(*columns, strict=True)
    )


def _lengths(heard: Posteriors, found: Peaks) -> NDArray[np.float64]:
    """How long each goes on sounding, in seconds, as far as the net still hears it."""
    made = np.zeros(len(found.frames))
    for place, (frame, key) in enumerate(zip(found.frames, found.keys, strict=True)):
        sounding = heard.note[frame : frame + _LONGEST, key]
        silent = np.flatnonzero(sounding[2:] < _STILL_SOUNDS * sounding[:_SOON].max(initial=0))
        made[place] = (silent[0] + 2 if len(silent) else len(sounding)) / FRAMES_A_SECOND
    return np.maximum(made - _RINGS_S, 0.03)


def _loud(heard: Posteriors, found: Peaks) -> NDArray[np.float64]:
    """The level of the key itself just after it was struck."""
    last = len(heard.levels) - 1
    rows = [np.minimum(found.frames + by, last) for by in range(1, 6)]
    bins = np.minimum(BINS * found.keys, heard.levels.shape[1] - 2)
    return np.asarray(np.max([heard.levels[row, bins + aside] for row in rows for aside in (0, 1)], axis=0), np.float64)
