"""The artist's page: which links are followed, what is missing on it, and how far they are."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col

from app.artist import checklist, points
from app.artist.adviser import places, says
from app.artist.adviser.answers import spans
from app.artist.adviser.asked import Asked
from app.artist.adviser.says import THE_QUESTION, THE_RULE, Answer, Source
from app.db import reading
from models import LinkClicks

DAYS, MOST = 28, 5
ONCE_WITHIN_S = 10
VIEW = 'view'


def link_clicks(asked: Asked) -> Answer:
    """Clicks of the last four weeks by link, the most first."""
    answer, table = asked.answer(), LinkClicks
    period, last = asked.slots.period, asked.artist.today
    first = last - timedelta(days=DAYS - 1)
    if period is not None and period.first <= last:
        first, last = period.first, max(period.last, period.first)
    mine = (
        *(col(table.user_id) == asked.artist.user_id, col(table.link) != VIEW),
        *(col(table.day) >= first, col(table.day) <= last),
    )
    by_link = sa.select(col(table.link), sa.func.sum(col(table.count))).where(*mine).group_by(col(table.link))
    with reading() as session:
        found = sorted(session.execute(by_link).all(), key=lambda row: -row[1])
        ids = list(session.scalars(sa.select(col(table.id)).where(*mine).limit(says.MOST_ROWS)))
        begun = session.scalar(sa.select(sa.func.min(col(table.day))).where(*mine))
    source = places.of_clicks(ids)
    first = begun if begun is not None and first == date.min else first
    if not found:
        return _no_clicks(answer, asked)
    answer.say('Clicks from {span}:', span=says.span(first, last, source, asked.artist.today))
    for link, count in found[:MOST]:
        answer.line(f'– {_label(link)}: {{count}}', count=says.number(count, source))
    answer.line(
        'People are not counted twice within {seconds}, and robots not at all.',
        seconds=says.number(ONCE_WITHIN_S, THE_RULE, 's'),
    )
    return answer


def _no_clicks(answer: Answer, asked: Asked) -> Answer:
    nobody, period, today = 'Nobody has followed a link of yours', asked.slots.period, asked.artist.today
    if period is None or period.is_open or period.first > today:
        answer.say(f'{nobody} in the last {{days}}, or none is there.', days=says.number(DAYS, THE_RULE, 'days'))
    else:
        days = spans.days_of(period, THE_QUESTION, today)
        answer.say(f'{nobody} {spans.on_or_from(period)} {{days}}.', days=days)
    return answer.not_known().open('Your page', places.PAGE)


def _label(link: str) -> str:
    named = link.replace('_', ' ').strip()
    plain = ''.join(one for one in named if not one.isdigit()).strip() or 'another link'
    return plain[:1].upper() + plain[1:]


def profile_missing(asked: Asked) -> Answer:
    """Open steps of the checklist with their points."""
    answer = asked.answer()
    found = checklist.look(asked.artist.user_id, now=asked.artist.now)
    if not found.open:
        return answer.say('Nothing is missing: all first steps are done or skipped.')
    source = Source('First steps', places.START)
    answer.say('Still open:')
    for step in found.open:
        answer.line(
            '– {words} ({points}): ' + _why(step.why),
            words=says.Figure(step.words, source),
            points=says.number(step.points, source, 'XP'),
        )
    return answer.open('Do the first one', found.open[0].href)


def _why(words: str) -> str:
    return words[:1].lower() + words[1:]


def level(asked: Asked) -> Answer:
    """Level, points, what the next needs, and two ways to get there."""
    answer, user_id = asked.answer(), asked.artist.user_id
    stands, source = points.of(user_id), Source('Your points', places.START)
    answer.say(
        'You are at level {level} with {xp}. The next one is {left} away.',
        level=says.number(stands.level, source),
        xp=says.number(stands.xp, source, 'XP'),
        left=says.number(stands.left, source, 'XP'),
    )
    ways = points.ways(user_id)
    if ways:
        said = ' and '.join(
            f'{words[:1].lower()}{words[1:]} ({{points{place}}})' for place, (words, _) in enumerate(ways)
        )
        figures = {f'points{place}': says.number(some, source, 'XP') for place, (_, some) in enumerate(ways)}
        answer.say(f'What brings points now: {said}.', **figures)
    return answer
