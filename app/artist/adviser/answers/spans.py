"""How high a number was in the days that a question names, and what is said where there is no value of these days."""

from datetime import date, timedelta
from statistics import mean

from app.artist.adviser import says
from app.artist.adviser.known import Artist
from app.artist.adviser.periods import Period
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.says import THE_QUESTION, Answer, Figure, Source
from app.artist.metrics import Kind
from app.artist.series import Series

MONTH = 28
PEOPLE_OF_A_MONTH = ('monthly_listeners', 'listeners_28d')
"""Beside the listeners of single days, these are those of four weeks."""


def is_ahead(period: Period, artist: Artist) -> bool:
    """Whether none of these days has begun."""
    return period.first > artist.today


def ahead(answer: Answer, period: Period, today: date) -> Answer:
    """Days that have not begun have no values."""
    days = days_of(period, THE_QUESTION, today)
    answer.say('{days} has not begun, so there are no values of it yet.', days=days).not_known()
    return answer.offer('What is to be expected?', 'ask', question='Forecast the next 28 days')


def days_of(period: Period, source: Source, today: date) -> Figure:
    """The days that are asked about, as they stand in a sentence."""
    if period.is_open:
        return Figure(f'the time until {says.day_words(period.last, today)}', source)
    return says.span(period.first, period.last, source, today)


def on_or_from(period: Period) -> str:
    """What stands before these days."""
    return 'on' if period.days == 1 else 'from'


def value_in(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    """How high a number was in some days, by its kind."""
    inside = series.between(period.first, period.last)
    if not inside.days:
        no_value(answer, artist, series, period)
    elif series.metric.kind in (Kind.STOCK, Kind.WINDOW):
        _level(answer, artist, series, period)
    elif series.metric.kind == Kind.FLOW:
        first = series.days[0] if period.is_open else period.first
        total(answer, artist, series, first, period.last)
    else:
        people(answer, artist, series, period)


def no_value(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    """There is none: which days there are instead."""
    whole = of_series(series)
    answer.say(
        f'{says.label(series)}: there is no value for {{days}}; what there is goes from {{known}}.',
        days=days_of(period, whole, artist.today),
        known=says.span(series.days[0], series.days[-1], whole, artist.today),
    ).not_known()


def total(answer: Answer, artist: Artist, series: Series, first: date, last: date) -> None:
    """A flow is as much as its days together; where some are missing, not settled or not there yet, it says so."""
    end = min(last, series.days[-1])
    found, source = series.total(first, end), of_days(series, first, end)
    if not found.known:
        no_value(answer, artist, series, Period(first, last))
        return
    said = f'{says.label(series)}: {{value}} {on_or_from(Period(first, end))} {{days}}'
    if (last - end).days > series.metric.settle_days:
        said += ', where the numbers end'
    if found.words:
        said += ', of which {known} have a value'
    answer.say(
        f'{said}.',
        value=says.value_of(series, found.value, source),
        days=says.span(first, end, source, artist.today),
        known=Figure(found.words, source),
    )
    not_settled(answer, artist, series, first, end)


def not_settled(answer: Answer, artist: Artist, series: Series, first: date, last: date) -> None:
    """The newest days are not counted to their end."""
    fresh = series.between(max(first, artist.settled_until(series) + timedelta(days=1)), last)
    if fresh.days:
        source = of_days(series, fresh.days[0], fresh.days[-1])
        still = 'is not settled: it still changes' if len(fresh.days) == 1 else 'are not settled: they still change'
        answer.say(f'{{days}} {still}.', days=says.span(fresh.days[0], fresh.days[-1], source, artist.today))


def _level(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    """A stock or a window is as high as on the last of these days; a stock also grows."""
    inside = series.trusted().between(period.first, period.last)
    if not inside.days:
        answer.say(f'The values of {says.label(series)} in these days are all doubted; confirm them in your numbers.')
        answer.not_known()
        return
    day, source = inside.days[-1], of_days(series, inside.days[0], inside.days[-1])
    said = f'{says.label(series)}: {{value}} on {{day}}'
    if period.days > 1 and day < period.last and (period.last - day).days > series.metric.settle_days:
        said += ', the last that is known of {days}'
    if series.metric.kind == Kind.STOCK and len(inside.days) > 1:
        said += ', {change} since {since}'
    answer.say(
        f'{said}.',
        value=says.value_of(series, inside.values[-1], source),
        day=says.on(day, source, artist.today),
        days=days_of(period, source, artist.today),
        change=says.change(inside.values[-1] - inside.values[0], source),
        since=says.on(inside.days[0], source, artist.today),
    )


def people(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    """People of single days cannot be added: how many a day, and the most; besides, those of four weeks, if known."""
    inside = series.between(period.first, period.last)
    source = of_days(series, inside.days[0], inside.days[-1])
    if period.days == 1:
        day = says.on(period.first, source, artist.today)
        answer.say(f'{says.label(series)}: {{value}} on {{day}}.', value=_value(series, 0, inside, source), day=day)
        not_settled(answer, artist, series, period.first, period.last)
        return
    most = max(range(len(inside.days)), key=lambda place: inside.values[place])
    first, end = inside.days[0] if period.is_open else period.first, min(period.last, series.days[-1])
    asked = (end - first).days + 1
    said = f'{says.label(series)}: about {{mean}} a day from {{days}}'
    if len(inside.days) < asked:
        said += ', of which {known} have a value'
    answer.say(
        f'{said}; the most was {{most}} on {{day}}. Days cannot be added, because the same people come back.',
        mean=says.number(mean(inside.values), source),
        days=says.span(first, end, source, artist.today),
        known=Figure(f'{len(inside.days)} of {asked} days', source),
        most=_value(series, most, inside, source),
        day=says.on(inside.days[most], source, artist.today),
    )
    not_settled(answer, artist, series, first, end)
    _people_of_a_month(answer, artist, series, period)


def _value(series: Series, place: int, inside: Series, source: Source) -> Figure:
    return says.value_of(series, inside.values[place], source)


def _people_of_a_month(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    """How many people listened in four weeks, where the platform tells that."""
    there = [one.metric_type for one in artist.known if one.platform == series.metric.platform]
    name = next((one for one in PEOPLE_OF_A_MONTH if one in there), None)
    if name is not None and series.metric.type == 'listeners' and period.days >= MONTH:
        of_month = artist.series(series.metric.platform, name)
        if of_month.trusted().between(period.first, period.last).days:
            answer.line()
            _level(answer, artist, of_month, period)
