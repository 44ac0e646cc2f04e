"""The way from five pieces a day to as many as somebody likes, and a week in their calendar, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import barriers
from tests.browser.people import become_admin, newcomer
from tests.browser.screens import PATIENCE_MS
from tests.servers import LevelMix
from tests.sites import Sites

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    """One whose limits are hard, and where payments are tried out."""
    with sites.lent(accounts='on', limits='hard', payments='stand-in') as server:
        yield server


@pytest.fixture(scope='module')
def ann(site: LevelMix, browser: Browser) -> Iterator[Page]:
    """Somebody with the free plan."""
    admin = become_admin(site, browser)
    admin.context.close()
    with newcomer(site, browser, 'ann@example.org', path='/practice') as page:
        yield page


def create(page: Page) -> None:
    page.goto('/practice')
    page.get_by_test_id('kind-SCALE_PATTERN').check(force=True)
    page.get_by_test_id('create').click()


def made(page: Page) -> None:
    expect(page.locator('.score-page g.measure').first).to_be_visible(timeout=PATIENCE_MS)


def test_who_has_had_five_pieces_is_led_to_the_plans_and_has_a_sixth_with_one(ann: Page) -> None:
    page = ann
    for _ in range(5):
        create(page)
        made(page)
    create(page)
    toast = page.get_by_test_id('toast')
    expect(toast).to_contain_text('Your plan has 5 pieces a day')
    toast.get_by_test_id('toast-way').click()
    practice = page.get_by_test_id('product-practice')
    expect(practice.get_by_test_id('plan-now')).to_have_text('Practice Free')
    expect(practice).to_contain_text('unlimited pieces to practise a day, 30 students')
    page.get_by_test_id('take-practice_pro').click()
    page.get_by_test_id('pay').click()
    expect(page.get_by_test_id('paid-succeeded')).to_be_visible(timeout=PATIENCE_MS)
    expect(practice.get_by_test_id('plan-now')).to_have_text('Practice Pro')
    create(page)
    made(page)


def test_a_week_is_read_by_a_calendar_until_its_address_is_revoked(ann: Page) -> None:
    page = ann
    page.goto('/practice/progress')
    page.get_by_test_id('calendar-make').click()
    address = page.get_by_test_id('calendar-address').input_value()
    answer = page.context.request.get(address)
    assert (answer.status, answer.text()[:15]) == (200, 'BEGIN:VCALENDAR')
    assert barriers(page) == []
    page.get_by_test_id('calendar-copy').click()
    expect(page.get_by_test_id('calendar-copy')).to_have_text('Copied')
    page.reload()
    expect(page.get_by_test_id('calendar-revoke')).to_be_visible()
    expect(page.get_by_test_id('calendar-address')).to_have_count(0)
    page.get_by_test_id('calendar-revoke').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('calendar-make')).to_be_visible()
    assert page.context.request.get(address).status == 404
