"""How high a number is, which platform grows fastest, and how old the numbers are."""

from datetime import date, timedelta

from app.artist import metrics
from app.artist.adviser import places, reckoning, says
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Artist
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.says import THE_RULE, Answer
from app.artist.adviser.slots import METRICS, PLATFORM_NAMES
from app.artist.metrics import Kind
from app.artist.series import Series

WEEK = 7
MOST = 4


def metric_value(asked: Asked) -> Answer:
    """The newest value, or a sum of days; no number at all where there is none."""
    found = asked.artist.meant(asked.slots)
    if not found:
        return no_numbers(asked)
    answer = asked.answer()
    for series in _one_each(found, asked)[:MOST]:
        _value(answer, asked, series)
    return answer


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
        answer.say(f'There are no {what}{f" of {where}" if where else ""} here, so I cannot say how many they are.')
    else:
        answer.say('There are no numbers here yet, so I cannot say anything about them.')
    others = [says.label(artist.series(one.platform, one.metric_type)) for one in artist.known]
    if others:
        answer.say(f'What there is: {says.listed(others)}.')
    answer.say('Bring a file that the platform offers for download, or type a value in, then ask again.')
    return answer.open('Import numbers', places.IMPORT)


def _value(answer: Answer, asked: Asked, series: Series) -> None:
    kind, period = series.metric.kind, asked.slots.period
    if kind in (Kind.STOCK, Kind.WINDOW):
        _level(answer, series)
    elif period is not None and kind == Kind.FLOW:
        _sum(answer, asked, series, period.first, min(period.last, series.days[-1]))
    elif kind == Kind.FLOW:
        end = min(asked.artist.settled_until(series), series.days[-1])
        _sum(answer, asked, series, end - timedelta(days=WEEK - 1), end)
    else:
        _unique(answer, asked.artist, series)


def _level(answer: Answer, series: Series) -> None:
    """A stock or a window is as high as on its last day."""
    found = reckoning.latest(series)
    if found is None:
        answer.say(f'The values of {says.label(series)} are all doubted; confirm them in your numbers.').not_known()
        return
    day, value = found
    source = of_days(series, day, day)
    answer.say(
        f'{says.label(series)}: {{value}} on {{day}}.', value=says.number(value, source), day=says.on(day, source)
    )


def _sum(answer: Answer, asked: Asked, series: Series, first: date, last: date) -> None:
    """A flow is as much as its days together, if some are missing, it says so."""
    total = series.total(first, last)
    source = of_days(series, first, last)
    days = says.span(first, last, source, asked.artist.today)
    if not total.known:
        answer.say(f'{says.label(series)}: there is no value for {{days}}.', days=days)
        answer.not_known()
        return
    said = f'{says.label(series)}: {{value}} from {{days}}'
    if total.words:
        said += ', of which {known} have a value'
    figures = {'value': says.number(total.value, source), 'days': days}
    answer.say(f'{said}.', **figures, known=says.Figure(total.words, source))


def _unique(answer: Answer, artist: Artist, series: Series) -> None:
    """People of single days cannot be added: the last settled day, and why no more."""
    settled = series.between(series.days[0], max(series.days[0], artist.settled_until(series)))
    day, value = settled.days[-1], settled.values[-1]
    source = of_days(series, day, day)
    answer.say(
        f'{says.label(series)}: {{value}} on {{day}}. Days cannot be added, because the same people come back.',
        value=says.number(value, source),
        day=says.on(day, source),
    )


def fastest_platform(asked: Asked) -> Answer:
    """Growth of each platform's followers, or else of what it counts; who cannot be judged is named."""
    artist, answer = asked.artist, asked.answer()
    if not artist.known:
        return no_numbers(asked)
    by_platform = {one.metric.platform: one for one in [*reckoning.flows(artist), *reckoning.stocks(artist)]}
    judged, stale = list[tuple[float, Series]](), list[tuple[float, Series]]()
    for series in by_platform.values():
        share = _growth(artist, series)
        (stale if share is None else judged).append((share or 0.0, series))
    judged.sort(key=lambda one: one[0], reverse=_wants_fastest(asked))
    if judged:
        word = 'fastest' if _wants_fastest(asked) else 'slowest'
        only = '' if len(judged) > 1 else ' of what can be judged'
        answer.say(f'{metrics.platform_label(judged[0][1].metric.platform)} grows {word}{only}.')
    else:
        answer.say('Nothing can be compared at the moment.').not_known()
    for _, series in judged:
        _growth_line(answer, artist, series)
    for _, series in stale:
        _not_judged(answer, series)
    if stale:
        answer.not_known().open('Import numbers', places.IMPORT)
    return answer


def _wants_fastest(asked: Asked) -> bool:
    return not any(word in asked.words.split() for word in ('slowest', 'worst', 'least', 'weakest'))


def _growth(artist: Artist, series: Series) -> float | None:
    """By what share it grew in four weeks; None where it cannot be judged."""
    if reckoning.is_stale(artist, series):
        return None
    if series.metric.kind == Kind.STOCK:
        pace = reckoning.pace(series)
        return pace.change / pace.first if pace is not None and pace.first else None
    found = reckoning.compared(artist, series, reckoning.PACE_DAYS)
    return found.share if found is not None else None


def _growth_line(answer: Answer, artist: Artist, series: Series) -> None:
    label = says.label(series)
    if series.metric.kind == Kind.STOCK:
        pace = reckoning.pace(series)
        assert pace is not None
        source = of_days(series, pace.since, pace.until)
        answer.line(
            f'{label}: {{change}} in {{days}} ({{share}}), to {{now}} on {{day}}.',
            change=says.change(pace.change, source),
            days=says.number((pace.until - pace.since).days, source, 'days'),
            share=says.percent(pace.change / pace.first, source),
            now=says.number(pace.last, source),
            day=says.on(pace.until, source),
        )
        return
    found = reckoning.compared(artist, series, reckoning.PACE_DAYS)
    assert found is not None
    source = of_days(series, found.before_first, found.last)
    answer.line(
        f'{label}: {{share}} in {{days}}, {{now}} after {{before}}.',
        share=says.percent(found.share, source),
        days=says.number(found.days, source, 'days'),
        now=says.number(found.now.value, source),
        before=says.number(found.before.value, source),
    )


def _not_judged(answer: Answer, series: Series) -> None:
    label = metrics.platform_label(series.metric.platform)
    source = of_series(series)
    answer.line(f'{label} cannot be judged: its numbers end on {{day}}.', day=says.on(series.days[-1], source))


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
