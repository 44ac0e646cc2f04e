"""How a week went, how much a number changed, and why: always with the days that carry the change."""

from datetime import timedelta

from app.artist.adviser import places, reckoning, says
from app.artist.adviser.answers.values import no_numbers
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Artist
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.reckoning import Apart, Compared
from app.artist.adviser.says import Answer, Source
from app.artist.metrics import Kind
from app.artist.series import Series

WEEK, MONTH = 7, 28
LOOKED_BACK = timedelta(days=60)
MOST = 3
DOWN = (
    'down', 'drop', 'dropped', 'dropping', 'fall', 'fell', 'falling', 'fewer', 'less', 'lower', 'worse', 'decline',
    'low', 'declining', 'lost', 'losing', 'dip', 'crash', 'sink', 'sinking', 'bad', 'few', 'decrease',
)  # fmt: skip


def week_review(asked: Asked) -> Answer:
    """The last seven settled days of each platform against those before, and what came to followers."""
    artist, answer = asked.artist, asked.answer()
    if not artist.known:
        return no_numbers(asked)
    for series in reckoning.flows(artist)[:MOST]:
        _flow_of_week(answer, artist, series)
    for series in reckoning.stocks(artist)[:MOST]:
        pace = reckoning.pace(series, WEEK)
        if pace is not None and not reckoning.is_stale(artist, series):
            source = of_days(series, pace.since, pace.until)
            answer.line(
                f'{says.label(series)}: {{now}} on {{day}}, {{change}} since {{since}}.',
                now=says.number(pace.last, source),
                day=says.on(pace.until, source),
                change=says.change(pace.change, source),
                since=says.on(pace.since, source),
            )
    return answer if answer.content else no_numbers(asked)


def _flow_of_week(answer: Answer, artist: Artist, series: Series) -> None:
    found = None if reckoning.is_stale(artist, series) else reckoning.compared(artist, series, WEEK)
    if found is None:
        if series.days:
            answer.line(
                f'{says.label(series)}: nothing of this week yet, the numbers end on {{day}}.',
                day=says.on(series.days[-1], of_series(series)),
            )
        return
    answer.line()
    compare(answer, series, found)


def metric_change(asked: Asked) -> Answer:
    """A flow against as many days before, a stock from one day to another."""
    artist = asked.artist
    found = artist.meant(asked.slots, (Kind.FLOW, Kind.STOCK)) or artist.meant(asked.slots, (Kind.WINDOW, Kind.UNIQUE))
    if not found:
        return no_numbers(asked)
    answer, series = asked.answer(), found[0]
    period = asked.slots.period
    days = period.days if period is not None else MONTH
    if series.metric.kind == Kind.STOCK:
        _stock_change(answer, series, days)
    elif series.metric.kind == Kind.FLOW:
        ends = period.last if period is not None and period.last < artist.settled_until(series) else None
        between = reckoning.compared(artist, series, days, ends)
        if between is None:
            answer.say(
                f'{says.label(series)}: there are too few days for that, they begin on {{first}}.',
                first=says.on(series.days[0], of_series(series)),
            ).not_known()
        else:
            compare(answer, series, between)
    else:
        answer.say(f'{series.metric.label} are about people, who come back: their days cannot be added or compared so.')
        answer.not_known()
    return answer


def _stock_change(answer: Answer, series: Series, days: int) -> None:
    pace = reckoning.pace(series, days)
    if pace is None:
        answer.say(
            f'{says.label(series)}: there are too few values to say how they changed.',
        ).not_known()
        return
    source = of_days(series, pace.since, pace.until)
    answer.say(
        f'{says.label(series)}: {{change}}, from {{before}} on {{since}} to {{now}} on {{until}}.',
        change=says.change(pace.change, source),
        before=says.number(pace.first, source),
        since=says.on(pace.since, source),
        now=says.number(pace.last, source),
        until=says.on(pace.until, source),
    )


def compare(answer: Answer, series: Series, found: Compared) -> None:
    """A sum against the one before; days that carry the difference, and what it would be without them."""
    now = of_days(series, found.first, found.last)
    before = of_days(series, found.before_first, found.first - timedelta(days=1))
    answer.say(
        f'{says.label(series)}: {{now}} in the {{days}} from {{span}}, {{before}} in the days before ({{share}}).',
        now=says.number(found.now.value, now),
        days=says.number(found.days, now, 'days'),
        span=says.span(found.first, found.last, now),
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


def why_change(asked: Asked) -> Answer:
    """The day that stands apart, what was usual, what came shortly before; or that there is no such change."""
    found = asked.artist.meant(asked.slots, (Kind.FLOW,))
    if not found:
        return no_numbers(asked)
    answer, series = asked.answer(), found[0]
    wants_down = any(word in DOWN for word in asked.words.split())
    days = [one for one in reckoning.apart(asked.artist, series) if one.day >= asked.artist.today - LOOKED_BACK]
    matching = [one for one in days if (one.more < 0) == wants_down]
    if wants_down and not matching:
        return _not_down(answer, asked, series, days)
    if not matching:
        return _no_jump(answer, asked, series)
    for one in matching[-MOST:]:
        _apart(answer, asked.artist, series, one)
    return _cause_not_known(answer, asked)


def _apart(answer: Answer, artist: Artist, series: Series, one: Apart) -> None:
    source = of_days(series, one.day, one.day)
    answer.line(
        f'{says.label(series)}: {{value}} on {{day}}, where about {{usual}} were to be expected.',
        value=says.number(one.value, source),
        day=says.on(one.day, source),
        usual=says.number(one.usual, of_days(series, one.day - reckoning.AROUND, one.day + reckoning.AROUND)),
    )
    release = reckoning.release_before(artist.releases, one.day)
    if release is None:
        return
    ahead = (one.day - release.day).days
    source, title = places.of_release(release.id, release.title), release.title
    if ahead:
        days = says.Figure(f'{says.in_words(ahead)} {"day" if ahead == 1 else "days"}', source)
        answer.say('That is {days} after {title} came out.', days=days, title=says.name(title, source))
    else:
        answer.say('That is the day on which {title} came out.', title=says.name(title, source))


def _cause_not_known(answer: Answer, asked: Asked) -> Answer:
    answer.line(
        'The cause is not known from the numbers. Worth a look: a playlist, a video or a post of that day, and where '
        'people heard it.'
    )
    return answer.not_known().offer('How did the last release do?', 'ask', question='How did the last release do?')


def _no_jump(answer: Answer, asked: Asked, series: Series) -> Answer:
    source = of_series(series)
    answer.say(
        f'I see no day that stands apart in {says.label(series)} until {{day}}.',
        day=says.on(min(series.days[-1], asked.artist.settled_until(series)), source),
    )
    found = reckoning.compared(asked.artist, series, MONTH)
    if found is not None:
        compare(answer, series, found)
    return answer


def _not_down(answer: Answer, asked: Asked, series: Series, days: list[Apart]) -> Answer:
    """They ask why it is down: whether it is, and what makes it look so."""
    artist = asked.artist
    month, week = reckoning.compared(artist, series, MONTH), reckoning.compared(artist, series, WEEK)
    if month is None:
        return _no_jump(answer, asked, series)
    if month.share_without < -reckoning.UNCHANGED:
        answer.say('They are down, without a single day that would explain it.')
    else:
        answer.say('They are not.')
    compare(answer, series, month)
    if week is not None and week.share < -reckoning.UNCHANGED and week.is_carried:
        source = of_days(series, week.before_first, week.last)
        answer.line(
            'The last week looks low ({share}) only beside the week before, in which {day} lies.',
            share=says.percent(week.share, source),
            day=says.on(next((one for one in days if not week.inside(one)), days[-1]).day, source),
        )
    _unsettled(answer, artist, series)
    return answer


def _unsettled(answer: Answer, artist: Artist, series: Series) -> None:
    """The newest days look low because the platform has not counted them to the end."""
    settled = artist.settled_until(series)
    fresh = series.between(settled + timedelta(days=1), settled + timedelta(days=MONTH))
    if not fresh.days:
        return
    source = of_days(series, fresh.days[0], fresh.days[-1])
    values = says.Figure(says.listed(says.amount(one) for one in fresh.values), source)
    answer.line(
        'The last {count} ({span}: {values}) are not settled: they still change.',
        count=says.Figure(f'{says.in_words(len(fresh.days))} {"day" if len(fresh.days) == 1 else "days"}', source),
        span=says.span(fresh.days[0], fresh.days[-1], source),
        values=values,
    )
