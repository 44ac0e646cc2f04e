"""History: every job, newest first; the address carries filter, search and page."""

from urllib.parse import urlencode

from nicegui import ui

from app import accounts, leveling
from app.config import settings
from app.leveling import HistoryPage
from components import words
from components.elements import block, button, link, text
from components.empty import empty
from components.pager import pager
from models import Status
from pages.history_archive import Together, all_link
from pages.job_list import JobList
from pages.serving import call, screen

FILTERS: tuple[Status | None, ...] = (
    None,
    Status.QUEUED,
    Status.PROCESSING,
    Status.COMPLETED,
    Status.FAILED,
    Status.CANCELLED,
)


@screen
async def history_page(status: str = '', search: str = '', page: str = '1') -> None:
    """All jobs of the user; what the address asks for and does not exist is left out."""
    ui.page_title('History – LevelMix')
    wanted = Status(status) if status in set(Status) else None
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    with block('pagehead'), block():
        text('History', tag='h1')
        kept = text('Every job you have run. Their files stay until you delete them.', tag='p')
    _filters(wanted, search)
    place = block('stack')
    with place:
        bones = block('bones')
    user = await call(accounts.current_user)
    keep_days = (await call(accounts.allowance, user)).keep_days if settings().accounts == 'on' else None
    if keep_days is not None:
        kept.text = f'Every job you have run. Files are kept for {keep_days} days; the numbers stay.'
    with place:
        everything = wanted is None and not search and number == 1
        jobs = JobList(
            user.id,
            takes_new=everything,
            on_count=lambda count: setattr(nothing, 'visible', count == 0),
            on_choose=lambda chosen: together.show(chosen),
        )
        with block() as nothing:
            _nothing(everything)
        nothing.visible = False
        together = Together()
    found = await call(leveling.history, user.id, status=wanted, search=search, page=number)
    bones.delete()
    jobs.fill(found.jobs)
    with place:
        _foot(found, wanted, search)
        many = block('row')
    if wanted in (None, Status.COMPLETED):
        await all_link(many, user.id, search)
    stored = await call(leveling.my_bytes, user.id)
    if stored:
        kept.text += f' Now they take {words.size(stored)}.'


def address(status: Status | None, search: str, page: int = 1) -> str:
    """Where this view of the history is found."""
    query = {'status': status.value if status else '', 'search': search, 'page': str(page) if page > 1 else ''}
    said = urlencode({key: value for key, value in query.items() if value})
    return f'/history?{said}' if said else '/history'


def _filters(wanted: Status | None, search: str) -> None:
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Filter by state'):
            for status in FILTERS:
                label = words.STATES[status] if status else 'All'
                current = 'true' if status == wanted else None
                link(
                    label,
                    address(status, search),
                    'chip',
                    aria_current=current,
                    data_testid=f'filter-{status or "all"}',
                )
        with block('row', role='search').style('flex-wrap: nowrap'):
            field = ui.input(value=search, placeholder='Search by name')
            field.props('outlined clearable=false data-testid=search aria-label="Search by name"')
            field.props(f'maxlength={leveling.SEARCH_LIMIT}')

            def look() -> None:
                ui.navigate.to(address(wanted, (field.value or '').strip()))

            field.on('keydown.enter', look, [])
            button('Search', look, data_testid='search-go')


def _nothing(everything: bool) -> None:
    if everything:
        empty(
            'No jobs yet',
            'Each mix that you level is kept here with its numbers, to download again or to run at another loudness.',
            action='Level a mix',
            href='/',
            testid='no-jobs',
        )
    else:
        empty(
            'Nothing fits', 'No job has this state and this name.', action='Show all', href='/history', testid='no-hits'
        )


def _foot(found: HistoryPage, wanted: Status | None, search: str) -> None:
    if found.total:
        text('1 job' if found.total == 1 else f'{found.total} jobs', 'quiet small', data_testid='total')
    pager(found.page, found.pages, lambda page: address(wanted, search, page))
