"""The rows of the library: each file with what is known of it, and what can be done with it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from nicegui import ui

from app import library
from app.library import Item, Needed
from components.audio.player_bar import play_button, queue_button, tell_player
from components.vocabulary import wording
from components.vocabulary.brand import icon
from components.vocabulary.confirm import confirm
from components.vocabulary.dialogs import ask_text
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.page_state import PageState
from pages.shell.player import job_pages
from pages.shell.send_to import send_button, sending_file
from pages.shell.services import run_service, toast, toast_errors


class Shelf:
    """Draws files, one below the other.

    Parameters
    ----------
    on_gone : called after one was deleted, with how many are left here and how many are gone.
    """

    def __init__(
        self, page_state: PageState, user_id: str, items: Sequence[Item], on_gone: Callable[[int, int], None]
    ) -> None:
        self._page_state, self._user_id, self._on_gone = page_state, user_id, on_gone
        self._jobs = job_pages(page_state.screens)
        self._items = {item.id: item for item in items}
        self._gone = 0
        self._rows = Keyed(block('shelf', tag='ul', data_testid='shelf'))
        self._draw()

    def _draw(self) -> None:
        with self._rows as rows:
            for item in self._items.values():
                rows.item(item.id, self._row, item)

    def _row(self, item: Item) -> None:
        with block('thing', tag='li', data_testid='thing', data_item=item.id):
            if item.is_sound:
                play_button(item.id, item.name)
            else:
                with block('no-sound', tag='span'):
                    icon('document')
            with block('what'):
                text(item.name, 'name', data_testid='thing-name')
                with block('meta'):
                    self._origin(item)
                    LocalTime(item.created_at)
                    if item.size_bytes is not None:
                        text(wording.size(item.size_bytes))
            _measured(item)
            with block('acts'):
                self._buttons(item)

    def _origin(self, item: Item) -> None:
        said = (
            ('Sent to {}' if item.is_sent else 'Made by {}').format(item.area_label)
            if item.area_label
            else 'Not used yet'
        )
        page = self._jobs.get(item.area)
        if item.job_id and page:
            link(said, page.format(job_id=item.job_id), data_testid='thing-origin')
        else:
            text(said, data_testid='thing-origin')

    def _buttons(self, item: Item) -> None:
        name = item.name
        if item.is_sound:
            queue_button(item.id, name)
        send_button(item.id, name, sending_file(self._page_state, name), 'bare')
        address = f'/files/library/{item.id}'
        down = link('', address, 'button bare square', icon='download', download='', data_testid='download')
        down.props['aria-label'] = f'Download {name}'
        down.props['title'] = 'Download'
        _small('edit', f'Rename {name}', 'Rename', lambda: self._rename(item), 'rename')
        _small('delete', f'Delete {name}', 'Delete', lambda: self._delete(item), 'delete')

    async def _rename(self, item: Item) -> None:
        wanted = await ask_text('Rename', 'The name of this file', item.name, library.NAME_CHARS, 'Rename')
        if wanted is None or wanted == item.name:
            return
        with toast_errors():
            name = await run_service(library.rename, self._user_id, item.id, wanted)
            self._items[item.id] = replace(item, name=name)
            with self._rows.place:  # the row that was pressed is drawn anew
                self._draw()
                tell_player(item.id, name)

    async def _delete(self, item: Item) -> None:
        with toast_errors():
            needed = await run_service(library.needed, self._user_id, item.id)
            if not await confirm('Delete this file?', _consequence(item, needed), 'Delete'):
                return
            await run_service(library.delete, self._user_id, item.id)
            self._items.pop(item.id, None)
            self._gone += 1
            with self._rows.place:  # the row that was pressed is gone
                self._draw()
                tell_player(item.id, None)
                toast(f'{item.name} is deleted.')
                self._on_gone(len(self._items), self._gone)


def _measured(item: Item) -> None:
    with block('measured'):
        if item.loudness_lufs is not None:
            with ui.element('b').props('data-testid=thing-lufs'):
                text(wording.number(item.loudness_lufs))
                text(' LUFS', tag='small')
        if item.duration_s is not None:
            text(wording.length(item.duration_s), 'small quiet', data_testid='thing-length')


def _consequence(item: Item, needed: Needed) -> str:
    """What deleting a file means for what else needs it."""
    said = f'{item.name} is removed from the server.'
    if needed.made:
        said += ' The job that made it keeps its numbers and can be run again.'
    if needed.given:
        jobs = 'The job that used it keeps' if needed.given == 1 else f'The {needed.given} jobs that used it keep'
        said += f' {jobs} numbers and results, and can’t be run again.'
    return f'{said} This can’t be undone.'


def _small(drawing: str, label: str, title: str, on_press: Callable[[], Awaitable[None]], testid: str) -> None:
    button('', on_press, 'bare square', icon=drawing, aria_label=label, title=title, data_testid=testid)
