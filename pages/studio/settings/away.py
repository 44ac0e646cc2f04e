"""When engineers are away: the days and hours off that are to come, and the sheet by which one is added."""

from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from nicegui import ui

from app.studio import days_off, rooms
from app.studio.days_off import DayOff
from app.studio.studios import StudioView
from components.studio.hours import minute
from components.studio.words import clock_time
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import answer_of, block, button, text
from components.vocabulary.form import ChoiceField, FormField
from components.vocabulary.keyed import Keyed
from models.types import utc_now
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.asking import sheet, ways_out
from pages.studio.moments import day_of
from pages.studio.place import Here, read_all

FOLLOWS = (
    'While an engineer is away, no client moves a session of theirs there; what nobody is there for is not offered. '
    'You are told before you put a session there yourself.'
)
DAYS, HOURS = 'days', 'hours'
NOBODY = 'Nobody works here yet. The owner adds engineers under “Rooms and engineers”.'


async def draw_away(found: Here, studio: StudioView) -> None:
    """The list, and a button that adds to it."""
    await _DaysOff(found.user_id, studio).begin()


class _DaysOff:
    def __init__(self, user_id: str, studio: StudioView) -> None:
        self._user_id, self._studio = user_id, studio
        self._names: dict[str, str] = {}
        with block('panel stack', tag='section', aria_label='Days off', data_testid='days-off'):
            text('Days off', tag='h2')
            text(FOLLOWS, 'quiet', tag='p')
            self._list = Keyed(block('rows', tag='ul'))
            self._none = text('Everybody is there.', 'quiet', tag='p')
            self._nobody = text(NOBODY, 'quiet', tag='p')
            with block('row') as self._ways:
                button('Add days off', self._add, icon='add', data_testid='day-off-add')
        self._stage = block()

    @property
    def _today(self) -> date:
        return utc_now().astimezone(ZoneInfo(self._studio.zone)).date()

    async def begin(self) -> None:
        """Show what there is."""
        there = await run_service(rooms.engineers, self._studio.id)
        each = await run_service(days_off.to_come, self._user_id, self._studio.id)
        if self._list.place.is_deleted:
            return
        self._names = {one.id: one.name for one in there}
        self._none.visible, self._nobody.visible = bool(there) and not each, not there
        self._ways.visible = bool(there)
        with self._list as shown:
            for one in each:
                shown.item(one.id, self._line, one)

    def _line(self, one: DayOff) -> None:
        name, said = self._names.get(one.engineer_id, 'Somebody'), _words(one)
        with block('line', tag='li', data_testid='day-off'):
            with block('grow'):
                text(name, 'strong wrap-any')
                text(said, 'small quiet', tag='p')
            press = partial(self._remove, one, name, said)
            button('Remove', press, 'bare', aria_label=f'Remove {name}, {said}', data_testid='day-off-remove')

    async def _add(self) -> None:
        with self._stage:
            if await _Sheet(self._user_id, self._studio, self._names, self._today).ask():
                await self.begin()

    async def _remove(self, one: DayOff, name: str, said: str) -> None:
        with self._stage:
            if not await confirm(f'Is {name} there after all?', f'Remove {said}.', 'Remove'):
                return
        with toast_errors():
            await run_service(days_off.remove, self._user_id, one.id)
            await self.begin()


class _Sheet:
    """Asks who is away and when; where sessions are booked then, it names them before it saves."""

    def __init__(self, user_id: str, studio: StudioView, names: dict[str, str], today: date) -> None:
        self._user_id, self._studio, self._names, self._today = user_id, studio, names, today
        self._told: tuple[Any, ...] | None = None
        """For which wish the note names sessions."""

    async def ask(self) -> bool:
        """Whether something was added."""
        with sheet('Days off', 'day-off-form') as dialog:
            self._draw(dialog)
        return await answer_of(dialog) is True

    def _draw(self, dialog: ui.dialog) -> None:
        today = self._today.isoformat()
        self._who = ChoiceField('Who', self._names, next(iter(self._names)), 'day-off-who')
        ways = {DAYS: 'Whole days', HOURS: 'Some hours of one day'}
        self._way = ChoiceField('How long', ways, DAYS, 'day-off-way', on_choose=self._choose)
        with block('fields top') as self._of_days:
            self._first = FormField('First day', today, 'day-off-first', 10, kind='date')
            self._last = FormField('Last day', '', 'day-off-last', 10, kind='date', hint='empty is that day alone')
        with block('fields top') as self._of_hours:
            self._day = FormField('Day', today, 'day-off-day', 10, kind='date')
            self._begins = FormField('From', '10:00', 'day-off-from', 5)
            self._ends = FormField('To', '14:00', 'day-off-to', 5, hint='before “from”: on the next day')
        self._choose(DAYS)
        self._in_the_way = block('note warn stack tight', data_testid='day-off-in-the-way')
        self._in_the_way.visible = False
        ways_out(dialog, 'Save', partial(self._save, dialog), 'day-off')

    def _choose(self, way: str) -> None:
        self._of_days.visible, self._of_hours.visible = way == DAYS, way == HOURS

    async def _save(self, dialog: ui.dialog, anyway: bool = False) -> None:
        fields: Fields = {'first': self._first, 'last': self._last}
        if self._way.value == HOURS:
            fields = {'day': self._day, 'from': self._begins, 'to': self._ends}
        with toast_errors(), told_beside(fields):
            wish = self._wish()
            try:  # what they have changed since they were told is looked at anew
                add = partial(days_off.add, self._user_id, self._studio.id, *wish, anyway=anyway and wish == self._told)
                await run_service(add)
            except days_off.InTheWay as error:
                self._told = wish
                self._tell(dialog, str(error))
                return
            toast(f'{self._names[wish[0]]} is away then.')
            dialog.submit(True)

    def _tell(self, dialog: ui.dialog, said: str) -> None:
        self._in_the_way.clear()
        self._in_the_way.visible = True
        with self._in_the_way:
            text(said, 'wrap-any', tag='p', role='alert')
            with block('row'):
                button('Save it anyway', partial(self._save, dialog, True), data_testid='day-off-anyway')

    def _wish(self) -> tuple[Any, ...]:
        """Who is away and when, as `days_off.add` takes it."""
        if self._way.value == HOURS:
            times = {'from': partial(minute, self._begins.value), 'to': partial(minute, self._ends.value)}
            said = read_all({'day': partial(day_of, self._day.value), **times})
            begins, ends = said['from'], said['to']
            ends += 1440 if ends <= begins else 0
            return self._who.value, said['day'], said['day'], begins, ends
        last = self._last.value.strip() or self._first.value
        said = read_all({'first': partial(day_of, self._first.value), 'last': partial(day_of, last)})
        return self._who.value, said['first'], said['last']


def _words(one: DayOff) -> str:
    first, last = f'{one.first:%a %-d %B %Y}', f'{one.last:%a %-d %B %Y}'
    if one.starts is not None and one.ends is not None:
        return f'{first}, {clock_time(one.starts)} to {clock_time(one.ends)}'
    return first if one.first == one.last else f'{first} to {last}'
