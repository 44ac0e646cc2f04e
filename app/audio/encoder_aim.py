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
from .codec_trial import NEAR_DB, Effect, encoder_effect
from .delivery import Delivery
from .planning import PEAK_TOLERANCE_DB, TOLERANCE_LU, Plan, is_lossy, plan, with_gain
from .predictor import Predictor
from .true_peak import from_db
from .types import Goal

OFTEN = 0.02
"""Share of the time from which on delivered overs are met by a lower ceiling, not one by one."""

DENSER_DB = 3.0
"""With so much more gain than was tried the encoder is asked again."""
AS_DENSE_DB, SELDOM = 1.0, 0.002
"""With so little more gain than was tried, what is over in no more than this share of the time is not heard in the
loudness: 0.02 LU at most, in 37 plans for eight mixes. The encoder is not asked again."""
LESS_GAIN_DB = (0.0, 5.0, 10.0)
"""How much less than the most gain is tried where that does not reach the goal."""
MOST_LUFS = -1.0
"""No plan is made for more, whatever an encoder takes of it."""
SMALL_LU = 0.2
"""So much nearer is not worth so much more gain."""


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
        self._nearest = False
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
        self._nearest = made.verdict != 'unreachable'
        if made.route.ceiling_dbtp is None or not is_lossy(self._delivery.info):
            return made
        effect = encoder_effect(self._predictor, made, self._delivery, self._folder)
        for place, margin in enumerate(effect.margins_db):
            self._margin, self.bias_lu = margin, effect.bias_lu
            planned = self._plan()
            last = place == len(effect.margins_db) - 1
            if last or (self._delivery.holds_peaks and planned.verdict != 'unreachable'):
                planned = self._tried_again(made, planned, effect)
            if planned.verdict != 'unreachable':
                return planned
        if self._nearest and not self._delivery.holds_peaks:
            planned = self._most_below(planned)
        return planned.if_there() if self._nearest else planned

    def _tried_again(self, before: Plan, made: Plan, effect: Effect) -> Plan:
        """Plan again with what the encoder makes of the second plan, where it may be other than of the one before.

        What holds its peaks does it often enough in dense programme to be heard in the loudness; what does not raises
        them the more, the denser they are: there, with the least room.
        """
        holds, denser_db = self._delivery.holds_peaks, made.route.gain_db - before.route.gain_db
        if made.route.clip_db is None or not (holds or (denser_db > DENSER_DB and made.verdict != 'unreachable')):
            return made
        lower_db = (before.route.ceiling_dbtp or 0.0) - (made.route.ceiling_dbtp or 0.0)
        if denser_db <= AS_DENSE_DB and made.verdict != 'unreachable' and effect.over_share(lower_db) <= SELDOM:
            return made
        effect = encoder_effect(self._predictor, made, self._delivery, self._folder, held=holds)
        self.bias_lu, margin = effect.bias_lu, effect.margins_db[-1]
        if not holds and margin is not None:
            self._margin = max(margin, self._goal.ceiling_dbtp - (made.route.ceiling_dbtp or 0.0))
        return self._plan()

    def _most_below(self, made: Plan) -> Plan:
        """The loudest below the ceiling of an encoder that raises peaks the more, the denser they are.

        More gain brings less and less loudness, and ever higher peaks, for which all has to be lower.
        """
        found: list[Plan] = []
        for less_db in LESS_GAIN_DB:
            tried = with_gain(made, made.route.gain_db - less_db, self._predictor)
            effect = encoder_effect(self._predictor, tried, self._delivery, self._folder)
            inside = self._goal.ceiling_dbtp - (tried.route.ceiling_dbtp or 0.0)
            lufs = (tried.predicted_lufs or 0.0) + effect.bias_lu
            lower_db = max((effect.margins_db[-1] or inside) - inside, lufs - self._goal.target_lufs)
            found.append(replace(tried, predicted_lufs=lufs).softer(lower_db))
        enough = max(one.predicted_lufs or 0.0 for one in found) - SMALL_LU
        return [one for one in found if (one.predicted_lufs or 0.0) >= enough][-1]

    def after_render(self, made: Plan, output: Analysis) -> Plan:
        """Plan again from what was measured, and ask for more reduction where the delivered peaks were over.

        What is out of reach then stays as it was, with its peaks lower, if only the encoder is in the way.
        """
        self.bias_lu = 0.0
        self._predictor.calibrate(made.route, output.energy * np.float32(self._delivery.energy_scale))
        ceiling, lower_db = self._goal.ceiling_dbtp, 0.0
        often = float(np.quantile(output.peaks, 1.0 - OFTEN)) if len(output.peaks) else 0.0
        most = from_db(ceiling + PEAK_TOLERANCE_DB)
        if made.route.ceiling_dbtp is not None:
            self._margin = ceiling - made.route.ceiling_dbtp
            lower_db = max(0.0, 20.0 * math.log10(max(often, 1e-9)) - ceiling + 0.05) if often > most else 0.0
            self._margin += lower_db
        if not lower_db and (output.peaks > from_db(ceiling)).any():
            near, more = (NEAR_DB, 0.5 * NEAR_DB) if is_lossy(self._delivery.info) else (0.0, 0.1)
            self._lift(output.peaks, ceiling - near, more)
        again = self._plan()
        if again.verdict != 'unreachable' or not self._nearest or not (output.peaks > most).any():
            return again
        return with_gain(made, made.route.gain_db, self._predictor).softer(lower_db)

    def below(self, made: Plan, over_db: float) -> Plan | None:
        """What is over the ceiling at last, by `over_db`: the same with lower peaks, however soft it gets."""
        return made.softer(over_db + NEAR_DB) if self._nearest and made.route.ceiling_dbtp is not None else None

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
        target = self._goal.target_lufs
        moved = replace(self._goal, target_lufs=min(target - self.bias_lu, max(target, MOST_LUFS)))
        made = plan(
            self._analysis, moved, self._margin, self._predictor, always, self._delivery.info, self._near, self._nearest
        )
        self._near = made.route
        lufs = None if made.predicted_lufs is None else made.predicted_lufs + self.bias_lu
        made = replace(made, goal=self._goal, predicted_lufs=lufs)
        short = made.verdict == 'on_target' and lufs is not None and lufs < target - TOLERANCE_LU
        return made.softer(0.0) if short else made
