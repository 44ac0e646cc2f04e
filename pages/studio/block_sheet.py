"""The sheet by which hours or a whole day are blocked, once or every week."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from nicegui import ui

from app.studio import blocks
from app.studio.board import Board
from components.studio.board import Spot
from components.studio.hours import minute
from components.studio.words import WEEKDAYS, clock_time
from components.vocabulary.checks import ChecksField
from components.vocabulary.elements import answer_of, block, button, text
from components.vocabulary.form import ChoiceField, FormField
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.asking import sheet, ways_out
from pages.studio.moments import day_of
from pages.studio.place import read_all

USUAL_MINUTES = 120


class BlockSheet:
    """Asks when, where and why; where somebody comes meanwhile, it offers to block the rest."""

    def __init__(self, user_id: str, found: Board, at: Spot) -> None:
        self._user_id, self._studio, self._at = user_id, found.studio, at
        self._rooms = {'': 'All rooms', **{room.id: room.name for room in found.rooms}}

    async def ask(self) -> bool:
        """Whether something was blocked."""
        with sheet('Block time', 'block-form') as dialog:
            self._draw(dialog)
        return await answer_of(dialog) is True

    def _draw(self, dialog: ui.dialog) -> None:
        begins, ends = self._at.minute, self._at.minute + USUAL_MINUTES
        with block('fields top'):
            self._day = FormField('Day', self._at.day, 'block-day', 10, kind='date')
            self._begins = FormField('From', clock_time(begins), 'block-from', 5)
            self._ends = FormField('To', clock_time(ends), 'block-to', 5, hint='before “from”: on the next day')
            self._room = ChoiceField('Where', self._rooms, self._at.lane, 'block-room')
        ways = {'whole': 'The studio’s whole day', 'weekly': 'Every week on that day'}
        self._ways = ChecksField('How', ways, [], 'block-ways')
        self._last = FormField('Every week until', '', 'block-last', 10, kind='date', hint='empty goes on for good')
        self._reason = FormField('Why, for yourselves', '', 'block-reason', 200)
        self._booked = block('note warn stack tight', data_testid='block-booked')
        self._booked.visible = False
        ways_out(dialog, 'Block it', partial(self._save, dialog), 'block')

    async def _save(self, dialog: ui.dialog, rest: bool = False) -> None:
        fields: Fields = {'day': self._day, 'from': self._begins, 'to': self._ends, 'last': self._last}
        with toast_errors(), told_beside(fields):
            try:
                await run_service(partial(self._block, rest))
            except blocks.Booked as error:
                self._offer_rest(dialog, str(error))
                return
            toast('Blocked. Nobody can book it.')
            dialog.submit(True)

    def _offer_rest(self, dialog: ui.dialog, said: str) -> None:
        self._booked.clear()
        self._booked.visible = True
        with self._booked:
            text(said, tag='p', role='alert')
            with block('row'):
                button('Block the rest', partial(self._save, dialog, True), data_testid='block-rest')

    def _block(self, rest: bool) -> None:
        said: dict[str, Any] = read_all(
            {
                'day': partial(day_of, self._day.value),
                'from': partial(minute, self._begins.value),
                'to': partial(minute, self._ends.value),
                'last': partial(_last_of, self._last.value),
            }
        )
        day, begins, ends = said['day'], said['from'], said['to']
        if day.isoformat() == self._at.day and self._at.minute >= 1440 and begins < self._studio.day_starts:
            day += timedelta(days=1)  # the lane goes on past midnight
        ends += 1440 if ends <= begins else 0
        where: dict[str, Any] = {'room_id': self._room.value, 'rest': rest}
        mine = self._user_id, self._studio.id
        reason = self._reason.value
        if 'weekly' in self._ways.chosen:
            if 'whole' in self._ways.chosen:
                begins, ends = self._studio.day_starts, self._studio.day_starts + 1440
            blocks.add_weekly(*mine, day.weekday(), begins, ends, day, said['last'], reason, **where)
        elif 'whole' in self._ways.chosen:
            blocks.add(*mine, day, None, None, reason, **where)
        else:
            blocks.add(*mine, day, begins, ends, reason, **where)


def _last_of(written: str) -> date | None:
    return day_of(written) if written.strip() else None


def weekly_words(weekday: int, begins: int, ends: int) -> str:
    """A block of every week in words: Thursdays, 10:00 to 14:00."""
    return f'{WEEKDAYS[weekday]}s, {clock_time(begins)} to {clock_time(ends)}'
