"""A studio is opened, and its people work with its board: requests answered, sessions moved and blocked, money back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from app.db import transaction
from app.studio import assigning, deciding, holding, studios
from app.studio.booker import Booker
from app.studio.holding import Wish
from models import BillingTransaction, Booking, RateCard
from tests.browser.axe import barriers
from tests.browser.people import newcomer, shoot_all_ways
from tests.browser.studio_house import MARA, House, entry, monday
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module')
def house(people_site: LevelMix, admin: Page, browser: Browser) -> Iterator[House]:
    admin.goto('/studio')
    admin.get_by_test_id('welcome-name').fill('Sweet Dreams')
    admin.get_by_test_id('welcome-hours').fill('ten to ten')
    admin.get_by_test_id('welcome-zone').fill('UTC')
    admin.get_by_test_id('welcome-make').click()
    expect(admin.get_by_test_id('welcome-hours-wrong')).to_contain_text('Write times like 10:00-22:00')
    expect(admin.get_by_test_id('welcome-name')).to_have_value('Sweet Dreams')
    admin.get_by_test_id('welcome-hours').fill('10:00-22:00')
    admin.get_by_test_id('welcome-make').click()
    expect(admin.get_by_test_id('studio-is-open')).to_contain_text('Sweet Dreams is open')
    with newcomer(people_site, browser, MARA, '/studio', 'Mara') as mara:
        yield House(admin, mara, people_site)


def test_a_new_studio_has_an_address_to_copy_and_an_empty_board(house: House) -> None:
    page = house.owner
    expect(page.get_by_test_id('new-address')).to_have_value(re.compile('/book/sweet-dreams$'))
    expect(page.get_by_test_id('board')).to_be_visible()
    expect(page.get_by_test_id('board-entry')).to_have_count(0)
    assert barriers(page) == []
    shoot_all_ways(page, 'studio-open')


def test_a_request_appears_on_the_open_board_and_is_approved(house: House) -> None:
    page = house.owner
    page.goto(f'/studio?day={monday()}')
    expect(page.get_by_test_id('board')).to_be_visible()
    booking = house.request(hours=10, paid=9000)
    expect(entry(page)).to_contain_text('Waits for approval')
    entry(page).click()
    expect(page.get_by_test_id('booking-state')).to_have_text('Waits for approval')
    page.get_by_test_id('approve').click()
    expect(page.get_by_test_id('booking-state')).to_have_text('Confirmed')
    expect(page.get_by_test_id('history-line').first).to_contain_text('Confirmed')
    assert house.at(booking).status == 'confirmed'
    assert barriers(page) == []
    shoot_all_ways(page, 'studio-booking')


def test_it_is_moved_by_keys_and_by_drag_and_a_refused_move_leaves_it_there(house: House) -> None:
    page = house.owner
    page.goto(f'/studio?day={monday()}')
    held = entry(page)
    held.focus()
    for key in ('ArrowDown', 'ArrowDown', 'ArrowRight'):
        page.keyboard.press(key)
    expect(page.get_by_test_id('board-says')).to_contain_text('11:00')
    page.keyboard.press('Enter')
    expect(page.get_by_test_id('sure-move')).to_contain_text('11:00 to 14:00')
    page.get_by_test_id('sure-move-go').click()
    expect(entry(page)).to_have_attribute('data-start', '11:00')
    expect(entry(page)).to_be_focused()
    entry(page).scroll_into_view_if_needed()
    box = entry(page).bounding_box()
    assert box is not None
    page.mouse.move(box['x'] + 20, box['y'] + 8)
    page.mouse.down()
    page.mouse.move(box['x'] + 20, box['y'] + 8 + 48, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id('sure-move')).to_contain_text('12:00 to 15:00')
    page.get_by_test_id('sure-move-go').click()
    expect(entry(page)).to_have_attribute('data-start', '12:00')
    house.request(hours=15, day=monday() + timedelta(days=1))
    expect(entry(page)).to_have_count(2)
    moved = page.locator('[data-testid=board-entry][data-start="12:00"]')
    moved.focus()
    page.keyboard.press('ArrowDown')
    page.keyboard.press('Enter')
    expect(page.get_by_test_id('board-refused')).to_contain_text('stays where it was')
    expect(moved).to_have_count(1)


def test_time_is_blocked_from_the_board_but_not_where_somebody_comes(house: House) -> None:
    page = house.owner
    page.goto(f'/studio?day={monday()}')
    expect(entry(page).first).to_be_visible()
    page.get_by_test_id('block-time').click()
    page.get_by_test_id('block-day').fill(str(monday() + timedelta(days=1)))
    page.get_by_test_id('block-from').fill('12:00')
    page.get_by_test_id('block-to').fill('13:00')
    page.get_by_test_id('block-reason').fill('Piano tuner')
    page.get_by_test_id('block-go').click()
    expect(page.get_by_test_id('block-booked')).to_contain_text('Mara')
    expect(page.get_by_test_id('block-reason')).to_have_value('Piano tuner')
    page.get_by_test_id('block-from').fill('20:00')
    page.get_by_test_id('block-to').fill('22:00')
    page.get_by_test_id('block-go').click()
    expect(entry(page, 'Piano tuner')).to_have_count(1)


def test_a_session_that_the_studio_cancels_says_why_and_what_goes_back(house: House) -> None:
    page = house.owner
    page.goto('/studio/bookings?which=coming')
    page.get_by_test_id('session-link').first.click()
    page.get_by_test_id('cancel').click()
    expect(page.get_by_test_id('cancelling')).to_contain_text('€90.00 go back')
    page.get_by_test_id('cancelling-go').click()
    expect(page.get_by_test_id('cancelling-reason-wrong')).to_have_text('Say why, in a sentence.')
    page.get_by_test_id('cancelling-reason').fill('The desk is broken.')
    page.get_by_test_id('cancelling-go').click()
    expect(page.get_by_test_id('booking-state')).to_have_text('Cancelled')
    expect(page.get_by_test_id('booking-facts')).to_contain_text('The desk is broken.')
    expect(page.get_by_test_id('history-line').first).to_contain_text('€90.00 back')


def test_a_client_is_found_by_a_word_with_all_they_have_booked(house: House) -> None:
    page = house.owner
    page.goto('/studio/clients')
    page.get_by_test_id('search').fill('vale')
    page.get_by_test_id('search-go').click()
    page.get_by_test_id('client-link').click()
    expect(page.get_by_test_id('client-sessions').get_by_test_id('session')).to_have_count(2)
    assert barriers(page) == []


@pytest.mark.nightly
def test_a_client_sees_their_next_session_moves_it_and_calls_it_off_knowing_what_comes_back(house: House) -> None:
    page = house.mara
    with inside(house.site):
        owner = house.studio().owner_id
        assert owner is not None
        studios.set_policy(owner, house.studio().id, cancel_bands=((48, 50), (0, 0)))
    booking = house.request(hours=18, minutes=120, paid=10125, day=monday() + timedelta(days=3))
    with inside(house.site), transaction() as session:
        session.get_one(Booking, booking).person_zone = 'Asia/Tokyo'
    for page, theirs in ((house.owner, 0), (house.mara, 1)):
        page.goto(f'/studio/{"sessions" if theirs else "bookings"}/{booking}')
        expect(page.get_by_test_id('until')).to_contain_text('(UTC)')
        expect(page.get_by_test_id('until-there')).to_have_count(theirs)
        expect(page.get_by_test_id('booking-when-there')).to_have_count(theirs)
    expect(page.get_by_test_id('until-there')).to_contain_text('in Tokyo')
    shoot_all_ways(page, 'studio-own-request')
    with inside(house.site):
        deciding.approve(owner, booking)
    page.goto(f'/studio/sessions/{booking}')
    page.get_by_test_id('own-move').click()
    page.get_by_test_id('move-free').click()
    page.get_by_test_id('move-start').filter(has_text='16:00').click()
    expect(page.get_by_test_id('move-means')).to_contain_text('It costs €120.00, as before.')
    page.get_by_test_id('move-go').click()
    expect(page.get_by_test_id('booking-when')).to_contain_text('16:00 to 18:00')
    shoot_all_ways(page, 'studio-own-session')
    expect(page.get_by_test_id('own-cancel')).to_have_text('Cancel now: €50.63 back')
    page.get_by_test_id('own-cancel').click()
    expect(page.get_by_test_id('own-cancelling')).to_contain_text('€50.62 stay with the studio')
    page.get_by_test_id('own-cancelling-go').click()
    expect(page.get_by_test_id('booking-state')).to_have_text('Cancelled')
    page.goto('/studio')
    expect(page.get_by_test_id('next-session')).to_be_visible()
    assert barriers(page) == []
    shoot_all_ways(page, 'studio-sessions')


@pytest.mark.nightly
def test_a_running_session_goes_on_for_what_it_costs_and_more_is_put_on_its_bill(house: House) -> None:
    page, studio = house.owner, house.studio()
    start = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=30)
    with inside(house.site):
        assert studio.owner_id is not None
        with transaction() as session:  # soon after midnight, the session began before there were prices
            session.execute(sa.update(RateCard).values(valid_from=start.date() - timedelta(days=1)))
        held = holding.book_for(studio.owner_id, Wish(studio.id, start, 60, Booker('Jonas')))
    page.goto(f'/studio/bookings/{held.id}')
    page.get_by_test_id('extend').click()
    page.get_by_test_id('extend-minutes').fill('40')
    page.get_by_test_id('extend-go').click()
    expect(page.get_by_test_id('sure-extend')).to_contain_text('It counts 1 h more, which is €60.00.')
    page.get_by_test_id('sure-extend-go').click()
    expect(page.get_by_test_id('price-total')).to_have_text('€120.00')
    page.get_by_test_id('bill').click()
    page.get_by_test_id('bill-name').fill('Two reels of tape')
    page.get_by_test_id('bill-go').click()
    expect(page.get_by_test_id('bill-amount-wrong')).to_contain_text('Write an amount')
    page.get_by_test_id('bill-amount').fill('35.50')
    page.get_by_test_id('bill-go').click()
    expect(page.get_by_test_id('price-still-to-be-paid')).to_have_text('€155.50')
    page.get_by_test_id('no-show').click()
    expect(page.get_by_test_id('missing')).to_contain_text('The rest, €155.50, is waived, as your policy says.')
    with inside(house.site):  # somebody else changes it meanwhile, so that its buttons are drawn anew
        assigning.note(studio.owner_id, held.id, 'Nobody picks up the phone')
    expect(page.get_by_test_id('history-line').first).to_contain_text('Notes changed', timeout=30_000)
    page.get_by_test_id('missing-go').click()
    expect(page.get_by_test_id('booking-state')).to_have_text('No-show')
    expect(page.get_by_test_id('price-still-to-be-paid')).to_have_text('waived')


@pytest.mark.nightly
def test_settings_keep_what_was_written_where_something_is_wrong_and_change_what_people_read(house: House) -> None:
    page = house.owner
    page.goto('/studio/settings/hours')
    page.get_by_test_id('hours-2').fill('10:00-14:00, 18:00-02:00')
    page.get_by_test_id('hours-grid_minutes').fill('half an hour')
    page.get_by_test_id('hours-save').click()
    expect(page.get_by_test_id('hours-grid_minutes-wrong')).to_contain_text('whole number')
    page.get_by_test_id('hours-grid_minutes').fill('15')
    page.get_by_test_id('hours-save').click()
    expect(page.get_by_test_id('toast').last).to_contain_text('Saved')
    assert house.studio().opening[2] == ((600, 840), (1080, 1560))
    page.goto('/studio/settings/policy')
    page.get_by_test_id('policy-bands').fill('168 100 %\n48 50 %')
    page.get_by_test_id('policy-save').click()
    expect(page.get_by_test_id('policy-says')).to_contain_text('all until 7 days before, half until 48 hours before')
    page.goto('/studio/settings/prices')
    page.get_by_test_id('price-bands').fill('Fri Sat 20:00-24:00 15.00')
    page.get_by_test_id('price-deposit').fill('half')
    page.get_by_test_id('price-save').click()
    expect(page.get_by_test_id('price-deposit-wrong')).to_have_text('Write a whole number from 0 to 100.')
    page.get_by_test_id('price-deposit').fill('40 %')
    page.get_by_test_id('price-save').click()
    expect(page.get_by_test_id('price').first).to_contain_text('40 % beforehand')
    expect(page.get_by_test_id('price').first).to_contain_text('Fri Sat 20:00-24:00 15.00')
    page.goto('/studio/settings/coupons')
    page.get_by_test_id('coupon-code').fill('spring')
    page.get_by_test_id('coupon-make').click()
    expect(page.get_by_test_id('coupon-off-wrong')).to_contain_text('a share like 20%')
    page.get_by_test_id('coupon-off').fill('20%')
    page.get_by_test_id('coupon-make').click()
    expect(page.get_by_test_id('coupon')).to_contain_text('SPRING')
    for part in ('', '/hours', '/rooms', '/prices', '/coupons', '/policy', '/blocks', '/calendars'):
        page.goto(f'/studio/settings{part}')
        expect(page.locator('.panel').first).to_be_visible()
        assert barriers(page) == [], part
        shoot_all_ways(page, f'studio-settings{part.replace("/", "-")}')


@pytest.mark.nightly
def test_somebody_else_s_booking_is_not_shown(house: House, ann: Page) -> None:
    ann.goto(f'/studio/sessions/{house.request(hours=10, day=monday() + timedelta(days=4))}')
    expect(ann.get_by_test_id('problem')).to_contain_text('it is not yours')
    ann.goto('/studio/bookings')
    expect(ann.get_by_test_id('problem')).to_contain_text('Only the people of a studio')


@pytest.mark.nightly
def test_on_a_phone_the_board_is_a_list_of_a_day(house: House) -> None:
    page = house.owner
    usual = page.viewport_size
    page.set_viewport_size({'width': 375, 'height': 800})
    page.goto(f'/studio?day={monday()}')
    expect(page.get_by_test_id('board-list')).to_be_visible()
    page.get_by_role('button', name=re.compile(f'^{monday() + timedelta(days=4):%A}')).click()
    expect(entry(page)).to_contain_text('10:00 to 13:00')
    assert barriers(page) == []
    if usual is not None:
        page.set_viewport_size(usual)


def test_money_that_was_paid_is_given_back_in_part_and_never_more_than_there_is(house: House) -> None:
    page = house.owner
    booking = house.request(hours=10, day=monday() + timedelta(days=8))
    with inside(house.site), transaction() as session:
        row = session.get_one(Booking, booking)
        row.status, row.paid_amount, row.actual_deposit_paid, row.remainder_amount = 'confirmed', 9000, 9000, 9000
        session.add(
            BillingTransaction(
                provider='stand-in', amount_cents=9000, currency='eur', type='deposit', status='succeeded',
                related_entity_type='booking', related_entity_id=booking, processed_at=row.created_at,
            )
        )  # fmt: skip
    page.goto(f'/studio/bookings/{booking}')
    expect(page.get_by_test_id('payment')).to_contain_text('€90.00')
    page.get_by_test_id('refund').click()
    page.get_by_test_id('refund-amount').fill('90.01')
    page.get_by_test_id('refund-go').click()
    expect(page.get_by_test_id('refund-amount-wrong')).to_contain_text('The most that can be given back is €90.00')
    page.get_by_test_id('refund-amount').fill('20.00')
    page.get_by_test_id('refund-reason').fill('Half an hour less')
    page.get_by_test_id('refund-go').click()
    expect(page.get_by_test_id('price-gone-back')).to_have_text('€20.00')
    expect(page.get_by_test_id('history-line').first).to_contain_text('Half an hour less')
