"""Are the insights right? The table of the design, on series whose truth is known, with its bars.

Tuned on seeds 7 to 10 (`--tune` prints them), judged on 21 to 24; `--others` judges on twelve more, to see how much of
the figures is chance. A spike or a drop is hit within a day, a change of level within four. Whatever else a rule says
is false, but for spikes in the first week of a release, which do rise. `make bench-insights`.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.forecasts import ahead_of
from app.artist.insights.looking import look
from app.artist.insights.releases import Release
from app.artist.insights.usual import usual
from bench.artist_insights_set import JUDGED_ON, OTHERS, START, TUNED_ON, Series, forecasts, series

YEAR = 365.0
SIZES = (5.0, 20.0, 100.0, 1000.0, 20000.0)
HIT = {'spike': 1, 'drop': 1, 'level': 4}
OF_FAMILY = {'spike': 'spike', 'drop': 'drop', 'shift': 'level', 'trend': 'trend'}
LIFTED = 7
LIMIT_MS = 50.0


@dataclass
class Count:
    """Of one rule: what it said rightly and wrongly, and of each size how many there were and how many it found."""

    right: int = 0
    wrong: int = 0
    there: dict[float, int] = field(default_factory=lambda: dict.fromkeys(SIZES, 0))
    found: dict[float, int] = field(default_factory=lambda: dict.fromkeys(SIZES, 0))
    wrong_in: dict[str, int] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    def recall(self, sizes: tuple[float, ...]) -> float:
        return sum(self.found[one] for one in sizes) / max(1, sum(self.there[one] for one in sizes))


@dataclass
class Judged:
    """All that was counted."""

    rules: dict[str, Count] = field(default_factory=lambda: {rule: Count() for rule in OF_FAMILY.values()})
    alarms: int = 0
    calm: int = 0
    calm_trends: int = 0
    release_errors: list[float] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    releases: int = 0
    forecast_errors: list[float] = field(default_factory=list)
    naive_errors: list[float] = field(default_factory=list)
    forecast_covered: list[bool] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def judge(seeds: tuple[int, ...]) -> Judged:
    """Look at every series of these seeds."""
    found = Judged()
    for seed in seeds:
        for one in series(seed):
            releases = _released(one)
            before = time.process_time()
            said = look(one.numbers, releases)
            found.milliseconds.append(1000 * (time.process_time() - before))
            _count(found, one, said)
        for one in forecasts(seed):
            _count_forecast(found, one)
    return found


def _released(one: Series) -> list[Release]:
    """What the artist of a series has brought out."""
    if one.family != 'release' or one.event is None:
        return []
    return [Release('Glasshouse', START + timedelta(days=one.event))]


def _count(judged: Judged, one: Series, said: list[Finding]) -> None:
    calm = one.family in ('flat', 'spike', 'drop')
    judged.calm += calm
    for rule, count in judged.rules.items():
        mine = [finding for finding in said if finding.rule == rule]
        is_there = OF_FAMILY.get(one.family) == rule
        right = [finding for finding in mine if is_there and _hits(rule, finding, one)]
        wrong = [finding for finding in mine if finding not in right and not _lifted(rule, finding, one)]
        count.right += len(right)
        count.wrong += len(wrong)
        if wrong:
            count.wrong_in[one.family] = count.wrong_in.get(one.family, 0) + len(wrong)
        if is_there:
            count.there[one.mean] += 1
            count.found[one.mean] += bool(right)
        judged.alarms += len(wrong) if rule in ('spike', 'drop') else 0
        judged.calm_trends += bool(mine) if calm and rule == 'trend' else 0
    if one.family == 'release':
        _count_release(judged, one, said)


def _hits(rule: str, finding: Finding, one: Series) -> bool:
    if rule == 'trend':
        return True
    at = (finding.first_day - START).days
    last = at if rule == 'level' else (finding.last_day - START).days
    return at - HIT[rule] <= (one.event or 0) <= last + HIT[rule]


def _lifted(rule: str, finding: Finding, one: Series) -> bool:
    at = (finding.first_day - START).days
    return one.family == 'release' and rule == 'spike' and 0 <= at - (one.event or 0) < LIFTED


def _count_release(judged: Judged, one: Series, said: list[Finding]) -> None:
    judged.releases += 1
    for finding in (finding for finding in said if finding.rule == 'release'):
        assert one.ratio is not None
        assert finding.interval is not None
        assert finding.effect is not None
        judged.release_errors.append(abs(1 + finding.effect - one.ratio) / one.ratio)
        judged.covered.append(finding.interval[0] <= one.ratio - 1 <= finding.interval[1])


def _count_forecast(judged: Judged, one: Series) -> None:
    assert one.came is not None
    there = ~np.isnan(one.came)
    came = float(one.came[there].sum())
    ahead = ahead_of(usual(one.numbers.settled.recent()))
    guessed = float(np.array(ahead.a_day)[there].sum())
    share = guessed / ahead.total
    recent = one.numbers.settled.recent(28)
    naive = float(recent.values.mean()) * int(there.sum())
    judged.forecast_errors.append(abs(guessed - came) / max(came, 1.0))
    judged.naive_errors.append(abs(naive - came) / max(came, 1.0))
    judged.forecast_covered.append(ahead.low * share <= came <= ahead.high * share)


def rows(judged: Judged) -> list[tuple[str, str, str, bool]]:
    """Of each line of the table: what, measured, the bar, and whether it is met."""
    spike, drop, level, trend = (judged.rules[rule] for rule in ('spike', 'drop', 'level', 'trend'))
    big, small = SIZES[2:], SIZES[:2]
    over = SIZES[1:]
    years = len(judged.milliseconds) * 118 / YEAR
    ours, theirs = float(np.mean(judged.forecast_errors)), float(np.mean(judged.naive_errors))
    lines: list[tuple[str, float, Callable[[float], bool], str, str]] = [
        ('spike: precision', spike.precision, lambda x: x >= 0.95, '0.95', '.2f'),
        ('spike: recall, mean >= 100', spike.recall(big), lambda x: x >= 0.90, '0.90', '.2f'),
        ('spike: recall, below', spike.recall(small), lambda x: x >= 0.45, '0.45', '.2f'),
        ('drop: precision', drop.precision, lambda x: x >= 0.80, '0.80', '.2f'),
        ('drop: recall, mean >= 100', drop.recall(big), lambda x: x >= 0.80, '0.80', '.2f'),
        ('drop: recall at 20', drop.recall((20.0,)), lambda x: True, '-', '.2f'),
        ('level change: precision', level.precision, lambda x: x >= 0.95, '0.95', '.2f'),
        ('level change: recall, mean >= 20', level.recall(over), lambda x: x >= 0.85, '0.85', '.2f'),
        ('trend: precision', trend.precision, lambda x: x >= 0.88, '0.88', '.2f'),
        ('trend: recall, mean >= 20', trend.recall(over), lambda x: x >= 0.68, '0.68', '.2f'),
        ('trend: false on calm series', judged.calm_trends / judged.calm, lambda x: x <= 0.025, '2.5 %', '.1%'),
        ('false spikes and drops a year', judged.alarms / years, lambda x: x <= 0.25, '0.25', '.2f'),
        ('release: median error', float(np.median(judged.release_errors)), lambda x: x <= 0.05, '5 %', '.1%'),
        ('release: coverage of 80 %', float(np.mean(judged.covered)), lambda x: 0.7 <= x <= 0.9, '0.70-0.90', '.2f'),
        ('forecast: coverage of 80 %', float(np.mean(judged.forecast_covered)), lambda x: 0.72 <= x <= 0.88,
         '0.72-0.88', '.2f'),
        ('forecast: error', ours, lambda x: True, '-', '.1%'),
        ('forecast: error of naive', theirs, lambda x: True, '-', '.1%'),
        ('forecast: against naive', ours / theirs, lambda x: x <= 1.05, '1.05', '.2f'),
        ('time: median ms', float(np.median(judged.milliseconds)), lambda x: x <= LIMIT_MS, '50', '.1f'),
        ('time: 99 % ms', float(np.quantile(judged.milliseconds, 0.99)), lambda x: x <= LIMIT_MS, '50', '.1f'),
    ]  # fmt: skip
    return [(what, format(value, shape), bar, met(value)) for what, value, met, bar, shape in lines]


def main() -> None:
    """Print the table, and end badly where a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument('--tune', action='store_true', help='the seeds that the rules were tuned on')
    arguments.add_argument('--others', action='store_true', help='twelve more seeds')
    arguments.add_argument('--details', action='store_true', help='what each rule said, by size and family')
    chosen = arguments.parse_args()
    judged = judge(TUNED_ON if chosen.tune else OTHERS if chosen.others else JUDGED_ON)
    table = rows(judged)
    for what, value, bar, met in table:
        print(f'{what:36} {value:>8}  {bar:>10}  {"" if met else "MISSED"}')
    if chosen.details:
        for rule, count in judged.rules.items():
            print(rule, count.right, 'right', count.wrong, 'wrong', count.wrong_in, count.found, 'of', count.there)
    sys.exit(0 if all(met for *_, met in table) else 1)


if __name__ == '__main__':
    main()
