"""The versions of a map below each other: what changed in each, played, compared, taken along, brought back."""

from functools import partial

from nicegui import ui

from app.drums import versions
from app.drums.maps import MapView
from app.drums.versions import VersionView
from components.drums.words import SOURCES, hits, map_address
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.shell.services import run_service, toast_errors


class Timeline:
    """All versions, the newest first, a page at a time."""

    def __init__(self, user_id: str, shown: MapView, played: VersionView) -> None:
        self._user_id, self._shown, self._played = user_id, shown, played
        self._found: list[VersionView] = []
        self._page = 0

    async def draw(self) -> None:
        """Draw them."""
        with block(tag='details', data_testid='versions'):
            text(f'Versions ({self._shown.version_number})', tag='summary')
            self._list = Keyed(block('timeline-versions', tag='ol'))
            self._more = button('Older versions', self._older, data_testid='older-versions')
        await self._older()

    async def _older(self) -> None:
        found = await run_service(versions.listed, self._shown.id, self._user_id, self._page + 1)
        self._page = found.page
        self._found += found.found
        self._more.visible = found.page < found.pages
        with self._list as rows:
            for one in self._found:
                rows.item(one.id, self._draw_one, one)

    def _draw_one(self, one: VersionView) -> None:
        with block(tag='li', data_testid='version', data_current=str(one.is_current).lower()):
            with block('row'):
                text(f'Version {one.number}', 'strong')
                text(one.words if one.number > 1 else SOURCES[one.source], 'number', data_testid='version-words')
                if one.restored:
                    text(f'version {one.restored} again')
            if one.note:
                text(one.note, 'small wrap-any', tag='p')
            with block('row small quiet'):
                text(f'by {one.by}')
                LocalTime(one.created_at)
                text(hits(one.hit_count))
            if one.is_archived:
                text('Archived: its files are gone.', 'small quiet', tag='p')
            else:
                self._draw_deeds(one)

    def _draw_deeds(self, one: VersionView) -> None:
        with block('row'):
            if one.id != self._played.id:
                link('Play it', f'{map_address(self._shown.id)}?version={one.id}', 'small')
            if not one.is_current:
                there = f'{map_address(self._shown.id)}/compare?before={one.id}&after={self._shown.version_id}'
                link('Compare with the current one', there, 'small', data_testid='compare')
                if self._shown.may_edit:
                    button('Bring it back', partial(self._restore, one), 'bare', data_testid='restore')
            link('.bsm', f'/files/drums/versions/{one.id}/as/bsm', 'small', download='')

    async def _restore(self, one: VersionView) -> None:
        kept = f'It becomes version {self._shown.version_number + 1}; the others stay as they are.'
        if await confirm(f'Bring version {one.number} back?', kept, 'Bring it back'):
            with toast_errors():
                await run_service(versions.restore, self._user_id, self._shown.id, one.id)
                ui.navigate.reload()
