"""A trial of the encoder: what a lossy codec does to the peaks and the loudness of this very programme."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .analysis import read_through
from .chain import Chain
from .delivery import Delivery
from .loudness import EnergyMeter
from .planning import Plan
from .predictor import Predictor
from .progress import Ticker

NEAR_DB = 0.2
"""An encoder never does quite the same twice: what comes this near to the ceiling may be over the next time."""
NEAR_HELD_DB = 0.05
"""The same where the encoder itself turns down what would be over."""
RARE_HELD = (0.001, 0.005, 0.03, 0.1)
"""Shares of the time that may be over there, first choice first: all the rest is not to be made softer for its sake.

The more it holds, the more it encodes again: 0.005, a place in every two seconds, is nearly all of it once more. But
what it holds needs no room below the ceiling, and without that room a loud target can be out of reach."""
RARE_LIFTED = ((0.0, NEAR_DB), (0.001, NEAR_HELD_DB))
"""The same for an encoder that holds nothing, and how near it may come: what the second leaves is over in the first
render, and the next asks for more reduction there."""
FOR_SPEED_DB = 0.25
"""How much more room the first of them may take than the second: at 128 kbit/s a gain rose by 1.6 dB without."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the encoder does.

    Attributes
    ----------
    margins_db : how far below the ceiling to work, first choice first; None if the plan that was tried has it right.
        Those behind the first leave an encoder that holds its peaks more to hold.
    bias_lu : how much louder (softer, below 0) it becomes.
    peaks_db : what was decoded, true peak per 10 ms above the goal's ceiling.
    """

    margins_db: tuple[float | None, ...]
    bias_lu: float
    peaks_db: NDArray[np.float32]

    def over_share(self, lower_db: float) -> float:
        """Share of the time (0..1) that is still over the ceiling if all is so much lower than it was tried."""
        return float((self.peaks_db > lower_db).mean()) if len(self.peaks_db) else 0.0


def encoder_effect(predictor: Predictor, made: Plan, delivery: Delivery, folder: Path, held: bool = False) -> Effect:
    """Encode the excerpts as planned (with a ceiling), decode them, and compare.

    `held` has the encoder hold the peaks, as it will in the render: what that costs is in the bias then.
    """
    draft = folder / f'trial{delivery.like.path.suffix}'
    before = _encode(predictor, made, delivery, draft, made.goal.ceiling_dbtp if held else None)
    decoded = read_through(draft, Ticker(None), 'plan')
    draft.unlink()
    rows = min(len(decoded.energy), len(before))
    after = decoded.energy * np.float32(delivery.energy_scale)
    counted = predictor.counted_rows(rows)
    energies = [float(energy[:rows][counted].sum()) for energy in (before, after)]
    bias = 10.0 * math.log10(energies[1] / energies[0]) if min(energies) > 0.0 else 0.0
    peaks = decoded.peaks[:rows][counted]
    above = np.float32(20.0) * np.log10(np.maximum(peaks.astype(np.float32), np.float32(1e-9)))
    margins = margins_db(peaks, made, delivery.holds_peaks)
    return Effect(margins, bias, above - np.float32(made.goal.ceiling_dbtp))


def margins_db(peaks: NDArray[np.float16], made: Plan, held: bool) -> tuple[float | None, ...]:
    """How far below the ceiling to work by the decoded true peaks (linear), as in `Effect`; `held` by the encoder."""
    inside = made.goal.ceiling_dbtp - (made.route.ceiling_dbtp or 0.0)
    if not held:
        return tuple(_margin(over_db(peaks, made, rare), inside, near) for rare, near in RARE_LIFTED)
    first, second, *more = (_margin(over_db(peaks, made, rare), inside, NEAR_HELD_DB) for rare in RARE_HELD)
    most = (inside if second is None else second) + FOR_SPEED_DB
    return (most if (inside if first is None else first) > most else first, second, *more)


def _margin(over: float, inside: float, near: float) -> float | None:
    return None if -0.4 <= over <= -0.1 else max(0.05, inside + over + near)


def _encode(
    predictor: Predictor, made: Plan, delivery: Delivery, draft: Path, keep_below_dbtp: float | None
) -> NDArray[np.float32]:
    """Write the excerpts as planned to `draft`; returns their energy before that, per 10 ms."""
    info = delivery.like
    chain = Chain(made.route, info.sample_rate, info.channels)
    meter = EnergyMeter(info.sample_rate, info.layout)
    with delivery.open(draft, keep_below_dbtp) as sink:
        for block in predictor.through(chain):
            meter.push(np.ascontiguousarray(block))
            sink.write(np.ascontiguousarray(block.T))
        sink.commit()
    return meter.rows()


def over_db(peaks: NDArray[np.float16], made: Plan, rare: float) -> float:
    """How far the decoded true peak stands above the goal's ceiling, dB, but for a `rare` share of the time (0..1)."""
    highest = float(np.quantile(peaks.astype(np.float32), 1.0 - rare)) if len(peaks) else 0.0
    return 20.0 * math.log10(max(highest, 1e-9)) - made.goal.ceiling_dbtp
