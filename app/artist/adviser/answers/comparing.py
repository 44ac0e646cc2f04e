"""How much a number changed: some days against others, with the days that carry the difference."""

from datetime import date, timedelta
from statistics import mean

from app.artist.adviser import reckoning, says
from app.artist.adviser.answers import spans
from app.artist.adviser.answers.values import no_numbers
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Artist
from app.artist.adviser.periods import Period
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.reckoning import Apart, Compared
from app.artist.adviser.says import Answer, Figure, Source
from app.artist.metrics import Kind
from app.artist.series import Series

WEEK, MONTH, YEAR = 7, 28, 365
MOST = 3


def metric_change(asked: Asked) -> Answer:
    """A flow against as many days before or those that are named, a stock from one day to another."""
    artist, slots = asked.artist, asked.slots
    found = artist.meant(slots, (Kind.FLOW, Kind.STOCK)) or artist.meant(slots, (Kind.WINDOW, Kind.UNIQUE))
    if not found:
        return no_numbers(asked)
    answer, series = asked.answer(), found[0]
    periods = [one for one in (slots.period, slots.beside) if one is not None]
    if coming := next((one for one in periods if spans.is_ahead(one, artist)), None):
        return spans.ahead(answer, coming, artist.today)
    if slots.beside is not None:
        _beside(answer, artist, series, slots.period, slots.beside)
    elif slots.ends is not None and series.metric.kind != Kind.STOCK and min(one.days for one in slots.ends) > WEEK:
        _beside(answer, artist, series, slots.ends[1], slots.ends[0])
    else:
        change_in(answer, artist, series, slots.period)
    return answer


def change_in(answer: Answer, artist: Artist, series: Series, period: Period | None) -> None:
    """How a number changed in some days; in the last four weeks where none are named."""
    if period is not None and not period.is_rolling:
        first = max(period.first, series.days[0]) if period.is_open else period.first
        _change_between(answer, artist, series, Period(first, period.last))
        return
    days = period.days if period is not None else MONTH
    is_level = series.metric.kind in (Kind.STOCK, Kind.WINDOW)
    until = series.days[-1] if is_level else artist.settled_until(series)
    _change_between(answer, artist, series, Period(until - timedelta(days=days - 1), until))


def _change_between(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    kind = series.metric.kind
    if not series.between(period.first, period.last).days:
        spans.no_value(answer, artist, series, period)
    elif kind == Kind.FLOW:
        _flow_change(answer, artist, series, period)
    elif kind == Kind.UNIQUE:
        _people_change(answer, artist, series, period)
    else:
        _level_change(answer, artist, series, period)


def _flow_change(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    last = min(period.last, artist.settled_until(series))
    found = None
    if last >= period.first:
        found = reckoning.compared(artist, series, (last - period.first).days + 1, last)
    if found is not None:
        compare(answer, series, found, artist.today)
        return
    spans.total(answer, artist, series, period.first, period.last)
    if last >= period.first:
        answer.say(
            'There is nothing to hold it against: the numbers begin on {first}.',
            first=says.on(series.days[0], of_series(series), artist.today),
        )
    answer.not_known()


def _level_change(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    """A stock from one day to another; what is about many days already is told on both, without a difference."""
    found = reckoning.grown(series, period.first - timedelta(days=1), period.last)
    if found is None:
        answer.say(f'{says.label(series)}: there are too few values to say how they changed.')
        spans.value_in(answer, artist, series, period)
        answer.not_known()
        return
    source = of_days(series, found.since, found.until)
    change = '{change}, ' if series.metric.kind == Kind.STOCK else ''
    answer.say(
        f'{says.label(series)}: {change}from {{before}} on {{since}} to {{now}} on {{until}}.',
        change=says.change(found.change, source),
        before=says.value_of(series, found.first, source),
        since=says.on(found.since, source, artist.today),
        now=says.value_of(series, found.last, source),
        until=says.on(found.until, source, artist.today),
    )


def _people_change(answer: Answer, artist: Artist, series: Series, period: Period) -> None:
    """People of single days, as an average, against as many days before."""
    last = min(period.last, artist.settled_until(series))
    days = (last - period.first).days + 1
    now = series.between(period.first, last)
    before = series.between(period.first - timedelta(days=days), period.first - timedelta(days=1))
    if not now.days or not before.days:
        spans.value_in(answer, artist, series, period)
        answer.not_known()
        return
    source, earlier = of_days(series, period.first, last), of_days(series, before.days[0], before.days[-1])
    answer.say(
        f'{says.label(series)}: about {{now}} a day in the {{days}} from {{span}}, about {{before}} in the days before '
        '({share}). Days cannot be added, because the same people come back.',
        now=says.number(mean(now.values), source),
        days=says.number(days, source, 'days'),
        span=says.span(period.first, last, source, artist.today),
        before=says.number(mean(before.values), earlier),
        share=says.percent(mean(now.values) / (mean(before.values) or 1) - 1, source),
    )


def _beside(answer: Answer, artist: Artist, series: Series, one: Period | None, other: Period) -> None:
    """Days against others that are named; where only these are, what has come since them."""
    settled = artist.settled_until(series)
    if one is None:
        longest = YEAR if other.days > 92 else MONTH
        one = Period(max(other.last + timedelta(days=1), settled - timedelta(days=longest - 1)), settled)
        if one.days < WEEK:
            rolling = WEEK if other.days <= WEEK else MONTH
            change_in(answer, artist, series, Period(settled - timedelta(days=rolling - 1), settled))
            return
    kind = series.metric.kind
    clipped = [Period(each.first, max(each.first, min(each.last, settled))) for each in (one, other)]
    missing = [each for each in clipped if not series.between(each.first, each.last).days]
    if kind != Kind.FLOW or missing:
        for each in (one, other):
            answer.line()
            spans.value_in(answer, artist, series, each)
        return
    _two_sums(answer, artist, series, *clipped)


def _two_sums(answer: Answer, artist: Artist, series: Series, one: Period, other: Period) -> None:
    now, before = series.total(one.first, one.last), series.total(other.first, other.last)
    source, earlier = of_days(series, one.first, one.last), of_days(series, other.first, other.last)
    each = ' a day' if now.known != before.known else ''
    when, earlier_when = spans.on_or_from(one), spans.on_or_from(other)
    share = (now.value / now.known) / (before.value / before.known or 1) - 1
    answer.say(
        f'{says.label(series)}: {{now}} {when} {{days}}, {{before}} {earlier_when} {{others}} ({{share}}{each}).',
        now=says.value_of(series, now.value, source),
        days=says.span(one.first, one.last, source, artist.today),
        before=says.value_of(series, before.value, earlier),
        others=says.span(other.first, other.last, earlier, artist.today),
        share=says.percent(share, source),
    )
    for total, where in ((now, source), (before, earlier)):
        if total.words:
            answer.say('Days are missing: {known} have a value.', known=Figure(total.words, where))


def compare(answer: Answer, series: Series, found: Compared, today: date | None = None) -> None:
    """A sum against the one before; days that carry the difference, and what it would be without them."""
    now = of_days(series, found.first, found.last)
    before = of_days(series, found.before_first, found.first - timedelta(days=1))
    each = ' a day' if found.now.known != found.before.known else ''
    when, earlier = 'in the {days} from {span}', 'in the days before'
    if found.days == 1:
        when, earlier = 'on {span}', 'on the day before'
    answer.say(
        f'{says.label(series)}: {{now}} {when}, {{before}} {earlier} ({{share}}{each}).',
        now=says.number(found.now.value, now),
        days=says.number(found.days, now, 'days'),
        span=says.span(found.first, found.last, now, today),
        before=says.number(found.before.value, before),
        share=says.percent(found.share, _both(series, found)),
    )
    if words := found.now.words or found.before.words:
        answer.say('Days are missing: {known} have a value.', known=says.Figure(words, now))
    for one in found.apart[:MOST]:
        _carries(answer, series, found, one)
    if found.apart:
        _without(answer, series, found)


def _both(series: Series, found: Compared) -> Source:
    return of_days(series, found.before_first, found.last)


def _carries(answer: Answer, series: Series, found: Compared, one: Apart) -> None:
    because = 'That is because of one day' if found.is_carried and len(found.apart) == 1 else 'One day stands apart'
    source = of_days(series, one.day, one.day)
    answer.say(
        f'{because}: {{value}} on {{day}}, where about {{usual}} are usual; {{more}} of the difference.',
        value=says.number(one.value, source),
        day=says.on(one.day, source),
        usual=says.number(one.usual, of_days(series, one.day - reckoning.AROUND, one.day + reckoning.AROUND)),
        more=says.number(abs(one.more), source),
    )


def _without(answer: Answer, series: Series, found: Compared) -> None:
    it = 'it' if len(found.apart) == 1 else 'these days'
    if abs(found.share_without) < reckoning.UNCHANGED:
        answer.say(f'Without {it} the number is unchanged.')
    else:
        share = says.percent(found.share_without, _both(series, found))
        answer.say(f'Without {it} it would be {{share}}.', share=share)
