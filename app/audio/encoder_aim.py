"""Where to aim so that the delivered file, not the signal before the encoder, lands on the goal.

The forecast and the render aim alike: what one tells is what the other begins with.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .analysis import Analysis
from .chain import Route
from .codec_trial import NEAR_DB, encoder_effect
from .delivery import Delivery
from .planning import PEAK_TOLERANCE_DB, Plan, is_lossy, plan
from .predictor import Predictor
from .true_peak import from_db
from .types import Goal

OFTEN = 0.02
"""Share of the time from which on delivered overs are met by a lower ceiling, not one by one."""


class Aim:
    """One goal for one programme in one format.

    Attributes
    ----------
    bias_lu : how much louder (softer, below 0) the encoder makes what is planned.
    lifts : per 10 ms, how much more reduction is asked for (>= 1), once a render has told where; None before.
    """

    def __init__(self, analysis: Analysis, goal: Goal, predictor: Predictor, delivery: Delivery, folder: Path) -> None:
        """`folder` takes the trials of the encoder."""
        self._analysis, self._goal, self._predictor = analysis, goal, predictor
        self._delivery, self._folder = delivery, folder
        self._margin: float | None = None
        self._near: Route | None = None
        self.bias_lu = 0.0
        self.lifts: NDArray[np.float32] | None = None

    def first(self, always: bool) -> Plan:
        """The plan to begin with; for a lossy format that limits, after a trial of the encoder on the excerpts.

        It tells how far below the ceiling to work. Where the goal cannot be reached from there, an encoder that holds
        its peaks is left more of them to hold. `always`: never answer 'unchanged'.

        Raises
        ------
        UnsupportedAudio : as `plan`.
        """
        made = self._plan(always)
        if made.route.ceiling_dbtp is None or not is_lossy(self._delivery.info):
            return made
        effect = encoder_effect(self._predictor, made, self._delivery, self._folder)
        for margin in effect.margins_db:
            self._margin, self.bias_lu = margin, effect.bias_lu
            made = self._with_holding(self._plan())
            if made.verdict != 'unreachable':
                break
        return made

    def _with_holding(self, made: Plan) -> Plan:
        """Plan again with what holding takes: dense programme is held often enough to be heard in the loudness."""
        if not self._delivery.holds_peaks or made.route.clip_db is None:
            return made
        self.bias_lu = encoder_effect(self._predictor, made, self._delivery, self._folder, held=True).bias_lu
        return self._plan()

    def after_render(self, made: Plan, output: Analysis) -> Plan:
        """Plan again from what was measured, and ask for more reduction where the delivered peaks were over."""
        self.bias_lu = 0.0
        self._predictor.calibrate(made.route, output.energy * np.float32(self._delivery.energy_scale))
        ceiling = self._goal.ceiling_dbtp
        often = float(np.quantile(output.peaks, 1.0 - OFTEN)) if len(output.peaks) else 0.0
        if often > from_db(ceiling + PEAK_TOLERANCE_DB) and made.route.ceiling_dbtp is not None:
            self._margin = 20.0 * math.log10(often) - made.route.ceiling_dbtp + 0.05
        elif (output.peaks > from_db(ceiling)).any():
            near, more = (NEAR_DB, 0.5 * NEAR_DB) if is_lossy(self._delivery.info) else (0.0, 0.1)
            self._lift(output.peaks, ceiling - near, more)
        return self._plan()

    def _lift(self, peaks: NDArray[np.float16], level_dbtp: float, more_db: float) -> None:
        """Lift the rows above a level, by what they are above it and `more_db`.

        Two on each side are lifted as much: an encoder's noise spreads that far.
        """
        level = np.float32(from_db(level_dbtp))
        rows = np.flatnonzero(peaks > level)
        wanted = peaks[rows].astype(np.float32) * np.float32(from_db(more_db) / level)
        wide = np.ones(len(peaks) + 4, np.float32)
        for away in range(5):
            np.maximum.at(wide, rows + away, wanted)
        self.lifts = wide[2:-2] if self.lifts is None else self.lifts * wide[2:-2]

    def _plan(self, always: bool = True) -> Plan:
        moved = replace(self._goal, target_lufs=self._goal.target_lufs - self.bias_lu)
        made = plan(self._analysis, moved, self._margin, self._predictor, always, self._delivery.info, self._near)
        self._near = made.route
        return replace(made, goal=self._goal)
