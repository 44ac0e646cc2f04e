"""History with one area, with several, and with some that are switched off."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from nicegui import Client, ui

from pages import history, leveling
from pages.history import Wanted
from pages.shell import area_gate
from pages.shell.page_state import PageState
from pages.shell.screens import Screens

ECHO = Screens('echo', {}, {'/echo': 'Echo'})


@pytest.fixture
def page() -> Iterator[Client]:
    """A page that is open."""
    client = Client(ui.page('/open'), request=None)
    with client:
        yield client
    client.delete()


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Switches areas off for the visitor of the page."""
    return lambda *names: monkeypatch.setattr(area_gate.GATE, 'is_open', lambda area: area not in names)


def said(page: Client) -> str:
    return ' '.join(getattr(element, 'text', '') for element in page.elements.values())


def links(page: Client) -> dict[str, str]:
    """The addresses of the chips by their test ids."""
    every = [element.props for element in page.elements.values()]
    return {props['data-testid']: props['href'] for props in every if props.get('data-testid', '').startswith('filter')}


def test_one_area_has_nothing_to_choose_from_and_two_have(page: Client) -> None:
    wanted = Wanted(status=None, search='night', page=4)
    history._filters(wanted, [leveling.SCREENS])
    assert not [name for name in links(page) if 'area' in name]
    history._filters(wanted, [leveling.SCREENS, ECHO])
    found = links(page)
    assert found['filter-area-all'] == '/history?search=night', 'another choice begins at the first page'
    assert found['filter-area-echo'] == '/history?area=echo&search=night'
    history._filters(Wanted(area='echo'), [leveling.SCREENS, ECHO])
    assert links(page)['filter-failed'] == '/history?area=echo&status=failed'


@pytest.mark.parametrize(
    ('closed', 'sentence'),
    [
        (('echo',), 'Echo is switched off right now. Its jobs are kept'),
        (('leveling', 'echo'), 'Level and Echo are switched off right now. Their jobs are kept'),
        ((), ''),
    ],
)
def test_what_is_switched_off_is_named(
    page: Client, close: Callable[..., None], closed: tuple[str, ...], sentence: str
) -> None:
    close(*closed)
    visit = PageState([leveling.SCREENS, ECHO, Screens('voice', {}, {'/voice': 'Voice'})])
    history._closed_ones(visit, visit.open())
    assert said(page).strip().startswith(sentence)
    assert bool(said(page).strip()) == bool(sentence)


@pytest.mark.parametrize(
    ('screens', 'sentence'),
    [
        ([leveling.SCREENS], 'Level is switched off right now.'),
        ([leveling.SCREENS, ECHO], 'Everything is switched off'),
    ],
)
def test_where_nothing_is_open_history_says_so(
    page: Client, close: Callable[..., None], screens: list[Screens], sentence: str
) -> None:
    close('leveling', 'echo')

    async def look() -> None:
        with page:
            await history.history_page(PageState(screens))

    asyncio.run(look())
    assert sentence in said(page)
