"""The sheet by which a session is moved: free times of a day, and what the new one means for the money, told before."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from app.billing import money
from app.errors import Invalid, TimeRefused
from app.studio import free, moving, rooms, states
from app.studio.desk import Desk
from app.studio.moving import Moving
from app.studio.times import Start
from components.studio.hours import minute
from components.studio.words import when
from components.vocabulary.elements import answer_of, block, button, text
from components.vocabulary.form import ChoiceField, FormField
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.asking import sheet
from pages.studio.moments import day_of, moment_of
from pages.studio.place import read_all, whole

MOST_CHIPS = 60


class MoveSheet:
    """Asks where to; staff may choose any hour and room, clients what is offered."""

    def __init__(self, user_id: str, known: Desk) -> None:
        self._user_id, self._known = user_id, known
        self._is_staff = known.role in states.STAFF
        self._zone = ZoneInfo(known.studio.zone)

    async def ask(self) -> bool:
        """Whether it was moved, or asked for."""
        there = await run_service(rooms.of_studio, self._known.studio.id)
        with sheet('Move the session', 'move-form') as self._dialog:
            self._draw({room.id: room.name for room in there})
        return await answer_of(self._dialog) is True

    def _draw(self, names: dict[str, str]) -> None:
        booking = self._known.booking
        local = booking.start_time.astimezone(self._zone)
        now = when(booking.start_time, booking.end_time, self._known.studio.zone)
        text(f'It is on {now}, by the clock of the studio.', 'quiet', tag='p')
        with block('fields top'):
            self._day = FormField('Day', local.date().isoformat(), 'move-day', 10, kind='date')
            self._begins = FormField('From', f'{local:%H:%M}', 'move-from', 5)
            self._minutes = FormField('Minutes', str(booking.duration), 'move-minutes', 4)
            self._room = None
            if self._is_staff and len(names) > 1:
                self._room = ChoiceField('Room', names, booking.room_id, 'move-room')
        with block('row'):
            button('Free times of that day', self._show_free, data_testid='move-free')
            button('See what it means', self._look, data_testid='move-look')
        self._free = block('chips', data_testid='move-starts')
        self._means = block('stack tight', data_testid='move-means')
        with block('row end'):
            button('Cancel', partial(self._dialog.submit, False), 'bare')

    async def _show_free(self) -> None:
        with toast_errors(), told_beside({'day': self._day, 'minutes': self._minutes}):
            said = read_all(
                {
                    'day': partial(day_of, self._day.value),
                    'minutes': partial(whole, self._minutes.value, 'the length'),
                }
            )
            ask = partial(free.starts, self._known.studio.id, self._room_id, said['day'], said['minutes'])
            starts = await run_service(partial(ask, but=self._known.booking.id))
            self._chips(starts, 'Nothing is free on that day for so long.')

    def _chips(self, starts: list[Start], none: str) -> None:
        self._free.clear()
        with self._free:
            if not starts:
                text(none, 'quiet')
            for start in starts[:MOST_CHIPS]:
                name = (
                    start.label
                    if start.day.isoformat() == self._day.value
                    else f'{start.local:%a %-d %b} {start.label}'
                )
                button(name, partial(self._choose, start), data_testid='move-start')

    async def _choose(self, start: Start) -> None:
        self._day.value, self._begins.value = f'{start.local:%Y-%m-%d}', f'{start.local:%H:%M}'
        await self._look(start.at)

    @property
    def _room_id(self) -> str:
        return self._room.value if self._room is not None else self._known.booking.room_id

    async def _look(self, at: datetime | None = None) -> None:
        """Say what the move would mean; what is refused is said beside the time, with free ones near it."""
        fields = {'day': self._day, 'from': self._begins, 'minutes': self._minutes}
        self._means.clear()
        with toast_errors(), told_beside(fields):
            said: dict[str, Any] = read_all(
                {
                    'day': partial(day_of, self._day.value),
                    'from': partial(minute, self._begins.value),
                    'minutes': partial(whole, self._minutes.value, 'the length'),
                }
            )
            start = at or moment_of(self._known.studio.zone, said['day'], said['from'])
            booking = self._known.booking
            where = booking.id, start, said['minutes'], self._room_id
            try:
                found = await run_service(partial(moving.preview, self._user_id, *where))
            except TimeRefused as error:
                self._chips([one for one in error.nearest if isinstance(one, Start)], 'Nothing near it is free.')
                raise Invalid({'from': str(error)}) from error
            self._told(found, start)

    def _told(self, found: Moving, start: datetime) -> None:
        booking, said = self._known.booking, partial(money.words, currency=found.currency)
        there = when(start, start + timedelta(minutes=found.minutes), self._known.studio.zone)
        with self._means:
            text(there, 'strong', tag='p', data_testid='move-there')
            same = found.total == booking.total_amount
            text(
                f'It costs {said(found.total)}, {"as before" if same else f"not {said(booking.total_amount)}"}.',
                tag='p',
            )
            if found.back:
                text(f'{said(found.back)} come back.', tag='p', data_testid='move-back')
            text(
                f'{said(found.rest)} are still to be paid, later.' if found.rest else 'Nothing is left to pay.', tag='p'
            )
            if found.must_ask and not self._is_staff:
                text('You cannot move it yourself any more. Ask for it: both times are held until the studio answers.',
                     'quiet', tag='p')  # fmt: skip
            for sentence in found.cautions.sentences:
                text(sentence, 'note warn', tag='p', data_testid='move-caution')
            label = 'Ask for it' if found.must_ask and not self._is_staff else 'Move it'
            label = f'{label} anyway' if found.cautions.sentences else label
            button(label, partial(self._go, found, start), 'main-action', data_testid='move-go')

    async def _go(self, found: Moving, start: datetime) -> None:
        asks = found.must_ask and not self._is_staff
        deed = moving.ask if asks else moving.move
        with toast_errors():
            await run_service(partial(deed, self._user_id, self._known.booking.id, start, found.minutes, self._room_id))
            toast('Asked. You are told what the studio says.' if asks else 'Moved.')
            self._dialog.submit(True)
