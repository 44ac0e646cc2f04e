"""The first screen of artists: how their page, numbers and checklist stand."""

from nicegui import ui

from components.vocabulary.elements import block, text
from pages.shell.page_state import PageState
from pages.shell.services import screen


@screen
async def start_page(page_state: PageState) -> None:
    """What is to be done next."""
    ui.page_title('Artist – LevelMix')
    with block('pagehead'), block():
        text('Artist', tag='h1')
        text('One page for your music, one place for your numbers, and an adviser who knows them.', tag='p')
