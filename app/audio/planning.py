"""From an analysis and a goal to a plan: one gain, and the gentlest peak stages that reach the goal."""

import math
from dataclasses import dataclass, replace

from .analysis import Analysis
from .chain import Route
from .errors import UnsupportedAudio
from .gain_search import ROUGH_LU, SOLVED_LU, solve
from .predictor import Prediction, Predictor
from .types import Goal, Info, LimiterWork, Verdict

TOLERANCE_LU = 0.1
PEAK_TOLERANCE_DB = 0.05
CLEAN_DEEPEST_DB = 6.0
CLEAN_MEAN_DB = 1.0
"""'Clean' is what the limiter alone may do: at its deepest, and on average over the programme."""
LADDER_DB = (3.0, 2.0, 1.0, 0.5, 0.0)
"""Where the soft clipper may sit above the ceiling, gentlest first: what it leaves is the limiter's."""
WORKING_MEAN_DB = 1.5
"""With the clipper in front, the limiter should not turn the programme down by more than this on average."""
BRINK_LU = 0.05
"""What comes this near with the most gain that may be is on target."""
MOST_OVER_DB = 36.0
"""How far the highest peak may be driven above the ceiling at most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, and what will come of it.

    Attributes
    ----------
    route : the signal route for the render.
    predicted_lufs : integrated loudness the result will have.
    work : what the peak stages will do, as tried on the excerpts.
    verdict : how this will end; 'unchanged', 'silent' and 'too_short' mean that the original is handed back.
    loudest_clean_lufs : set if the goal is beyond what the limiter alone does cleanly.
    cost : what reaching the goal would take (unreachable), or takes (when the clipper works), in words.
    """

    goal: Goal
    route: Route
    predicted_lufs: float | None
    work: LimiterWork
    verdict: Verdict
    loudest_clean_lufs: float | None = None
    cost: str = ''

    def softer(self, by_db: float) -> 'Plan':
        """The same shape, all of it `by_db` below, and so out of reach of the goal."""
        if self.route.ceiling_dbtp is None or self.predicted_lufs is None:
            return self
        gain, ceiling = self.route.gain_db - by_db, self.route.ceiling_dbtp - by_db
        route = replace(self.route, gain_db=gain, ceiling_dbtp=ceiling)
        cost = self.cost if self.verdict == 'unreachable' else f'It takes {_cost(self.work)}.'
        lufs = self.predicted_lufs - by_db
        return replace(self, route=route, predicted_lufs=lufs, verdict='unreachable', cost=cost)

    def if_there(self) -> 'Plan':
        """On target, if the nearest comes as near as nobody could hear."""
        there = self.verdict == 'unreachable' and _there(self.predicted_lufs, self.goal)
        return replace(self, verdict='on_target') if there else self

    @property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages in order: 'gain', 'clipper', 'limiter', 'guard', 'dither'."""
        used = ['gain']
        if self.route.ceiling_dbtp is not None:
            used += (['clipper'] if self.route.clip_db is not None else []) + ['limiter', 'guard']
        return (*used, *(['dither'] if self.route.dither else []))


def plan(
    analysis: Analysis,
    goal: Goal,
    margin_db: float | None = None,
    predictor: Predictor | None = None,
    always: bool = False,
    delivered: Info | None = None,
    near: Route | None = None,
    nearest: bool = False,
) -> Plan:
    """Find the gain and the stages for a goal; no file is touched.

    Parameters
    ----------
    analysis : of the file.
    goal : target in LUFS (-60 to -1) and ceiling in dBTP (-20 to 0).
    margin_db : how far below the ceiling to work, for what an encoder adds; None takes the codec's usual.
    predictor : of this analysis, if there is one already: it remembers what it heard.
    always : never answer 'unchanged'.
    delivered : the format of the result; None takes the original's.
    near : what was planned for nearly the same goal: where the search begins.
    nearest : what is out of reach comes as near as the most gain brings it, not at the loudest clean level: for a goal
        that only the room for an encoder puts out of reach.

    Raises
    ------
    UnsupportedAudio : a goal outside these ranges.
    """
    if not (-60.0 <= goal.target_lufs <= -1.0 and -20.0 <= goal.ceiling_dbtp <= 0.0):
        raise UnsupportedAudio('Choose a target between -60 and -1 LUFS and a ceiling between -20 and 0 dBTP.')
    measured = analysis.measurement
    if measured.integrated_lufs is None or measured.true_peak_dbtp is None:
        verdict: Verdict = 'too_short' if measured.duration_s < 0.4 and measured.true_peak_dbtp else 'silent'
        return Plan(goal, Route(0.0), None, LimiterWork(), verdict)
    if (
        not always
        and abs(measured.integrated_lufs - goal.target_lufs) <= TOLERANCE_LU
        and measured.true_peak_dbtp <= goal.ceiling_dbtp
    ):
        return Plan(goal, Route(0.0), measured.integrated_lufs, LimiterWork(), 'unchanged')
    delivered = delivered or analysis.info
    margin = codec_margin_db(delivered) if margin_db is None else margin_db
    ceiling = goal.ceiling_dbtp - margin
    return _Planner(analysis, goal, ceiling, predictor or Predictor(analysis), delivered.bits, near).plan(nearest)


def is_lossy(info: Info) -> bool:
    """Whether the codec gives back other samples than it was given."""
    return info.bits is None and not info.codec.startswith('pcm')


def codec_margin_db(info: Info) -> float:
    """How much a codec usually raises the peaks of limited programme, dB; none for lossless ones."""
    if not is_lossy(info):
        return 0.0
    rate = (info.bit_rate or 128_000) / max(1, info.channels)
    return 0.5 if rate >= 120_000 else 0.9 if rate >= 80_000 else 1.5


def with_gain(made: Plan, gain_db: float, predictor: Predictor) -> Plan:
    """What another gain makes of it, along the same stages; whether it is on target is not looked at."""
    route = replace(made.route, gain_db=gain_db)
    heard = predictor.predict(route)
    return replace(made, route=route, predicted_lufs=heard.lufs, work=heard.work, cost=f'It takes {_cost(heard.work)}.')


class _Planner:
    """The search for one goal. `ceiling` is what the stages hold, dBTP."""

    def __init__(
        self,
        analysis: Analysis,
        goal: Goal,
        ceiling: float,
        predictor: Predictor,
        bits: int | None,
        near: Route | None = None,
    ) -> None:
        self._goal, self._ceiling, self._predictor, self._bits, self._near = goal, ceiling, predictor, bits, near
        self._loudness = predictor.loudness
        self._peak = analysis.measurement.true_peak_dbtp or 0.0

    def plan(self, nearest: bool) -> Plan:
        gain = self._goal.target_lufs - self._loudness
        if self._peak + gain <= self._ceiling:
            return self._made(
                self._dithered(Route(gain)), Prediction(self._goal.target_lufs, LimiterWork()), 'on_target'
            )
        if self._peak + gain - self._ceiling <= CLEAN_DEEPEST_DB:
            limited = self._reach(None)
            if limited and _clean(limited[1]):
                return self._made(*limited, 'on_target')
        staged = self._gentlest()
        if staged:
            return replace(self._made(*staged, 'on_target'), cost=_cost(staged[1].work))
        most, loudest = self._loudest()
        if nearest or _there(loudest.lufs, self._goal):
            verdict: Verdict = 'unreachable' if nearest else 'on_target'
            return replace(self._made(most, loudest, verdict), cost=f'It takes {_cost(loudest.work)}.')
        route, clean = self._loudest_clean()
        cost = f'Even with {_cost(loudest.work)} it would end at {loudest.lufs:.1f} LUFS.'
        return replace(self._made(route, clean, 'unreachable'), loudest_clean_lufs=clean.lufs, cost=cost)

    def _gentlest(self) -> tuple[Route, Prediction] | None:
        """The highest place of the clipper that leaves the limiter no more than its share, if any reaches the goal."""
        if stayed := self._as_rendered() or self._as_planned():
            return stayed
        found: tuple[Route, Prediction] | None = None
        for clip in LADDER_DB:
            guess = None
            if found:
                above = found[0].clip_db or 0.0
                if clip > above * WORKING_MEAN_DB / found[1].work.mean_reduction_db:
                    continue  # the limiter's mean follows what the clipper leaves it
                guess = found[0].gain_db - 0.75 * (above - clip)
            found = self._reach(clip, guess, ROUGH_LU) or found
            if found and found[1].work.mean_reduction_db <= WORKING_MEAN_DB:
                break
        return self._reach(found[0].clip_db, found[0].gain_db) if found else None

    def _as_rendered(self) -> tuple[Route, Prediction] | None:
        """After a render: the clipper where it was, for what was measured there is known best."""
        before = self._predictor.rendered
        found = self._reach(before.clip_db, before.gain_db) if before and before.clip_db is not None else None
        return found if found and found[1].work.mean_reduction_db <= 1.3 * WORKING_MEAN_DB else None

    def _as_planned(self) -> tuple[Route, Prediction] | None:
        """Where it was planned for nearly the same goal, unless it works too hard now, or a gentler place would do."""
        near = self._near
        found = self._reach(near.clip_db, near.gain_db) if near and near.clip_db is not None else None
        if found is None or found[1].work.mean_reduction_db > WORKING_MEAN_DB:
            return None
        clip, gain = found[0].clip_db or 0.0, found[0].gain_db
        if clip == LADDER_DB[0] or found[1].work.mean_reduction_db >= 0.6 * WORKING_MEAN_DB:
            return found
        above = LADDER_DB[LADDER_DB.index(clip) - 1]
        gentler = self._reach(above, gain + 0.75 * (above - clip), ROUGH_LU)
        return None if gentler and gentler[1].work.mean_reduction_db <= WORKING_MEAN_DB else found

    @property
    def _most_gain(self) -> float:
        return self._ceiling - self._peak + MOST_OVER_DB

    def _route(self, clip: float | None, gain: float) -> Route:
        return Route(gain, self._ceiling, clip)

    def _predict(self, clip: float | None, gain: float, guarded: bool = True) -> Prediction:
        """What comes of it. The limiter's deepest is known exactly: the highest peak may be in no excerpt."""
        heard = self._predictor.predict(self._route(clip, gain), guarded)
        if clip is not None:
            return heard
        deepest = max(heard.work.max_reduction_db, self._peak + gain - self._ceiling)
        return replace(heard, work=replace(heard.work, max_reduction_db=deepest))

    def _reach(
        self, clip: float | None, guess: float | None = None, within: float = SOLVED_LU
    ) -> tuple[Route, Prediction] | None:
        """The gain that lands on the target with the clipper `clip` dB above the ceiling (None: without), if any.

        It is sought without the guard first, which doubles the work; `within` a tenth of a LU nobody would notice it.
        """
        target, least = self._goal.target_lufs, self._goal.target_lufs - self._loudness

        if guess is None:
            guess = least + self._predictor.rough_loss(self._route(clip, least))
            guess = least + self._predictor.rough_loss(self._route(clip, guess))
        rough = solve(lambda gain: self._lufs(clip, gain), target, least, guess, self._most_gain, ROUGH_LU)
        if rough is None or within > SOLVED_LU:
            return None if rough is None else (self._route(clip, rough), self._predict(clip, rough, guarded=False))
        guard_lu = self._predictor.guard_lu(self._route(clip, rough))
        gain = solve(lambda gain: self._lufs(clip, gain) + guard_lu, target, least, rough, self._most_gain)
        if gain is None:
            return None
        heard = self._predict(clip, gain, guarded=False)
        return self._dithered(self._route(clip, gain)), replace(heard, lufs=(heard.lufs or 0.0) + guard_lu)

    def _lufs(self, clip: float | None, gain: float) -> float:
        """How loud it becomes, but for what the guard takes."""
        heard = self._predict(clip, gain, guarded=False).lufs
        return -math.inf if heard is None else heard

    def _loudest(self) -> tuple[Route, Prediction]:
        """The loudest that the most gain brings, wherever the clipper sits then."""
        tried = [(clip, self._predict(clip, self._most_gain, guarded=False)) for clip in LADDER_DB]
        clip, _ = max(tried, key=lambda one: one[1].lufs or -math.inf)
        return self._dithered(self._route(clip, self._most_gain)), self._predict(clip, self._most_gain)

    def _loudest_clean(self) -> tuple[Route, Prediction]:
        """The loudest that the limiter alone reaches within the limits of 'clean'."""
        none = self._ceiling - self._peak
        gain, low = none + CLEAN_DEEPEST_DB, none
        for _ in range(6):
            heard = self._predict(None, gain)
            if _clean(heard):
                low = gain
                break
            gain = none + (gain - none) * max(0.3, 0.97 * CLEAN_MEAN_DB / heard.work.mean_reduction_db)
        return self._dithered(self._route(None, low)), self._predict(None, low)

    def _dithered(self, route: Route) -> Route:
        if self._bits is None or self._bits > 16 or not route.gain_db:
            return route
        return replace(route, dither=True, bits=self._bits)

    def _made(self, route: Route, heard: Prediction, verdict: Verdict) -> Plan:
        return Plan(self._goal, route, heard.lufs, heard.work, verdict)


def _there(lufs: float | None, goal: Goal) -> bool:
    """Whether the most that can be is near enough: what would come instead is far below."""
    return lufs is not None and lufs >= goal.target_lufs - BRINK_LU


def _clean(heard: Prediction) -> bool:
    work = heard.work
    return work.max_reduction_db <= CLEAN_DEEPEST_DB + 0.05 and work.mean_reduction_db <= CLEAN_MEAN_DB


def _cost(work: LimiterWork) -> str:
    return (
        f'{work.clipped_share:.1%} of the time clipped and the limiter at work for {work.limited_share:.0%} of it '
        f'(up to {work.max_reduction_db:.1f} dB)'
    )
