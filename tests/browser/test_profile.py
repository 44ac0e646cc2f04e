"""The profile in a real browser: a picture, a handle, a time zone, a phone number, and what is wrong with a field."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.people import shoot

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def drawn(path: Path) -> Path:
    image = Image.new('RGB', (900, 700), (200, 120, 40))
    image.paste((40, 90, 160), (300, 100, 600, 700))
    image.save(path)
    return path


def test_a_profile_is_filled_in_and_what_is_wrong_is_said_beside_it(ann: Page) -> None:
    expect(ann.get_by_test_id('onboarding').locator('[data-done=true]')).to_have_count(0)
    ann.get_by_test_id('profile-name').fill('Ann K.')
    ann.get_by_test_id('profile-handle').fill('admin')
    ann.get_by_test_id('profile-zone').fill('Mars/Olympus')
    ann.get_by_test_id('profile-keep').click()
    expect(ann.get_by_test_id('profile-handle-wrong')).to_contain_text('kept for LevelMix')
    expect(ann.get_by_test_id('profile-zone-wrong')).to_contain_text('no such time zone')
    expect(ann.get_by_test_id('profile-name-wrong')).to_be_empty()
    expect(ann.get_by_test_id('profile-handle')).to_have_attribute('aria-invalid', 'true')
    expect(ann.get_by_test_id('profile-name')).to_have_value('Ann K.')
    shoot(ann, 'profile-wrong')
    ann.get_by_test_id('profile-handle').fill('@Ann-K')
    ann.get_by_test_id('profile-zone').fill('europe/berlin')
    ann.get_by_test_id('profile-language').select_option('de')
    ann.get_by_test_id('profile-keep').click()
    expect(ann.get_by_test_id('toast')).to_contain_text('saved')
    expect(ann.get_by_test_id('profile-zone-wrong')).to_be_empty()
    ann.reload()
    expect(ann.get_by_test_id('profile-handle')).to_have_value('ann-k')
    expect(ann.get_by_test_id('profile-zone')).to_have_value('Europe/Berlin')
    expect(ann.get_by_test_id('profile-language')).to_have_value('de')
    expect(ann.get_by_test_id('onboarding').locator('[data-done=true]')).to_have_count(2)
    ann.get_by_test_id('onboarding-hide').click()
    expect(ann.get_by_test_id('onboarding')).to_have_count(0)


def test_a_picture_is_chosen_seen_in_the_masthead_and_removed(ann: Page, tmp_path: Path) -> None:
    ann.get_by_test_id('profile-name').fill('not saved yet')
    note = tmp_path / 'note.png'
    note.write_text('no picture')
    ann.get_by_test_id('picture-file').set_input_files(note)
    expect(ann.get_by_test_id('picture-wrong')).to_contain_text('not a picture')
    ann.get_by_test_id('picture-file').set_input_files(drawn(tmp_path / 'ann.jpg'))
    seen = ann.get_by_test_id('picture-field').get_by_role('img')
    expect(seen).to_be_visible()
    assert seen.evaluate('image => image.decode().then(() => image.naturalWidth)') == 192
    expect(ann.get_by_test_id('picture-wrong')).to_be_empty()
    expect(ann.get_by_test_id('me').locator('img')).to_have_attribute('src', re.compile('/files/pictures/'))
    expect(ann.get_by_test_id('profile-name')).to_have_value('not saved yet')
    ann.reload()
    expect(ann.get_by_test_id('me').locator('img')).to_be_visible()
    shoot(ann, 'profile')
    ann.emulate_media(color_scheme='dark')
    shoot(ann, 'profile-dark')
    ann.set_viewport_size({'width': 375, 'height': 800})
    shoot(ann, 'profile-phone-dark')
    ann.emulate_media(color_scheme='light')
    shoot(ann, 'profile-phone')
    ann.get_by_test_id('picture-remove').click()
    expect(ann.get_by_test_id('picture-field').get_by_role('img')).to_have_count(0)
    expect(ann.get_by_test_id('me').locator('img')).to_have_count(0)


def test_a_phone_number_is_verified_by_a_code_that_the_admin_hands_on(ann: Page, admin: Page) -> None:
    ann.get_by_test_id('phone-field').fill('030 901820')
    ann.get_by_test_id('phone-ask').click()
    expect(ann.get_by_test_id('phone-field-wrong')).to_contain_text('country in front')
    expect(ann.get_by_test_id('phone-field')).to_have_value('030 901820')
    ann.get_by_test_id('phone-field').fill('+49 30 901820')
    ann.get_by_test_id('phone-ask').click()
    expect(ann.get_by_test_id('phone')).to_contain_text('+49 30 901820')
    ann.get_by_test_id('phone-code').fill('never')
    ann.get_by_test_id('phone-verify').click()
    expect(ann.get_by_test_id('phone-code-wrong')).to_contain_text('not right')
    shoot(ann, 'phone-code')
    admin.goto('/admin/mail')
    admin.get_by_test_id('mail').filter(has_text='+4930901820').get_by_test_id('mail-open').click()
    code = admin.get_by_test_id('mail-text').inner_text().split()[0]
    ann.get_by_test_id('phone-code').fill(code)
    ann.get_by_test_id('phone-verify').click()
    expect(ann.get_by_test_id('phone-number')).to_have_text('+49 30 901820')
    ann.reload()
    expect(ann.get_by_test_id('phone-number')).to_be_visible()
    ann.get_by_test_id('phone-remove').click()
    ann.get_by_test_id('confirm-yes').click()
    expect(ann.get_by_test_id('phone-field')).to_be_visible()
