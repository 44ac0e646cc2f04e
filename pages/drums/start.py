"""New map: drop a song; it is known, or its drums are written down, followed live."""

from functools import partial

from nicegui import background_tasks, ui

from app import accounts, uploads
from app.config import settings
from app.drums import options, transcriptions
from app.drums.formats import opening
from app.drums.formats.opening import FORMS_TOLD
from app.drums.options import MapOptions
from app.drums.transcriptions import Known
from app.jobs.progress import HUB
from components.drums.bring_map import BringMap
from components.drums.words import song_address
from components.uploads.uploader import DropZone, Here
from components.vocabulary import wording
from components.vocabulary.checks import ChecksField
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from pages.job_rows import rows
from pages.leveling.job_list import JobList
from pages.shell.declined import declined
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, sentence, toast_errors
from pages.shell.subscription import Subscription

RECENT = 6
MAP_DROPPED = 'This is a drum map, not a recording: bring it further below, by “Bring a map that you have as a file”.'


@screen
async def start_page(page_state: PageState, sound: str = '') -> None:
    """The first screen of drums; `sound` is one of the library, whose drums are written down."""
    ui.page_title('Drums – LevelMix')
    with block('pagehead'), block():
        text('Drop a song. Play its drums.', tag='h1')
        text('Kick, snare, hi-hat, toms and cymbals are written down to the beat, and you play them at once.', tag='p')
    user = await run_service(accounts.current_user)
    desk = _Desk(user.id, page_state)
    await desk.draw(sound)
    with block('stack', tag='section', aria_label='Maps being made'):
        with block('row spread'):
            text('Just made', tag='h2')
            link('All songs', '/drums/songs', 'small')
        with block('stack'):
            shown = page_state.of('drums')
            jobs = JobList(user.id, shown, takes_new=True, on_count=lambda n: setattr(nothing, 'visible', n == 0))
            with block() as nothing:
                empty(
                    'Nothing here yet', 'Drop a song above: its map is listed here while it is made.', testid='no-jobs'
                )
            nothing.visible = False
    jobs.fill((await run_service(rows, shown, user.id)).found[:RECENT])
    with block(tag='details'):
        text('Bring a map that you have as a file', tag='summary')
        BringMap('/files/drums/maps', FORMS_TOLD, named=True)


class _Desk:
    """Where a song is dropped, and what becomes of it."""

    def __init__(self, user_id: str, page_state: PageState) -> None:
        self._user_id, self._state = user_id, page_state
        self._sent: set[str] = set()

    async def draw(self, sound: str) -> None:
        """Draw it; a sound of the library goes on its way at once."""
        left = await run_service(transcriptions.left, self._user_id)
        if left is not None:
            words = (
                'No maps are left this month.' if left == 0 else f'{left} map{"s" if left > 1 else ""} left this month.'
            )
            with block('row small'):
                text(words, data_testid='maps-left')
                link('Plans', '/account/plan')
        await declined(self._user_id, self._state, 'drums', 'was not written down')
        if not sound:
            DropZone(_limits(), 'songs')
        with block(tag='details', data_testid='song-choices'):
            text('Title, artist, easier maps', tag='summary')
            with block('fields top'):
                self._title = FormField('Title', '', 'song-title', options.NAME_LIMIT, hint='or as the file is called')
                self._artist = FormField('Artist', '', 'song-artist', options.NAME_LIMIT)
            self._easier = ChecksField('Easier maps besides', {one: one for one in options.EASIER}, (), 'easier')
        self._notes = Keyed(block('stack'))
        self._shown: dict[str, tuple[str, str, str]] = {}
        if sound:
            background_tasks.create(self._take_stored(sound), name='a song of the library')
            return
        self._state.on_queue = self._queue_changed
        Subscription(lambda: setattr(self._state, 'on_queue', None))
        self._queue_changed()

    def _queue_changed(self) -> None:
        """A song has arrived: it goes on its way without another press."""
        for one in self._state.waiting.here:
            if one.id not in self._sent:
                self._sent.add(one.id)
                background_tasks.create(self._take(one), name='a song that was dropped')

    def _options(self, *, anew: bool = False) -> MapOptions:
        easier = tuple(self._easier.chosen)
        return MapOptions(title=self._title.value, artist=self._artist.value, easier=easier, anew=anew)

    async def _take(self, one: Here, *, anew: bool = False) -> None:
        """Send an upload on its way; what is known, or refused, is said below the place where it was dropped."""
        self._tell(one, 'looks', '')
        try:
            chosen = self._options(anew=anew)
            job_id = await run_service(transcriptions.submit, self._user_id, one.id, chosen)
        except Known as known:
            self._tell(one, 'known', str(known), known.song_id)
        except Exception as error:
            self._tell(one, 'refused', MAP_DROPPED if opening.is_map(one.name) else sentence(error))
        else:
            self._taken(one)
            HUB.poke()
            if not self._notes.place.is_deleted and len(self._sent) == 1:
                with self._notes.place:
                    ui.navigate.to(f'/drums/jobs/{job_id}')

    async def _take_stored(self, item_id: str) -> None:
        one = Here(item_id, 'A sound of your library')
        self._tell(one, 'looks', '')
        try:
            job_id = await run_service(transcriptions.submit_stored, self._user_id, item_id, {})
        except Known as known:
            self._tell(one, 'known', str(known), known.song_id)
        except Exception as error:
            self._tell(one, 'refused', sentence(error))
        else:
            HUB.poke()
            with self._notes.place:
                ui.navigate.to(f'/drums/jobs/{job_id}')

    def _taken(self, one: Here) -> None:
        self._shown.pop(one.id, None)
        if self._state.uploader is not None:
            self._state.uploader.taken([one.id])
        self._show()

    def _tell(self, one: Here, state: str, said: str, song_id: str = '') -> None:
        self._shown[one.id] = (one.name, state, said + ('\n' + song_id if song_id else ''))
        self._show()

    def _show(self) -> None:
        if self._notes.place.is_deleted:
            return
        with self._notes.place.client, self._notes as notes:
            for upload_id, (name, state, said) in self._shown.items():
                words, _, song_id = said.partition('\n')
                notes.item(upload_id, self._draw_note, Here(upload_id, name), state, words, song_id)

    def _draw_note(self, one: Here, state: str, said: str, song_id: str) -> None:
        tone = {'known': 'good', 'refused': 'bad'}.get(state, '')
        with block(f'note stack tight {tone}', role='status', data_testid='song-note', data_state=state):
            if state == 'looks':
                text(f'Listening to which song {one.name} is …', tag='p')
                return
            text(one.name, 'strong wrap-any', tag='p')
            text(said, tag='p')
            with block('row'):
                if song_id:
                    link('Open it', song_address(song_id), 'button main-action', data_testid='open-known')
                    anew = partial(self._anew, one)
                    button('Have it written down anew', anew, data_testid='anew')
                button('Remove', partial(self._remove, one), 'bare', data_testid='remove-song')

    async def _anew(self, one: Here) -> None:
        await self._take(one, anew=True)

    async def _remove(self, one: Here) -> None:
        with toast_errors():
            await run_service(uploads.discard, self._user_id, one.id)
            self._taken(one)


def _limits() -> str:
    return (
        f'Any sound or video, up to {wording.size(settings().max_upload_bytes)}. The song goes once its map is there.'
    )
