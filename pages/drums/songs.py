"""Songs that people brought: searched by words, filtered by how they stand, difficulty and tempo, sorted."""

from dataclasses import dataclass, replace

from nicegui import ui

from app import accounts
from app.drums import levels, song_lists, takedowns
from app.drums.formats.opening import FORMS_TOLD
from app.drums.song_lists import SORTS, Songs, Wanted
from components.drums.bring_map import BringMap
from components.drums.cards import song_card
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import ChoiceField
from components.vocabulary.pager import pager
from pages.drums.claims import own_claim
from pages.shell.addresses import address_of
from pages.shell.filters import chip, name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen

PATH = '/drums/songs'
SEARCH_LIMIT = 200
STATES = {'': 'All', 'verified': 'Verified', 'unverified': 'Drafts', 'archived': 'Archived'}
SORT_LABELS = {
    'newest': 'Newest',
    'changed': 'Changed last',
    'title': 'Title',
    'artist': 'Artist',
    'slow': 'Slowest first',
    'fast': 'Fastest first',
}
TEMPOS = {
    '': 'Any tempo',
    '0-90': 'Below 90 bpm',
    '90-120': '90 to 120',
    '120-150': '120 to 150',
    '150-400': '150 and up',
}


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for; `of` is `mine` for the visitor's own."""

    search: str = ''
    status: str = ''
    difficulty: str = ''
    tempo: str = ''
    of: str = ''
    sort: str = 'newest'
    page: int = 1

    @property
    def address(self) -> str:
        """The address of this view."""
        return address_of(PATH, self)

    @property
    def wanted(self) -> Wanted:
        """The same for the service."""
        low, _, high = self.tempo.partition('-')
        slowest = max(float(low), song_lists.SLOWEST) if self.tempo else None
        return Wanted(self.search, self.status, self.difficulty, slowest, float(high) if self.tempo else None)


@screen
async def songs_page(
    page_state: PageState,
    search: str = '',
    status: str = '',
    difficulty: str = '',
    tempo: str = '',
    of: str = '',
    sort: str = 'newest',
    page: str = '1',
) -> None:
    """All songs, or one's own; parts of the address that name nothing known are ignored."""
    view = View(
        search.strip()[:SEARCH_LIMIT],
        status if status in STATES else '',
        difficulty if difficulty in levels.LEVELS else '',
        tempo if tempo in TEMPOS else '',
        'mine' if of == 'mine' else '',
        sort if sort in SORTS else 'newest',
        int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    ui.page_title('Songs – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Songs', tag='h1')
            text('Every song that somebody brought, with its maps. Open one and play.', tag='p')
        link('Drop a song', '/drums', 'button main-action', icon='add')
    if view.of:
        for claim in await run_service(takedowns.against_mine, user.id):
            own_claim(user.id, claim)
    _filters(view)
    listed = song_lists.mine if view.of else song_lists.listed
    _list(await run_service(listed, user.id, view.wanted, view.sort, view.page), view)
    with block(tag='details', data_testid='bring-a-map'):
        text('Bring a map that you have as a file', tag='summary')
        BringMap('/files/drums/maps', FORMS_TOLD, named=True)


def _filters(view: View) -> None:
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Which songs'):
            for name, label in STATES.items():
                there = replace(view, status=name, of='', page=1)
                chip(label, there.address, name or 'all', here=name == view.status and not view.of)
            chip('Yours', replace(view, status='', of='mine', page=1).address, 'mine', here=bool(view.of))
        name_search(view.search, SEARCH_LIMIT, lambda said: replace(view, search=said, page=1).address)
    with block('fields'):
        _narrow('Difficulty', {'': 'Any difficulty', **{label: label for label in levels.LEVELS}}, view, 'difficulty')
        _narrow('Tempo', TEMPOS, view, 'tempo')
        _narrow('Sorted by', SORT_LABELS, view, 'sort')


def _list(found: Songs, view: View) -> None:
    with block('pieces', tag='ul', data_testid='songs'):
        for song in found.found:
            song_card(song)
    if found.found:
        text('1 song' if found.total == 1 else f'{found.total:,} songs', 'quiet small', data_testid='total')
    elif view.wanted.narrows():
        empty('Nothing found', 'No song is like that.', action='Show all', href=PATH, testid='no-hits')
    else:
        lesson = 'Drop a song: its drums are written down, and you play them a minute later.'
        empty('No songs yet', lesson, action='Drop a song', href='/drums', testid='no-songs')
    pager(found.page, found.pages, lambda to: replace(view, page=to).address)


def _narrow(label: str, choices: dict[str, str], view: View, field: str) -> None:
    """A list to choose from; choosing shows the list that is narrowed by it."""

    def go(value: str) -> None:
        changed: dict[str, str | int] = {field: value, 'page': 1}
        ui.navigate.to(replace(view, **changed).address)  # type: ignore[arg-type]

    ChoiceField(label, choices, getattr(view, field), field, on_choose=go)
