"""The landing page in a real browser: it is heard, switched at the same moment, and leads in."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import barriers
from tests.servers import LevelMix
from tests.waiting import until

pytestmark = pytest.mark.browser
LOOKS: dict[str, dict[str, object]] = {
    'desktop': {'viewport': {'width': 1200, 'height': 900}},
    'phone': {'viewport': {'width': 390, 'height': 844}},
    'narrow': {'viewport': {'width': 320, 'height': 640}},
    'dark': {'viewport': {'width': 1200, 'height': 900}, 'color_scheme': 'dark'},
}


@pytest.fixture(scope='module')
def site(people_site: LevelMix) -> LevelMix:
    return people_site


def moment(page: Page, side: str) -> float:
    return float(page.get_by_test_id(f'sound-{side}').evaluate('sound => sound.currentTime'))


def heard(page: Page) -> list[str]:
    """Which of the two sounds plays and is not muted."""
    script = 'all => all.filter(one => !one.muted && !one.paused).map(one => one.dataset.sound)'
    return list(page.locator('[data-sound]').evaluate_all(script))


def test_a_visitor_hears_both_sides_at_the_same_moment(visit: Callable[..., Page]) -> None:
    page = visit('/')
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('play')).to_have_text('Pause')
    until(lambda: moment(page, 'before') > 0.3, seconds=60, what='the sound to play')
    assert heard(page) == ['before']
    page.get_by_test_id('hear-after').click()
    expect(page.get_by_test_id('hear-after')).to_have_attribute('aria-pressed', 'true')
    expect(page.get_by_test_id('hear-before')).to_have_attribute('aria-pressed', 'false')
    assert heard(page) == ['after']
    assert moment(page, 'after') >= 0.3, 'it goes on where the other was'
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('play')).to_have_text('Play')
    assert heard(page) == []
    assert abs(moment(page, 'after') - moment(page, 'before')) < 0.5


def test_a_visitor_chooses_the_moment_and_the_end_is_no_trap(visit: Callable[..., Page]) -> None:
    page = visit('/')
    page.get_by_test_id('hear-after').click()
    page.get_by_test_id('seek').fill('15.5')
    expect(page.locator('[data-head]')).to_have_attribute('visibility', 'visible')
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('play')).to_have_text('Pause')
    expect(page.get_by_test_id('play')).to_have_text('Play')
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('play')).to_have_text('Pause')
    assert moment(page, 'after') < 15


def test_by_keyboard_it_leads_to_an_account(visit: Callable[..., Page]) -> None:
    page = visit('/')
    page.keyboard.press('Tab')
    expect(page.locator('.skip')).to_be_focused()
    page.get_by_test_id('to-sign-up').focus()
    page.keyboard.press('Enter')
    expect(page.get_by_test_id('form-sign-up')).to_be_visible()
    page.goto('/')
    page.get_by_test_id('to-sign-in').click()
    expect(page.get_by_test_id('form-sign-in')).to_be_visible()


@pytest.mark.nightly('desktop', 'narrow', 'dark')
@pytest.mark.parametrize('look', LOOKS)
def test_it_fits_every_screen(visit: Callable[..., Page], look: str) -> None:
    page = visit('/', **LOOKS[look])
    expect(page.get_by_test_id('example')).to_be_visible()
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    for name in ('to-sign-up', 'to-sign-in', 'play', 'hear-before', 'hear-after'):
        place = page.get_by_test_id(name).bounding_box()
        assert place is not None
        assert place['height'] >= 44
    dark = page.evaluate('getComputedStyle(document.body).backgroundColor') == 'rgb(14, 17, 18)'
    assert dark is (look == 'dark')
    if folder := os.environ.get('PICTURES'):
        page.screenshot(path=f'{folder}/landing-{look}.png', full_page=True)


def test_without_scripts_it_is_all_there(browser: Browser, site: LevelMix) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto('/')
    for side in ('before', 'after'):
        expect(page.get_by_test_id(f'sound-{side}')).to_be_visible()
    expect(page.get_by_test_id('play')).to_be_hidden()
    expect(page.get_by_test_id('after-lufs')).to_have_text('−14.0')
    page.get_by_test_id('to-sign-in').click()
    expect(page).to_have_url(re.compile('/sign-in$'))
    context.close()


def test_whoever_chose_dark_inside_sees_it_dark_here(visit: Callable[..., Page]) -> None:
    page = visit('/sign-in')
    button = page.get_by_test_id('theme')
    expect(button).to_have_attribute('data-choice', 'system')
    button.click()
    button.click()
    expect(button).to_have_attribute('data-choice', 'dark')
    page.goto('/')
    assert page.evaluate('getComputedStyle(document.body).backgroundColor') == 'rgb(14, 17, 18)'


@pytest.mark.nightly('desktop', 'narrow', 'dark')
@pytest.mark.parametrize('look', [*LOOKS])
def test_it_keeps_nobody_out(visit: Callable[..., Page], look: str) -> None:
    page = visit('/', **LOOKS[look])
    expect(page.get_by_test_id('play')).to_be_visible()
    assert barriers(page) == []
