"""How high a number is, which platform grows fastest, and how old the numbers are."""

from datetime import timedelta

from app.artist import metrics
from app.artist.adviser import places, reckoning, says
from app.artist.adviser.answers import growing, spans
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Artist
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.says import THE_RULE, Answer
from app.artist.adviser.slots import METRICS, PLATFORM_NAMES
from app.artist.metrics import Kind
from app.artist.series import Series

WEEK = 7
MOST = 4
MUCH = ('income', 'watch_minutes', 'popularity')
"""Numbers of which there is much or little, not many or few."""


def metric_value(asked: Asked) -> Answer:
    """The newest value, or a sum of days; no number at all where there is none."""
    found = asked.artist.meant(asked.slots)
    if not found:
        return no_numbers(asked)
    answer, slots = asked.answer(), asked.slots
    periods = [one for one in (slots.period, slots.beside) if one is not None]
    over = [one for one in periods if not spans.is_ahead(one, asked.artist)]
    if periods and not over:
        return spans.ahead(answer, periods[0], asked.artist.today)
    for series in _one_each(found, asked)[:MOST]:
        answer.line()
        if not over:
            _newest(answer, asked, series)
        for period in over:
            spans.value_in(answer, asked.artist, series, period)
    return answer.open('Import numbers', places.IMPORT) if answer.is_unsure else answer


def _one_each(found: list[Series], asked: Asked) -> list[Series]:
    """The likeliest series of each platform; where a platform is named and no number, all that it has."""
    if asked.slots.platform and not asked.slots.metric:
        return found
    first: dict[str, Series] = {}
    for one in found:
        first.setdefault(one.metric.platform, one)
    return list(first.values()) if asked.slots.metric or asked.slots.platform else found[:1]


def no_numbers(asked: Asked) -> Answer:
    """Nothing is known: which numbers are missing, what there is instead, and how they get here."""
    answer, artist, slots = asked.answer().not_known(), asked.artist, asked.slots
    where = PLATFORM_NAMES.get(slots.platform or '', '')
    what = METRICS[slots.metric][0] if slots.metric else 'numbers'
    if where and slots.platform not in artist.platforms:
        answer.say(f'There is nothing from {where} here, so I cannot say anything about {what} there.')
    elif slots.metric:
        there = f'{what}{f" of {where}" if where else ""}'
        if slots.metric in MUCH:
            answer.say(f'There is no {there} here, so I cannot say how much it is.')
        else:
            answer.say(f'There are no {there} here, so I cannot say how many they are.')
    else:
        answer.say('There are no numbers here yet, so I cannot say anything about them.')
    others = [says.label(artist.series(one.platform, one.metric_type)) for one in artist.known]
    if others:
        answer.say(f'What there is: {says.listed(others)}.')
    answer.say('Bring a file that the platform offers for download, or type a value in, then ask again.')
    return answer.open('Import numbers', places.IMPORT)


def _newest(answer: Answer, asked: Asked, series: Series) -> None:
    """Where no days are named: the newest value, or the last seven settled days."""
    kind, end = series.metric.kind, min(asked.artist.settled_until(series), series.days[-1])
    if kind in (Kind.STOCK, Kind.WINDOW):
        _level(answer, asked.artist, series)
    elif kind == Kind.FLOW:
        spans.total(answer, asked.artist, series, end - timedelta(days=WEEK - 1), end)
    else:
        _unique(answer, asked.artist, series)


def _level(answer: Answer, artist: Artist, series: Series) -> None:
    """A stock or a window is as high as on its last day."""
    found = reckoning.latest(series)
    if found is None:
        answer.say(f'The values of {says.label(series)} are all doubted; confirm them in your numbers.').not_known()
        return
    day, value = found
    source = of_days(series, day, day)
    answer.say(
        f'{says.label(series)}: {{value}} on {{day}}.',
        value=says.value_of(series, value, source),
        day=says.on(day, source, artist.today),
    )


def _unique(answer: Answer, artist: Artist, series: Series) -> None:
    """People of single days cannot be added: the last settled day, and why no more."""
    settled = series.between(series.days[0], max(series.days[0], artist.settled_until(series)))
    day, value = settled.days[-1], settled.values[-1]
    source = of_days(series, day, day)
    answer.say(
        f'{says.label(series)}: {{value}} on {{day}}. Days cannot be added, because the same people come back.',
        value=says.value_of(series, value, source),
        day=says.on(day, source, artist.today),
    )


def fastest_platform(asked: Asked) -> Answer:
    """Growth of each platform's followers, or else of what it counts; who cannot be judged is named."""
    artist, answer, period = asked.artist, asked.answer(), asked.slots.period
    if not artist.known:
        return no_numbers(asked)
    if period is not None and spans.is_ahead(period, artist):
        return spans.ahead(answer, period, artist.today)
    if period is not None and (period.is_open or period.days < WEEK):
        period = None
    by_platform = {one.metric.platform: one for one in [*reckoning.flows(artist), *reckoning.stocks(artist)]}
    judged, stale = list[tuple[float, Series]](), list[tuple[float, Series]]()
    for series in by_platform.values():
        share = growing.share(artist, series, period)
        (stale if share is None else judged).append((share or 0.0, series))
    judged.sort(key=lambda one: one[0], reverse=_wants_fastest(asked))
    if judged:
        word = 'fastest' if _wants_fastest(asked) else 'slowest'
        only = '' if len(judged) > 1 else ' of what can be judged'
        grows = 'grows' if period is None or period.last >= artist.today - timedelta(days=1) else 'grew'
        answer.say(f'{metrics.platform_label(judged[0][1].metric.platform)} {grows} {word}{only}.')
    else:
        answer.say('Nothing can be compared at the moment.').not_known()
    for _, series in judged:
        growing.line(answer, artist, series, period)
    for _, series in stale:
        growing.not_judged(answer, artist, series, period)
    if stale:
        answer.not_known().open('Import numbers', places.IMPORT)
    return answer


def _wants_fastest(asked: Asked) -> bool:
    return not any(word in asked.words.split() for word in ('slowest', 'worst', 'least', 'weakest'))


def data_age(asked: Asked) -> Answer:
    """For each series its last day, and until when it is settled."""
    artist, answer = asked.artist, asked.answer()
    if not artist.known:
        return no_numbers(asked)
    for one in artist.known:
        series = artist.series(one.platform, one.metric_type)
        source = of_series(series)
        today, last = series.metric.today(artist.now, artist.zone), series.days[-1]
        settled = min(artist.settled_until(series), last)
        days = (today - last).days
        said = f'{says.label(series)}: until {{last}}, settled to {{settled}}'
        figures = {'last': says.on(last, source), 'settled': says.on(settled, source)}
        if reckoning.is_stale(artist, series):
            answer.line(f'{said}. That is {{days}} old.', **figures, days=says.number(days, source, 'days'))
            answer.not_known()
        else:
            answer.line(f'{said}.', **figures)
    settles = {one.metric.settle_days for one in artist.known}
    answer.line(
        'A platform still changes the last {days} days, so I leave them out of what I reckon.',
        days=says.number(max(settles), THE_RULE),
    )
    return answer.open('Import numbers', places.IMPORT)
