"""One client of the studio: what they have, and where more is dropped for them; notes, and links for guests."""

from urllib.parse import urlencode

from nicegui import background_tasks, ui

from app import accounts
from app.jobs.progress import HUB, Snapshot
from app.studio import delivery_batches, delivery_lists, delivery_policies, delivery_sending, studios
from app.studio.delivery_lists import ClientView, SessionChoice
from app.studio.delivery_sending import Delivery
from app.studio.delivery_views import SessionFiles
from app.studio.studios import StudioView
from components.uploads.uploader import DropZone
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.fields import text_field
from components.vocabulary.form import ChoiceField
from components.vocabulary.wording import day
from pages.shell.declined import declined
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast, toast_errors
from pages.shell.subscription import Subscription
from pages.studio.client_notes import ClientNotes
from pages.studio.files import draw_group
from pages.studio.guest_links import GuestLinks
from pages.studio.place import studio_tabs


@screen
async def client_page(page_state: PageState, studio_id: str, client: str) -> None:
    """The client of this key, for the staff of a studio."""
    user = await run_service(accounts.current_user)
    await studio_tabs('/studio/deliveries')
    shown = await run_service(delivery_lists.client, user.id, studio_id, client)
    sessions = await run_service(delivery_lists.sessions_of, user.id, studio_id, client)
    studio = await run_service(studios.get, studio_id)
    ui.page_title(f'{shown.name} – LevelMix')
    desk = _Desk(user.id, page_state, studio, shown, sessions)
    await desk.draw()


class _Desk:
    """Where files are dropped for a client, and what they have already."""

    def __init__(
        self, user_id: str, page_state: PageState, studio: StudioView, client: ClientView, sessions: list[SessionChoice]
    ) -> None:
        self._user_id, self._page_state, self._studio, self._client = user_id, page_state, studio, client
        self._sessions = sessions

    async def draw(self) -> None:
        """Draw all of it."""
        with block('pagehead'), block():
            link('All clients', f'/studio/deliveries?studio={self._studio.id}', 'small')
            text(self._client.name, 'wrap-any', tag='h1', data_testid='client-name')
            with block('meta row'):
                for fact in (self._client.email, 'guest, without an account' if self._client.is_guest else ''):
                    if fact and fact != self._client.name:
                        text(fact)
        await declined(self._user_id, self._page_state, 'studio', 'was not handed over')
        self._draw_zone()
        self._waits = block('row', data_testid='waits')
        self._files = block('stack loose', data_testid='client-files')
        if self._client.is_guest:
            await GuestLinks(self._user_id, self._studio.id, self._client).draw()
        await ClientNotes(self._user_id, self._studio.id, self._client.key).draw()
        self._page_state.on_queue = self._queue_changed
        Subscription(lambda: setattr(self._page_state, 'on_queue', None))
        self._queue_changed()

    def _draw_zone(self) -> None:
        with block('panel stack', tag='section', aria_label='Hand files over'):
            DropZone('Any files, or a whole folder, as large as they are.', 'files', anything=True)
            with block('fields'):
                choices = {'': 'No session', **{one.id: f'Session of {day(one.begins)}' for one in self._sessions}}
                first = self._sessions[0].id if self._sessions else ''
                self._session = ChoiceField('Session', choices, first, 'session')
                locked = 'locked' if self._studio.policy.get('download_after_payment') else ''
                download = {'': 'At once', 'locked': 'Once all is paid'}
                self._locked = ChoiceField('Download', download, locked, 'locked')
            self._note = text_field('What you want to say about it', '', 'note', delivery_sending.NOTE_MOST)
            with block('row'):
                with button('', self._send, 'main-action big', data_testid='deliver'):
                    self._label = text('')
                text(self._promise(), 'quiet small')

    def _promise(self) -> str:
        days = self._studio.policy.get('retention_days', delivery_policies.RETENTION_DAYS)
        return f'{self._client.name} is told once, ten minutes after the first file. Kept for {days} days.'

    def _send(self) -> None:
        if self._page_state.uploader is None or self._page_state.waiting.open == 0:
            toast('Drop a file first, or choose one.')
            return
        whose = {'booking': self._session.value} if self._session.value else {'client': self._client.key}
        choice = Delivery(
            studio=self._studio.id, note=self._note.value or '', locked=self._locked.value == 'locked', **whose
        )
        self._page_state.uploader.start('studio', choice.as_choice())
        self._note.value = ''

    def _queue_changed(self) -> None:
        waits = self._page_state.waiting.open
        name = self._client.name
        self._label.text = f'Deliver to {name}' if waits < 2 else f'Deliver {waits} files to {name}'
        background_tasks.create(self._show(), name='what a client has')

    async def _show(self) -> None:
        """Fetch what they have, and draw it."""
        key = self._client.key
        groups = await run_service(delivery_lists.of_client, self._user_id, self._studio.id, key)
        waiting = await run_service(delivery_batches.waiting, self._user_id, self._studio.id, key)
        if self._files.is_deleted:
            return
        self._files.clear()
        self._waits.clear()
        with self._waits:
            if waiting:
                count = '1 file' if waiting == 1 else f'{waiting} files'
                text(f'{self._client.name} has not been told of {count}.', 'quiet')
                button('Tell them now', self._tell, data_testid='tell-now')
        with self._files:
            self._draw_files(groups)

    def _draw_files(self, groups: list[SessionFiles]) -> None:
        if not groups:
            empty('Nothing handed over yet', 'Drop files above and press Deliver.', testid='nothing-handed')
            return
        with block('row'):
            asked = urlencode({'studio': self._studio.id, 'client': self._client.key})
            address = f'/files/studio/archive?{asked}'
            link('Download all', address, 'button bare', icon='download', download='', data_testid='all-zip')
        for group in groups:
            draw_group(group)
            for one in group.files:
                for version in one.versions:
                    if version.active:
                        Subscription(HUB.follow_job(version.id, self._hear))

    def _hear(self, now: Snapshot) -> None:
        if not now.active:
            background_tasks.create(self._show(), name='what a client has')

    async def _tell(self) -> None:
        with toast_errors():
            told = await run_service(delivery_batches.tell_now, self._user_id, self._studio.id, self._client.key)
            toast(f'{self._client.name} is told.' if told else 'They know of everything.')
            await self._show()
