"""What staff write down about a booking, for themselves."""

from collections.abc import Awaitable, Callable

from app.studio import assigning
from app.studio.desk import Desk
from components.vocabulary.elements import block, button, text
from components.vocabulary.long_text import LongField
from pages.shell.services import run_service, toast, toast_errors


class BookingNotes:
    """The field; it is never drawn anew while somebody writes in it."""

    def __init__(self, user_id: str, known: Desk, on_change: Callable[[], Awaitable[None]]) -> None:
        self._user_id, self._booking, self._on_change = user_id, known.booking, on_change

    def draw(self) -> None:
        """Draw it with what is known."""
        with block('panel stack', tag='section', aria_label='Notes'):
            text('Notes', tag='h2')
            kept = self._booking.admin_notes or ''
            self._notes = LongField('Only the studio reads them', kept, 'booking-notes', assigning.NOTES_MOST)
            with block('row'):
                button('Save', self._save, data_testid='notes-save')

    async def _save(self) -> None:
        with toast_errors():
            await run_service(assigning.note, self._user_id, self._booking.id, self._notes.value)
            toast('Saved.')
            await self._on_change()
