"""Sessions as calendar files: an invitation, what takes it back, and a feed of many.

All times are in UTC, without rules of a zone: calendars show them by the clock of whoever looks, and those of some
programs do not read the rules that are written out by a library.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

MEDIA = 'text/calendar; charset=utf-8'
PRODUCT = '-//LevelMix//Studio//EN'
REFRESH = timedelta(hours=1)
"""How often programs are asked to look at a feed again."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, or who is asked, with an address of mail that was checked before."""

    email: str
    name: str = ''


@dataclass(frozen=True, slots=True)
class Session:
    """One session as calendars know it.

    Attributes
    ----------
    uid : names it for ever: the booking's id.
    starts, ends : moments, in any zone.
    sequence : counts what calendars were told of it; a higher one wins.
    changed : when it was last changed.
    """

    uid: str
    starts: datetime
    ends: datetime
    title: str
    changed: datetime
    sequence: int = 0
    place: str = ''
    notes: str = ''
    link: str = ''


def invitation(session: Session, organizer: Person, attendee: Person) -> str:
    """A session that takes place, or that has another time now: METHOD:REQUEST."""
    return _sent(session, 'REQUEST', 'CONFIRMED', organizer, attendee)


def cancellation(session: Session, organizer: Person, attendee: Person) -> str:
    """A session that does not take place: METHOD:CANCEL."""
    return _sent(session, 'CANCEL', 'CANCELLED', organizer, attendee)


def feed(name: str, uid: str, sessions: Iterable[Session]) -> str:
    """Many sessions, for programs that ask again and again."""
    import icalendar  # takes half a second

    made = icalendar.Calendar.new(prodid=PRODUCT, name=name, uid=uid, refresh_interval=REFRESH)
    made['REFRESH-INTERVAL'].params['VALUE'] = 'DURATION'  # RFC 7986 has no usual one
    made.add('X-PUBLISHED-TTL', icalendar.vDuration(REFRESH))
    for session in sessions:
        made.add_component(_event(session, 'CONFIRMED'))
    return _text(made)


def _sent(session: Session, method: str, status: str, organizer: Person, attendee: Person) -> str:
    import icalendar

    made = icalendar.Calendar.new(prodid=PRODUCT, method=method)
    made.pop('UID', None)  # of the file; that of the event is what counts
    event = _event(session, status)
    event.add('ORGANIZER', _address(organizer))
    asked = _address(attendee)
    asked.params['ROLE'], asked.params['PARTSTAT'] = 'REQ-PARTICIPANT', 'ACCEPTED'
    event.add('ATTENDEE', asked)
    made.add_component(event)
    return _text(made)


def _event(session: Session, status: str) -> 'Event':
    import icalendar

    event = icalendar.Event()
    event.add('UID', session.uid)
    event.add('DTSTAMP', _utc(session.changed))
    event.add('LAST-MODIFIED', _utc(session.changed))
    event.add('DTSTART', _utc(session.starts))
    event.add('DTEND', _utc(session.ends))
    event.add('SEQUENCE', session.sequence)
    event.add('STATUS', status)
    event.add('SUMMARY', session.title)
    for name, said in (('LOCATION', session.place), ('DESCRIPTION', session.notes), ('URL', session.link)):
        if said:
            event.add(name, said)
    return event


def _address(person: Person) -> 'vCalAddress':
    import icalendar

    made = icalendar.vCalAddress(f'mailto:{person.email}')
    name = ''.join(sign for sign in person.name if sign.isprintable() and sign != '"').strip()
    if name:
        made.params['CN'] = name
    return made


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _text(made: 'Calendar') -> str:
    return str(made.to_ical().decode())
