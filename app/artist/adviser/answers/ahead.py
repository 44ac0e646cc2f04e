"""What lies ahead: when a number is reached, whether a goal is kept, what the next four weeks may bring."""

from datetime import timedelta

from app.artist.adviser import places, reckoning, says
from app.artist.adviser.answers.values import no_numbers
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Goal
from app.artist.adviser.places import of_days, of_series
from app.artist.adviser.reckoning import Pace
from app.artist.adviser.says import THE_QUESTION, Answer, Source
from app.artist.insights import forecasts
from app.artist.insights.usual import usual
from app.artist.metrics import Kind
from app.artist.series import Series

MOST = 3


def reach_when(asked: Asked) -> Answer:
    """How much is missing, at which pace, and about when; never without a pace that goes up."""
    artist, slots = asked.artist, asked.slots
    goal = next((one for one in artist.goals if slots.metric in (None, one.metric)), None)
    target = slots.aim if slots.aim is not None else goal.target if goal is not None else None
    if target is None:
        answer = asked.answer().say('Which number do you mean? Write it like “when do I reach a thousand followers”.')
        return answer.not_known()
    source = THE_QUESTION if slots.aim is not None or goal is None else places.of_goal(goal.id)
    found = artist.meant(slots, (Kind.STOCK,))
    if found:
        answer = asked.answer()
        _reaching(answer, found[0], target, source)
        return answer
    flows = artist.meant(slots, (Kind.FLOW,))
    if flows:
        return _together(asked, flows[0], target)
    return no_numbers(asked)


def _reaching(answer: Answer, series: Series, target: float, aim: Source) -> None:
    """One sentence about a stock."""
    pace, label = reckoning.pace(series), says.label(series)
    if pace is None:
        answer.say(f'{label}: there are too few values to know a pace.').not_known()
        return
    source = of_days(series, pace.since, pace.until)
    days = pace.days_to(target)
    shown = {'now': says.number(pace.last, source), 'day': says.on(pace.until, source), 'aim': says.number(target, aim)}
    if pace.last >= target:
        answer.say(f'{label}: {{now}} on {{day}}, so {{aim}} is reached already.', **shown)
    elif days is None:
        answer.say(
            f'{label}: {{now}} on {{day}}, {{change}} in the last {{span}}. At this pace {{aim}} is not reached.',
            change=says.change(pace.change, source),
            span=says.number((pace.until - pace.since).days, source, 'days'),
            **shown,
        )
    else:
        answer.say(
            f'{label}: {{now}} on {{day}}. {{missing}} more to {{aim}}, at {{pace}} a day: about {{when}}.',
            missing=says.number(target - pace.last, source),
            pace=says.number(pace.per_day, source),
            when=says.on(pace.until + timedelta(days=days), source, pace.until),
            **shown,
        )


def _together(asked: Asked, series: Series, target: float) -> Answer:
    """A flow has no total since ever here: how long so many more take at the present pace."""
    answer, label = asked.answer(), says.label(series)
    found = reckoning.compared(asked.artist, series, reckoning.PACE_DAYS)
    if found is None or not found.now.value:
        return answer.say(f'{label}: there are too few days to know a pace.').not_known()
    source = of_days(series, found.first, found.last)
    per_day = found.now.value / found.now.known
    answer.say(
        f'{label} since ever are not known here. At {{pace}} a day, as in the last {{span}}, {{aim}} more take about '
        '{days}.',
        pace=says.number(per_day, source),
        span=says.number(found.days, source, 'days'),
        aim=says.number(target, THE_QUESTION),
        days=says.number(-(-target // per_day), source, 'days'),
    )
    return answer.not_known()


def goal_check(asked: Asked) -> Answer:
    """For each goal: where it stands, when it would be reached, and when it is due."""
    artist, answer = asked.artist, asked.answer()
    if not artist.goals:
        answer.say('You have set no goal yet: a number and a day to reach it by, then I can tell.').not_known()
        return answer.open('Set a goal', f'{places.NUMBERS}#goals')
    for goal in artist.goals[:MOST]:
        series = artist.series(goal.platform, goal.metric)
        answer.line()
        if series.metric.kind == Kind.STOCK and series.days:
            _goal(answer, goal, series, reckoning.pace(series))
        else:
            label = says.label(series)
            answer.say(f'Your goal for {label} cannot be judged: there are too few numbers for it.').not_known()
    return answer


def _goal(answer: Answer, goal: Goal, series: Series, pace: Pace | None) -> None:
    aim = places.of_goal(goal.id)
    if pace is not None and goal.due is not None:
        days = pace.days_to(goal.target)
        ahead = pace.until + timedelta(days=days) if days is not None else None
        in_time = ahead is not None and ahead <= goal.due
        answer.say('Yes.' if in_time else 'Not at this pace.')
    _reaching(answer, series, goal.target, aim)
    if goal.due is not None:
        answer.say('Your goal is due on {due}.', due=says.on(goal.due, aim, pace.until if pace is not None else None))


def forecast(asked: Asked) -> Answer:
    """What the rule of the insights expects, with its range; or how many days it still needs."""
    found = asked.artist.meant(asked.slots, (Kind.FLOW, Kind.UNIQUE))
    if not found:
        return no_numbers(asked)
    answer = asked.answer()
    series = found[0]
    numbers = asked.artist.as_numbers(series)
    days = numbers.settled.recent()
    label, source = says.label(series), of_series(series)
    told = forecasts.forecast(numbers, usual(days)) if len(days) else []
    if not told or told[0].rule != 'forecast':
        answer.say(
            f'{label}: too little data for a forecast, {{known}} of {{needed}} settled days.',
            known=says.number(len(days), source),
            needed=says.number(forecasts.LEAST_DAYS, says.THE_RULE),
        )
        return answer.not_known()
    one = told[0]
    low, high = one.interval or (one.value or 0.0, one.value or 0.0)
    each = '' if one.key == 'forecast_sum' else ' a day'
    answer.say(
        f'{label}: about {{value}}{each} from {{span}}, between {{low}} and {{high}} in four of five cases; the last '
        f'{{days}} brought {{before}}{each}.',
        value=says.number(_rounded(one.value or 0.0), source),
        span=says.span(one.first_day, one.last_day, source),
        low=says.number(_rounded(low), source),
        high=says.number(_rounded(high), source),
        days=says.number(forecasts.LEVEL_DAYS, source, 'days'),
        before=says.number(one.expected or 0.0, source),
    )
    return answer.say('It takes level, weekdays and trend, and knows nothing of what you plan.')


def _rounded(value: float) -> float:
    """Three digits: a guess knows no more."""
    return float(f'{value:.3g}')
