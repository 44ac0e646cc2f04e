"""One value by hand: it stays, whatever files and connected platforms say later."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from nicegui import ui

from app.artist import metrics, numbers
from app.artist.metrics import Kind
from app.errors import Invalid
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField, FormField
from pages.shell.services import run_service, toast, toast_errors

Read = TypeVar('Read')


def number_in(text_of: str) -> float:
    """The number that somebody has written; raises Invalid."""
    try:
        return float(text_of.strip().replace(',', ''))
    except ValueError:
        raise Invalid({'value': 'Write a number, like 1250 or 6.50.'}) from None


def day_in(text_of: str) -> date:
    """The day that somebody has chosen; raises Invalid."""
    try:
        return date.fromisoformat(text_of.strip())
    except ValueError:
        raise Invalid({'day': 'Choose a day.'}) from None


def _read(reader: Callable[[str], Read], field: FormField) -> Read | None:
    """What stands in a field; None, and the reason beside it, where that cannot be."""
    try:
        found = reader(field.value)
    except Invalid as error:
        field.tell(next(iter(error.fields.values())))
        return None
    field.tell('')
    return found


class NumbersEntry:
    """The form."""

    def __init__(self, user_id: str, platform: str, metric: str) -> None:
        self._user_id, self._platform, self._metric = user_id, platform or 'spotify', metric or 'followers'

    def draw(self) -> None:
        """Draw it, folded."""
        with block(tag='details', data_testid='enter'):
            text('Enter a value by hand', tag='summary')
            with block('panel stack'):
                with block('fields top'):
                    labels = {name: one.label for name, one in metrics.PLATFORMS.items()}
                    self._where = ChoiceField(
                        'Platform', labels, self._platform, 'enter-platform', on_choose=self._chosen
                    )
                    self._place = block()
                    self._value = FormField('Value', '', 'enter-value', 30, kind='text')
                    self._day = FormField('Day', '', 'enter-day', 10, kind='date')
                self._chosen(self._platform)
                with block('row'):
                    button('Save', self._save, 'main-action', data_testid='enter-save')

    def _chosen(self, platform: str) -> None:
        self._place.clear()
        kinds = {one.type: one.label for one in metrics.of_platform(platform)}
        usual = self._metric if self._metric in kinds else next(iter(kinds))
        with self._place:
            self._what = ChoiceField('Number', kinds, usual, 'enter-metric')

    async def _save(self) -> None:
        value = _read(number_in, self._value)
        day = _read(day_in, self._day)
        if value is None or day is None:
            return
        with toast_errors():
            platform, metric = self._where.value, self._what.value
            await run_service(numbers.enter, self._user_id, platform, metric, day, value)
            toast('Saved.')
            ui.navigate.to(f'/artist/numbers?platform={platform}&metric={metric}')


def can_be_a_goal(kind: Kind) -> bool:
    """Whether something can be reached in it: people of a day and averages go up and down."""
    return kind in (Kind.FLOW, Kind.STOCK, Kind.WINDOW)
