"""Clips: all that was made, the newest first; the address carries tool, search and page."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from nicegui import ui

from app import accounts
from app.voice import queries
from app.voice.queries import ClipView
from components.vocabulary.elements import block, text
from components.vocabulary.empty import empty
from components.vocabulary.pager import pager
from components.voice.clip_card import TOOLS
from pages.job_rows import Row
from pages.leveling.job_list import JobList
from pages.shell.filters import chip, name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.voice.credits import CreditsChip

PATH = '/voice/clips'
SEARCH_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; an empty tool means all of them."""

    tool: str = ''
    search: str = ''
    page: int = 1

    @property
    def address(self) -> str:
        """The address of this view."""
        query = {'tool': self.tool, 'search': self.search, 'page': str(self.page) if self.page > 1 else ''}
        said = urlencode({key: value for key, value in query.items() if value})
        return f'{PATH}?{said}' if said else PATH


@screen
async def clips_page(page_state: PageState, tool: str = '', search: str = '', page: str = '1') -> None:
    """All clips of the visitor; parts of the address that name nothing known are ignored."""
    wanted = Wanted(
        tool if tool in TOOLS else '',
        search.strip()[:SEARCH_LIMIT],
        int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    ui.page_title('Clips – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'):
        with block():
            text('Clips', tag='h1')
            text('Everything that was said, changed and made here.', tag='p')
        chip_shown = CreditsChip(user.id)
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Filter by tool'):
            for name, label in {'': 'All', **TOOLS}.items():
                chip(label, replace(wanted, tool=name, page=1).address, name or 'all', here=name == wanted.tool)
        name_search(wanted.search, SEARCH_LIMIT, lambda said: replace(wanted, search=said, page=1).address)
    (mine,) = page_state.of('voice')
    with block('stack'):
        jobs = JobList(
            user.id,
            [mine],
            takes_new=wanted == Wanted(),
            on_count=lambda count: setattr(nothing, 'visible', count == 0),
            fits=lambda job: isinstance(job, ClipView),
        )
        with block() as nothing:
            _nothing(wanted)
        nothing.visible = False
    found = await run_service(queries.history, user.id, tool=wanted.tool, search=wanted.search, page=wanted.page)
    jobs.fill([Row(mine, clip) for clip in found.found])
    if found.total:
        text('1 clip' if found.total == 1 else f'{found.total:,} clips', 'quiet small', data_testid='total')
    pager(found.page, found.pages, lambda to: replace(wanted, page=to).address)
    await chip_shown.draw()


def _nothing(wanted: Wanted) -> None:
    if wanted == Wanted():
        lesson = 'What you have said, changed or made is kept here: to hear, to download, to send on.'
        empty('No clips yet', lesson, action='Say something', href='/voice', testid='no-clips')
    else:
        empty('Nothing found', 'No clip is like that.', action='Show all', href=PATH, testid='no-hits')
