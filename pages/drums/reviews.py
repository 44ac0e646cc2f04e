"""Fixes that wait for a decision, for whoever may decide."""

from nicegui import ui

from app import accounts
from app.drums import reviews
from app.errors import NotAllowed
from components.drums.cards import proposal_row
from components.vocabulary.elements import block, text
from components.vocabulary.empty import empty
from components.vocabulary.pager import pager
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen

PATH = '/drums/reviews'


@screen
async def reviews_page(page_state: PageState, page: str = '1') -> None:
    """Those that have waited longest come first; whoever may not decide is told what is missing."""
    ui.page_title('Review – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Review', tag='h1')
        text('Fixes that people suggested. Hear both, then accept one, or say what it still needs.', tag='p')
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    try:
        found = await run_service(reviews.queue, user.id, number)
    except NotAllowed as error:
        empty('Verifiers decide here', str(error), action='Your karma', href='/drums/karma', testid='no-verifier')
        return
    if found.found:
        text('1 fix waits' if found.total == 1 else f'{found.total:,} fixes wait', 'quiet small', data_testid='waiting')
        with block('panel rows', tag='ul', data_testid='queue'):
            for one in found.found:
                proposal_row(one)
    else:
        empty('Nothing waits', 'Every fix that you may decide on is decided.', testid='no-queue')
    pager(found.page, found.pages, lambda to: f'{PATH}?page={to}')
