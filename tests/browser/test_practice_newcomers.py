"""Three steps on a phone: what somebody tells of themselves is what their first piece begins with."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways

pytestmark = pytest.mark.browser
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


@pytest.mark.nightly
def test_three_steps_on_a_phone_and_the_form_begins_with_what_was_told(visit: Callable[..., Page]) -> None:
    page = visit('/practice', **PHONE)
    step = page.get_by_test_id('welcome-step')
    expect(step).to_have_text('Step 1 of 3')
    page.get_by_test_id('skill-ADVANCED').check(force=True)
    page.get_by_test_id('years').fill('a few')
    assert barriers(page) == []
    shoot_all_ways(page, 'practice-welcome-1')
    page.get_by_test_id('welcome-next').click()
    expect(page.get_by_test_id('years-wrong')).to_have_text('Write the years as a number, or leave it empty.')
    page.get_by_test_id('years').fill('9')
    page.get_by_test_id('welcome-next').click()

    expect(step).to_have_text('Step 2 of 3')
    page.get_by_test_id('like-bossa').check(force=True)
    page.get_by_test_id('home-Ab').check(force=True)
    assert barriers(page) == []
    shoot_all_ways(page, 'practice-welcome-2')
    page.get_by_test_id('welcome-next').click()

    expect(step).to_have_text('Step 3 of 3')
    page.get_by_test_id('daily').fill('999')
    page.get_by_test_id('welcome-next').click()
    expect(page.get_by_test_id('daily-wrong')).to_have_text('Practise for 1 to 600 minutes a day.')
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


LUMINANCES = """(message) => [message, message.closest('.q-notification')].map((one, place) => {
    const said = getComputedStyle(one)[place ? 'backgroundColor' : 'color'];
    const [red, green, blue] = said.match(/[\\d.]+/g).slice(0, 3).map((part) => ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
})"""


@pytest.mark.nightly('light')
@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_a_toast_can_be_read_and_the_tab_of_the_screen_is_in_sight_on_a_phone(
    visit: Callable[..., Page], scheme: str
) -> None:
    page = visit('/practice/classes', color_scheme=scheme, **PHONE)
    expect(page.get_by_test_id('tab-classes')).to_be_in_viewport(ratio=0.9)
    page.get_by_test_id('class-code').fill('XXXX XXXX')
    page.get_by_test_id('join').click()
    message = page.locator('[data-testid=toast] .q-notification__message, .q-notification__message').first
    expect(message).to_contain_text('No class has this code')
    darker, lighter = sorted(message.evaluate(LUMINANCES))
    assert lighter / darker >= 4.5
