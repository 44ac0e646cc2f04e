"""Which places stand in the rail, and which of them in the bar of a phone."""

from collections.abc import Iterator

import pytest
from nicegui import Client, ui

from app import accounts
from app.accounts import SignedIn, Visitor
from pages import drums, leveling
from pages.shell import area_gate
from pages.shell.navigation import AreaTabs, Navigation, Rail
from pages.shell.screens import Screens

WORDS = ('Voice', 'Practice', 'Drums', 'Studio', 'Artist')
SIX = [leveling.SCREENS, *(Screens(word.lower(), {}, {f'/{word.lower()}': word}) for word in WORDS)]
TOGETHER = {'/library': 'Library', '/history': 'History'}


@pytest.fixture(autouse=True)
def admin() -> Iterator[None]:
    """The visitor is an admin."""
    before = accounts.visitor()
    accounts.let_in(Visitor(signed_in=SignedIn('session', 'ann', 'ann@example.org', '', True)))
    yield
    accounts.let_in(before)


@pytest.fixture
def page() -> Iterator[Client]:
    client = Client(ui.page('/open'), request=None)
    with client:
        yield client
    client.delete()


def links(page: Client, classes: str) -> list[str]:
    """The addresses of the links that stand in parts of these classes, in their order."""
    found = [element for element in page.elements.values() if element.tag == 'a' and 'href' in element.props]
    return [
        str(one.props['href'])
        for one in found
        if one.parent_slot is not None and classes in one.parent_slot.parent.classes
    ]


def test_a_bar_has_four_places_and_more_has_all_others(page: Client) -> None:
    Rail(SIX, TOGETHER)
    assert links(page, 'near') == ['/', '/voice', '/library', '/history']
    far = ['/practice', '/drums', '/studio', '/artist', '/account', '/admin']
    assert links(page, 'far') == far
    behind = [str(e.props['href']) for e in page.elements.values() if 'more-place' in e.classes and e.tag == 'a']
    assert behind == far


def test_two_areas_leave_room_for_nothing_else_than_what_all_share(page: Client) -> None:
    Rail(SIX[:2], TOGETHER)
    assert links(page, 'near') == ['/', '/voice', '/library', '/history']
    assert links(page, 'far') == ['/account', '/admin']


def test_more_is_marked_where_the_visitor_is_at_a_place_behind_it(page: Client) -> None:
    rail = Rail(SIX, TOGETHER)
    rail.mark('/drums')
    assert 'data-here' in rail._more.props
    rail.mark('/voice')
    assert 'data-here' not in rail._more.props


def test_the_address_of_a_job_is_in_its_area() -> None:
    assert leveling.SCREENS.has('/jobs/some-id')
    assert leveling.SCREENS.has('/')
    assert leveling.SCREENS.has('/level')
    assert not leveling.SCREENS.has('/jobs')
    assert not leveling.SCREENS.has('/history')


def test_what_is_drawn_is_drawn_anew_only_if_other_areas_are_open(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui, 'run_javascript', lambda code: None)  # no loop runs here that could send it
    closed: set[str] = set()
    monkeypatch.setattr(area_gate.GATE, 'is_open', lambda area: area not in closed)
    navigation = Navigation(SIX[:3], TOGETHER, lambda: None)
    drawn = set(page.elements)
    navigation.draw()
    assert set(page.elements) == drawn
    closed.update({'voice', 'practice'})
    navigation.draw()
    assert tags(page, 'nav') == ['Screens']
    closed.clear()
    navigation.draw()
    assert tags(page, 'nav') == ['Areas', 'Screens of this area']


def tags(page: Client, tag: str) -> list[str]:
    return [str(element.props['aria-label']) for element in page.elements.values() if element.tag == tag]


def test_a_screen_is_in_the_tab_that_its_area_says(page: Client) -> None:
    tabs = AreaTabs([drums.SCREENS])
    for path, tab in (
        ('/drums', 'New map'),
        ('/drums/jobs/one', 'New map'),
        ('/drums/songs/one', 'Songs'),
        ('/drums/maps/one', 'Songs'),
        ('/drums/maps/one/edit', 'Songs'),
        ('/drums/proposals/one', 'Your fixes'),
        ('/drums/reviews/one', 'Review'),
    ):
        tabs.mark(path)
        shown = [e for e in page.elements.values() if e.props.get('aria-current') == 'page']
        assert [e.props['data-testid'] for e in shown] == [f'tab-{tab.lower()}'], path
