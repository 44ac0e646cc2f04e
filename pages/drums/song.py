"""A song: what it is called, its maps, and the ways to one more."""

from functools import partial

from nicegui import ui

from app import accounts
from app.drums import songs
from app.drums.formats.opening import FORMS_TOLD
from app.drums.songs import SongPage, SongView
from components.drums.bring_map import BringMap
from components.drums.cards import map_card, state_badge
from components.drums.words import long, tempo
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, dialog_named, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import FormField
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.forms import Fields, told_beside
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors


@screen
async def song_page(page_state: PageState, song_id: str) -> None:
    """The song of this id."""
    user = await run_service(accounts.current_user)
    found = await run_service(songs.page, song_id, user.id)
    _Song(user.id, found).draw()


class _Song:
    def __init__(self, user_id: str, found: SongPage) -> None:
        self._user_id, self._song, self._maps = user_id, found.song, found.maps

    def draw(self) -> None:
        """Draw all of it."""
        with block('pagehead'):
            self._head = Keyed(block())
        self._show_head()
        with block('stack', tag='section', aria_label='Maps'):
            with block('pieces', tag='ul', data_testid='maps'):
                for one in self._maps:
                    map_card(one)
            if not self._maps:
                empty('No map yet', 'Bring one, draw one, or drop the song and have its drums written down.')
        self._draw_more()

    def _show_head(self) -> None:
        ui.page_title(f'{self._song.title} – LevelMix')
        with self._head as head:
            head.item('head', self._draw_head, self._song)

    def _draw_head(self, song: SongView) -> None:
        with block('row'):
            text(song.title, 'wrap-any', tag='h1', data_testid='song-title')
            state_badge(song.status)
        with block('meta row'):
            for fact in (song.artist, tempo(song.bpm), long(song.length_ms), f'brought by {song.by}'):
                if fact:
                    text(fact)
            LocalTime(song.created_at)
        if song.may_edit:
            with block('row'):
                button('Rename', self._rename, 'bare', icon='edit', data_testid='rename')
                button('Delete', self._delete, 'bare', icon='delete', data_testid='delete-song')

    def _draw_more(self) -> None:
        with block('panel stack', tag='section', aria_label='Another map'):
            text('Another map of this song', tag='h2')
            with block('row'):
                link('Draw one', f'/drums/songs/{self._song.id}/draw', 'button', icon='edit', data_testid='draw-map')
                link('Have one written down', '/drums', 'button', icon='add')
            text('Or bring one as a file:', 'quiet', tag='p')
            BringMap(f'/files/drums/songs/{self._song.id}/maps', FORMS_TOLD)

    async def _rename(self) -> None:
        with dialog_named('Rename') as dialog, block('sheet', role='dialog', aria_label='Rename'):
            text('Rename', tag='h2')
            title = FormField('Title', self._song.title, 'title', songs.NAME_LIMIT)
            artist = FormField('Artist', self._song.artist, 'artist', songs.NAME_LIMIT)
            fields: Fields = {'title': title, 'artist': artist}

            async def save() -> None:
                with toast_errors(), told_beside(fields):
                    await run_service(songs.rename, self._user_id, self._song.id, title.value, artist.value)
                    dialog.submit(True)

            with block('row').style('justify-content: flex-end'):
                button('Cancel', partial(dialog.submit, False))
                button('Save', save, 'main-action', data_testid='rename-go')
        if await dialog:
            self._song = await run_service(songs.get, self._song.id, self._user_id)
            self._show_head()
        if not dialog.is_deleted:
            dialog.delete()

    async def _delete(self) -> None:
        lost = 'It goes with its maps. For thirty days whoever runs this server can bring it back.'
        if await confirm(f'Delete “{self._song.title}”?', lost, 'Delete'):
            with toast_errors():
                await run_service(songs.delete, self._user_id, self._song.id)
                ui.navigate.to('/drums/songs')
