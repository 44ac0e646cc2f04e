"""Somebody describes a sound, hears variations of it, and is offered the nearest where there is none."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.config import settings
from app.voice.engines import that_makes_effects
from tests.browser.axe import barriers
from tests.browser.screens import PATIENCE_MS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        that_makes_effects('', settings().models_dir).health().state != 'ready',
        reason='make setup brings what knows meanings',
    ),
    pytest.mark.nightly,
]
DONE = re.compile('completed')
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit('/voice/effects')


def choose_length(page: Page, seconds: str) -> None:
    page.get_by_test_id('length-auto').uncheck()
    page.get_by_test_id('length').fill(seconds)
    expect(page.get_by_test_id('length-told')).to_have_text(f'{seconds} s')


def test_an_example_is_made_in_two_variations_beside_each_other(page: Page) -> None:
    page.get_by_test_id('example').first.click()
    expect(page.get_by_test_id('prompt')).to_have_value('rain and thunder')
    choose_length(page, '2')
    page.get_by_test_id('variations').select_option('2')
    page.get_by_test_id('generate').click()
    cards = page.get_by_test_id('job-card')
    expect(cards).to_have_count(2)
    for number in range(2):
        expect(cards.nth(number)).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
        expect(cards.nth(number).get_by_test_id('clip-credit')).to_contain_text('rain: made by LevelMix, CC0')
        expect(cards.nth(number).get_by_test_id('clip-lufs')).to_contain_text('−16')
        cards.nth(number).scroll_into_view_if_needed()
        expect(cards.nth(number).get_by_test_id('clip-wave')).to_have_attribute('data-state', 'ready')
    left, right = (cards.nth(number).bounding_box() for number in range(2))
    assert left is not None
    assert right is not None
    assert left['y'] == right['y'], 'they stand beside each other'
    cards.first.get_by_test_id('play-one').click()
    expect(page.get_by_test_id('player-bar')).to_be_visible()


def test_what_is_not_there_is_said_with_the_nearest_to_press(page: Page) -> None:
    page.get_by_test_id('prompt').fill('quarterly tax return')
    page.get_by_test_id('variations').select_option('3')
    page.get_by_test_id('generate').click()
    said = page.get_by_test_id('nothing-close')
    expect(said).to_contain_text('There is no sound close to “quarterly tax return”.')
    expect(page.get_by_test_id('job-card').filter(has_text='quarterly')).to_have_count(0)
    expect(said.get_by_test_id('nearest')).to_have_count(4)
    offered = said.get_by_test_id('nearest').first.inner_text()
    said.get_by_test_id('nearest').first.click()
    expect(page.get_by_test_id('prompt')).to_have_value(offered)


def test_only_free_sounds_are_taken_where_that_is_ticked(page: Page) -> None:
    page.get_by_test_id('prompt').fill('lion roaring')
    page.get_by_test_id('generate').click()
    card = page.get_by_test_id('job-card').filter(has_text='lion roaring').first
    expect(card).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    expect(card.get_by_test_id('clip-credit')).to_contain_text('GPL-2.0-or-later')
    page.get_by_test_id('how-only_free').check()
    page.get_by_test_id('generate').click()
    expect(page.get_by_test_id('nothing-close')).to_contain_text('There is no sound close to “lion roaring”.')
    expect(page.get_by_test_id('job-card').filter(has_text='lion roaring')).to_have_count(1)


def test_an_effect_is_taken_up_again_as_it_was_asked_for(page: Page) -> None:
    page.get_by_test_id('prompt').fill('button click')
    choose_length(page, '1.5')
    page.get_by_test_id('how-loop').check()
    page.get_by_test_id('generate').click()
    card = page.get_by_test_id('job-card').filter(has_text='button click').first
    expect(card).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    card.get_by_test_id('again').click()
    expect(page.get_by_test_id('prompt')).to_have_value('button click')
    expect(page.get_by_test_id('length-told')).to_have_text('1.5 s')
    expect(page.get_by_test_id('how-loop')).to_be_checked()


@pytest.mark.parametrize('look', [{}, PHONE, {'color_scheme': 'dark'}], ids=['wide', 'phone', 'dark'])
def test_nobody_is_kept_out_and_nothing_is_wider_than_the_screen(
    visit: Callable[..., Page], look: dict[str, object]
) -> None:
    page = visit('/voice/effects', **look)
    expect(page.get_by_role('heading', level=1)).to_be_visible()
    expect(page.locator('.bones')).to_have_count(0)
    assert barriers(page) == []
    assert page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') <= 0
