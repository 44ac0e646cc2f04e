"""All rules over the numbers of one artist: what is wrong with the numbers first, then what they say."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.artist.insights.daily import days_apart
from app.artist.insights.data import warnings
from app.artist.insights.findings import Finding
from app.artist.insights.forecasts import forecast
from app.artist.insights.habits import best_weekday, no_posts
from app.artist.insights.levels import level_change
from app.artist.insights.limits import NO_TREND, TELLING, Limits
from app.artist.insights.milestones import milestones, next_milestone
from app.artist.insights.numbers import FLOW, STOCK, UNIQUE, WINDOW, Numbers
from app.artist.insights.platforms import compared
from app.artist.insights.releases import Release, release_effects
from app.artist.insights.trends import trend
from app.artist.insights.usual import usual
from app.artist.insights.words import with_words

LEVEL_AROUND = (timedelta(days=1), timedelta(days=8))
"""Days so close around a change of level, before and after, that go the same way belong to it."""


def look(numbers: Numbers, releases: Sequence[Release] = (), limits: Limits = TELLING) -> list[Finding]:
    """What one series says, told in words."""
    found = warnings(numbers)
    if numbers.kind in (STOCK, WINDOW):
        found += milestones(numbers)
    if numbers.kind == STOCK:
        found += next_milestone(numbers)
    if numbers.kind in (FLOW, UNIQUE):
        found += _day_by_day(numbers, releases, limits)
    return [with_words(one, numbers) for one in found]


def look_at_all(
    every: Sequence[Numbers],
    releases: Sequence[Release] = (),
    *,
    posts: Sequence[date] = (),
    today: date | None = None,
    limits: Limits = TELLING,
) -> list[Finding]:
    """What all series of an artist say, each for itself and against each other; the weightiest first."""
    found = [one for numbers in every for one in look(numbers, releases, limits)]
    found += look_across(every)
    if posts and today is not None:
        found += no_posts(posts, today)
    return sorted(found, key=lambda one: (-one.weight, one.first_day, one.platform, one.metric))


def look_across(every: Sequence[Numbers]) -> list[Finding]:
    """What the platforms of an artist say against each other."""
    named = {(one.platform, one.metric): one for one in every if not one.subject}
    return [with_words(one, named[one.platform, one.metric]) for one in compared(every)]


def _day_by_day(numbers: Numbers, releases: Sequence[Release], limits: Limits) -> list[Finding]:
    days = numbers.settled.recent()
    if not len(days) or days.values.min() < 0:  # of what goes below zero there is no share
        return []
    known = usual(days)
    levels = level_change(numbers, known, limits)
    found = [one for one in days_apart(numbers, known, limits) if not any(_belongs(one, level) for level in levels)]
    found += levels
    steps = levels or level_change(numbers, known, NO_TREND)
    level_from = steps[0].first_day if steps else None
    found += trend(numbers, known, limits, level_from=level_from, releases=[one.day for one in releases])
    found += release_effects(numbers, known, releases)
    found += forecast(numbers, known)
    found += best_weekday(numbers, known)
    return found


def _belongs(apart: Finding, level: Finding) -> bool:
    same_way = (apart.rule == 'spike') == ((level.effect or 0) > 0)
    before, after = LEVEL_AROUND
    return same_way and level.first_day - before <= apart.first_day <= level.first_day + after
