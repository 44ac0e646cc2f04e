"""Library: every file that the visitor sent, made or received, in all areas; the address carries what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from nicegui import ui

from app import accounts, leveling, library
from app.library import ItemPage
from components.vocabulary import wording
from components.vocabulary.elements import block, text
from components.vocabulary.empty import empty
from components.vocabulary.pager import pager
from pages.library_rows import Shelf
from pages.shell.filters import area_chips, chip, name_search
from pages.shell.page_state import PageState
from pages.shell.screens import Screens, closed
from pages.shell.services import run_service, screen

PATH = '/library'
SEARCH_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; an empty area or kind means all."""

    area: str = ''
    kind: str = ''
    search: str = ''
    page: int = 1

    @property
    def is_all(self) -> bool:
        """Whether nothing is filtered out."""
        return replace(self, page=1) == Wanted()

    @property
    def address(self) -> str:
        """The address of this view."""
        page = str(self.page) if self.page > 1 else ''
        query = {'area': self.area, 'kind': self.kind, 'search': self.search, 'page': page}
        said = urlencode({key: value for key, value in query.items() if value})
        return f'{PATH}?{said}' if said else PATH


@screen
async def library_page(
    page_state: PageState, area: str = '', kind: str = '', search: str = '', page: str = '1'
) -> None:
    """All files of the visitor; parts of the address that name nothing known are ignored."""
    open_now = page_state.open()
    if not open_now:
        await closed(page_state.screens[0].label if len(page_state.screens) == 1 else 'Everything')
        return
    wanted = Wanted(
        area if area in {one.area for one in open_now} else '',
        kind if kind in library.KINDS else '',
        search.strip()[:SEARCH_LIMIT],
        int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    ui.page_title('Library – LevelMix')
    with block('pagehead'), block():
        text('Library', tag='h1')
        kept = text('Everything you have sent and everything that was made of it.', tag='p')
    _filters(wanted, open_now)
    place = block('stack')
    with place:
        bones = block('bones')
    user = await run_service(accounts.current_user)
    found = await run_service(
        library.items,
        user.id,
        among=[wanted.area] if wanted.area else [one.area for one in open_now],
        kind=wanted.kind,
        search=wanted.search,
        page=wanted.page,
    )
    bones.delete()
    with place:
        _draw(page_state, user.id, found, wanted)
    stored = await run_service(leveling.my_bytes, user.id)
    if stored:
        kept.text += f' It takes {wording.size(stored)}.'


def _draw(page_state: PageState, user_id: str, found: ItemPage, wanted: Wanted) -> None:
    with block() as nothing:
        _nothing(wanted)
    nothing.visible = not found.total
    if not found.total:
        return
    total = text(_counted(found.total), 'quiet small', data_testid='total')

    def one_less(left_here: int, gone: int) -> None:
        total.text = _counted(found.total - gone)
        if left_here == 0:
            ui.navigate.to(wanted.address)  # what stood on the next page moves up

    Shelf(page_state, user_id, found.found, one_less)
    total.move(target_index=-1)
    pager(found.page, found.pages, lambda page: replace(wanted, page=page).address)


def _counted(count: int) -> str:
    return '1 file' if count == 1 else f'{count:,} files'


def _filters(wanted: Wanted, open_now: Sequence[Screens]) -> None:
    area_chips(open_now, wanted.area, lambda area: replace(wanted, area=area, page=1).address)
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Filter by kind'):
            for kind, label in {'': 'All', **library.KINDS}.items():
                chip(label, replace(wanted, kind=kind, page=1).address, kind or 'all', here=kind == wanted.kind)
        name_search(wanted.search, SEARCH_LIMIT, lambda name: replace(wanted, search=name, page=1).address)


def _nothing(wanted: Wanted) -> None:
    if wanted.is_all:
        empty(
            'Nothing here yet',
            'What you upload and what is made of it is listed here: to hear, to download, to send on to another part.',
            action='Level a mix',
            href='/',
            testid='no-files',
        )
    else:
        empty(
            'Nothing found',
            'No file is of this kind and has this name.',
            action='Show all',
            href=PATH,
            testid='no-hits',
        )
