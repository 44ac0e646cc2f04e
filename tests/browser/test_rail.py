"""With more than one area, a rail leads to all of them: beside the screens, and on a phone at the bottom."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers_in_both_themes
from tests.browser.screens import Level, texts
from tests.browser.test_access import PHONE, tab_to
from tests.browser.test_one_more_area import turn
from tests.servers import LevelMix
from tests.sites import Sites

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module')
def site(sites: Sites, house: Path) -> Iterator[LevelMix]:
    """LevelMix with one more area."""
    with sites.lent(house) as server:
        yield server


@pytest.mark.nightly
def test_the_rail_leads_to_every_area_and_says_where_the_visitor_is(page: Page) -> None:
    rail = page.get_by_role('navigation', name='Areas')
    assert {'Level', 'Echo', 'History', 'Theme'} <= set(texts(rail.locator('.rail-place')))
    expect(page.get_by_test_id('nav-level')).to_have_attribute('aria-current', 'page')
    assert texts(page.get_by_role('navigation', name='Screens of this area').get_by_role('link')) == [
        'Level',
        'Presets',
    ]
    page.get_by_test_id('tab-presets').click()
    expect(page.get_by_test_id('tab-presets')).to_have_attribute('aria-current', 'page')
    expect(page.get_by_test_id('nav-level')).to_have_attribute('aria-current', 'true')
    Level(page).go('echo')
    expect(page.get_by_test_id('saying')).to_be_visible()
    expect(page.get_by_test_id('nav-level')).not_to_have_attribute('aria-current', 'page')
    expect(page.get_by_test_id('tab-presets')).to_be_hidden()  # an area with one screen has no tabs
    Level(page).go('history')
    expect(page.get_by_role('heading', name='History')).to_be_visible()
    page.goto('/level')  # what somebody guesses who has seen the addresses of the other areas
    expect(page.get_by_test_id('start')).to_be_visible()
    expect(page.get_by_test_id('tab-level')).to_have_attribute('aria-current', 'page')


def test_the_rail_is_walked_by_keyboard_and_the_new_screen_has_the_focus(page: Page) -> None:
    expect(page.get_by_test_id('start')).to_be_visible()
    tab_to(page, 'nav-echo')
    page.keyboard.press('Enter')
    expect(page.get_by_test_id('saying')).to_be_visible()
    expect(page.locator('#content')).to_be_focused()


def test_what_stands_beside_the_rail_is_not_under_it(page: Page) -> None:
    rail, title = page.locator('.rail').bounding_box(), page.get_by_role('heading').first.bounding_box()
    assert rail is not None
    assert title is not None
    assert rail['x'] + rail['width'] < title['x']
    assert page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') <= 0


def test_a_phone_has_four_places_and_the_rest_behind_more(visit: Callable[..., Page]) -> None:
    page = visit('/', **PHONE)
    bar = page.get_by_role('navigation', name='Areas')
    shown = [name for name in texts(bar.locator('.rail-place:visible'))]
    assert shown[-1] == 'More'
    assert {'Level', 'History'} <= set(shown)
    assert len(shown) <= 5
    place = bar.bounding_box()
    assert place is not None
    assert round(place['y'] + place['height']) == PHONE['viewport']['height']  # type: ignore[index]
    page.get_by_test_id('nav-more').tap()
    expect(page.get_by_test_id('more-panel')).to_be_visible()
    expect(page.get_by_test_id('more-panel').get_by_role('link', name='Echo')).to_be_visible()
    page.get_by_test_id('more-theme').tap()
    expect(page.get_by_test_id('more-theme')).to_have_attribute('title', 'Theme: light')
    page.keyboard.press('Escape')
    expect(page.get_by_test_id('more-panel')).to_be_hidden()
    page.get_by_test_id('nav-more').tap()
    page.get_by_test_id('more-echo').tap()
    expect(page.get_by_test_id('saying')).to_be_visible()


@pytest.mark.nightly
def test_home_shows_an_example_of_each_area_and_leads_to_it(page: Page) -> None:
    page.locator('.rail').get_by_role('link', name='LevelMix').click()
    expect(page.get_by_role('heading', name='Make it, level it, share it.')).to_be_visible()
    before, after = page.get_by_test_id('example-before'), page.get_by_test_id('example-after')
    for heard in (before, after):
        heard.evaluate('it => it.play()')
        expect(heard).to_have_js_property('paused', False)
    expect(before).to_have_js_property('paused', True)  # two at once would show nothing
    page.wait_for_function('() => document.querySelector("[data-testid=example-after]").currentTime > 0')
    expect(page.get_by_test_id('example-echo')).to_contain_text('becomes')
    assert barriers_in_both_themes(page) == []
    page.get_by_test_id('home-open-echo').click()
    expect(page.get_by_test_id('saying')).to_be_visible()


@pytest.mark.nightly
def test_where_all_areas_but_one_are_off_the_header_of_one_area_is_back(page: Page, site: LevelMix) -> None:
    expect(page.get_by_role('navigation', name='Areas')).to_be_visible()
    turn(site, 'artist', 'drums', 'echo', 'practice', 'studio', 'voice', on=False)
    try:
        expect(page.get_by_role('navigation', name='Areas')).to_have_count(0)
        header = page.get_by_role('navigation', name='Screens')
        expect(header.get_by_role('link', name='History')).to_be_visible()
        expect(header.get_by_role('link', name='Echo')).to_have_count(0)
        Level(page).go('presets')
    finally:
        turn(site, 'artist', 'drums', 'echo', 'practice', 'studio', 'voice', on=True)
    expect(page.get_by_role('navigation', name='Areas')).to_be_visible()
    expect(page.get_by_test_id('tab-presets')).to_have_attribute('aria-current', 'page')


@pytest.mark.nightly
@pytest.mark.parametrize('device', ['desktop', 'phone'])
def test_the_rail_keeps_nobody_out(visit: Callable[..., Page], device: str) -> None:
    page = visit('/echo', **(PHONE if device == 'phone' else {}))
    expect(page.get_by_test_id('saying')).to_be_visible()
    if device == 'phone':
        page.get_by_test_id('nav-more').tap()
        expect(page.get_by_test_id('more-panel')).to_be_visible()
    assert barriers_in_both_themes(page) == []
