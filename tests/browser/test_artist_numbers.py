"""A value by hand is shown, and a goal is set and given up."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.nightly]


def test_a_value_by_hand_and_a_goal(visit: Callable[..., Page]) -> None:
    page = visit('/artist/numbers')
    page.get_by_test_id('enter').locator('summary').click()
    page.get_by_test_id('enter-platform').select_option('deezer')
    page.get_by_test_id('enter-metric').select_option('followers')
    page.get_by_test_id('enter-value').fill('many')
    page.get_by_test_id('enter-save').click()
    expect(page.get_by_test_id('enter-value-wrong')).to_contain_text('Write a number')
    page.get_by_test_id('enter-value').fill('1,250')
    page.get_by_test_id('enter-day').fill('2026-09-01')
    page.get_by_test_id('enter-save').click()
    expect(page.get_by_test_id('figures')).to_contain_text('1,250')
    page.get_by_test_id('goal-what').select_option('deezer followers')
    page.get_by_test_id('goal-target').fill('2000')
    page.get_by_test_id('goal-add').click()
    expect(page.get_by_test_id('goal')).to_contain_text('2,000 Deezer followers')
    page.get_by_test_id('goal-delete').click()
    expect(page.get_by_test_id('goal')).to_have_count(0)
