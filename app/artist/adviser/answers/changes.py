"""How a week or other days went, and why a number changed: always with the days that carry the change."""

from datetime import timedelta

from app.artist.adviser import places, reckoning, says
from app.artist.adviser.answers import spans
from app.artist.adviser.answers.comparing import change_in, compare
from app.artist.adviser.answers.values import no_numbers
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Artist
from app.artist.adviser.periods import Period
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.reckoning import Apart
from app.artist.adviser.says import Answer
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
    artist, answer, period = asked.artist, asked.answer(), asked.slots.period
    if not artist.known:
        return no_numbers(asked)
    if period is not None and spans.is_ahead(period, artist):
        return spans.ahead(answer, period, artist.today)
    if period is not None and not period.is_open and not _is_the_week(period, artist):
        return _review(asked, period)
    for series in _of_week(asked, reckoning.flows(artist)):
        _flow_of_week(answer, artist, series)
    for series in _of_week(asked, reckoning.stocks(artist)):
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


def _of_week(asked: Asked, series: list[Series]) -> list[Series]:
    """Those of the platform that is named, if one is."""
    return [one for one in series if asked.slots.platform in (None, one.metric.platform)][:MOST]


def _is_the_week(period: Period, artist: Artist) -> bool:
    """Whether these days are the last week, whose settled days are told in any case."""
    return 1 < period.days <= WEEK and period.last >= artist.today - timedelta(days=WEEK + 1)


def _review(asked: Asked, period: Period) -> Answer:
    """The same of other days that are named, on one platform where one is named."""
    artist, answer = asked.artist, asked.answer()
    here = [*_of_week(asked, reckoning.flows(artist)), *_of_week(asked, reckoning.stocks(artist))]
    if not here:
        return no_numbers(asked)
    for series in here:
        answer.line()
        change_in(answer, artist, series, period)
    return answer


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
    compare(answer, series, found, artist.today)


def why_change(asked: Asked) -> Answer:
    """The day that stands apart, what was usual, what came shortly before; or that there is no such change."""
    artist, period = asked.artist, asked.slots.period
    found = artist.meant(asked.slots, (Kind.FLOW,))
    if not found:
        return no_numbers(asked)
    answer, series = asked.answer(), found[0]
    if period is not None and spans.is_ahead(period, artist):
        return spans.ahead(answer, period, artist.today)
    if period is not None and not series.between(period.first, period.last).days:
        spans.no_value(answer, artist, series, period)
        return answer
    first, last = (period.first, period.last) if period is not None else (artist.today - LOOKED_BACK, artist.today)
    wants_down = any(word in DOWN for word in asked.words.split())
    days = [one for one in reckoning.apart(artist, series) if first <= one.day <= last]
    matching = [one for one in days if (one.more < 0) == wants_down]
    if wants_down and not matching:
        return _not_down(answer, asked, series, days)
    if not matching:
        return _no_jump(answer, asked, series)
    for one in matching[-MOST:]:
        _apart(answer, artist, series, one)
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
    source, artist, period = of_series(series), asked.artist, asked.slots.period
    if period is not None and not period.is_open:
        days = spans.days_of(period, source, artist.today)
        answer.say(f'I see no day that stands apart in {says.label(series)} from {{days}}.', days=days)
    else:
        last = min(series.days[-1], artist.settled_until(series))
        day = says.on(last, source, artist.today)
        answer.say(f'I see no day that stands apart in {says.label(series)} until {{day}}.', day=day)
    change_in(answer, artist, series, period)
    return answer


def _not_down(answer: Answer, asked: Asked, series: Series, days: list[Apart]) -> Answer:
    """They ask why it is down: whether it is, and what makes it look so."""
    artist, period = asked.artist, asked.slots.period
    length = period.days if period is not None else MONTH
    is_past = period is not None and not period.is_rolling and not period.is_open
    month = reckoning.compared(artist, series, length, period.last if period is not None and is_past else None)
    if month is None:
        return _no_jump(answer, asked, series)
    are = 'were' if is_past else 'are'
    if month.share_without < -reckoning.UNCHANGED:
        answer.say(f'They {are} down, without a single day that would explain it.')
    else:
        answer.say(f'They {are} not.')
    compare(answer, series, month, artist.today)
    if not is_past:
        _low_week(answer, artist, series, days)
        _unsettled(answer, artist, series)
    return answer


def _low_week(answer: Answer, artist: Artist, series: Series, days: list[Apart]) -> None:
    week = reckoning.compared(artist, series, WEEK)
    if week is not None and days and week.share < -reckoning.UNCHANGED and week.is_carried:
        source = of_days(series, week.before_first, week.last)
        answer.line(
            'The last week looks low ({share}) only beside the week before, in which {day} lies.',
            share=says.percent(week.share, source),
            day=says.on(next((one for one in days if not week.inside(one)), days[-1]).day, source),
        )


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
