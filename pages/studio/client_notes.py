"""Notes for a client, by category, as the studio writes them."""

from functools import partial

from nicegui import ui

from app.studio import notes
from app.studio.notes import Note
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from components.vocabulary.form import ChoiceField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast_errors


class ClientNotes:
    """What was written, and a field to write more."""

    def __init__(self, user_id: str, studio_id: str, client: str) -> None:
        self._user_id, self._studio, self._client = user_id, studio_id, client

    async def draw(self) -> None:
        """Fetch and draw them."""
        with block('stack', tag='section', aria_label='Notes', data_testid='client-notes'):
            text('Notes', tag='h2')
            text('The client reads them beside their files.', 'quiet small', tag='p')
            self._list = Keyed(block('panel'))
            with block('stack tight'):
                field = ui.textarea('Write a note')
                self._field = field.props(f'outlined autogrow maxlength={notes.TEXT_MOST} data-testid=note-text')
                with block('row bottom'):
                    self._category = ChoiceField('About', dict(notes.CATEGORIES), 'general', 'note-category')
                    button('Save', self._add, data_testid='note-go')
        await self._show()

    async def _show(self) -> None:
        found = await run_service(notes.of_client, self._user_id, self._studio, self._client)
        with self._list as rows:
            for one in found:
                rows.item(one.id, self._draw_one, one)
            if not found:
                rows.item('none', lambda: text('No notes yet.', 'quiet'))

    def _draw_one(self, one: Note) -> None:
        with block('note-card stack tight', data_testid='note'):
            with block('row small'):
                text(notes.CATEGORIES[one.category], 'badge-word')
                text(one.by, 'quiet')
                LocalTime(one.created_at)
                button('Delete', partial(self._delete, one), 'bare', data_testid='note-delete')
            text(one.text, 'wrap-any', tag='p').style('white-space: pre-line')

    async def _add(self) -> None:
        with toast_errors():
            said, about = self._field.value or '', self._category.value
            await run_service(notes.add, self._user_id, self._studio, self._client, said, about)
            self._field.value = ''
            await self._show()

    async def _delete(self, one: Note) -> None:
        if await confirm('Delete this note?', 'The client reads it no more.', 'Delete'):
            with toast_errors():
                await run_service(notes.delete, self._user_id, one.id)
                await self._show()
