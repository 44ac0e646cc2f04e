"""Three steps on a phone: what somebody tells of themselves is what their first piece begins with."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways

pytestmark = pytest.mark.browser
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


def test_three_steps_on_a_phone_and_the_form_begins_with_what_was_told(visit: Callable[..., Page]) -> None:
    page = visit('/practice', **PHONE)
    step = page.get_by_test_id('welcome-step')
    expect(step).to_have_text('Step 1 of 3')
    page.get_by_test_id('skill-ADVANCED').check(force=True)
    page.get_by_test_id('years').fill('a few')
    assert barriers(page) == []
    shoot_all_ways(page, 'practice-welcome-1')
    page.get_by_test_id('welcome-next').click()
    expect(page.get_by_text('Write the years as a number')).to_be_visible()
    page.get_by_test_id('years').fill('9')
    page.get_by_test_id('welcome-next').click()

    expect(step).to_have_text('Step 2 of 3')
    page.get_by_test_id('like-bossa').check(force=True)
    page.get_by_test_id('home-Ab').check(force=True)
    assert barriers(page) == []
    shoot_all_ways(page, 'practice-welcome-2')
    page.get_by_test_id('welcome-next').click()

    expect(step).to_have_text('Step 3 of 3')
    page.get_by_test_id('daily').fill('15')
    assert barriers(page) == []
    shoot_all_ways(page, 'practice-welcome-3')
    page.get_by_test_id('welcome-next').click()

    expect(page.get_by_test_id('welcome')).to_have_count(0)
    expect(page.get_by_test_id('level-ADVANCED')).to_be_checked()
    expect(page.get_by_test_id('style')).to_have_value('bossa')
    expect(page.get_by_test_id('key')).to_have_value('Ab')
    page.reload()
    expect(page.get_by_test_id('today')).to_have_text('Today: 0 of 15 minutes.')
    expect(page.get_by_test_id('welcome')).to_have_count(0)

    page.get_by_test_id('about-you').click()
    expect(page.get_by_test_id('years')).to_have_value('9')
    page.get_by_test_id('skill-BEGINNER').check(force=True)
    page.get_by_test_id('welcome-next').click()
    expect(step).to_have_text('Step 2 of 3')
    page.get_by_test_id('welcome-skip').click()
    expect(step).to_have_text('Step 3 of 3')
    page.get_by_test_id('welcome-skip').click()
    expect(page.get_by_test_id('level-BEGINNER')).to_be_checked()
    shoot_all_ways(page, 'practice-create')
