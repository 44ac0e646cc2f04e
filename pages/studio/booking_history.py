"""What happened to a booking, line by line."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.billing import money
from app.studio.desk import Line
from components.studio.words import day_words
from components.vocabulary.elements import block, text
from components.vocabulary.local_time import LocalTime

WORDS = {
    'booking.held': 'Held while it is paid',
    'booking.requested': 'Asked for',
    'booking.confirmed': 'Confirmed',
    'booking.completed': 'Held, and over',
    'booking.rejected': 'Rejected',
    'booking.cancelled': 'Cancelled',
    'booking.no_show': 'Nobody came',
    'booking.expired': 'Not paid in time',
    'booking.moved': 'Moved',
    'booking.claimed': 'Taken into the account with this address',
    'booking.move_asked': 'Another time was asked for',
    'booking.move_refused': 'The other time was refused',
    'booking.move_unanswered': 'The other time was not answered in time',
    'booking.item_added': 'Put on the bill',
    'booking.assigned': 'Engineer changed',
    'booking.noted': 'Notes changed',
    'booking.deleted': 'Taken off the lists',
    'booking.paid': 'Paid',
    'booking.refund': 'Money given back',
    'booking.refunded': 'Money given back at the payment provider',
    'booking.not_charged': 'The rest could not be charged',
}
MOMENTS = ('start_time', 'start')


def draw_history(lines: tuple[Line, ...], currency: str, zone: str) -> None:
    """Draw it, the latest first."""
    with block('panel stack', tag='section', aria_label='History', data_testid='history'):
        text('History', tag='h2')
        if not lines:
            text('Nothing was written down about it yet.', 'quiet', tag='p')
        with block('timeline-versions', tag='ol'):
            for number, one in enumerate(lines):
                _line(one, currency, zone, newest=number == 0)


def _line(one: Line, currency: str, zone: str, *, newest: bool) -> None:
    with block(tag='li', data_testid='history-line', data_current=str(newest).lower()):
        named = WORDS.get(one.action, one.action.partition('.')[2].replace('_', ' ').capitalize())
        text(named, 'strong', tag='p')
        for said in _more(one, currency, zone):
            text(said, 'small wrap-any', tag='p')
        with block('row small quiet'):
            text(one.by, 'wrap-any')
            LocalTime(one.at)


def _more(one: Line, currency: str, zone: str) -> list[str]:
    """What else is worth reading of a line: the reason, the times, what went back."""
    said = []
    if reason := one.details.get('reason'):
        said.append(f'“{reason}”')
    if was := _moment(one.before, zone):
        said.append(f'from {was} to {_moment(one.after, zone)}')
    if str(one.details.get('back', '')).isdecimal():
        said.append(f'{money.words(int(one.details["back"]), currency)} back')
    if (came := _number(one.after, 'paid_amount') - _number(one.before, 'paid_amount')) > 0:
        said.append(f'{money.words(came, currency)} paid')
    if item := one.details.get('item'):
        said.append(f'{item}: {money.words(int(one.details.get("cents") or 0), currency)}')
    if one.action == 'booking.assigned':
        said.append(str(one.details.get('engineer') or 'nobody yet'))
    return said


def _number(values: dict[str, Any], name: str) -> int:
    said = str(values.get(name, ''))
    return int(said) if said.isdecimal() else 0


def _moment(values: dict[str, Any], zone: str) -> str:
    for name in MOMENTS:
        try:
            at = datetime.fromisoformat(str(values.get(name, '')))
        except ValueError:
            continue
        return f'{day_words(at, zone)}, {at.astimezone(ZoneInfo(zone)):%H:%M}'
    return ''
