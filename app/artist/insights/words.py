"""What people read of a finding: a sentence that says what was found, and a reason that says why we think so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import log10

from app.artist.insights.findings import Finding
from app.artist.insights.numbers import Numbers

WEEKDAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
Words = Callable[[Finding, str], tuple[str, str]]


def number(value: float | None) -> str:
    """1,980; below ten with one decimal if there is one."""
    if value is None:
        return 'unknown'
    if abs(value) < 10 and round(value, 1) != round(value):
        return f'{value:.1f}'
    return f'{value:,.0f}'


def rounded(value: float | None) -> str:
    """Three digits of it, because a guess knows no more."""
    if not value:
        return number(value)
    return number(round(value, 2 - int(log10(abs(value)))) if abs(value) >= 100 else round(value))


def percent(share: float | None) -> str:
    """+24 %, −8.5 %: one decimal below ten."""
    value = 100 * (share or 0.0)
    digits = 0 if abs(value) >= 10 else 1
    return f'{value:+.{digits}f} %'.replace('-', '−').replace('.0 %', ' %')


def day(when: date | str) -> str:
    """16 June."""
    when = date.fromisoformat(when) if isinstance(when, str) else when
    return f'{when.day} {when:%B}'


def span(first: date, last: date) -> str:
    return day(first) if first == last else f'{day(first)} to {day(last)}'


def listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f'{", ".join(words[:-1])} and {words[-1]}'


def with_words(found: Finding, numbers: Numbers) -> Finding:
    """The same with its sentence and its reason."""
    return told(found, numbers.label or f'{numbers.platform} {numbers.metric}')


def told(found: Finding, label: str) -> Finding:
    """The same with its sentence and its reason; `label` is what people call the metric, like "Spotify streams"."""
    name = f'{label} of “{found.subject}”' if found.subject else label
    sentence, reason = _WORDS[found.rule](found, name)
    return replace(found, sentence=sentence, reason=reason)


def _apart(found: Finding, name: str) -> tuple[str, str]:
    peak = date.fromisoformat(found.facts['peak'])
    more = 'more' if found.rule == 'spike' else 'fewer'
    low, high = found.interval or (None, None)
    when = f'On {WEEKDAYS[peak.weekday()]}, {day(peak)}'
    run = '' if len(found.evidence) == 1 else f' The days {span(found.first_day, found.last_day)} go together.'
    return (
        f'{name}: {number(found.value)} on {day(peak)}, where about {rounded(found.expected)} were to be expected.',
        f'{when}, there were far {more} than the level of the days before and that weekday let expect '
        f'(between {rounded(low)} and {rounded(high)} in four of five cases).{run} '
        'The cause is not known from the numbers.',
    )


def _level(found: Finding, name: str) -> tuple[str, str]:
    way = 'more' if found.key == 'level_up' else 'fewer'
    low, high = found.interval or (0.0, 0.0)
    return (
        f'{name}: since {day(found.first_day)} about {rounded(found.value)} a day instead of {rounded(found.expected)} '
        f'({percent(found.effect)}).',
        f'From that day on, days bring {way}, weekdays set aside, and the last two weeks still do. '
        f'The change lies between {percent(low)} and {percent(high)} in four of five cases.',
    )


def _trend(found: Finding, name: str) -> tuple[str, str]:
    way = 'rise' if found.key == 'trend_up' else 'fall'
    low, high = found.interval or (0.0, 0.0)
    return (
        f'{name} {way} by about {percent(abs(found.effect or 0)).lstrip("+")} a week, for eight weeks until '
        f'{day(found.last_day)}.',
        f'Nearly each of the eight weeks goes the same way: from {rounded(found.expected)} in the first to '
        f'{rounded(found.value)} in the last. Between {percent(low)} and {percent(high)} a week in four of five cases.',
    )


def _release(found: Finding, name: str) -> tuple[str, str]:
    low, high = found.interval or (0.0, 0.0)
    title, days = found.facts['title'], found.facts['days']
    carried = found.facts.get('carried_by')
    one_day = f' One day, {day(carried)}, carries nearly all of it.' if carried else ''
    unsure = ' It may as well be nothing.' if low <= 0 <= high else ''
    return (
        f'{name}: {number(found.value)} in the {days} settled days after “{title}”, against '
        f'{rounded(found.expected)} expected ({percent(found.effect)}).',
        f'Expected is what the same weekdays brought in the four weeks before. Between {percent(low)} and '
        f'{percent(high)} in four of five cases.{one_day}{unsure} '
        'This says what came after the release, not because of it.',
    )


def _milestone(found: Finding, name: str) -> tuple[str, str]:
    step = number(found.facts['milestone'])
    since = day(found.facts['since'])
    return (
        f'{name} reached {step} on {day(found.first_day)}.',
        f'For the first time since your numbers begin ({since}), and the day after it was still above.',
    )


def _next(found: Finding, name: str) -> tuple[str, str]:
    facts = found.facts
    missing = (found.expected or 0) - (found.value or 0)
    earliest, latest = day(facts['earliest']), day(facts['latest'])
    between = f' Between {earliest} and {latest} in four of five cases.' if earliest != latest else ''
    return (
        f'{name}: {number(facts["milestone"])} about {day(facts["day"])}, if it goes on like this.',
        f'{number(missing)} are missing to {number(facts["milestone"])}; the last four weeks brought '
        f'{number(facts["a_day"])} a day.{between}',
    )


def _faster(found: Finding, name: str) -> tuple[str, str]:
    low, high = found.interval or (0.0, 0.0)
    facts = found.facts
    other_low, other_high = facts['other_interval']
    return (
        f'{name} grow fastest: {percent(found.effect)} in 28 days; next come {facts["other"]} with '
        f'{percent(facts["other_effect"])}.',
        f'The ranges are apart: {percent(low)} to {percent(high)} here, {percent(other_low)} to {percent(other_high)} '
        'there, in four of five cases.',
    )


def _share(found: Finding, name: str) -> tuple[str, str]:
    low, high = found.interval or (0.0, 0.0)
    return (
        f'{name} are now {100 * (found.value or 0):.0f} % of all your platforms, before '
        f'{100 * (found.expected or 0):.0f} %.',
        f'The last 28 settled days against the 28 before. Between {100 * low:.0f} and {100 * high:.0f} % in four of '
        'five cases.',
    )


def _together(found: Finding, name: str) -> tuple[str, str]:
    return (
        f'{name} and {found.facts["other"]} have their good and bad days together.',
        f'Rank correlation {found.value} on {found.days_used} days, weekdays and levels set aside. Together does '
        'not mean that one causes the other.',
    )


def _forecast(found: Finding, name: str) -> tuple[str, str]:
    low, high = found.interval or (None, None)
    each = '' if found.key == 'forecast_sum' else ' a day'
    return (
        f'{name}: about {rounded(found.value)}{each} in the 28 days from {day(found.first_day)}; the last 28 days '
        f'brought {rounded(found.expected)}{each}.',
        f'Between {rounded(low)} and {rounded(high)} in four of five cases, judged by how far '
        f'{found.facts["tries"]} such guesses were off before.',
    )


def _too_short(found: Finding, name: str) -> tuple[str, str]:
    return (
        f'{name}: too little for a forecast, {number(found.value)} of {number(found.expected)} days.',
        'A forecast compares itself with its own past errors, and for that it takes ten weeks.',
    )


def _weekday(found: Finding, name: str) -> tuple[str, str]:
    days = listed([f'{WEEKDAYS[one]}s' for one in found.facts['weekdays']])
    low, high = found.interval or (0.0, 0.0)
    return (
        f'{name}: {days} bring most, {rounded(found.value)} against {rounded(found.expected)} on other days.',
        f'From {found.facts["weeks"]} weeks; the best of them lies between {percent(low)} and {percent(high)} above '
        'the mean of the week. That is when people listen, not when you post.',
    )


def _zeros(found: Finding, name: str) -> tuple[str, str]:
    days = span(found.first_day, found.last_day)
    return (
        f'{name}: 0 on {days}, between days of about {rounded(found.expected)}: a gap in the counting is suspected.',
        'Such days are left out of everything that is said here. If the zero is a fact, confirm it in your numbers.',
    )


def _slip(found: Finding, name: str) -> tuple[str, str]:
    return (
        f'{name}: {number(found.value)} on {span(found.first_day, found.last_day)}, between days of about '
        f'{number(found.expected)}.',
        'It came back at once, so it is not used in any growth. If it is a fact, confirm it in your numbers.',
    )


def _gap(found: Finding, name: str) -> tuple[str, str]:
    missing = number(found.value)
    if found.expected:
        return (
            f'{name}: {missing} of {number(found.expected)} days are missing until {day(found.last_day)}.',
            'Missing days are no zeros: they are left out, and what is said here rests on fewer days.',
        )
    return (
        f'{name}: no numbers for {missing} days, {span(found.first_day, found.last_day)}.',
        'Missing days are no zeros: they are left out. Importing them again fills the gap.',
    )


def _stale(found: Finding, name: str) -> tuple[str, str]:
    return (
        f'{name}: the last number is {number(found.value)} days old, of {day(found.first_day)}.',
        'Nothing later can be said. Import a newer file, or connect the platform.',
    )


def _unsettled(found: Finding, name: str) -> tuple[str, str]:
    return (
        f'{name}: {span(found.first_day, found.last_day)} will still grow.',
        'The platform counts late. Days that are not settled are left out of everything that is said here.',
    )


def _no_posts(found: Finding, _: str) -> tuple[str, str]:
    return found.sentence, found.reason


_WORDS: dict[str, Words] = {
    'spike': _apart,
    'drop': _apart,
    'level': _level,
    'trend': _trend,
    'release': _release,
    'milestone': _milestone,
    'next_milestone': _next,
    'faster': _faster,
    'share': _share,
    'together': _together,
    'forecast': _forecast,
    'too_short': _too_short,
    'best_weekday': _weekday,
    'no_posts': _no_posts,
    'zeros': _zeros,
    'slip': _slip,
    'gap': _gap,
    'stale': _stale,
    'unsettled': _unsettled,
}
