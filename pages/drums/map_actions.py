"""What can be done with a map: change it, take it along, find it right, follow it, take it back."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.drums import maps
from app.drums.formats.opening import FORMS
from app.drums.maps import MapView
from app.drums.versions import VersionView
from components.drums.words import map_address, song_address
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link
from components.vocabulary.keyed import Keyed
from components.vocabulary.panel import panel, panel_button
from pages.drums.asking import ask_words
from pages.shell.services import run_service, toast, toast_errors


class Actions:
    """The row of buttons below the title; `on_change` is called when the map is otherwise."""

    def __init__(
        self, user_id: str, shown: MapView, played: VersionView, on_change: Callable[[], Awaitable[None]]
    ) -> None:
        self._user_id, self._shown, self._played, self._on_change = user_id, shown, played, on_change

    def draw(self) -> None:
        """Draw them."""
        base = f'/files/drums/versions/{self._played.id}'
        with block('row piece-acts'):
            self._first = Keyed(block('row'))
            panel_button('take-map', 'Download', 'button', icon='download', label='Download')
            with panel('take-map', 'Download'), block('files-list'):
                for form, label in FORMS.items():
                    link(label, f'{base}/as/{form}', 'button', download='', data_testid=f'as-{form}')
                if self._played.has_stem:
                    link('The drums alone', f'{base}/stem/file', 'button', download='', data_testid='as-stem')
            self._rest = Keyed(block('row'))
        self.show(self._shown)

    def show(self, shown: MapView) -> None:
        """Draw what this map offers now."""
        self._shown = shown
        with self._first as first:
            first.item('edit', self._draw_edit, 'Edit' if shown.may_edit else 'Suggest a fix')
        with self._rest as keyed:
            keyed.item('follow', self._draw_follow, shown.follows)
            if shown.may_review and not shown.is_mine and shown.state != 'archived':
                keyed.item('verify', self._draw_verify, shown.state == 'verified')
            if shown.may_curate and shown.state == 'verified' and not shown.is_canonical:
                stand = partial(self._do, maps.make_canonical, 'It stands for the song now.')
                keyed.item('canonical', lambda: button('Let it stand for the song', stand, data_testid='canonical'))
            if shown.is_mine or shown.may_curate:
                keyed.item('mine', self._draw_mine, shown.state)

    def _draw_edit(self, said: str) -> None:
        link(said, f'{map_address(self._shown.id)}/edit', 'button', icon='edit', data_testid='edit')

    def _draw_follow(self, follows: bool) -> None:
        press = button('Following' if follows else 'Follow', partial(self._follow, not follows), data_testid='follow')
        press.props['aria-pressed'] = str(follows).lower()

    def _draw_verify(self, verified: bool) -> None:
        if verified:
            take_back = partial(self._do, partial(maps.verify, right=False), 'It is a draft again.')
            button('Not right any more', take_back, 'bare', data_testid='unverify')
        else:
            found = partial(self._do, maps.verify, 'Found right: thank you.')
            button('It is right', found, data_testid='verify')

    def _draw_mine(self, state: str) -> None:
        with block('row'):
            if state == 'archived':
                back = partial(self._do, maps.revive, 'It is back.')
                button('Bring it back', back, data_testid='revive')
            button('Difficulty', self._difficulty, 'bare', data_testid='difficulty')
            button('Delete', self._delete, 'bare', icon='delete', data_testid='delete-map')

    async def _do(self, service: Callable[[str, str], None], said: str) -> None:
        with toast_errors():
            await run_service(service, self._user_id, self._shown.id)
            await self._on_change()
            toast(said)

    async def _follow(self, follows: bool) -> None:
        with toast_errors():
            await run_service(maps.follow, self._user_id, self._shown.id, follows)
            await self._on_change()

    async def _difficulty(self) -> None:
        before = self._shown.difficulty
        said = await ask_words(
            'How difficult is it?', 'Like Easy, Normal, Hard or Expert.', 'Save', before, maps.LABEL_LIMIT, lines=False
        )
        if said is not None:
            with toast_errors():
                await run_service(maps.set_difficulty, self._user_id, self._shown.id, said)
                await self._on_change()

    async def _delete(self) -> None:
        lost = 'It goes with its versions. For thirty days whoever runs this server can bring it back.'
        if await confirm('Delete this map?', lost, 'Delete'):
            with toast_errors():
                await run_service(maps.delete, self._user_id, self._shown.id)
                ui.navigate.to(song_address(self._shown.song_id))
