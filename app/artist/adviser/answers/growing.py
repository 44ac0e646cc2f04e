"""How fast one platform grows, in the last four weeks or in days that are named."""

from datetime import timedelta

from app.artist import metrics
from app.artist.adviser import reckoning, says
from app.artist.adviser.answers import spans
from app.artist.adviser.known import Artist
from app.artist.adviser.periods import Period
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.reckoning import Compared, Pace
from app.artist.adviser.says import Answer
from app.artist.metrics import Kind
from app.artist.series import Series


def share(artist: Artist, series: Series, period: Period | None) -> float | None:
    """By what share it grew; None where it cannot be judged."""
    if period is None and reckoning.is_stale(artist, series):
        return None
    if series.metric.kind == Kind.STOCK:
        pace = _pace(series, period)
        return pace.change / pace.first if pace is not None and pace.first else None
    found = _compared(artist, series, period)
    return found.share if found is not None else None


def _pace(series: Series, period: Period | None) -> Pace | None:
    if period is None:
        return reckoning.pace(series)
    return reckoning.grown(series, period.first - timedelta(days=1), period.last)


def _compared(artist: Artist, series: Series, period: Period | None) -> Compared | None:
    if period is None or period.is_rolling:
        return reckoning.compared(artist, series, period.days if period is not None else reckoning.PACE_DAYS)
    last = min(period.last, artist.settled_until(series))
    days = (last - period.first).days + 1
    return reckoning.compared(artist, series, days, last) if days > 0 else None


def line(answer: Answer, artist: Artist, series: Series, period: Period | None) -> None:
    """How much it grew, for what can be judged."""
    label, pace = says.label(series), _pace(series, period)
    if series.metric.kind == Kind.STOCK and pace is not None:
        source = of_days(series, pace.since, pace.until)
        answer.line(
            f'{label}: {{change}} in {{days}} ({{share}}), to {{now}} on {{day}}.',
            change=says.change(pace.change, source),
            days=says.number((pace.until - pace.since).days, source, 'days'),
            share=says.percent(pace.change / pace.first, source),
            now=says.number(pace.last, source),
            day=says.on(pace.until, source, artist.today),
        )
        return
    found = _compared(artist, series, period)
    assert found is not None
    source = of_days(series, found.before_first, found.last)
    answer.line(
        f'{label}: {{share}} in {{days}} to {{day}}, {{now}} after {{before}}.',
        share=says.percent(found.share, source),
        days=says.number(found.days, source, 'days'),
        day=says.on(found.last, source, artist.today),
        now=says.number(found.now.value, source),
        before=says.number(found.before.value, source),
    )


def not_judged(answer: Answer, artist: Artist, series: Series, period: Period | None) -> None:
    """Why one cannot be judged."""
    label, source = metrics.platform_label(series.metric.platform), of_series(series)
    first, last = series.days[0], series.days[-1]
    if period is None:
        answer.line(f'{label} cannot be judged: its numbers end on {{day}}.', day=says.on(last, source, artist.today))
        return
    answer.line(
        f'{label} cannot be judged for {{days}} and what came before: its numbers go from {{known}}.',
        days=spans.days_of(period, source, artist.today),
        known=says.span(first, last, source, artist.today),
    )
