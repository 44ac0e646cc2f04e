"""What the studio does with a file that it has handed over: another version, lock, name, how long it is kept, who heard
it."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from app.studio import delivery_changes, delivery_sending
from app.studio.delivery_sending import Delivery
from app.studio.delivery_views import FileView
from components.uploads.uploader import DropZone
from components.vocabulary.confirm import confirm
from components.vocabulary.dialogs import ask_text
from components.vocabulary.elements import block, button, text
from components.vocabulary.fields import text_field
from components.vocabulary.local_time import LocalTime
from pages.shell.page_state import PageState
from pages.shell.services import run_service, toast, toast_errors


class FileActions:
    """The buttons of the staff, and who has heard what."""

    def __init__(
        self,
        user_id: str,
        page_state: PageState,
        shown: FileView,
        on_change: Callable[[], None],
        on_sent: Callable[[], None],
    ) -> None:
        self._user_id, self._page_state, self._file = user_id, page_state, shown
        self._on_change, self._on_sent = on_change, on_sent

    def draw(self) -> None:
        """Draw them."""
        one = self._file
        with block('row', data_testid='staff-acts'):
            if one.gone_at is None:
                locked = 'Open the download' if one.is_locked else 'Lock until paid'
                button(locked, partial(self._do, delivery_changes.lock, not one.is_locked), data_testid='lock')
                button('Keep it longer', partial(self._do, delivery_changes.keep_longer), 'bare', data_testid='keep')
            button('Rename', self._rename, 'bare', icon='edit', data_testid='rename')
            button('Delete', self._delete, 'bare', icon='delete', data_testid='delete-file')
        if one.approved_at is None and one.gone_at is None:
            with block('panel stack', tag='details', data_testid='new-version'):
                text('Send a new version', tag='summary')
                told = 'Drop the one file that takes its place. The versions before it stay.'
                DropZone(told, 'version', anything=True, single=True)
                self._note = text_field('What is new in it', '', 'version-note-field', delivery_sending.NOTE_MOST)
                with block('row'):
                    words = f'Send as version {len(one.versions) + 1}'
                    button(words, self._send, 'main-action', data_testid='send-version')
        self._draw_visits()

    def _draw_visits(self) -> None:
        visits = [(version.number, visit) for version in self._file.versions for visit in version.visits]
        with block('stack tight', tag='section', aria_label='Who has heard it', data_testid='visits'):
            if not visits:
                text('The client has not opened it so far.', 'quiet small', tag='p')
            for number, visit in visits:
                with block('row small', data_testid='visit'):
                    text(visit.name, 'strong')
                    text(f'version {number}', 'quiet')
                    if visit.heard_at is not None:
                        text(f'heard {_times(visit.plays)}, last')
                        LocalTime(visit.heard_at)
                    if visit.downloaded_at is not None:
                        text(f'downloaded {_times(visit.downloads)}, last')
                        LocalTime(visit.downloaded_at)

    async def _do(self, service: Callable[..., None], *more: object) -> None:
        with toast_errors():
            await run_service(service, self._user_id, self._file.id, *more)
            self._on_change()

    async def _rename(self) -> None:
        most = delivery_changes.NAME_MOST
        wanted = await ask_text('Rename', 'The name of this file', self._file.name, most, 'Rename')
        if wanted is not None and wanted != self._file.name:
            await self._do(delivery_changes.rename, wanted, self._file.description)

    async def _delete(self) -> None:
        lost = 'The client sees it no more, with all its versions and what was said. This can’t be undone.'
        if await confirm(f'Delete “{self._file.name}”?', lost, 'Delete'):
            with toast_errors():
                await run_service(delivery_changes.delete, self._user_id, self._file.id)
                ui.navigate.to(f'/studio/deliveries/{self._file.studio_id}/{self._file.client}')

    def _send(self) -> None:
        """What is in the queue becomes the next version as soon as it has arrived."""
        if self._page_state.uploader is None or self._page_state.waiting.open != 1:
            waits = self._page_state.waiting.open
            toast('Drop one file first.' if not waits else f'{waits} files wait; a version is one. Remove the others.')
            return
        choice = Delivery(version_of=self._file.id, note=self._note.value or '')
        self._on_sent()
        self._page_state.uploader.start('studio', choice.as_choice())


def _times(count: int) -> str:
    return 'once' if count == 1 else f'{count} times'
