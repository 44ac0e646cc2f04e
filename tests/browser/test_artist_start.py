"""From nothing to a public page on a phone; a post that keeps the streak; what an artist decides about it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways

pytestmark = pytest.mark.browser
ZONE = 'Europe/Berlin'
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True, 'timezone_id': ZONE}


def test_three_things_on_a_phone_and_there_is_a_public_page(visit: Callable[..., Page]) -> None:
    page = visit('/artist', **PHONE)
    expect(page.get_by_test_id('artist-zone')).to_have_value('Europe/Berlin')
    page.get_by_test_id('artist-name').fill('Ann Example')
    page.get_by_test_id('artist-name').press('Tab')
    expect(page.get_by_test_id('artist-slug')).to_have_value('ann-example')
    page.get_by_test_id('artist-slug').fill('---')
    page.get_by_test_id('artist-set-out').click()
    expect(page.get_by_test_id('artist-slug-wrong')).to_contain_text('letters from a to z')
    page.get_by_test_id('artist-slug').fill('ann')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-setting-out')
    page.get_by_test_id('artist-set-out').click()

    expect(page.get_by_test_id('page-address')).to_have_value(f'{page.url.removesuffix("/artist")}/u/ann')
    expect(page.get_by_test_id('xp')).to_have_text('35 points')
    page.get_by_test_id('make-public').click()
    expect(page.get_by_test_id('page-visits')).to_contain_text('0 visits')
    expect(page.get_by_test_id('step-public')).to_have_attribute('data-state', 'done')
    expect(page.get_by_test_id('xp')).to_have_text('60 points')

    page.get_by_test_id('post-url').fill('example.org/teaser')
    page.get_by_test_id('post-log').scroll_into_view_if_needed()
    page.get_by_test_id('post-log').click()
    expect(page.get_by_test_id('streak-count')).to_have_text('1')
    expect(page.get_by_test_id('streak-words')).to_have_text('This week counts already.')
    expect(page.get_by_test_id('xp')).to_have_text('75 points')

    page.get_by_test_id('skip-goal').click()
    expect(page.get_by_test_id('step-goal')).to_have_attribute('data-state', 'skipped')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-start')
    page.get_by_test_id('checklist-hide').click()
    expect(page.get_by_test_id('checklist-hide')).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id('checklist')).to_contain_text('First steps: 3 of 10 done')


@pytest.mark.nightly
def test_what_counts_is_decided_and_a_week_is_paused(visit: Callable[..., Page]) -> None:
    page = visit('/artist/settings')
    page.get_by_test_id('week-goal').select_option('3')
    page.get_by_test_id('artist-choices-save').click()
    expect(page.get_by_test_id('toast')).to_contain_text('Saved.')
    weeks = page.get_by_test_id('week')
    weeks.nth(1).get_by_role('button').click()
    expect(weeks.nth(1).get_by_role('button')).to_have_text('Take back')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-settings')
    page.reload()
    expect(page.get_by_test_id('week-goal')).to_have_value('3')
    expect(weeks.nth(1).get_by_role('button')).to_have_attribute('aria-pressed', 'true')
