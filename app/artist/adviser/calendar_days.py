"""Weeks, months, quarters and years as the calendar has them. Knows no clock."""

from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]
"""The first and the last of some days, both of them included."""
LONGEST = 3650
_ROLLING = {'day': 1, 'week': 7, 'fortnight': 14, 'month': 28, 'quarter': 91, 'year': 365}
_MONTHS = {'month': 1, 'quarter': 3, 'year': 12}


def day(year: int, month: int, number: int) -> date | None:
    """A date; None where the calendar has none."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def single(year: int, month: int, number: int) -> Days | None:
    """The same as days: one."""
    found = day(year, month, number)
    return (found, found) if found is not None else None


def months(year: int, month: int, count: int = 1) -> Days | None:
    """So many months from the first of one on."""
    first = day(year, month, 1)
    return (first, on(first, count) - timedelta(days=1)) if first is not None else None


def on(at: date, count: int) -> date:
    """The same day so many months on, or before; the last of the month where that is shorter."""
    whole = at.year * 12 + at.month - 1 + count
    year, month = max(1, min(whole // 12, 9998)), whole % 12 + 1
    return date(year, month, min(at.day, monthrange(year, month)[1]))


def week_of(year: int, month: int, place: int) -> Days | None:
    """Seven days of a month: its first, second, third, or from the fourth on its last."""
    whole = months(year, month)
    if whole is None:
        return None
    first = whole[0] + timedelta(days=7 * (place - 1)) if place < 4 else whole[1] - timedelta(days=6)
    return first, first + timedelta(days=6)


def unit(name: str, step: int, today: date) -> Days:
    """The day, week, month, quarter or year in which today lies, or so many on."""
    if name in ('day', 'week'):
        first = today if name == 'day' else today - timedelta(days=today.weekday())
        days = 1 if name == 'day' else 7
        first = max(first + timedelta(days=days * max(-LONGEST, step)), date(1, 1, 1))
        return first, first + timedelta(days=days - 1)
    count = _MONTHS[name]
    begun = today.replace(day=1, month=(today.month - 1) // count * count + 1)
    first = on(begun, count * max(-LONGEST, step))
    return first, on(first, count) - timedelta(days=1)


def back(name: str, count: int, today: date) -> Days:
    """The last so many days up to yesterday; several months, quarters and years go by the calendar."""
    if name in _MONTHS and count > 1:
        first = max(on(today, -count * _MONTHS[name]), today - timedelta(days=LONGEST))
    else:
        first = today - timedelta(days=min(count * _ROLLING[name], LONGEST))
    return first, today - timedelta(days=1)


def moved(days: Days, name: str, step: int) -> Days:
    """The same days so many days, weeks, months, quarters or years on: whole months stay whole ones."""
    first, last = days
    length = (last - first).days + 1
    if name not in _MONTHS:
        by = timedelta(days=step * _ROLLING[name])
        return first + by, last + by
    count = step * _MONTHS[name]
    if first.day == 1 and (behind := last + timedelta(days=1)).day == 1:
        return on(first, count), on(behind, count) - timedelta(days=1)
    if length == _ROLLING[name]:
        return first + timedelta(days=step * length), last + timedelta(days=step * length)
    return on(first, count), on(last, count)


def weekday(number: int, today: date) -> date:
    """The last Monday (0) to Sunday (6) before today."""
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
