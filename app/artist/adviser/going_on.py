"""A question that goes on from the one before it, for one artist: what it takes over, and how the answer says so."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.artist.adviser import follow_ups, reckoning, says
from app.artist.adviser.answers import spans
from app.artist.adviser.follow_ups import Topic
from app.artist.adviser.known import Artist
from app.artist.adviser.periods import Period
from app.artist.adviser.says import THE_QUESTION, Answer, Figure
from app.artist.adviser.slots import METRICS, PLATFORM_NAMES
from app.artist.metrics import Kind
from app.artist.series import Series

OF_ITSELF = {'week_review': 7, 'metric_value': 7, 'metric_change': 28}
"""How many settled days an answer is about where none are named."""


def of(artist: Artist, question: str, before: Mapping[str, Any]) -> Topic | None:
    """What a question asks that goes on from what was kept beside the answer before it; None where it does not."""
    if not before:
        return None
    titles = _titles(artist)
    topic = follow_ups.read(before, artist.slots(before['question']), titles)
    return follow_ups.follow(topic, question, artist.today, titles, _shown(artist, topic)) if topic else None


def kept(artist: Artist, topic: Topic | None) -> dict[str, Any]:
    """As it is kept beside the answer."""
    return follow_ups.kept(topic, _titles(artist)) if topic is not None else {}


def told(artist: Artist, topic: Topic) -> Answer:
    """Which question was understood, said before the answer to it."""
    return _told(artist, topic, 'I take this as {question}, but for')


def in_words(artist: Artist, topic: Topic) -> str:
    """The same as one question, for who has not heard the one before."""
    return f'{topic.question} But for{_told(artist, topic, "").content}'


def _told(artist: Artist, topic: Topic, begins: str) -> Answer:
    named, words, figures = topic.slots, list[str](), dict[str, Figure]()
    if 'metric' in topic.put:
        words.append(METRICS[named.metric or ''][0])
    if 'platform' in topic.put:
        words.append(PLATFORM_NAMES[named.platform or ''])
    if 'country' in topic.put and named.country:
        words.append(named.country)
    if 'release' in topic.put and named.release is not None:
        figures['release'] = says.name(artist.releases[named.release].title, THE_QUESTION)
    if 'aim' in topic.put and named.aim is not None:
        figures['aim'] = says.number(named.aim, THE_QUESTION)
    if 'period' in topic.put and named.period is not None:
        figures['days'] = spans.days_of(named.period, THE_QUESTION, artist.today)
    if 'beside' in topic.put and named.beside is not None:
        figures['beside'] = spans.days_of(named.beside, THE_QUESTION, artist.today)
    parts = [*words, *(f'{{{name}}}' if name != 'beside' else 'beside {beside}' for name in figures)]
    asked = says.quoted(topic.question, THE_QUESTION)
    return Answer(topic.intent).say(f'{begins} {says.listed(parts)}.', question=asked, **figures)


def of_all_countries(answer: Answer, country: str) -> None:
    """Say that what was told is not of the country that was named."""
    answer.line(f'Numbers are not kept by country here: these are of all countries, not of {country} alone.')
    answer.not_known()


def _titles(artist: Artist) -> list[str]:
    return [one.title for one in artist.releases]


def _shown(artist: Artist, topic: Topic) -> Period | None:
    """The days that the answer before was about, where they were not named one by one."""
    period, days = topic.slots.period, OF_ITSELF.get(topic.intent)
    if period is not None:
        days = period.days if period.is_rolling and topic.intent == 'metric_change' else None
    series = next(iter(_looked_at(artist, topic)), None) if days is not None else None
    if days is None or series is None or not series.days:
        return None
    is_level = series.metric.kind in (Kind.STOCK, Kind.WINDOW)
    last = series.days[-1] if is_level else min(artist.settled_until(series), series.days[-1])
    if is_level and topic.intent == 'metric_value':
        days = 1
    return Period(last - timedelta(days=days - 1), last)


def _looked_at(artist: Artist, topic: Topic) -> list[Series]:
    if topic.intent == 'week_review':
        return reckoning.flows(artist)
    if topic.intent == 'metric_change' and (found := artist.meant(topic.slots, (Kind.FLOW, Kind.STOCK))):
        return found
    return artist.meant(topic.slots)
