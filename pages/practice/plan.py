"""When the visitor wants to practise: days, time, minutes, whether to be reminded, and all that in their calendar."""

from datetime import datetime

from app.practice import calendars, schedule
from app.practice.schedule import Schedule
from components.vocabulary.checks import ChecksField
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.shell.sharing import COPY

DAYS = {'0': 'Mon', '1': 'Tue', '2': 'Wed', '3': 'Thu', '4': 'Fri', '5': 'Sat', '6': 'Sun'}


class Plan:
    """The form."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id

    async def draw(self) -> None:
        """Draw it as it is."""
        known = await run_service(schedule.get, self._user_id)
        with block('panel stack', tag='section', aria_label='Your week', data_testid='plan'):
            text('Your week', tag='h2')
            self._days = ChecksField('Days', DAYS, [str(day) for day in known.days], 'plan-days')
            with block('fields top'):
                self._at = FormField('Time', known.at, 'plan-at', 5, hint='like 18:30, in your own time zone')
                self._minutes = FormField('Minutes', str(known.minutes), 'plan-minutes', 3)
            ways = {'remind': 'Remind me on these days, unless I have practised already'}
            self._remind = ChecksField('Reminder', ways, ['remind'] if known.reminders else [], 'plan-remind')
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='plan-save')
        await _Calendar(self._user_id).draw()

    async def _save(self) -> None:
        fields: Fields = {'days': self._days, 'at': self._at, 'minutes': self._minutes}
        with toast_errors(), told_beside(fields):
            said = self._minutes.value.strip()
            wanted = Schedule(
                tuple(int(day) for day in self._days.chosen),
                self._at.value.strip(),
                int(said) if said.isdecimal() else 0,
                bool(self._remind.chosen),
            )
            await run_service(schedule.save, self._user_id, wanted)
            toast('Saved.')


class _Calendar:
    """The address for a calendar program: made, copied once, revoked."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        with block('panel stack', tag='section', aria_label='Your calendar', data_testid='calendar'):
            text('In your calendar', tag='h2')
            text(
                'An address from which your calendar program reads your week, and what is due. Whoever has it can read '
                'that, too: keep it to yourself.',
                'quiet',
                tag='p',
            )
            self._shown = Keyed(block('stack tight'))

    async def draw(self, address: str = '') -> None:
        """Draw what there is; an address that was just made is shown this once."""
        made = await run_service(calendars.made_at, self._user_id)
        if self._shown.place.is_deleted:
            return
        with self._shown as shown:
            if address:
                shown.item('address', _address, address)
            shown.item('now', self._now, made)

    def _now(self, made: datetime | None) -> None:
        with block('row'):
            if made is None:
                button('Make an address', self._make, data_testid='calendar-make')
                return
            text('There is one, made')
            LocalTime(made)
            button('Make a new one', self._make_anew, data_testid='calendar-anew')
            button('Revoke', self._revoke, 'bare danger', data_testid='calendar-revoke')

    async def _make(self) -> None:
        with toast_errors():
            await self.draw(await run_service(calendars.make, self._user_id))

    async def _make_anew(self) -> None:
        if await confirm('Make a new address?', 'The one that you have stops working at once.', 'Make a new one'):
            await self._make()

    async def _revoke(self) -> None:
        if await confirm('Revoke the address?', 'Your calendar program reads nothing there any more.', 'Revoke'):
            with toast_errors():
                await run_service(calendars.revoke, self._user_id)
                await self.draw()


def _address(address: str) -> None:
    with block('note good stack tight'):
        text('Copy it now, and subscribe to it in your calendar: it is not shown again.', tag='p')
        with block('row'):
            field = block('input mono grow', tag='input', readonly='', value=address, aria_label='The address')
            field.props['data-testid'] = 'calendar-address'
            field.on('focus', js_handler='(e) => e.target.select()')
            copy = block('button', tag='button', type='button', data_testid='calendar-copy')
            with copy:
                text('Copy')
            copy.on('click', js_handler=COPY)
