"""Home: what each area does, with one example to hear or see at once. For newcomers, where there are several areas."""

from nicegui import ui

from app import areas
from app.installation import posts
from components.vocabulary.brand import icon
from components.vocabulary.elements import block, link, text
from components.vocabulary.notices import Notices
from components.vocabulary.wording import day
from pages.shell.page_state import PageState
from pages.shell.screens import Screens, closed
from pages.shell.services import run_service, screen


@screen
async def home_page(page_state: PageState) -> None:
    """Every area that is open to the visitor, as its records tell it."""
    open_now = page_state.open()
    if not open_now:
        await closed('Everything')
        return
    ui.page_title('LevelMix')
    with block('pagehead'), block():
        text('Make it, level it, share it.', tag='h1')
        text('This is what you can do here. Try each with its example.', tag='p')
    await _news()
    with block('home-areas'):
        for shown in open_now:
            _area(shown)


async def _news() -> None:
    """What's new, until each who reads it puts it away."""
    found = await run_service(posts.newest)
    shown = Notices("What's new", 'levelmix.news')
    shown.show(
        [
            {'id': str(post.id), 'text': post.name, 'when': day(post.created_at), 'level': '', 'dismissable': True}
            for post in found
        ]
    )


def _area(shown: Screens) -> None:
    with block('panel home-area', tag='section', aria_label=shown.label, data_testid=f'home-{shown.area}'):
        with block('home-what'):
            with block('row'):
                icon(shown.icon)
                text(shown.label, tag='h2')
            if does := areas.get(shown.area).does:
                text(does, 'quiet', tag='p')
            opened = f'Open {shown.label}'
            link(opened, shown.start, 'button main-action', data_testid=f'home-open-{shown.area}')
        if shown.example is not None:
            with block('home-example stack', data_testid=f'example-{shown.area}'):
                shown.example()
