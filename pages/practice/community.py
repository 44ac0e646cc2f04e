"""What everybody published: searched by words, filtered by kind, level, key and style, sorted."""

from dataclasses import dataclass, replace

from nicegui import ui

from app import accounts
from app.practice import piece_lists
from app.practice.piece_lists import SORTS, Wanted
from components.practice.piece_card import piece_card
from components.practice.words import KEYS, LEVELS, STYLES, TYPES
from components.vocabulary.elements import block, text
from components.vocabulary.empty import empty
from components.vocabulary.form import ChoiceField
from components.vocabulary.pager import pager
from pages.shell.addresses import address_of
from pages.shell.filters import chip, name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen

PATH = '/practice/community'
SEARCH_LIMIT = 200
SORT_LABELS = {'newest': 'Newest', 'liked': 'Most liked', 'viewed': 'Most opened'}


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for."""

    search: str = ''
    type: str = ''
    difficulty: str = ''
    key: str = ''
    style: str = ''
    sort: str = 'newest'
    page: int = 1

    @property
    def address(self) -> str:
        """The address of this view."""
        return address_of(PATH, self)

    @property
    def wanted(self) -> Wanted:
        """The same for the service."""
        return Wanted(self.search, self.type, self.difficulty, self.key, self.style)


@screen
async def community_page(
    page_state: PageState,
    search: str = '',
    type: str = '',
    difficulty: str = '',
    key: str = '',
    style: str = '',
    sort: str = 'newest',
    page: str = '1',
) -> None:
    """All public pieces; parts of the address that name nothing known are ignored."""
    view = View(
        search.strip()[:SEARCH_LIMIT],
        type if type in TYPES else '',
        difficulty if difficulty in LEVELS else '',
        key if key in KEYS else '',
        style if style in STYLES else '',
        sort if sort in SORTS else 'newest',
        int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    ui.page_title('Community – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Community', tag='h1')
        text('Pieces that people here published. Open one, play it, keep it.', tag='p')
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Filter by kind'):
            for name, label in {'': 'All kinds', **TYPES}.items():
                chip(label, replace(view, type=name, page=1).address, name or 'all', here=name == view.type)
        name_search(view.search, SEARCH_LIMIT, lambda said: replace(view, search=said, page=1).address)
    with block('fields'):
        _narrow('Level', {'': 'All levels', **LEVELS}, view, 'difficulty')
        _narrow('Key', {'': 'All keys', **KEYS}, view, 'key')
        _narrow('Style', {'': 'All styles', **STYLES}, view, 'style')
        _narrow('Sorted by', SORT_LABELS, view, 'sort')
    found = await run_service(piece_lists.public, user.id, view.wanted, view.sort, view.page)
    with block('pieces', tag='ul', data_testid='public-pieces'):
        for piece in found.found:
            piece_card(piece, by='you' if piece.mine else found.owners[piece.id])
    if not found.found:
        if view.wanted.narrows():
            empty('Nothing found', 'No public piece is like that.', action='Show all', href=PATH, testid='no-hits')
        else:
            lesson = 'Open one of your pieces and press Publish: it stands here then, under your name.'
            empty('Nobody has published anything yet', lesson, action='Your pieces', href='/practice/library')
    else:
        text('1 piece' if found.total == 1 else f'{found.total:,} pieces', 'quiet small', data_testid='total')
    pager(found.page, found.pages, lambda to: replace(view, page=to).address)


def _narrow(label: str, choices: dict[str, str], view: View, field: str) -> None:
    """A list to choose from; choosing shows the list that is narrowed by it."""

    def go(value: str) -> None:
        changed: dict[str, str | int] = {field: value, 'page': 1}
        ui.navigate.to(replace(view, **changed).address)  # type: ignore[arg-type]

    ChoiceField(label, choices, getattr(view, field), field, on_choose=go)
