"""A map: played, with what can be done to it, what was said about it, its versions and the fixes to it."""

from nicegui import ui

from app import accounts
from app.drums import maps, versions
from app.drums.maps import MapView
from app.drums.versions import VersionView
from components.drums.cards import badge, state_badge
from components.drums.player import DrumPlayer, Played
from components.drums.words import hits, map_address, song_address
from components.vocabulary.elements import block, link, text
from components.vocabulary.keyed import Keyed
from pages.drums.map_actions import Actions
from pages.drums.map_comments import Talk
from pages.drums.map_fixes import draw_fixes
from pages.drums.map_versions import Timeline
from pages.drums.sounds import sounds_of
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen


@screen
async def map_page(page_state: PageState, map_id: str, version: str = '', at: str = '') -> None:
    """The map of this id, in its current version or another one."""
    user = await run_service(accounts.current_user)
    await draw_map(user.id, await run_service(maps.get, map_id, user.id), version, at)


async def draw_map(user_id: str, shown: MapView, version: str = '', at: str = '') -> None:
    """All that there is of a map, in its current version or another one."""
    played = await run_service(versions.get, version or shown.version_id or '', user_id)
    await _Map(user_id, shown, played).draw(at)


class _Map:
    """Everything about one map."""

    def __init__(self, user_id: str, shown: MapView, played: VersionView) -> None:
        self._user_id, self._shown, self._played = user_id, shown, played

    async def draw(self, at: str) -> None:
        """Draw all of it; `at` is a time of the song in milliseconds to begin at."""
        ui.page_title(f'{self._shown.title} – LevelMix')
        with block('pagehead'):
            self._head = Keyed(block())
        self._actions = Actions(self._user_id, self._shown, self._played, self.changed)
        self._actions.draw()
        label = f'{self._shown.title}, {self._shown.difficulty}'
        source = f'/files/drums/versions/{self._played.id}/map'
        player = DrumPlayer(
            source, label, on_played=self._told, begin=int(at) if at.isdecimal() and len(at) < 9 else 0,
            **await sounds_of(self._user_id, self._shown.song_id, self._played),
        )  # fmt: skip
        self._show()
        await Talk(self._user_id, self._shown, player).draw()
        await Timeline(self._user_id, self._shown, self._played).draw()
        await draw_fixes(self._user_id, self._shown)

    async def changed(self) -> None:
        """Something about it is otherwise now."""
        self._shown = await run_service(maps.get, self._shown.id, self._user_id)
        self._actions.show(self._shown)
        self._show()

    def _show(self) -> None:
        with self._head as head:
            head.item('head', _draw_head, self._shown, self._played)

    def _told(self, played: Played) -> None:
        """Nothing is kept of how somebody played: it is theirs."""


def _draw_head(shown: MapView, played: VersionView) -> None:
    with block('row'):
        with block('wrap-any', tag='h1', data_testid='map-title'):
            link(shown.title, song_address(shown.song_id), 'plain-title')
        badge(shown.difficulty)
        if shown.is_canonical:
            badge('stands for the song', 'good')
        state_badge(shown.state)
    with block('meta row'):
        for fact in (shown.artist, f'by {shown.by}', hits(played.hit_count), f'version {played.number}'):
            if fact:
                text(fact)
        if shown.verified_by:
            text(f'found right by {shown.verified_by}')
    if not played.is_current:
        with block('note row', role='status', data_testid='old-version'):
            text(f'This is version {played.number}; the current one is {shown.version_number}.')
            link('Play the current one', map_address(shown.id))
    if played.source == 'ai' and played.is_current:
        text('The transcriber wrote this draft. What it was not sure of is dashed.', 'quiet small', tag='p')
