"""The dictionary, in a sheet over the page: how words are said in all texts of the visitor."""

from collections.abc import Awaitable, Callable

from app.voice import dictionary
from app.voice.dictionary import SAID_LIMIT, WORD_LIMIT, Entry
from components.vocabulary.elements import answer_of, block, button, dialog_named, text
from components.vocabulary.fields import text_field
from components.vocabulary.keyed import Keyed
from pages.shell.services import run_service, toast, toast_errors


async def open_dictionary(user_id: str, hear: Callable[[str], Awaitable[None]]) -> None:
    """Show it until it is closed; `hear` lets a word be heard as it is said then."""
    with (
        dialog_named('Dictionary') as dialog,
        block('sheet', role='dialog', aria_label='Dictionary', data_testid='dictionary'),
    ):
        text('Dictionary', tag='h2')
        text('How words are said in all your texts: another spelling, or IPA between slashes.', 'quiet', tag='p')
        sheet = _Sheet(user_id, hear)
        with block('row').style('justify-content: flex-end'):
            button('Done', dialog.close, data_testid='dictionary-done')
    await sheet.draw()
    await answer_of(dialog)


class _Sheet:
    """The entries, and a line to add one."""

    def __init__(self, user_id: str, hear: Callable[[str], Awaitable[None]]) -> None:
        self._user_id, self._hear = user_id, hear
        with block('row bottom'):
            self._word = text_field('Word', '', 'dictionary-word', WORD_LIMIT, placeholder='Geis')
            self._said = text_field('Said like', '', 'dictionary-said', SAID_LIMIT, placeholder='gice')
            button('Add', self._add, 'main-action', icon='add', data_testid='dictionary-add')
        self._said.on('keydown.enter', self._add, [])
        self._rows = Keyed(block('stack tight', tag='ul', data_testid='dictionary-entries'))

    async def draw(self) -> None:
        """Fetch and draw all entries."""
        found = await run_service(dictionary.entries, self._user_id)
        if self._rows.place.is_deleted:
            return
        with self._rows as rows:
            for entry in found:
                rows.item(entry.id, self._row, entry)

    def _row(self, entry: Entry) -> None:
        with block('said-words line', tag='li', data_testid='dictionary-entry'):
            text(entry.word, 'strong wrap-any')
            text(entry.said, 'wrap-any')
            with block('row tight'):
                hear, label = (lambda: self._hear(entry.word)), f'Hear {entry.word}'
                button('', hear, 'bare square', icon='play', aria_label=label, data_testid='dictionary-hear')
                forget, label = (lambda: self._forget(entry)), f'Delete {entry.word}'
                button('', forget, 'bare square', icon='delete', aria_label=label, data_testid='dictionary-delete')

    async def _add(self) -> None:
        with toast_errors():
            await run_service(dictionary.add, self._user_id, self._word.value or '', self._said.value or '')
            self._word.value = self._said.value = ''
            await self.draw()

    async def _forget(self, entry: Entry) -> None:
        with toast_errors():
            await run_service(dictionary.delete, self._user_id, entry.id)
            await self.draw()
            with self._rows.place:
                toast(f'Deleted: {entry.word}.')
