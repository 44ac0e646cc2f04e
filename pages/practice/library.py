"""Pieces: one's own, and those in one's collections; the address carries what is looked for."""

from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app import accounts
from app.practice import piece_lists, saved
from app.practice.piece_lists import Wanted
from app.practice.saved import Saved
from components.practice.bring_file import BringFile
from components.practice.piece_card import address, piece_card
from components.practice.words import LEVELS, TYPES, key_name, signs
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import empty
from components.vocabulary.pager import pager
from pages.shell.filters import chip, name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen, toast_errors

PATH = '/practice/library'
SEARCH_LIMIT = 200
ALL, STARS, OWN = 'saved', 'stars', 'own'


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for: `show` is `own`, `saved`, `stars`, or a collection as `in:NAME`."""

    show: str = OWN
    type: str = ''
    search: str = ''
    page: int = 1

    @property
    def address(self) -> str:
        """The address of this view."""
        page = str(self.page) if self.page > 1 else ''
        query = {'show': self.show if self.show != OWN else '', 'type': self.type, 'search': self.search, 'page': page}
        said = urlencode({key: value for key, value in query.items() if value})
        return f'{PATH}?{said}' if said else PATH


@screen
async def library_page(
    page_state: PageState, show: str = OWN, type: str = '', search: str = '', page: str = '1', bring: str = ''
) -> None:
    """Own pieces and collections of the visitor."""
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    view = View(show[:100], type if type in TYPES else '', search.strip()[:SEARCH_LIMIT], number)
    ui.page_title('Pieces – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Pieces', tag='h1')
            text('What you made, and what you keep.', tag='p')
        link('New piece', '/practice', 'button main-action', icon='add')
    if bring:
        _bring()
    with block('chips', tag='nav', aria_label='Which pieces'):
        chip('Made by you', replace(view, show=OWN, page=1).address, OWN, here=view.show == OWN)
        chip('Starred', replace(view, show=STARS, page=1, search='', type='').address, STARS, here=view.show == STARS)
        for one in await run_service(saved.collections, user.id):
            name = one.name or 'In no collection'
            there = replace(view, show=f'in:{one.name}', page=1, search='', type='')
            chip(f'{name} ({one.count})', there.address, f'in-{one.name or "none"}', here=view.show == there.show)
    if view.show == OWN:
        await _own(user.id, view)
    else:
        await _kept(user.id, view)


async def _own(user_id: str, view: View) -> None:
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Filter by kind'):
            for name, label in {'': 'All kinds', **TYPES}.items():
                chip(label, replace(view, type=name, page=1).address, name or 'all', here=name == view.type)
        name_search(view.search, SEARCH_LIMIT, lambda said: replace(view, search=said, page=1).address)
    wanted = Wanted(search=view.search, type=view.type)
    found = await run_service(piece_lists.mine, user_id, wanted, view.page)
    if not found.found:
        if wanted.narrows():
            empty('Nothing found', 'None of your pieces is like that.', action='Show all', href=PATH, testid='no-hits')
        else:
            empty('No pieces yet', 'What you create is kept here.', action='Create one', href='/practice')
    with block('pieces', tag='ul'):
        for piece in found.found:
            piece_card(piece)
    pager(found.page, found.pages, lambda to: replace(view, page=to).address)


async def _kept(user_id: str, view: View) -> None:
    collection = view.show.removeprefix('in:') if view.show.startswith('in:') else None
    found = await run_service(
        partial(saved.listed, user_id, collection=collection, favorites=view.show == STARS, page=max(1, view.page))
    )
    if not found:
        lesson = 'Open a piece, yours or one that others published, and save it.'
        empty('Nothing kept here', lesson, action='Look around', href='/practice/community', testid='nothing-kept')
    with block('pieces', tag='ul'):
        for one in found:
            _saved(user_id, one)


def _saved(user_id: str, one: Saved) -> None:
    with block('piece-card', tag='li', data_testid='saved-card') as card:
        link(signs(one.title), address(one.content_id), 'name')
        with block('meta'):
            for fact in (TYPES[one.type], LEVELS[one.difficulty], key_name(one.key or '')):
                text(fact)
        if one.notes:
            text(one.notes, 'small clamp', tag='p')
        with block('row'):
            star = button('', lambda: flip(), 'bare square', aria_label='Star', data_testid='star')
            with star:
                mark = text('★' if one.is_favorite else '☆')
            button('Take out', lambda: take_out(), 'bare', data_testid='take-out')
    starred = [one.is_favorite]

    async def flip() -> None:
        with toast_errors():
            starred[0] = not starred[0]
            await run_service(partial(saved.change, user_id, one.content_id, is_favorite=starred[0]))
            mark.text = '★' if starred[0] else '☆'

    async def take_out() -> None:
        if await confirm('Take it out?', 'Your notes about it go; the piece stays where it is.', 'Take out'):
            with toast_errors():
                await run_service(saved.remove, user_id, one.content_id)
                card.delete()


def _bring() -> None:
    """A file of somebody’s own, as every notation program writes it."""
    with block('panel stack', tag='section', aria_label='Bring a file'):
        text('Bring a MusicXML file', tag='h2')
        text('One melody or a piano, with chord symbols if it has some. The band plays along with it, too.', 'quiet')
        BringFile()
