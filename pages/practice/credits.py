"""Whose work practice stands on, and under which licences."""

from nicegui import ui

from components.practice.credits import CREDITS
from components.vocabulary.elements import block, link, text
from pages.shell.page_state import PageState
from pages.shell.services import screen


@screen
async def credits_page(page_state: PageState) -> None:
    """The list."""
    ui.page_title('Credits – LevelMix')
    with block('pagehead'), block():
        text('Credits', tag='h1')
        text(
            'The recordings, fonts, models and programs by others with which practice plays, draws and hears.', tag='p'
        )
    with block('panel rows', tag='ul', data_testid='credits-list'):
        for one in CREDITS:
            with block('line', tag='li'):
                with block('grow'):
                    text(one.by, 'strong wrap-any', tag='p')
                    text(one.what.capitalize(), 'small quiet', tag='p')
                text(one.licence, 'small')
    text(
        'The recordings of bass and drums were shortened, set to one level and encoded anew.',
        'small quiet',
        tag='p',
    )
    with block('row'):
        link('Back to Create', '/practice', 'button')
