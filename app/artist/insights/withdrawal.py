"""Whether what was found earlier still stands on what is known now, and if not, why.

What was said of days is judged on those days as they are now, not on what came long after: a trend of eight weeks is
not wrong because the ninth was another. Single days have a fortnight to turn out to be a level, levels six weeks to
last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.artist.insights.findings import Finding
from app.artist.insights.limits import STANDING
from app.artist.insights.looking import look, look_across
from app.artist.insights.numbers import Numbers
from app.artist.insights.releases import Release
from app.artist.insights.words import day, number, span

SETTLES = {'spike': timedelta(days=14), 'drop': timedelta(days=14), 'level': timedelta(days=42)}
"""So long after the first day later days may still contradict."""
ACROSS = ('faster', 'share', 'together')
RIGHTED = {
    'zeros': 'The days have numbers now, or somebody has confirmed them.',
    'slip': 'The value was put right, or somebody has confirmed it.',
    'gap': 'The missing days have come.',
    'stale': 'Newer numbers have come.',
}
"""Warnings that end because something was done; they were right."""
NEVER = ('no_posts', 'unsettled', 'too_short')
NEAR = {'spike': timedelta(days=1), 'drop': timedelta(days=1), 'level': timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Again:
    """Whether a finding stands; if so, `now` is what it says with the values of today, otherwise `why` the reason."""

    stands: bool
    why: str = ''
    now: Finding | None = None


def look_again(earlier: Finding, every: Sequence[Numbers], releases: Sequence[Release] = ()) -> Again:
    """Judge an earlier finding on what is known now, with limits that are easier than those until it was told."""
    if earlier.rule in NEVER:
        return Again(True)
    numbers = next((one for one in every if _is_of(one, earlier)), None)
    if numbers is None or not numbers.days:
        return Again(False, 'Its numbers are gone.')
    if earlier.rule in RIGHTED:
        return _warned_again(earlier, numbers)
    until = _judged_until(earlier, numbers)
    if earlier.rule in ACROSS:
        found = look_across([one.until(until) for one in every])
    else:
        found = look(numbers.until(until), releases, STANDING)
    same = next((one for one in found if _is_same(one, earlier)), None)
    if same is not None:
        return Again(True, now=same)
    return Again(False, _why(earlier, numbers, found))


def _is_of(numbers: Numbers, earlier: Finding) -> bool:
    return (numbers.platform, numbers.metric, numbers.subject) == (earlier.platform, earlier.metric, earlier.subject)


def _warned_again(earlier: Finding, numbers: Numbers) -> Again:
    if earlier.rule == 'stale':
        stands = numbers.days[-1] <= earlier.first_day
        return Again(stands, '' if stands else RIGHTED['stale'])
    there = set(numbers.days)
    wanted = earlier.first_day
    missing = False
    while wanted <= earlier.last_day:
        missing |= wanted not in there
        wanted += timedelta(days=1)
    doubted = any(one in numbers.settled.doubted for one in earlier.evidence)
    stands = missing if earlier.rule == 'gap' else doubted
    return Again(stands, '' if stands else RIGHTED[earlier.rule])


def _judged_until(earlier: Finding, numbers: Numbers) -> date:
    known = earlier.settled_until or earlier.last_day
    settles = SETTLES.get(earlier.rule)
    return min(numbers.settled_until, max(known, earlier.first_day + settles) if settles else known)


def _is_same(one: Finding, earlier: Finding) -> bool:
    if (one.rule, one.platform, one.metric, one.subject) != (
        *(earlier.rule, earlier.platform, earlier.metric, earlier.subject),
    ):
        return False
    if earlier.rule in NEAR:
        near = NEAR[earlier.rule]
        touches = one.first_day - near <= earlier.last_day and earlier.first_day <= one.last_day + near
        starts = abs(one.first_day - earlier.first_day) <= near
        return one.key == earlier.key and (starts if earlier.rule == 'level' else touches)
    names = ('title', 'milestone', 'other_platform')
    return one.key == earlier.key and all(one.facts.get(name) == earlier.facts.get(name) for name in names)


def _why(earlier: Finding, numbers: Numbers, found: Sequence[Finding]) -> str:
    """The reason in a sentence: values that have changed or are gone, otherwise what later days say."""
    at = date.fromisoformat(earlier.facts['peak']) if 'peak' in earlier.facts else earlier.first_day
    by_day = dict(zip(numbers.days, numbers.values, strict=True))
    if earlier.rule in ('spike', 'drop', 'milestone') and by_day.get(at) != earlier.value:
        if at not in by_day:
            return f'The number of {day(at)} is gone.'
        return f'{day(at)} now has {number(by_day[at])} instead of {number(earlier.value)}.'
    level = next((one for one in found if one.rule == 'level'), None)
    if earlier.rule in ('spike', 'drop'):
        if level is not None:
            return f'It lasted: since {day(level.first_day)} all days are like this.'
        return 'With the days around it as they are now, the day is not far from what was to be expected.'
    if earlier.rule == 'level':
        return 'It did not last: later days are back where they were.'
    return f'The numbers of {span(earlier.first_day, earlier.last_day)} have changed and no longer say so.'
