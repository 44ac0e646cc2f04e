"""History: every job of every area, newest first; the address carries area, filter, search and page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from nicegui import ui

from app import accounts, leveling
from app.config import settings
from app.jobs import feed
from components.vocabulary import wording
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from components.vocabulary.pager import pager
from models import Status
from pages.job_rows import Rows, rows
from pages.leveling.history_archive import Together, all_link
from pages.leveling.job_list import JobList
from pages.shell.filters import area_chips, chip, name_search
from pages.shell.page_state import PageState
from pages.shell.screens import Screens, closed
from pages.shell.services import run_service, screen

PATH = '/history'
FILTERS: tuple[Status | None, ...] = (
    None,
    Status.QUEUED,
    Status.PROCESSING,
    Status.COMPLETED,
    Status.FAILED,
    Status.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; an empty area means all of them."""

    area: str = ''
    status: Status | None = None
    search: str = ''
    page: int = 1

    @classmethod
    def of(cls, areas: set[str], area: str, status: str, search: str, page: str) -> 'Wanted':
        """What an address says; parts that name nothing known are ignored."""
        return cls(
            area if area in areas else '',
            Status(status) if status in set(Status) else None,
            search,
            int(page) if page.isdecimal() and len(page) < 9 else 1,
        )

    @property
    def is_all(self) -> bool:
        """Whether nothing is filtered out, and the newest are shown."""
        return self == Wanted()

    @property
    def address(self) -> str:
        """The address of this view."""
        query = {
            'area': self.area,
            'status': self.status.value if self.status else '',
            'search': self.search,
            'page': str(self.page) if self.page > 1 else '',
        }
        said = urlencode({key: value for key, value in query.items() if value})
        return f'{PATH}?{said}' if said else PATH


@screen
async def history_page(
    page_state: PageState, area: str = '', status: str = '', search: str = '', page: str = '1'
) -> None:
    """All jobs of the user, or those that the address asks for."""
    open_now = page_state.open()
    if not open_now:
        await closed(page_state.screens[0].label if len(page_state.screens) == 1 else 'Everything')
        return
    wanted = Wanted.of({one.area for one in open_now}, area, status, search, page)
    shown = [one for one in open_now if wanted.area in ('', one.area)]
    ui.page_title('History – LevelMix')
    with block('pagehead'), block():
        text('History', tag='h1')
        kept = text('Every job you have run. Their files stay until you delete them.', tag='p')
        if settings().accounts == 'off':
            link('Have a program told of every end', '/webhooks', data_testid='to-webhooks')
    _filters(wanted, open_now)
    _closed_ones(page_state, open_now)
    place = block('stack')
    with place:
        bones = block('bones')
    user = await run_service(accounts.current_user)
    keep_days = (await run_service(accounts.allowance, user)).keep_days if settings().accounts == 'on' else None
    if keep_days is not None:
        kept.text = f'Every job you have run. Files are kept for {keep_days} days; the numbers stay.'
    with place:
        jobs = JobList(
            user.id,
            shown,
            takes_new=replace(wanted, area='').is_all,
            on_count=lambda count: setattr(nothing, 'visible', count == 0),
            on_choose=lambda chosen: together.show(chosen),
        )
        with block() as nothing:
            _nothing(wanted)
        nothing.visible = False
        together = Together()
    found = await run_service(rows, shown, user.id, status=wanted.status, search=wanted.search, page=wanted.page)
    bones.delete()
    jobs.fill(found.found)
    with place:
        _foot(found, wanted)
        many = block('row')
    if wanted.status in (None, Status.COMPLETED) and wanted.area in ('', 'leveling'):
        await all_link(many, user.id, wanted.search)
    stored = await run_service(leveling.my_bytes, user.id)
    if stored:
        kept.text += f' Now they take {wording.size(stored)}.'


def _filters(wanted: Wanted, open_now: Sequence[Screens]) -> None:
    area_chips(open_now, wanted.area, lambda area: replace(wanted, area=area, page=1).address)
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Filter by state'):
            for status in FILTERS:
                label = wording.STATES[status] if status else 'All'
                to = replace(wanted, status=status, page=1).address
                chip(label, to, status or 'all', here=status == wanted.status)
        name_search(wanted.search, feed.SEARCH_LIMIT, lambda name: replace(wanted, search=name, page=1).address)


def _closed_ones(page_state: PageState, open_now: Sequence[Screens]) -> None:
    """Say which areas are switched off, and that their jobs are kept."""
    missing = [one.label for one in page_state.screens if one not in open_now]
    if missing:
        names = ' and '.join(missing)
        verb, whose = ('is', 'Its') if len(missing) == 1 else ('are', 'Their')
        told = f'{names} {verb} switched off right now. {whose} jobs are kept, and are listed here again afterwards.'
        text(told, 'note', tag='p', role='status', data_testid='closed-areas')


def _nothing(wanted: Wanted) -> None:
    if wanted.is_all:
        empty(
            'No jobs yet',
            'Whatever you level, have said, changed or made is listed here, to hear and download again.',
            action='Level a mix',
            href='/',
            testid='no-jobs',
        )
    else:
        empty('Nothing found', 'No job has this state and this name.', action='Show all', href=PATH, testid='no-hits')


def _foot(found: Rows, wanted: Wanted) -> None:
    if found.total:
        text('1 job' if found.total == 1 else f'{found.total:,} jobs', 'quiet small', data_testid='total')
    pager(found.page, found.pages, lambda page: replace(wanted, page=page).address)
