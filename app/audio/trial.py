"""A trial of the encoder: what a lossy codec does to the peaks and the loudness of this very programme."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .analysis import read_through
from .audition import Audition
from .chain import Chain
from .delivery import Delivery
from .loudness import EnergyMeter
from .planning import Plan
from .progress import Ticker

NEAR_DB = 0.2
"""An encoder never does quite the same twice: what comes this near to the ceiling may be over the next time."""
NEAR_HELD_DB = 0.05
"""The same where the encoder itself turns down what would be over."""
RARE_HELD = 0.005
"""Share of the time that may be over there: all the rest is not to be made softer for its sake."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the encoder does.

    Attributes
    ----------
    margin_db : how far below the ceiling to work; None if the plan that was tried has it right.
    bias_lu : how much louder (softer, below 0) it becomes.
    """

    margin_db: float | None
    bias_lu: float

    @property
    def matters(self) -> bool:
        """Whether there is a reason to plan again."""
        return self.margin_db is not None or abs(self.bias_lu) >= 0.02


def encoder_effect(audition: Audition, made: Plan, delivery: Delivery, folder: Path, held: bool = False) -> Effect:
    """Encode the excerpts as planned (with a ceiling), decode them, and compare.

    `held` has the encoder hold the peaks, as it will in the render: what that costs is in the bias then.
    """
    draft = folder / f'trial{delivery.like.path.suffix}'
    before = _encode(audition, made, delivery, draft, made.goal.ceiling_dbtp if held else None)
    decoded = read_through(draft, Ticker(None), 'plan')
    draft.unlink()
    rows = min(len(decoded.energy), len(before))
    counted = audition.counted_rows(rows)
    energies = [float(energy[:rows][counted].sum()) for energy in (before, decoded.energy)]
    bias = 10.0 * math.log10(energies[1] / energies[0]) if min(energies) > 0.0 else 0.0
    over = over_db(decoded.peaks[:rows][counted], made, delivery.holds_peaks)
    if -0.4 <= over <= -0.1:
        return Effect(None, bias)
    near = NEAR_HELD_DB if delivery.holds_peaks else NEAR_DB
    inside = made.goal.ceiling_dbtp - (made.route.ceiling_dbtp or 0.0)
    return Effect(max(0.05, inside + over + near), bias)


def _encode(
    audition: Audition, made: Plan, delivery: Delivery, draft: Path, keep_below_dbtp: float | None
) -> NDArray[np.float32]:
    """Write the excerpts as planned to `draft`; returns their energy before that, per 10 ms."""
    info = delivery.like
    chain = Chain(made.route, info.sample_rate, info.channels)
    meter = EnergyMeter(info.sample_rate, info.layout)
    with delivery.open(draft, keep_below_dbtp) as sink:
        for block in audition.through(chain):
            meter.push(np.ascontiguousarray(block))
            sink.write(np.ascontiguousarray(block.T))
        sink.commit()
    return meter.rows()


def over_db(peaks: NDArray[np.float16], made: Plan, held: bool) -> float:
    """How far the decoded true peak stands above the goal's ceiling, dB; `held`: the encoder sees to what is rare."""
    highest = float(np.quantile(peaks.astype(np.float32), 1.0 - RARE_HELD * held)) if len(peaks) else 0.0
    return 20.0 * math.log10(max(highest, 1e-9)) - made.goal.ceiling_dbtp
