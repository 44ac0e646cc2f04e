"""The fixes that one has suggested, and what became of them."""

from nicegui import ui

from app import accounts
from app.drums import proposals
from components.drums.cards import proposal_row
from components.vocabulary.elements import block, text
from components.vocabulary.empty import empty
from components.vocabulary.pager import pager
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen

PATH = '/drums/proposals'


@screen
async def proposals_page(page_state: PageState, page: str = '1') -> None:
    """One's own, the newest first."""
    ui.page_title('Your fixes – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Your fixes', tag='h1')
        text('What you suggested to maps of others, and what was decided.', tag='p')
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    found = await run_service(proposals.mine, user.id, number)
    if found.found:
        with block('panel rows', tag='ul', data_testid='my-proposals'):
            for one in found.found:
                proposal_row(one, mine=True)
    else:
        lesson = 'Open a map, press Suggest a fix, change what is wrong and say why. Verifiers look at it.'
        empty('No fixes yet', lesson, action='Songs', href='/drums/songs', testid='no-proposals')
    pager(found.page, found.pages, lambda to: f'{PATH}?page={to}')
