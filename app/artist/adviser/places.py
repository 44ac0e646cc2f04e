"""Where the rows that an answer stands on are seen: their addresses, and the sources that lead there."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from app.artist.adviser.says import MOST_ROWS, Source
from app.artist.series import Series

NUMBERS, RELEASES, PAGE, START, MEMORY = (
    *('/artist/numbers', '/artist/releases', '/artist/page', '/artist', '/artist/adviser/memory'),
)
IMPORT = f'{NUMBERS}#import'


def numbers(platform: str, metric: str, first: date | None = None, last: date | None = None) -> str:
    """The screen of the numbers, showing these days of one of them."""
    asked = {'platform': platform, 'metric': metric}
    if first is not None and last is not None:
        asked |= {'first': first.isoformat(), 'last': last.isoformat()}
    return f'{NUMBERS}?{urlencode(asked)}'


def of_series(series: Series, label: str = '') -> Source:
    """The values of a series that something was reckoned from: the days it has, no matter how few."""
    metric = series.metric
    first, last = (series.days[0], series.days[-1]) if series.days else (None, None)
    page = numbers(metric.platform, metric.type, first, last)
    return Source(label or metric.full_label, page, rows=tuple(series.ids[-MOST_ROWS:]))


def of_days(series: Series, first: date, last: date) -> Source:
    """The same of some days only."""
    page = numbers(series.metric.platform, series.metric.type, first, last)
    return Source(series.metric.full_label, page, rows=tuple(series.between(first, last).ids[-MOST_ROWS:]))


def of_release(release_id: str, title: str) -> Source:
    """A release."""
    return Source(f'Release “{title}”', f'{RELEASES}/{release_id}', rows=(release_id,))


def of_goal(goal_id: str) -> Source:
    """A goal."""
    return Source('Your goal', f'{NUMBERS}#goals', rows=(goal_id,))


def of_fact(fact_id: str) -> Source:
    """Something that the adviser was told to keep."""
    return Source('What you told me', f'{MEMORY}#{fact_id}', rows=(fact_id,))


def of_clicks(rows: Sequence[str]) -> Source:
    """Clicks on links."""
    return Source('Clicks on your links', PAGE, rows=tuple(rows[:MOST_ROWS]))
