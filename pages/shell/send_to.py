"""Sends a sound of one area on to another: a menu beside it, whose choices lead to that area's screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app import areas
from components.vocabulary.elements import Kind, answer_of, block, button, dialog_named, link, text
from pages.shell.page_state import PageState


@dataclass(frozen=True, slots=True)
class Taker:
    """An area that can go on with a sound: the label of its button, and its first screen."""

    area: str
    label: str
    screen: str
    shows: bool = False
    """It goes on with the job itself, and needs no copy in the library."""

    def address(self, sound_id: str) -> str:
        """Where the visitor goes on with the result of this job, or with this file of the library."""
        return f'{self.screen}?{urlencode({"sound": sound_id})}'


def sending(page_state: PageState, kind: str, filename: str) -> list[Taker]:
    """The areas, open to the visitor, that can go on with the result of a job of this kind."""
    return _open(page_state, areas.takers(kind, filename))


def sending_file(page_state: PageState, filename: str) -> list[Taker]:
    """The same for a file of the library."""
    return _open(page_state, areas.accepting(filename))


def send_button(sound_id: str, name: str, takers: Sequence[Taker], kind: Kind = '') -> None:
    """Opens the menu; there is none where nothing takes the sound."""
    if takers:
        press = button('Send to …', lambda: _ask(sound_id, name, takers), kind, data_testid='send-open')
        with press:
            text(name, 'hidden-visually')


async def _ask(sound_id: str, name: str, takers: Sequence[Taker]) -> None:
    with (
        dialog_named('Send to') as dialog,
        block('sheet question', role='dialog', aria_label='Send to', data_testid='send-to'),
    ):
        text('Send to …', tag='h2')
        text(f'{name} stays where it is, too.', 'quiet wrap-any', tag='p')
        with block('choices'):
            for taker in takers:
                link(taker.label, taker.address(sound_id), 'button', data_testid=f'send-{taker.area}').on(
                    'click', dialog.close, []
                )
        with block('row').style('justify-content: flex-end'):
            button('Go back', dialog.close, data_testid='send-no')
    await answer_of(dialog)


def _open(page_state: PageState, takers: Sequence[areas.Area]) -> list[Taker]:
    screens = {shown.area: shown.start for shown in page_state.open()}
    return [
        Taker(area.name, area.send_to, area.send_page or screens[area.name], area.shows)
        for area in takers
        if area.name in screens
    ]
