"""When the visitor wants to practise: days, time, minutes, and whether to be reminded."""

from app.practice import schedule
from app.practice.schedule import Schedule
from components.vocabulary.checks import ChecksField
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast, toast_errors

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
            with block('fields'):
                self._at = FormField('Time', known.at, 'plan-at', 5, hint='like 18:30, in your own time zone')
                self._minutes = FormField('Minutes', str(known.minutes), 'plan-minutes', 3)
            ways = {'remind': 'Remind me on these days, unless I have practised already'}
            self._remind = ChecksField('Reminder', ways, ['remind'] if known.reminders else [], 'plan-remind')
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='plan-save')

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
