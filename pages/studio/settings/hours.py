"""When a studio is open, how sessions begin, and how far ahead they are booked."""

from functools import partial

from app.errors import Invalid
from app.studio import studios
from app.studio.studios import StudioView
from components.studio.hours import LONGEST, minute, windows, written
from components.studio.words import WEEKDAYS, clock_time
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import FormField
from pages.shell.forms import Fields, told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.place import Here, read_all, whole

NUMBERS = {
    'grid_minutes': ('Starts every … minutes', 'like 30: at 14:00 and 14:30'),
    'min_minutes': ('Shortest session, minutes', ''),
    'max_minutes': ('Longest session, minutes', ''),
    'notice_hours': ('Booked at least … hours ahead', ''),
    'horizon_days': ('Booked at most … days ahead', ''),
}


async def draw_hours(found: Here, studio: StudioView) -> None:
    """The form."""
    _Form(found.user_id, studio).draw()


class _Form:
    def __init__(self, user_id: str, studio: StudioView) -> None:
        self._user_id, self._studio = user_id, studio

    def draw(self) -> None:
        """Draw it as it is."""
        one = self._studio
        with block('panel stack', tag='section', aria_label='Opening hours', data_testid='hours-form'):
            text('Opening hours', tag='h2')
            text(
                'By the clock on the wall of the studio, like 10:00-22:00, or 10:00-14:00, 18:00-02:00. What ends '
                'earlier than it begins goes on past midnight. Empty is closed.',
                'quiet',
                tag='p',
            )
            with block('fields top'):
                self._days = {
                    day: FormField(name, written(one.opening.get(day, ())), f'hours-{day}', LONGEST)
                    for day, name in enumerate(WEEKDAYS)
                }
            with block('row'):
                button('Write Monday’s hours into every day', self._copy, 'bare', data_testid='hours-copy')
            text('Sessions', tag='h2')
            with block('fields top'):
                self._numbers = {
                    name: FormField(label, str(getattr(one, name)), f'hours-{name}', 6, hint=hint)
                    for name, (label, hint) in NUMBERS.items()
                }
                hint = 'Until then a night still belongs to the evening before.'
                self._starts = FormField(
                    'The day begins at', clock_time(one.day_starts), 'hours-day_starts', 5, hint=hint
                )
            with block('row'):
                button('Save', self._save, 'main-action', data_testid='hours-save')

    def _copy(self) -> None:
        for field in self._days.values():
            field.value = self._days[0].value

    async def _save(self) -> None:
        days = {f'day-{day}': field for day, field in self._days.items()}
        fields: Fields = {**days, **self._numbers, 'day_starts': self._starts}
        with toast_errors(), told_beside(fields):
            opening = read_all({name: partial(windows, field.value) for name, field in days.items()})
            numbers = read_all(
                {name: partial(whole, field.value, 'it') for name, field in self._numbers.items()}
                | {'day_starts': partial(minute, self._starts.value)}
            )
            given = {int(name[4:]): found for name, found in opening.items() if found}
            await run_service(partial(self._change, given, numbers))
            toast('Saved. What is booked already stays as it is.')

    def _change(self, opening: dict[int, list[list[int]]], numbers: dict[str, int]) -> None:
        try:
            studios.change(self._user_id, self._studio.id, opening=opening, **numbers)
        except Invalid as error:
            if 'opening' in error.fields:
                raise Invalid({'day-0': error.fields['opening']} | error.fields) from error
            raise
