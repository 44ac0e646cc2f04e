"""By keyboard, on a phone, in the dark theme, and at an address without a page."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import themes
from tests.browser.screens import FINISHED, PATIENCE_MS, Level, job_path
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = pytest.mark.browser
PHONE = {'viewport': {'width': 375, 'height': 740}, 'has_touch': True, 'is_mobile': True}


def tab_to(page: Page, testid: str, steps: int = 40) -> None:
    """Press Tab until the keyboard is on this element; it must show that it is."""
    focused = f"document.activeElement?.closest('[data-testid={testid}]') !== null"
    for _ in range(steps):
        page.keyboard.press('Tab')
        if page.evaluate(focused):
            style = 'getComputedStyle(document.activeElement).outlineStyle'
            assert page.evaluate(style) != 'none', f'{testid} does not show that the keyboard is on it'
            return
    raise AssertionError(f'{testid} cannot be reached by the keyboard.')


def test_a_mix_is_levelled_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    level = Level(page)
    mix = write_mix(tmp_path / 'Keys.wav', 8)
    page.on('filechooser', lambda chooser: chooser.set_files(mix))
    expect(page.get_by_test_id('start')).to_be_visible()
    tab_to(page, 'choose-files')
    page.keyboard.press('Enter')
    expect(page.get_by_test_id('start')).to_contain_text('mix')
    tab_to(page, 'preset-chip')
    page.keyboard.press('Tab')
    page.keyboard.press('Space')
    expect(page.get_by_test_id('preset-chip').nth(1)).to_have_attribute('aria-pressed', 'true')
    tab_to(page, 'loudness-slider')
    page.keyboard.press('ArrowRight')
    expect(page.get_by_test_id('loudness-number')).to_have_value('-13.9')
    tab_to(page, 'start')
    page.keyboard.press('Enter')
    expect(level.card(mix.name)).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(level.card(mix.name).get_by_test_id('before-after')).to_contain_text('−13.9')


@pytest.mark.nightly
def test_nothing_is_wider_than_a_phone(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit('/', **PHONE)
    level = Level(page)
    mix = write_mix(tmp_path / f'{"A name that never ends and has_no_place_to_break_" * 4}.wav', 5)
    level.level(mix)
    job = job_path(level.card(mix.name))
    for address in ('/', job, '/history', '/history?status=failed', '/presets', '/nowhere', '/jobs/none'):
        page.goto(address)
        expect(page.locator('h1, [data-testid=problem]').first).to_be_visible()
        expect(page.locator('.bones')).to_have_count(0)
        if address == job:
            expect(page.get_by_test_id('timeline')).to_have_attribute('data-state', 'ready')
        page.wait_for_function('document.fonts.status === "loaded"')
        for scheme in themes(page):
            wide = page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
            assert wide <= 0, f'{address} is {wide} px wider than the phone when {scheme}'
            background = page.evaluate('getComputedStyle(document.body).backgroundColor')
            assert background == ('rgb(14, 17, 18)' if scheme == 'dark' else 'rgb(244, 243, 239)')


@pytest.mark.nightly
def test_the_chosen_theme_is_remembered(page: Page) -> None:
    root = page.locator('html')
    expect(root).to_have_attribute('data-theme', 'light')
    page.get_by_test_id('theme').click()  # system -> light
    page.get_by_test_id('theme').click()  # light -> dark
    expect(root).to_have_attribute('data-theme', 'dark')
    page.reload()
    expect(root).to_have_attribute('data-theme', 'dark')
    expect(page.get_by_test_id('theme')).to_have_attribute('aria-label', re.compile('dark'))


@pytest.mark.nightly('/jobs/of-nobody', '/history/further')
@pytest.mark.parametrize('address', ['/nowhere', '/jobs/of-nobody', '/history/further'])
def test_an_address_that_leads_nowhere_offers_a_way_on(visit: Callable[..., Page], address: str) -> None:
    page = visit(address)
    expect(page.get_by_test_id('problem')).to_be_visible()
    page.get_by_test_id('problem').get_by_role('link').click()
    expect(page.get_by_test_id('start')).to_be_visible()


def test_what_is_not_there_in_an_area_leads_to_the_start_of_that_area(visit: Callable[..., Page]) -> None:
    page = visit('/drums/nothing/of/this')
    page.get_by_test_id('problem').get_by_role('link', name='To Drums').click()
    expect(page).to_have_url(re.compile('/drums$'))


def test_nothing_is_fetched_from_elsewhere(visit: Callable[..., Page], site: LevelMix) -> None:
    page = visit('/')
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    page.reload()
    expect(page.get_by_test_id('start')).to_be_visible()
    page.wait_for_function('document.readyState === "complete" && document.fonts.status === "loaded"')
    page.wait_for_function('window.did_handshake')
    foreign = [url for url in asked if not url.startswith((site.url, 'data:', 'blob:'))]
    assert foreign == []
    assert any(url.endswith('archivo.woff2') for url in asked)
