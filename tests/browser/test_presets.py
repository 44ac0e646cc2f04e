"""Presets: the system's stay, the user's own are made, changed and deleted."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screens import Level

pytestmark = pytest.mark.browser


@pytest.mark.nightly
def test_a_preset_is_made_used_changed_and_deleted(page: Page) -> None:
    level = Level(page)
    level.go('presets')
    expect(page.get_by_test_id('no-presets')).to_be_visible()

    page.get_by_test_id('preset-new').click()
    page.get_by_test_id('preset-name').fill('Basement')
    page.get_by_test_id('preset-description').fill('The small room')
    form = page.get_by_test_id('preset-form')
    form.get_by_test_id('loudness-number').fill('-9.5')
    form.get_by_test_id('ceiling-number').fill('-0.5')
    page.get_by_test_id('preset-save').click()
    expect(preset(page, 'Basement')).to_contain_text('−9.5 LUFS')
    expect(preset(page, 'Basement')).to_contain_text('−0.5 dBTP')

    level.go('level')
    level.choose('Basement')
    expect(page.get_by_test_id('loudness-number')).to_have_value('-9.5')

    level.go('presets')
    preset(page, 'Basement').get_by_test_id('preset-edit').click()
    page.get_by_test_id('preset-name').fill('Attic')
    page.get_by_test_id('preset-name').press('Enter')
    expect(preset(page, 'Attic')).to_contain_text('The small room')

    preset(page, 'Attic').get_by_test_id('preset-delete').click()
    level.answer(False)
    expect(preset(page, 'Attic')).to_be_visible()
    preset(page, 'Attic').get_by_test_id('preset-delete').click()
    level.answer(True)
    expect(preset(page, 'Attic')).to_have_count(0)
    expect(page.get_by_test_id('no-presets')).to_be_visible()


@pytest.mark.nightly
def test_what_is_wrong_with_a_preset_stands_in_its_form(page: Page) -> None:
    level = Level(page)
    level.go('presets')
    page.get_by_test_id('preset-new').click()
    page.get_by_test_id('preset-name').fill('spotify')
    page.get_by_test_id('preset-save').click()
    expect(page.get_by_test_id('preset-wrong')).to_contain_text('There is a preset called “Spotify” already')
    page.keyboard.press('Escape')
    expect(page.get_by_test_id('preset-form')).to_have_count(0)
    expect(page.get_by_test_id('preset')).to_have_count(6)


def test_the_presets_of_the_system_cannot_be_touched(page: Page) -> None:
    Level(page).go('presets')
    expect(page.get_by_test_id('locked')).to_have_count(6)
    expect(page.get_by_test_id('preset-edit')).to_have_count(0)
    expect(page.get_by_test_id('preset-delete')).to_have_count(0)


def test_a_dialog_that_is_closed_gives_the_keyboard_back_to_what_opened_it(page: Page) -> None:
    Level(page).go('presets')
    opener = page.get_by_test_id('preset-new')
    opener.focus()
    page.keyboard.press('Enter')
    expect(page.get_by_role('dialog').first).to_be_visible()
    page.keyboard.press('Escape')
    expect(opener).to_be_focused()


def preset(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid=preset][data-preset="{name}"]')
