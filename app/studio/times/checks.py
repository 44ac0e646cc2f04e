"""Whether a time can be booked: by the list that `offers` makes, so that nothing is refused that was shown.

What is refused comes with a sentence that says why, and the nearest starts that are free.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.errors import NotAllowed, TimeRefused
from app.studio.times import blocks, walls
from app.studio.times.offers import ONE_DAY, Offers
from app.studio.times.rules import Rules, Start, Taken

NEAREST = 3
LOOKED_AROUND = 60
"""So many days before and after a time that is refused, free ones are looked for."""
TAKEN = 'This time is taken, or too near to another session.'


def asked(text: str, zone: ZoneInfo) -> datetime:
    """The start that a form or an address names, as `Start.key` writes it; without an offset, by the studio's clock. In
    UTC, so that a length that is added is real time.

    A wall time that the clock leaves out in spring comes back as it is; `check` says so.

    Raises
    ------
    NotAllowed
        It is no time.
    """
    try:
        named = datetime.fromisoformat(text.strip().replace(' ', '+')[:40])
    except ValueError:
        named = None
    if named is None or not walls.FIRST_YEAR < named.year < walls.LAST_YEAR:
        raise NotAllowed('This is no time that can be booked. Choose one from the calendar.')
    start = named.replace(tzinfo=zone) if named.tzinfo is None else named
    return start.astimezone(UTC) if walls.is_shown(start) else start


def check(rules: Rules, taken: Iterable[Taken], start: datetime, minutes: int, now: datetime) -> Start:
    """The start that is offered at this moment, as it is listed.

    Parameters
    ----------
    start : an aware moment; in the studio's own zone it may be a wall time that does not exist.
    taken : the active reservations of the room, without those of whoever asks.

    Raises
    ------
    TimeRefused
        It is not offered; `nearest` are up to three starts of the same length that are.
    """
    known = tuple(taken)
    if minutes not in rules.lengths():
        raise TimeRefused(_lengths(rules), 'length')
    if not walls.FIRST_YEAR < start.year < walls.LAST_YEAR:
        raise TimeRefused('This is no time that can be booked. Choose one from the calendar.', 'horizon')
    local = start.astimezone(rules.zone)
    days = (local.date() - ONE_DAY, local.date())
    offers = Offers(rules, known, minutes, now, *days)
    if walls.is_shown(start):
        for day in days:
            for found in offers.starts(day):
                if found.at.timestamp() == start.timestamp():  # moments; a repeated wall time equals nothing
                    return found
    why, sentence = _refusal(rules, offers, start, days, now)
    raise TimeRefused(sentence, why, nearest(rules, known, start, minutes, now))


def check_for_staff(rules: Rules, taken: Iterable[Taken], start: datetime, minutes: int) -> None:
    """Whether staff may put a session there: at any hour, of any length and with no notice, but over nothing else.

    Raises
    ------
    TimeRefused
        The room is taken, too near to something, or blocked.
    """
    if minutes <= 0 or minutes > 7 * walls.DAY_MINUTES:
        raise TimeRefused('A session lasts a minute at least, and a week at most.', 'length')
    if not walls.is_shown(start):
        raise TimeRefused(_left_out(start), 'gap')
    begins = int(start.timestamp())
    ends = begins + minutes * walls.MINUTE
    for one in taken:
        after, before = max(one.gap_after, rules.gap_before), max(rules.gap_after, one.gap_before)
        if begins < one.ends_at + after and one.starts_at < ends + before:
            raise TimeRefused(f'{TAKEN} Choose another one.', 'taken')
    if (block := blocks.met(rules, begins, ends)) is not None:
        said = f' ({block.reason})' if block.reason else ''
        raise TimeRefused(f'This time is blocked{said}. Take the block away first, or choose another time.', 'blocked')


def nearest(
    rules: Rules, taken: Sequence[Taken], start: datetime, minutes: int, now: datetime, most: int = NEAREST
) -> list[Start]:
    """The free starts nearest to a moment, soonest first; fewer where the next weeks have no more."""
    if minutes not in rules.lengths():
        return []
    first, last = now.astimezone(rules.zone).date() - ONE_DAY, rules.last_day(now)
    middle = min(max(start.astimezone(rules.zone).date(), first), last)
    begin, end = max(first, middle - LOOKED_AROUND * ONE_DAY), min(last, middle + LOOKED_AROUND * ONE_DAY)
    offers = Offers(rules, taken, minutes, now, begin, end)
    wanted = start.timestamp()
    found: list[tuple[float, int, date]] = []
    for away in range(LOOKED_AROUND + 1):
        around = {middle - away * ONE_DAY, middle + away * ONE_DAY}
        for day in around:
            if begin <= day <= end:
                found += [(abs(at - wanted), at, day) for at in offers.moments(day)]
        found = sorted(found)[:most]
        if len(found) == most and found[-1][0] < away * walls.DAY_MINUTES * walls.MINUTE:
            break  # whatever lies further away is not nearer
    return sorted(
        (Start(walls.utc(at), day, minutes, rules.zone) for _, at, day in found), key=lambda offered: offered.at
    )


def _refusal(rules: Rules, offers: Offers, start: datetime, days: tuple[date, date], now: datetime) -> tuple[str, str]:
    """Why a start is not offered: a word, and a sentence."""
    if not walls.is_shown(start):
        return 'gap', _left_out(start)
    at = start.timestamp()
    if at < now.timestamp():
        return 'past', 'This time has passed. Choose a later one.'
    if at < now.timestamp() + rules.notice_minutes * walls.MINUTE:
        return 'notice', f'Sessions are booked {_span(rules.notice_minutes)} ahead at least. Choose a later one.'
    if at == int(at) and offers.blocked.has(int(at)):
        return 'blocked', 'The studio cannot be booked at this time. Choose another one.'
    window = next(
        ((day, open_) for day in reversed(days) for open_ in offers.windows(day) if open_.begins <= at < open_.ends),
        None,
    )
    last_day = rules.last_day(now)
    if window is None and days[1] > last_day:
        return 'horizon', f'Sessions can be booked up to {last_day:%-d %B %Y}. Choose an earlier one.'
    if window is None:
        return 'closed', 'The studio is closed at this time. Choose another one.'
    if at not in offers.grid(*window):
        opens = walls.clock(window[1].opens)
        return 'grid', f'Sessions begin every {rules.grid_minutes} minutes, from {opens} on. Choose one of the times.'
    if offers.taken.has(int(at)):
        return 'taken', f'{TAKEN} Choose another one.'
    closes = walls.clock(window[1].closes)
    return 'closing', f'The session would go on after the studio closes at {closes}. Begin sooner, or take less time.'


def _left_out(start: datetime) -> str:
    return f'The clock is put forward that night, and never shows {start:%H:%M}. Choose another time.'


def _lengths(rules: Rules) -> str:
    least, most = _span(rules.min_minutes), _span(rules.max_minutes)
    return f'A session lasts from {least} to {most}, in steps of {rules.grid_minutes} minutes. Choose another length.'


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    said = [f'{hours} hour{"s" * (hours != 1)}'] if hours else []
    return ' and '.join([*said, *([f'{rest} minute{"s" * (rest != 1)}'] if rest or not hours else [])])
