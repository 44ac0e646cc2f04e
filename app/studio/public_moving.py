"""Another time for a booking, as whoever booked chooses it: what is free, and what it means for the money."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import LevelMixError, NotAllowed
from app.studio import free, moving, public_words, times
from app.studio import public_booking as booking_page
from app.studio.moving import Moving
from app.studio.public_booking import Asked, Day, Offer
from app.studio.public_session import SessionPage, link_of, page
from models.types import utc_now


@dataclass(frozen=True, slots=True)
class MovePage:
    """Other times for a session: a month, the starts of a day, and what one of them means for the money."""

    session: SessionPage
    asked: Asked
    month: date
    before: str
    after: str
    weeks: Sequence[Sequence[Day]]
    day: date | None
    offers: Sequence[Offer]
    chosen: Moving | None
    chosen_key: str
    when: public_words.Moment | None
    refused: str

    def address(self, **changed: Any) -> str:
        """The same with something chosen otherwise."""
        kept = {'month': self.asked.month, 'day': self.asked.day, 'start': self.asked.start} | changed
        return self.session.address(**kept)


def move_page(given: str, asked: Asked, now: datetime | None = None) -> MovePage:
    """Other times for a session, as free as if it were not there; raises as `page`, and NotAllowed where it cannot be
    moved."""
    now = now or utc_now()
    session = page(given, now=now)
    if not session.may_move or session.room is None:
        raise NotAllowed('This session cannot be moved any more. Ask the studio.')
    studio, facts = session.studio, session.facts
    chosen, when, refused, key = None, None, '', ''
    if asked.start:
        try:
            start = times.asked(asked.start, ZoneInfo(studio.zone))
            chosen = moving.preview(**link_of(given).keys, start=start, now=now)
            when = public_words.span(start, start + timedelta(minutes=facts.minutes), studio.zone, facts.zone)
            key = asked.start
        except LevelMixError as error:
            refused = str(error)
    near = (start if chosen else facts.start).astimezone(ZoneInfo(studio.zone)).date().isoformat()
    asked = replace(asked, day=asked.day or ('' if asked.month else near), start=key, zone=facts.zone)
    month, counts, day = booking_page.calendar(studio, session.room, asked, facts.minutes, now, but=facts.id)
    offered = free.starts(studio.id, session.room.id, day, facts.minutes, but=facts.id, now=now) if day else []
    offered = [one for one in offered if one.at != facts.start]
    today = now.astimezone(ZoneInfo(studio.zone)).date()
    before, after = booking_page.neighbours(month, today, studio.horizon_days)
    return MovePage(
        session=session,
        asked=asked,
        month=month,
        before=before,
        after=after,
        weeks=booking_page.weeks(month, counts, day, today),
        day=day,
        offers=[booking_page.offer(one, key, facts.zone) for one in offered],
        chosen=chosen,
        chosen_key=key,
        when=when,
        refused=refused,
    )


def move(given: str, start_key: str, *, now: datetime | None = None) -> bool:
    """Move a session to another time, or ask for it where the client may not do it alone; True where it is moved."""
    link, now = link_of(given), now or utc_now()
    session = page(given, now=now)
    start = times.asked(start_key, ZoneInfo(session.studio.zone))
    if moving.preview(**link.keys, start=start, now=now).must_ask:
        moving.ask(**link.keys, start=start, now=now)
        return False
    moving.move(**link.keys, start=start, now=now)
    return True
