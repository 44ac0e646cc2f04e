"""A sound that was sent here from the library: levelled with what is chosen on the screen, without an upload."""

from collections.abc import Callable

from nicegui import ui

from app import leveling, library
from app.errors import LevelMixError
from app.jobs.progress import HUB
from app.leveling import LevelingOptions
from app.library import Item
from components.audio.player_bar import play_button
from components.vocabulary import wording
from components.vocabulary.elements import block, button, link, text
from components.vocabulary.empty import problem
from pages.shell.services import look, run_service, toast, toast_errors


async def level_chosen(user_id: str, sound_id: str, place: ui.element, options: Callable[[], LevelingOptions]) -> None:
    """Show the sound in its place, and here the button that begins; `options` returns what is chosen then."""
    try:
        item = await run_service(library.get, user_id, sound_id)
    except LevelMixError as error:
        with place:
            problem(str(error), action='To the library', href='/library')
        return
    with place:
        _show(item)

    async def level() -> None:
        with toast_errors():
            made = await look(user_id, leveling.level_stored, user_id, item.id, options())
            HUB.poke()
            toast(f'Started: {item.name}.')
            with place:
                ui.navigate.to(f'/jobs/{made}')

    with block('row'):
        button('Level this sound', level, 'main-action big', data_testid='level-chosen')
        text('Nothing is uploaded again.', 'quiet')


def _show(item: Item) -> None:
    with block('note good', data_testid='chosen-sound'), block('chosen-sound'):
        play_button(item.id, item.name)
        with block('grow'):
            text(item.name, 'strong wrap-any')
            with block('row small quiet'):
                text('From your library')
                if item.loudness_lufs is not None:
                    text(f'now {wording.lufs(item.loudness_lufs)}')
                if item.duration_s is not None:
                    text(wording.length(item.duration_s))
        link('Take another one', '/', 'button bare', data_testid='leave-chosen')
