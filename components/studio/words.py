"""Amounts, lengths and states of a studio as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from components.vocabulary.elements import text

STATES = {
    'pending_payment': 'Waits for payment',
    'pending_approval': 'Waits for approval',
    'confirmed': 'Confirmed',
    'completed': 'Completed',
    'rejected': 'Rejected',
    'cancelled': 'Cancelled',
    'no_show': 'No-show',
    'expired': 'Expired',
}
_LOOKS = {'confirmed': 'good', 'completed': 'good', 'rejected': 'bad', 'cancelled': 'bad', 'no_show': 'bad'}
WEEKDAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')


def state_badge(state: str) -> None:
    """How a booking stands."""
    text(STATES.get(state, state), f'badge-word {_LOOKS.get(state, "")}', data_testid='booking-state', data_state=state)


def length(minutes: int) -> str:
    """Real minutes in words: 3 h, 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    return ' '.join(([f'{hours} h'] if hours else []) + ([f'{rest} min'] if rest or not hours else []))


def day_words(moment: datetime, zone: str, *, year: bool = True) -> str:
    """The day of a moment by the studio's clock: Wed 24 March 2027."""
    there = moment.astimezone(ZoneInfo(zone))
    return f'{there:%a} {there.day} {there:%B}{f" {there.year}" if year else ""}'


def times(start: datetime, end: datetime, zone: str) -> str:
    """From when to when by the studio's clock: 14:00 to 17:00; with their zones where the clock changes between."""
    begins, ends = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    said = '%H:%M' if begins.utcoffset() == ends.utcoffset() else '%H:%M %Z'
    return f'{begins:{said}} to {ends:{said}}'


def when(start: datetime, end: datetime, zone: str) -> str:
    """Day and times: Wed 24 March 2027, 14:00 to 17:00."""
    return f'{day_words(start, zone)}, {times(start, end, zone)}'


def clock_time(minute: int) -> str:
    """A minute after midnight as a clock shows it; past midnight it begins anew."""
    return f'{minute // 60 % 24:02}:{minute % 60:02}'


def notice(hours: int) -> str:
    """Hours in words: 4 hours, 2 days."""
    if hours and hours % 24 == 0:
        return '1 day' if hours == 24 else f'{hours // 24} days'
    return '1 hour' if hours == 1 else f'{hours} hours'
