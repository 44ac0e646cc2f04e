"""The sheet that puts something on the bill of a booking."""

from functools import partial

from nicegui import ui

from app.errors import NotAllowed
from app.studio import extras
from components.vocabulary.elements import answer_of
from components.vocabulary.form import ChoiceField, FormField
from models import Booking
from pages.shell.forms import told_beside
from pages.shell.services import run_service, toast, toast_errors
from pages.studio.asking import sheet, ways_out
from pages.studio.place import amount, read_all

KINDS = {'extra': 'Something extra, on top', 'correction': 'A correction, which takes off'}


class BillSheet:
    """Asks what it is, and how much."""

    def __init__(self, user_id: str, booking: Booking) -> None:
        self._user_id, self._booking = user_id, booking

    async def ask(self) -> bool:
        """Whether something was put on the bill."""
        with sheet('Add to the bill', 'bill-form') as dialog:
            self._name = FormField('What is it?', '', 'bill-name', 120, hint='like: two reels of tape')
            self._kind = ChoiceField('Kind', KINDS, 'extra', 'bill-kind')
            self._cents = FormField(f'How much, {self._booking.currency.upper()}', '', 'bill-amount', 12)
            ways_out(dialog, 'Add it', partial(self._add, dialog), 'bill')
        return await answer_of(dialog) is True

    async def _add(self, dialog: ui.dialog) -> None:
        with toast_errors(), told_beside({'cents': self._cents, 'name': self._name}):
            read = read_all({'cents': self._read, 'name': self._named})
            add = partial(
                extras.add, self._user_id, self._booking.id, read['name'], read['cents'], kind=self._kind.value
            )
            await run_service(add)
            toast('Added. They are told what it costs now.')
            dialog.submit(True)

    def _named(self) -> str:
        if not self._name.value.strip():
            raise NotAllowed('Say what it is: it stands on their bill.')
        return self._name.value

    def _read(self) -> int:
        cents = amount(self._cents.value, self._booking.currency)
        if not cents:
            raise NotAllowed('Write how much.')
        return -cents if self._kind.value == 'correction' else cents
