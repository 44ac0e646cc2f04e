"""The screen of the echo area."""

from nicegui import ui

from app import accounts, echo, library
from app.jobs.progress import HUB
from components.jobs.entry_card import EntryCard
from components.uploads.uploader import DropZone
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.fields import text_field
from pages.job_rows import rows
from pages.leveling.job_list import JobList
from pages.shell.page_state import PageState
from pages.shell.screens import Screens, register
from pages.shell.services import run_service, screen, toast_errors


class EchoCard(EntryCard):
    """A saying, with its echo."""

    def draw_outcome(self) -> None:
        """What came out."""
        link('Listen', f'/files/library/{self.job.id}', 'button', target='_blank', data_testid='listen')


@screen
async def echo_page(page_state: PageState, sound: str = '') -> None:
    """Say something, or send it; `sound` is a job of another area."""
    ui.page_title('Echo – LevelMix')
    text('Say something', tag='h1')
    user = await run_service(accounts.current_user)
    with block('panel stack'):
        name = (await run_service(library.sound, user.id, sound))[1] if sound else ''
        field = text_field('What shall be said back', name, 'saying', 100)

        async def say() -> None:
            with toast_errors():
                await run_service(echo.submit, user.id, field.value or '')
                HUB.poke()

        button('Say it back', say, 'main-action', data_testid='say')
    DropZone('Their names are said back.', 'sounds')
    button(
        'Say their names back', lambda: page_state.uploader and page_state.uploader.start('echo', {'greeting': 'Hello'})
    )
    mine = page_state.of('echo')
    sayings = JobList(user.id, mine, takes_new=True, on_count=lambda _: None)
    sayings.fill((await run_service(rows, mine, user.id)).found)


def example() -> None:
    """What it makes."""
    text('“Good morning” becomes “Good morningGood morning”.', tag='p')


DRAWING = 'M4 8v4h3l4 3V5L7 8zM14 7.500a4 4 0 0 1 0 5'
SCREENS = register(Screens('echo', {'/echo': echo_page}, {'/echo': 'Echo'}, EchoCard, icon=DRAWING, example=example))
