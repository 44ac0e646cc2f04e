"""What is drawn of one mix: loudness over time before and after, the limiter's work, peaks that are over, the waveform.

Curves have ten values a second. A value stands at the end of its window, where a meter shows it: momentary loudness at
t is that of t - 0.4 s .. t, short-term that of t - 3 s .. t (BS.1770-5, Tech 3341). Imports no kernels: a web server
reads what a worker wrote.
"""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from .errors import UnreadableAudio

FORMAT = 1
PER_S = 10
ROWS = 10
"""10 ms rows of one value."""
NOTHING = -32768
"""Silence, or not known (yet)."""
Hundredths = NDArray[np.int16]
"""Decibels times 100, NOTHING where there is none."""
OVERS_APART_S = 1.0
MOST_OVERS = 2000
WAVE = 127
BLOCK_ROWS = 4
"""Tenths of one gating block."""
ABSOLUTE_GATE, RELATIVE_GATE_LU = -70.0, 10.0


@dataclass(frozen=True, slots=True)
class Curves:
    """One file over time: momentary and short-term loudness (LUFS), true peak (dBTP), the wave (3, rows of 10 ms)."""

    momentary: Hundredths
    short_term: Hundredths
    peaks: Hundredths
    wave: NDArray[np.int8]

    @classmethod
    def of(cls, energy: Any, wave: Any, rate: int, peaks: Any = None) -> 'Curves':
        """From rows of 10 ms: K-weighted energy, wave, linear true peaks (if they are known already)."""
        count = len(energy) // ROWS
        tenths = np.asarray(energy[: count * ROWS]).reshape(-1, ROWS).sum(axis=1, dtype=np.float64)
        highest = np.zeros(0) if peaks is None else np.asarray(peaks[: count * ROWS]).reshape(-1, ROWS).max(axis=1)
        return cls(_loudness(tenths, rate, 4), _loudness(tenths, rate, 30), _decibels(highest), np.asarray(wave))

    def overs(self, ceiling_dbtp: float) -> list[tuple[float, float]]:
        """(seconds, dBTP) of the peaks above the ceiling: of those nearer than a second to each other the highest."""
        places = np.flatnonzero(self.peaks > round(100 * ceiling_dbtp))
        found: list[tuple[float, float]] = []
        for place in places:
            at, peak = place / PER_S, self.peaks[place] / 100
            if not found or at - found[-1][0] >= OVERS_APART_S:
                found.append((at, peak))
            elif peak > found[-1][1]:
                found[-1] = (found[-1][0], peak)
        return sorted(sorted(found, key=lambda over: -over[1])[:MOST_OVERS])

    def integrated(self, start_s: float, end_s: float) -> float | None:
        """Gated loudness between two moments (LUFS): momentary values are the blocks of BS.1770-5. None below -70."""
        first, last = round(start_s * PER_S), round(end_s * PER_S)
        blocks = self.momentary[max(0, first + BLOCK_ROWS - 1) : max(0, last)] / 100.0
        heard = blocks[blocks > ABSOLUTE_GATE]
        if not len(heard):
            return None
        heard = heard[heard > _mean(heard) - RELATIVE_GATE_LU]
        return round(_mean(heard), 2)


_EMPTY = np.zeros(0, np.int16)
NONE = Curves(_EMPTY, _EMPTY, _EMPTY, np.zeros((3, 0), np.int8))


@dataclass(frozen=True, slots=True)
class Timeline:
    """All of it, of `duration_s` seconds; what is not known yet is shorter.

    `reduction` is the limiter's deepest in each 100 ms (dB, positive), `clipped` the share of samples that the clipper
    touched, in percent.
    """

    duration_s: float
    before: Curves = NONE
    after: Curves = NONE
    reduction: Hundredths = field(default_factory=lambda: np.zeros(0, np.int16))
    clipped: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))

    def save(self, path: Path) -> None:
        """Write it to one .npz file: about 2.9 MB an hour."""
        head = json.dumps({'format': FORMAT, 'duration_s': self.duration_s})
        rows = {
            f'{name}_{kind}': getattr(curves, kind)
            for name, curves in (('before', self.before), ('after', self.after))
            for kind in Curves.__slots__
        }
        with path.open('wb') as file:
            np.savez(file, head=np.array(head), reduction=self.reduction, clipped=self.clipped, **rows)

    @classmethod
    def load(cls, path: Path) -> 'Timeline':
        """Read what `save` wrote.

        Raises
        ------
        UnreadableAudio : not such a file, or one of another version.
        """
        try:
            with path.open('rb') as file, np.load(file, allow_pickle=False) as stored:
                arrays = dict(stored)
            head = json.loads(str(arrays['head']))
            if head['format'] != FORMAT:
                raise ValueError(head['format'])
            before, after = (Curves(*(arrays[f'{w}_{k}'] for k in Curves.__slots__)) for w in ('before', 'after'))
            return cls(head['duration_s'], before, after, arrays['reduction'], arrays['clipped'])
        except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, BadZipFile) as error:
            raise UnreadableAudio('The stored timeline cannot be read: run the job again.') from error

    def with_work(self, reduction_db: NDArray[np.float32], clipped_share: NDArray[np.float32]) -> 'Timeline':
        """The same with the work of the peak stages, one value per 100 ms."""
        hundredths = np.clip(np.rint(100 * reduction_db), 0, 32767).astype(np.int16)
        percent = np.clip(np.ceil(100 * clipped_share), 0, 100).astype(np.uint8)
        return replace(self, reduction=hundredths, clipped=percent)

    def window(self, start_s: float, end_s: float, points: int) -> dict[str, Any]:
        """What lies between two moments, reduced to at most `points` values a curve, ready for JSON.

        Returns
        -------
        `start_s`, `step_s` of the curves; for `before` and `after`: `momentary` (the highest of each step), `low` and
        `high` (lowest and highest short-term), in hundredths of a LU, None where there is nothing, and `wave` with
        `start_s`, `step_s`, `low`, `high`, `rms` (full scale 127); `reduction` (deepest, hundredths of a dB) and
        `clipped` (highest, percent).
        """
        first, last = _bounds(start_s, end_s, self.duration_s, PER_S)
        step = max(1, -(-(last - first) // points))
        cut = _Cut(first, last, step)
        return {
            'start_s': first / PER_S,
            'step_s': step / PER_S,
            'before': self._curves(self.before, cut, start_s, end_s, points),
            'after': self._curves(self.after, cut, start_s, end_s, points),
            'reduction': cut.highest(self.reduction),
            'clipped': cut.highest(self.clipped),
        }

    def _curves(self, curves: Curves, cut: '_Cut', start_s: float, end_s: float, points: int) -> dict[str, Any] | None:
        if not len(curves.momentary):
            return None
        first, last = _bounds(start_s, end_s, self.duration_s, 10 * PER_S)
        wave = _Cut(first, last, max(1, -(-(last - first) // points)))
        low, high, rms = curves.wave
        return {
            'momentary': _spoken(cut.highest(curves.momentary)),
            'low': _spoken(cut.lowest(curves.short_term)),
            'high': _spoken(cut.highest(curves.short_term)),
            'wave': {
                'start_s': first / (10 * PER_S),
                'step_s': wave.step / (10 * PER_S),
                'low': wave.lowest(low),
                'high': wave.highest(high),
                'rms': wave.highest(rms),
            },
        }


@dataclass(frozen=True, slots=True)
class _Cut:
    """Values `first` up to, not including, `last`, `step` of them made into one."""

    first: int
    last: int
    step: int

    def highest(self, values: NDArray[Any]) -> list[int]:
        return self._each(values, np.maximum)

    def lowest(self, values: NDArray[Any]) -> list[int]:
        return self._each(values, np.minimum)

    def _each(self, values: NDArray[Any], choose: np.ufunc) -> list[int]:
        part = values[self.first : self.last]
        if not len(part):
            return []
        found: list[int] = choose.reduceat(part, np.arange(0, len(part), self.step)).tolist()
        return found


def _bounds(start_s: float, end_s: float, duration_s: float, per_s: int) -> tuple[int, int]:
    first = int(max(0.0, min(start_s, duration_s)) * per_s)
    return first, max(first + 1, int(np.ceil(min(end_s, duration_s) * per_s)))


def _loudness(tenths: NDArray[np.float64], rate: int, window: int) -> Hundredths:
    """Loudness of the last `window` tenths at each tenth (BS.1770-5 equation 2)."""
    out = np.full(len(tenths), NOTHING, np.int16)
    if len(tenths) < window:
        return out
    sums = np.concatenate(([0.0], np.cumsum(tenths)))
    heard = np.maximum(sums[window:] - sums[:-window], 0.0) / (window * rate / PER_S)
    out[window - 1 :] = _hundredths(-0.691 + 10.0 * np.log10(np.maximum(heard, 1e-30)))
    return out


def _mean(loudness: NDArray[np.float64]) -> float:
    """Of loudness values, as energy."""
    return float(10.0 * np.log10(np.mean(10.0 ** (loudness / 10.0))))


def _decibels(levels: NDArray[Any]) -> Hundredths:
    return _hundredths(20.0 * np.log10(np.maximum(levels.astype(np.float64), 1e-15)))


def _hundredths(decibels: NDArray[np.float64]) -> Hundredths:
    return np.where(decibels < -120.0, NOTHING, np.rint(100.0 * decibels).clip(-12000, 12000)).astype(np.int16)


def _spoken(values: list[int]) -> list[int | None]:
    return [None if value == NOTHING else value for value in values]
