"""Plans, packs and refunds in a real browser, with the stand-in that moves no money."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import barriers
from tests.browser.people import newcomer
from tests.servers import LevelMix

pytestmark = pytest.mark.browser
PASSWORD = 'four tin whistles sing'


@pytest.fixture(scope='module')
def site(people_site: LevelMix) -> LevelMix:
    return people_site


@pytest.fixture(scope='module')
def ann(site: LevelMix, admin: Page, browser: Browser) -> Iterator[Page]:
    """Somebody with the free plan."""
    with newcomer(site, browser, 'ann@example.org', path='/') as page:
        expect(page.get_by_test_id('start')).to_be_visible()
        yield page


def confirm(page: Page) -> None:
    page.get_by_test_id('confirm-yes').click()


def test_an_admin_sets_a_price_and_a_wrong_one_loses_nothing_of_the_form(admin: Page) -> None:
    page = admin
    page.goto('/admin/plans')
    page.get_by_test_id('change-credits_10000').click()
    page.get_by_test_id('plan-amount').fill('-4')
    page.get_by_test_id('plan-save').click()
    expect(page.get_by_test_id('plan-amount-wrong')).to_contain_text('Write an amount like')
    expect(page.get_by_test_id('plan-amount')).to_have_value('-4')
    page.get_by_test_id('plan-amount').fill('4.50')
    page.get_by_test_id('plan-save').click()
    expect(page.locator('[data-code=credits_10000]').get_by_test_id('plan-price')).to_have_text('€4.50')


def test_a_plan_is_paid_upgraded_ended_and_taken_up_again_and_a_pack_is_bought_and_refunded(
    admin: Page, ann: Page
) -> None:
    page = ann
    page.goto('/account')
    page.get_by_test_id('to-plan').click()
    expect(page.get_by_test_id('test-payments')).to_contain_text('no money moves')
    level = page.get_by_test_id('product-levelmix')
    expect(level.get_by_test_id('plan-now')).to_have_text('Free')
    page.get_by_test_id('take-levelmix_premium').click()
    expect(page.get_by_test_id('to-pay')).to_have_text('€9.00')
    expect(page.get_by_test_id('test-payments')).to_be_visible()
    page.get_by_test_id('decline').click()
    expect(page.get_by_test_id('toast')).to_contain_text('declined')
    page.get_by_test_id('pay').click()
    expect(page.get_by_test_id('paid-succeeded')).to_be_visible()
    expect(level.get_by_test_id('plan-now')).to_have_text('Premium')
    expect(level.get_by_test_id('plan-said')).to_contain_text('Renews on')

    page.get_by_test_id('take-levelmix_premium_plus').click()
    confirm(page)
    expect(level.get_by_test_id('plan-now')).to_have_text('Premium+')
    page.get_by_test_id('plan-end').click()
    confirm(page)
    expect(level.get_by_test_id('plan-said')).to_contain_text('Ends on')
    page.get_by_test_id('plan-resume').click()
    expect(level.get_by_test_id('plan-said')).to_contain_text('Renews on')

    page.get_by_test_id('take-credits_10000').click()
    expect(page.get_by_test_id('to-pay')).to_have_text('€4.50')
    page.get_by_test_id('pay').click()
    expect(page.get_by_test_id('paid-succeeded')).to_be_visible()
    expect(page.get_by_test_id('credits')).to_have_text('20,000')
    expect(page.get_by_test_id('statement')).to_contain_text('Bought')

    admin.goto('/admin/payments')
    pack = admin.get_by_test_id('admin-payment').filter(has_text='10,000 credits')
    pack.get_by_test_id('refund').click()
    confirm(admin)
    expect(pack.get_by_test_id('payment-status')).to_have_text('Given back')
    page.goto('/account/plan')
    expect(page.get_by_test_id('credits')).to_have_text('10,000')


def test_whoever_goes_back_from_the_payment_reads_that_nothing_was_charged(ann: Page) -> None:
    ann.goto('/account/plan')
    # what is left of each is told once, in words
    expect(ann.get_by_test_id('meter')).to_have_text(['Drums5 of 5 drum maps a month left'])
    ann.get_by_test_id('take-credits_50000').click()
    ann.get_by_test_id('pay-cancel').click()
    expect(ann.get_by_test_id('paid-failed')).to_contain_text('Nothing was charged')


@pytest.mark.nightly
def test_a_donation_is_paid_and_a_wrong_amount_is_told_beside_its_field(ann: Page) -> None:
    ann.goto('/account/plan')
    ann.get_by_test_id('donation').fill('0.5')
    ann.get_by_test_id('donate').click()
    expect(ann.get_by_test_id('donation-wrong')).to_contain_text('Write an amount of €1.00 to €1,000.00')
    ann.get_by_test_id('donation').fill('12.50')
    ann.get_by_test_id('donate').click()
    expect(ann.get_by_test_id('to-pay')).to_have_text('€12.50')
    ann.get_by_test_id('pay').click()
    expect(ann.get_by_test_id('paid-succeeded')).to_be_visible()
    expect(ann.get_by_text('Donation: to keep this server up').first).to_be_visible()


@pytest.mark.nightly
def test_a_coupon_is_made_and_one_that_does_not_count_is_told_beside_its_field(admin: Page, ann: Page) -> None:
    admin.goto('/admin/plans')
    admin.get_by_test_id('coupon-new').click()
    admin.get_by_test_id('coupon-code').fill('half')
    admin.get_by_test_id('coupon-off').fill('-5')
    admin.get_by_test_id('coupon-make').click()
    expect(admin.get_by_test_id('coupon-off-wrong')).to_contain_text('an amount above zero')
    expect(admin.get_by_test_id('coupon-code')).to_have_value('half')
    admin.get_by_test_id('coupon-off').fill('50%')
    admin.get_by_test_id('coupon-uses').fill('1')
    admin.get_by_test_id('coupon-make').click()
    made = admin.locator('[data-code=HALF]')
    expect(made.get_by_test_id('coupon-used')).to_have_text('used 0 of 1')

    ann.goto('/account/plan')
    ann.get_by_test_id('coupon-credits').fill('whole')
    ann.get_by_test_id('take-credits_10000').click()
    expect(ann.get_by_test_id('coupon-credits-wrong')).to_contain_text('no such coupon')
    expect(ann.get_by_test_id('coupon-credits')).to_have_value('whole')
    ann.get_by_test_id('coupon-credits').fill('half')
    ann.get_by_test_id('take-credits_10000').click()
    expect(ann.get_by_test_id('to-pay')).to_have_text('€2.25')
    ann.get_by_test_id('pay-cancel').click()
    expect(ann.get_by_test_id('paid-failed')).to_be_visible()
    admin.reload()
    expect(made.get_by_test_id('coupon-used')).to_have_text('used 0 of 1')
    made.get_by_test_id('coupon-switch').click()
    expect(made.get_by_test_id('coupon-off-now')).to_have_text('off')


def test_the_screens_fit_a_phone(admin: Page) -> None:
    admin.set_viewport_size({'width': 360, 'height': 740})
    for path in ('/account/plan', '/admin/plans', '/admin/payments'):
        admin.goto(path)
        expect(admin.locator('h1')).to_be_visible()
        expect(admin.locator('.bones')).to_have_count(0)
        assert admin.evaluate('document.documentElement.scrollWidth') <= 360, path


@pytest.mark.nightly
@pytest.mark.parametrize('width', [375, 768])
def test_the_screens_keep_nobody_out(admin: Page, width: int) -> None:
    admin.set_viewport_size({'width': width, 'height': 800})
    for path in ('/account/plan', '/admin/plans', '/admin/payments'):
        admin.goto(path)
        expect(admin.locator('h1')).to_be_visible()
        expect(admin.locator('.bones')).to_have_count(0)
        assert barriers(admin) == [], path
