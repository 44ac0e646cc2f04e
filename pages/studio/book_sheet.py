"""The sheet by which staff book a session for a client: confirmed at once, at any hour that is free, paid later."""

from datetime import timedelta
from functools import partial
from typing import Any

from nicegui import ui

from app.billing import money
from app.errors import Invalid, TimeRefused
from app.studio import cautions, holding
from app.studio.board import Board
from app.studio.booker import Booker
from app.studio.holding import Held, Wish
from components.studio.board import Spot
from components.studio.hours import minute
from components.studio.words import clock_time, when
from components.vocabulary.elements import answer_of, block
from components.vocabulary.form import ChoiceField, FormField
from models.types import new_id
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.asking import ask_sure, sheet, ways_out
from pages.studio.moments import day_of, moment_of
from pages.studio.place import read_all, whole

NO_ENGINEER = 'Nobody yet'


class BookSheet:
    """Asks who comes, when and for how long. Sent twice, it is one session."""

    def __init__(self, user_id: str, found: Board, at: Spot, client: Booker | None = None) -> None:
        self._user_id, self._studio, self._at = user_id, found.studio, at
        self._client = client or Booker('')
        self._rooms = {room.id: room.name for room in found.rooms if room.is_active}
        self._engineers = {'': NO_ENGINEER, **{one.id: one.name for one in found.engineers}}
        self._key = new_id()

    async def ask(self) -> bool:
        """Whether something was booked."""
        with sheet('Book for a client', 'book-form') as dialog:
            self._draw()
            ways_out(dialog, 'Book it', partial(self._save, dialog), 'book')
        return await answer_of(dialog) is True

    def _draw(self) -> None:
        with block('fields top'):
            self._name = FormField('Name', self._client.name, 'book-name', 120)
            self._artist = FormField('Plays as', self._client.artist_name, 'book-artist', 120)
            self._mail = FormField('Mail', self._client.email, 'book-mail', 254, kind='email')
            self._phone = FormField('Phone', self._client.phone, 'book-phone', 40, kind='tel')
        day, at = self._at.day, self._at.minute
        if at >= 1440:
            day, at = (day_of(day) + timedelta(days=1)).isoformat(), at - 1440
        with block('fields top'):
            self._day = FormField('Day', day, 'book-day', 10, kind='date')
            self._begins = FormField('From', clock_time(at), 'book-from', 5, hint='by the studio’s clock')
            usual = max(self._studio.min_minutes, 120)
            self._minutes = FormField('Minutes', str(usual), 'book-minutes', 4, hint='120 are two hours')
            self._room = ChoiceField('Room', self._rooms, self._at.lane, 'book-room')
            self._engineer = ChoiceField('Engineer', self._engineers, '', 'book-engineer')

    async def _save(self, dialog: ui.dialog) -> None:
        fields: Fields = {
            'name': self._name, 'artist_name': self._artist, 'email': self._mail, 'phone': self._phone,
            'day': self._day, 'from': self._begins, 'minutes': self._minutes,
        }  # fmt: skip
        with toast_errors(), told_beside(fields):
            said = self._said()
            if not await self._is_meant(said):
                return
            held: Held = await run_service(partial(self._book, said))
            there = when(held.start, held.end, self._studio.zone)
            toast(f'Booked for {there}: {money.words(held.total, held.currency)}, paid later.')
            dialog.submit(True)

    def _said(self) -> dict[str, Any]:
        """The length, and the start by the studio's clock."""
        said: dict[str, Any] = read_all(
            {
                'day': partial(day_of, self._day.value),
                'from': partial(minute, self._begins.value),
                'minutes': partial(whole, self._minutes.value, 'the length'),
            }
        )
        return said | {'start': moment_of(self._studio.zone, said['day'], said['from'])}

    async def _is_meant(self, said: dict[str, Any]) -> bool:
        """Whether it shall be then, although the studio is closed, or whoever works it is elsewhere."""
        start, minutes, engineer = said['start'], said['minutes'], self._engineer.value or None
        ask = partial(cautions.of_time, self._user_id, self._studio.id, start, minutes, engineer)
        beware = (await run_service(ask)).sentences
        there = when(start, start + timedelta(minutes=minutes), self._studio.zone)
        return not beware or await ask_sure(f'Book {there}?', [], 'Book it anyway', 'sure-book', beware=beware)

    def _book(self, said: dict[str, Any]) -> Held:
        who = Booker(self._name.value, self._mail.value, self._phone.value, self._artist.value)
        try:
            where = self._room.value, self._engineer.value or None
            wish = Wish(self._studio.id, said['start'], said['minutes'], who, *where, key=self._key)
            return holding.book_for(self._user_id, wish)
        except TimeRefused as error:
            raise Invalid({'from': str(error)}) from error
