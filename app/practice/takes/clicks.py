"""How long a device takes from the loudspeaker to the microphone: six clicks are played, and looked for in the sound.

They are not evenly apart, so that no click can be taken for its neighbour.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.practice.takes.net import RATE, Sound

CLICKS_S = (0.5, 1.0, 1.45, 2.05, 2.5, 3.15)
"""When each is played."""
LASTS_S = 4.5
MOST_MS = 1000
_STEP = 44
"""Samples: 2 ms."""
_CLICK_S, _CLICK_HZ = 0.012, 2_000.0
_TOLERANCE_MS, _ENOUGH = 12.0, 4


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was found.

    Attributes
    ----------
    latency_ms : None where it could not be told.
    found : how many of the six clicks were heard where they must be.
    confidence : 0 to 1.
    """

    latency_ms: int | None
    found: int
    confidence: float
    words: str


def click_track() -> Sound:
    """What is played, at 22,050 Hz."""
    made = np.zeros(round(LASTS_S * RATE), np.float32)
    time = np.arange(round(_CLICK_S * RATE)) / RATE
    click = 0.7 * np.sin(2 * np.pi * _CLICK_HZ * time) * np.exp(-time * 400)
    for at in CLICKS_S:
        begin = round(at * RATE)
        made[begin : begin + len(click)] = click
    return made


def calibrated(sound: Sound) -> Calibration:
    """Where the clicks are in a recording at 22,050 Hz that began with the first sample of the track."""
    rises = _rises(sound)
    places = [round(at * RATE / _STEP) for at in CLICKS_S]
    lags = round(MOST_MS * RATE / 1000 / _STEP)
    room = np.pad(rises, (0, max(0, places[-1] + lags + 8 - len(rises))))
    rising = np.sort([room[place : place + lags] for place in places], axis=0)
    votes = rising[:-1].sum(axis=0)  # without the sharpest, so that a door which shuts is not taken for all six
    best = int(votes.argmax())
    noise = float(np.percentile(room, 75))  # half of it is falling; in silence nothing rises but the clicks
    heard = [_near(room, place + best, noise) for place in places]
    at = np.array([one - place for one, place in zip(heard, places, strict=True) if one is not None], float)
    lag = float(np.median(at)) if len(at) else 0.0
    near = np.abs(at - lag) * _STEP / RATE * 1000 <= _TOLERANCE_MS
    found = int(near.sum())
    if found < _ENOUGH:
        return Calibration(None, found, round(found / 6 * 0.5, 2), _not_heard(found))
    latency = round(float(np.mean(at[near])) * _STEP / RATE * 1000)
    spread = float(np.std(at[near])) * _STEP / RATE * 1000
    confidence = round(found / 6 * max(0.0, 1 - spread / 30), 2)
    return Calibration(latency, found, confidence, f'{found} of 6 clicks were heard: this device is {latency} ms late.')


def _rises(sound: Sound) -> NDArray[np.float64]:
    """How suddenly it gets louder, high up where clicks are and rooms are not, in steps of 2 ms."""
    high = np.diff(sound.astype(np.float64), 2, prepend=[0.0, 0.0])
    count = len(high) // _STEP
    energy = np.square(high[: count * _STEP]).reshape(count, _STEP).mean(axis=1)
    level = np.log10(energy + 1e-9)
    before = (
        np.max([np.pad(level, (by, 0), mode='edge')[: len(level)] for by in range(1, 6)], axis=0) if count else level
    )
    return np.asarray(np.maximum(level - before, 0), np.float64)


def _near(rises: NDArray[np.float64], place: int, noise: float) -> int | None:
    """The sharpest rise within 12 ms of a place; nothing, if it is none."""
    low = max(0, place - 6)
    around = rises[low : place + 7]
    top = int(around.argmax())
    return low + top if around[top] > max(0.3, noise * 2) else None


def _not_heard(found: int) -> str:
    return (
        f'Only {found} of 6 clicks were heard, so the delay could not be measured; what was measured before is kept. '
        'Take off the headphones for this, turn the loudspeaker up, and try again.'
    )
