"""Home says what each open area does, as their records tell it, and its figures are those of the sounds."""

import asyncio
from collections.abc import Iterator

import pytest
from nicegui import Client, ui

from app import areas
from app.public import look
from app.public.example import example
from pages import home, leveling
from pages.shell import area_gate
from pages.shell.page_state import PageState
from pages.shell.screens import Screens


@pytest.fixture
def page(owner: str) -> Iterator[Client]:
    assert owner, 'what is new comes from the database'
    client = Client(ui.page('/home'), request=None)
    yield client
    client.delete()


def shown(page: Client, *screens: Screens) -> str:
    """What the screen says."""

    async def look() -> None:
        with page:
            await home.home_page(PageState(screens))

    asyncio.run(look())
    return ' '.join(getattr(element, 'text', '') for element in page.elements.values())


def test_an_area_is_told_by_its_label_its_sentence_and_its_example(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    sentence = 'Make a voice say it.'
    monkeypatch.setitem(areas._areas, 'voice', areas.Area('voice', 'Voice', does=sentence))
    monkeypatch.setitem(areas._areas, 'drums', areas.Area('drums', 'Drums'))
    voice = Screens('voice', {}, {'/voice': 'Voice'}, example=lambda: drawn.append('voice'))
    drums = Screens('drums', {}, {'/drums': 'Drums'})
    said = shown(page, leveling.SCREENS, voice, drums)
    assert sentence in said
    assert areas.get('leveling').does in said
    assert 'Open Drums' in said
    assert drawn == ['voice']


def test_what_is_switched_off_is_not_offered(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(area_gate.GATE, 'is_open', lambda area: False)
    assert 'Everything is switched off right now.' in shown(page, leveling.SCREENS)


def test_the_example_of_levelling_is_the_one_of_the_landing_page_with_its_numbers(page: Client) -> None:
    said = shown(page, leveling.SCREENS)
    sounds = {one.props['src'] for one in page.elements.values() if 'src' in one.props}
    assert sounds == {look.address('before.mp3'), look.address('after.mp3')}
    for side in (example().before, example().after):
        assert f'{look.signed(side.whole)} LUFS' in said
