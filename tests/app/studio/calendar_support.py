"""Calendars that lie at a server of these stories, and when they keep rooms busy."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.db import reading, transaction
from app.errors import NotAllowed
from app.studio import calendars
from app.studio.calendars import reading as calendar_reading
from app.studio.studios import StudioView
from models import OutsideCalendar, RoomReservation
from models.types import utc_now
from tests.receivers import Asked, Receiver, receiver, resolved

TOMORROW = (utc_now() + timedelta(days=1)).replace(hour=12, minute=0, second=0)


def event(uid: str, starts: datetime, hours: int = 2, more: str = '') -> str:
    """So many hours in which a calendar is busy; `more` are other lines of the event."""
    times = [f'{at:%Y%m%dT%H%M%SZ}' for at in (starts, starts + timedelta(hours=hours))]
    return f'BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{times[0]}\r\nDTEND:{times[1]}\r\n{more}END:VEVENT\r\n'


def calendar(*events: str) -> bytes:
    """A whole calendar."""
    return f'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{"".join(events)}END:VCALENDAR\r\n'.encode()


def says(there: Receiver, body: bytes, status: int = 200) -> None:
    """From now on, this is what lies at the address."""

    def answer(_: Asked) -> tuple[int, Mapping[str, str], bytes]:
        return status, {}, body

    there.answers = answer


@pytest.fixture
def there(change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A server that may be reached, and what it says is read in this process, because that is quicker."""
    change_setting('outbound_allow', 'calendars.example.org')
    resolved(monkeypatch, calendars__example__org='127.0.0.1', inside__example__org='127.0.0.1')

    def read(content: bytes, zone: str, since: datetime, until: datetime) -> list[calendars.Busy]:
        if len(content) > calendar_reading.MOST_BYTES:
            raise NotAllowed('larger than 1 MB')
        return calendar_reading.read(content, ZoneInfo(zone), since, until)

    monkeypatch.setattr(calendars, 'read', read)
    with receiver() as made:
        yield made


def address(there: Receiver) -> str:
    """Where it lies."""
    return there.url('/secret.ics', 'calendars.example.org')


def all_due() -> None:
    """It is time to read all of them again, the latest added last."""
    with transaction() as session:
        ids = list(session.scalars(sa.select(col(OutsideCalendar.id)).order_by(col(OutsideCalendar.created_at))))
        for seconds, calendar_id in enumerate(reversed(ids), 1):
            session.get_one(OutsideCalendar, calendar_id).next_at = utc_now() - timedelta(seconds=seconds)


def busy(studio: StudioView) -> list[tuple[datetime, float]]:
    """From when, and for how many hours, outside calendars keep the studio's rooms."""
    with reading() as session:
        mine = sa.select(RoomReservation).where(col(RoomReservation.kind) == 'external')
        rows = session.scalars(mine.order_by(col(RoomReservation.starts_at)))
        return [(datetime.fromtimestamp(row.starts_at, UTC), (row.ends_at - row.starts_at) / 3600) for row in rows]
