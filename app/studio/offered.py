"""Free starts together with what each costs: what is listed can be booked, and for this price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.db import reading
from app.studio import free, people, pricing, rooms
from app.studio.prices import Off, Quote
from app.studio.times import Start
from models.types import utc_now


@dataclass(frozen=True, slots=True)
class Offered:
    """A start that can be booked, and its price."""

    start: Start
    quote: Quote


def of_day(
    studio_id: str,
    room_id: str,
    day: date,
    minutes: int,
    offs: Sequence[Off] = (),
    *,
    but: str = '',
    now: datetime | None = None,
) -> list[Offered]:
    """The starts that `free.starts` lists for a date, each with its price.

    Raises
    ------
    NotFound
        There is no such studio or room, or it has no prices for that day yet.
    """
    now = now or utc_now()
    starts = free.starts(studio_id, room_id, day, minutes, but=but, now=now)
    with reading() as session:
        studio, room = people.there(session, studio_id), rooms.room_of(session, studio_id, room_id)
        return [Offered(start, pricing.quote(session, studio, room, start.at, minutes, now, offs)) for start in starts]
