"""When people listen, how the posting streak stands, and what the numbers say about spending money."""

from statistics import mean

from app.artist import streak
from app.artist.adviser import places, reckoning, says, slots
from app.artist.adviser.answers.values import no_numbers
from app.artist.adviser.asked import Asked
from app.artist.adviser.places import of_fact, of_series
from app.artist.adviser.says import Answer, Source
from app.artist.metrics import Kind

LEAST_WEEKS, LOOKED_AT = 8, 12
CLEARLY = 1.1
"""Weekdays bring more when they bring so many times what the others do."""
WEEKDAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
MONTH = 28


def posting_time(asked: Asked) -> Answer:
    """The weekdays on which people listen most, from at least eight weeks; listening, not posting."""
    found = asked.artist.meant(asked.slots, (Kind.FLOW, Kind.UNIQUE))
    if not found:
        return no_numbers(asked)
    answer, series = asked.answer(), found[0]
    each, weeks = reckoning.weekdays(asked.artist, series, LOOKED_AT)
    source, label = of_series(series), says.label(series)
    if weeks < LEAST_WEEKS:
        answer.say(
            f'{label}: too few weeks to tell weekdays apart, {{known}} of {{needed}}.',
            known=says.number(weeks, source),
            needed=says.number(LEAST_WEEKS, says.THE_RULE),
        )
        return answer.not_known()
    best = [day for day in range(7) if each[day] >= CLEARLY * mean(each)]
    others = [each[day] for day in range(7) if day not in best]
    if not best or not others:
        answer.say(f'{label}: no weekday stands out in {{weeks}}.', weeks=says.number(weeks, source, 'weeks'))
    else:
        answer.say(
            f'{label}: most on {says.listed(WEEKDAYS[day] for day in best)}, about {{high}} a day against {{low}} on '
            'other days, from {weeks}.',
            high=says.number(mean(each[day] for day in best), source),
            low=says.number(mean(others), source),
            weeks=says.number(weeks, source, 'weeks'),
        )
    return answer.say('That is when people listen, not when a post works: put it up shortly before, and compare.')


def streak_now(asked: Asked) -> Answer:
    """How many weeks or days, the last post, and what keeps it."""
    answer, stands = asked.answer(), streak.of(asked.artist.user_id, now=asked.artist.now)
    source = Source('Your posts', places.START)
    unit = stands.unit if stands.count == 1 else f'{stands.unit}s'
    if stands.count:
        answer.say('{count} in a row.', count=says.number(stands.count, source, unit))
    else:
        answer.say('There is no streak at the moment.')
    if stands.last_day is not None:
        answer.say('Your last post was on {day}.', day=says.on(stands.last_day, source, asked.artist.today))
    else:
        answer.say('No post of yours is noted yet.').not_known()
    if stands.is_paused:
        answer.say('This week is paused, so nothing is lost.')
    elif stands.is_full:
        answer.say('This time is full already: it is kept until {until}.', until=says.on(stands.until, source))
    else:
        posts = 'post' if stands.missing == 1 else 'posts'
        answer.say(
            f'{{missing}} until {{until}} {"keeps" if stands.missing == 1 else "keep"} it.',
            missing=says.number(stands.missing, source, f'more {posts}'),
            until=says.on(stands.until, source),
        )
    return answer.open('Note a post', places.START)


def spending(asked: Asked) -> Answer:
    """What the numbers and the budget say; no promise, and no advice on law or tax."""
    artist, answer = asked.artist, asked.answer()
    if slots.LAW.search(asked.words):
        answer.say('This is not advice on law or tax: ask somebody who is allowed to give it.').not_known()
    series = next(iter(reckoning.flows(artist)), None)
    found = reckoning.compared(artist, series, MONTH) if series is not None else None
    if series is None or found is None:
        answer.say('I have no numbers from which to see whether money would bring anything.').not_known()
    else:
        source = places.of_days(series, found.before_first, found.last)
        answer.say(
            f'{says.label(series)}: {{now}} in the last {{days}}, {{share}} against those before'
            + (', and {without} without days that stand apart.' if found.apart else '.'),
            now=says.number(found.now.value, source),
            days=says.number(found.days, source, 'days'),
            share=says.percent(found.share, source),
            without=says.percent(found.share_without, source),
        )
        answer.say('Compare any spending with this level, four weeks before and after.')
    fact = artist.budget()
    if fact is not None:
        answer.line('Your budget, as you told me: {fact}.', fact=says.quoted(fact.content, of_fact(fact.id)))
        answer.say('Try a small part of it first, and stop where nothing comes.')
    else:
        answer.line('I know of no budget of yours: tell me “remember that my budget is …”.').not_known()
    return answer.line('Nobody can promise you what ads bring, and I do not either.')
