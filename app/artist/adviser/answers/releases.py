"""How releases did, which did best, and a plan for the next."""

from datetime import date, timedelta

from app.area_parts import FILE, SESSION
from app.artist.adviser import places, reckoning, says
from app.artist.adviser.answers import spans
from app.artist.adviser.answers.values import no_numbers
from app.artist.adviser.asked import Asked
from app.artist.adviser.known import Artist, Release
from app.artist.adviser.places import of_days, of_fact, of_release, of_series
from app.artist.adviser.says import THE_QUESTION, THE_RULE, Answer, Source
from app.artist.insights import releases as effects
from app.artist.insights.findings import Finding
from app.artist.insights.usual import usual
from app.artist.series import Series

MOST, WEEK = 5, 7
LEAD = timedelta(weeks=6)
STEPS: tuple[tuple[int, str], ...] = (
    (-42, 'the master is finished and the cover drawn'),
    (-28, 'the song is handed in to your distributor, so that services have it in time'),
    (-21, 'pitch it to playlists and to the press, with one sentence about it'),
    (-14, 'announce it: release page with the coming date, first short video'),
    (-7, 'tell everybody who follows you, and ask them to save it'),
    (0, 'it is out: link everywhere, be there for comments'),
    (7, 'a second reason to listen: a live version, a story, words'),
    (16, 'look at the numbers of two weeks, which are settled by then'),
)
"""Days from the release, and what is done by then."""


def release_result(asked: Asked) -> Answer:
    """Two weeks after against four before, by weekday; never “because”."""
    artist, answer = asked.artist, asked.answer()
    if not artist.releases:
        return _no_releases(answer)
    place = asked.slots.release
    among = artist.releases if place is not None else _of_the_days(asked)
    if not among:
        return _none_of_the_days(answer, asked)
    release = among[place or 0]
    found = _series(artist)
    if found is None:
        return no_numbers(asked)
    effect = _effect(artist, found, release)
    if effect is None:
        return _not_judged(answer, artist, found, release)
    _told(answer, found, release, effect)
    return answer.say('This says what came after the release, not what came because of it.')


def _of_the_days(asked: Asked) -> list[Release]:
    """What came out in the days that are named; all where none are."""
    period = asked.slots.period
    if period is None or period.days < WEEK or period.is_rolling:
        return asked.artist.releases
    return [one for one in asked.artist.releases if period.first <= one.day <= period.last]


def _none_of_the_days(answer: Answer, asked: Asked) -> Answer:
    period, artist = asked.slots.period, asked.artist
    assert period is not None
    latest = artist.releases[0]
    source = of_release(latest.id, latest.title)
    return answer.say(
        f'None of your releases came out {spans.on_or_from(period)} {{days}}. The latest is {{title}} of {{day}}.',
        days=spans.days_of(period, THE_QUESTION, artist.today),
        title=says.name(latest.title, source),
        day=says.on(latest.day, source, artist.today),
    ).not_known()


def _series(artist: Artist) -> Series | None:
    return next(iter(reckoning.flows(artist)), None)


def _effect(artist: Artist, series: Series, release: Release) -> Finding | None:
    """What the rule of the insights found for it; None where it cannot be judged."""
    numbers = artist.as_numbers(series)
    days = numbers.settled.recent()
    if not len(days):
        return None
    all_of_them = [effects.Release(one.title, one.day, one.id) for one in artist.releases]
    found = effects.release_effects(numbers, usual(days), all_of_them)
    return next((one for one in found if one.facts['reference'] == release.id), None)


def _told(answer: Answer, series: Series, release: Release, effect: Finding) -> None:
    after = of_days(series, effect.first_day, effect.last_day)
    before = of_days(series, release.day - effects.BEFORE, release.day - timedelta(days=1))
    low, high = effect.interval or (0.0, 0.0)
    answer.line(
        f'{{title}} of {{day}}: {says.label(series)} were {{value}} in the {{days}} settled days after it, against '
        '{due} expected ({share}).',
        title=says.name(release.title, of_release(release.id, release.title)),
        day=says.on(release.day, of_release(release.id, release.title)),
        value=says.number(effect.value or 0.0, after),
        days=says.number(int(effect.facts['days']), after),
        due=says.number(effect.expected or 0.0, before),
        share=says.percent(effect.effect or 0.0, after),
    )
    answer.say(
        'In four of five cases it lies between {low} and {high}.',
        low=says.percent(low, after),
        high=says.percent(high, after),
    )
    if effect.facts.get('carried_by'):
        day = date.fromisoformat(str(effect.facts['carried_by']))
        source = of_days(series, day, day)
        value = reckoning.value_on(series, day) or 0.0
        answer.say('One day carries it: {value} on {day}.', value=says.number(value, source), day=says.on(day, source))
    if low <= 0 <= high:
        answer.say('It may as well be nothing.')


def _not_judged(answer: Answer, artist: Artist, series: Series, release: Release) -> Answer:
    source, label = of_release(release.id, release.title), says.label(series)
    shown = {'title': says.name(release.title, source), 'day': says.on(release.day, source, artist.today)}
    if release.day < series.days[0]:
        return answer.line(
            f'{{title}} of {{day}} cannot be judged: there are no {label} before {{first}}.',
            first=says.on(series.days[0], of_series(series)),
            **shown,
        ).not_known()
    last = min(series.days[-1], artist.settled_until(series))
    if release.day + timedelta(days=effects.LEAST_AFTER) > last:
        return answer.line(
            f'{{title}} of {{day}} cannot be judged yet: {label} are settled to {{last}}, and it takes {{days}} '
            'settled days.',
            last=says.on(last, of_series(series)),
            days=says.number(effects.LEAST_AFTER, THE_RULE),
            **shown,
        ).not_known()
    return answer.line(
        '{title} of {day} cannot be judged: too few days before or after it are known, or another release is too near.',
        **shown,
    ).not_known()


def best_release(asked: Asked) -> Answer:
    """All that can be judged, the strongest first; and why the others cannot."""
    artist, answer = asked.artist, asked.answer()
    if not artist.releases:
        return _no_releases(answer)
    series = _series(artist)
    if series is None:
        return no_numbers(asked)
    among = _of_the_days(asked)
    if not among:
        return _none_of_the_days(answer, asked)
    every = [(one, _effect(artist, series, one)) for one in among[:20]]
    judged = [(one, effect) for one, effect in every if effect is not None]
    judged.sort(key=lambda pair: -(pair[1].effect or 0.0))
    if not judged:
        answer.say('None of your releases can be judged.').not_known()
    elif len(judged) == 1:
        title = judged[0][0]
        answer.say('Only one can be judged: {title}.', title=says.name(title.title, of_release(title.id, title.title)))
    for one, effect in judged[:MOST]:
        _told(answer, series, one, effect)
    for one, missing in every[:MOST]:
        if missing is None:
            _not_judged(answer, artist, series, one)
    return answer


def _no_releases(answer: Answer) -> Answer:
    answer.say(
        'There is no release here yet that has come out. Add one with its date, then I can judge it.'
    ).not_known()
    return answer.open('Add a release', places.RELEASES)


def plan_release(asked: Asked) -> Answer:
    """A dated list towards the day, with the budget, the session and the newest file that belong to it."""
    artist, answer = asked.artist, asked.answer()
    day = asked.slots.day
    if day is not None and day > artist.today:
        source = THE_QUESTION
        answer.say('Towards {day}:', day=says.on(day, source, artist.today))
    else:
        day, source = _friday(artist.today + LEAD), THE_RULE
        answer.say('You named no day, so this goes towards {day}, a Friday:', day=says.on(day, source, artist.today))
    for days, words in STEPS:
        at = day + timedelta(days=days)
        late = ' (this is over: do it now, or choose a later day)' if at < artist.today else ''
        answer.line(f'– {{at}}: {words}{late}', at=says.on(at, source, artist.today))
    _tied_in(answer, artist)
    return answer.line('Write “plan a release on” and a day, and I reckon it anew.')


def _friday(day: date) -> date:
    return day + timedelta(days=(4 - day.weekday()) % 7)


def _tied_in(answer: Answer, artist: Artist) -> None:
    """Budget, session and file, where there are any."""
    fact = artist.budget()
    if fact is not None:
        answer.line('Your budget, as you told me: {fact}.', fact=says.quoted(fact.content, of_fact(fact.id)))
    else:
        answer.line('I know of no budget: tell me “remember that my budget is …”.').not_known()
    for one in artist.knows(SESSION)[:1]:
        source = Source(f'Session at {one.title}', one.page, rows=(one.id,))
        if one.at is not None:
            answer.line('Your next session: {when}, {place}.', when=says.moment(one.at, one.zone, source),
                        place=says.Figure(one.place, source))  # fmt: skip
            answer.open('Open the session', one.page)
    for one in artist.knows(FILE)[:1]:
        source = Source(one.title, one.page, rows=(one.id,))
        answer.line('The newest file that you have: {title}.', title=says.name(one.title, source))
        answer.open('Open the file', one.page)
