"""Opening hours as they are stored and as owners write them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import NotAllowed
from app.studio.times import walls
from app.studio.times.rules import Opening

LATEST = 1800
"""Six in the morning of the next date: later, nothing closes that opened the evening before."""
MOST_A_DAY = 6
WEEKDAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')


def read(stored: str) -> dict[int, tuple[tuple[int, int], ...]]:
    """What `studios.opening` says; what cannot be read there is not open."""
    try:
        said = json.loads(stored)
        return checked({int(day): hours for day, hours in said.items()})
    except (ValueError, TypeError, AttributeError, NotAllowed):
        return {}


def written(opening: Opening) -> str:
    """Opening hours as `studios.opening` keeps them, once they were checked."""
    return json.dumps({str(day): [list(hours) for hours in spans] for day, spans in sorted(opening.items()) if spans})


def covers(opening: Opening, zone: ZoneInfo, start: datetime, minutes: int) -> bool:
    """Whether it is open all the time of a session, whichever dates it was opened under."""
    at = int(start.timestamp())
    ends = at + minutes * walls.MINUTE
    day = start.astimezone(zone).date() - timedelta(days=2)
    while at < ends and day <= walls.utc(ends).astimezone(zone).date():
        for opens, closes in sorted(opening.get(day.weekday(), ())):
            if walls.moment(zone, day, opens) <= at:
                at = max(at, walls.moment(zone, day, closes))
        day += timedelta(days=1)
    return at >= ends


def checked(opening: Mapping[int, Sequence[Any]]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Opening hours in their order, those that touch joined.

    Raises
    ------
    NotAllowed
        A weekday is none, hours end before they begin, overlap, or go on behind 06:00 of the next date.
    """
    return {day: _day(day, hours) for day, hours in sorted(opening.items())}


def _day(day: int, hours: Sequence[Any]) -> tuple[tuple[int, int], ...]:
    if not 0 <= day <= 6:
        raise NotAllowed('A week has seven days, from 0 for Monday to 6 for Sunday.')
    name = WEEKDAYS[day]
    if len(hours) > MOST_A_DAY:
        raise NotAllowed(f'{name} opens more than {MOST_A_DAY} times. Put some of them together.')
    spans = sorted((int(opens), int(closes)) for opens, closes in hours)
    for opens, closes in spans:
        if not 0 <= opens < walls.DAY_MINUTES:
            raise NotAllowed(f'{name} has to open at a time of that date, from 00:00 to 23:59.')
        if not opens < closes <= LATEST:
            raise NotAllowed(
                f'On {name}, what opens at {walls.clock(opens)} has to close after that, and until 06:00 of the next '
                'date. Write 26:00 for two o’clock at night.'
            )
    for (_, before), (after, _) in pairwise(spans):
        if after < before:
            raise NotAllowed(f'On {name}, what opens at {walls.clock(after)} is open already. Change one of them.')
    joined: list[tuple[int, int]] = []
    for opens, closes in spans:
        if joined and joined[-1][1] == opens:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)
