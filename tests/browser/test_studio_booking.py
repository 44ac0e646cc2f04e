"""A guest books a studio on a phone: pays by the stand-in, sees it, moves it, cancels it and gets money back."""

import json
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.db import transaction
from models import BookingCoupon
from tests.browser.axe import barriers
from tests.databases import FILE
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = pytest.mark.browser
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}
OPEN = json.dumps({str(day): [[600, 1320]] for day in range(7)})
POLICY = json.dumps({'cancel_bands': [[168, 100], [48, 50], [0, 0]], 'auto_approve': True})


@pytest.fixture
def studio(site: LevelMix) -> str:
    """A studio that confirms what is paid; returns what stands in its address."""
    with closing(sqlite3.connect(site.data_dir / FILE, timeout=30)) as database:
        if database.execute("SELECT 1 FROM studios WHERE slug = 'north'").fetchone():
            return 'north'
    studio_id, today = str(uuid.uuid4()), datetime.now(UTC).date().isoformat()
    with closing(sqlite3.connect(site.data_dir / FILE, timeout=30)) as database, database:
        database.execute(
            'INSERT INTO studios (id, slug, name, zone, opening, policy) VALUES (?, ?, ?, ?, ?, ?)',
            (studio_id, 'north', 'Northlight', 'Europe/Berlin', OPEN, POLICY),
        )
        room = 'INSERT INTO studio_rooms (id, studio_id, name) VALUES (?, ?, ?)'
        database.execute(room, (str(uuid.uuid4()), studio_id, 'Room A'))
        card = 'INSERT INTO rate_cards (id, studio_id, valid_from, hourly_cents) VALUES (?, ?, ?, ?)'
        database.execute(card, (str(uuid.uuid4()), studio_id, today, 6000))
    return 'north'


def look_again(page: Page, head: str) -> None:
    """Until the payment has come, the page says that it is being confirmed, and looks again by itself."""
    expect(page.get_by_test_id('head')).to_have_text(head)


def test_a_guest_books_pays_moves_and_cancels_on_a_phone(visit: Callable[..., Page], studio: str) -> None:
    day = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    page = visit(f'/book/{studio}?day={day}&minutes=180', **PHONE)
    assert barriers(page) == []
    page.get_by_test_id('start').filter(has_text='14:00').click()
    expect(page.get_by_test_id('total')).to_have_text('€180.00')
    assert barriers(page) == []
    page.get_by_test_id('name').fill('Ann Lee')
    page.get_by_test_id('email').fill('ann@example.org')
    page.wait_for_timeout(3_100)  # nobody is quicker, and what is quicker is no person
    page.get_by_test_id('book').click()
    expect(page.get_by_test_id('to-pay')).to_have_text('€90.00')
    page.get_by_test_id('pay').click()
    look_again(page, 'Your session is confirmed')
    expect(page.get_by_test_id('paid')).to_have_text('€90.00')
    expect(page.get_by_test_id('cancel-now')).to_have_text('Cancel now: €45.00 back, €45.00 stays with the studio.')
    assert barriers(page) == []

    page.get_by_test_id('move').click()
    page.get_by_test_id('start').filter(has_text='16:00').click()
    expect(page.get_by_test_id('new-rest')).to_have_text('€90.00')
    assert barriers(page) == []
    page.get_by_test_id('move-here').click()
    expect(page.get_by_test_id('told')).to_contain_text('It is moved')
    expect(page.get_by_test_id('when')).to_contain_text('16:00 to 19:00')

    page.get_by_test_id('cancel').click()
    expect(page.get_by_test_id('head')).to_have_text('This session is cancelled')
    expect(page.get_by_test_id('refunded')).to_have_text('€45.00')


@pytest.mark.nightly
def test_a_coupon_that_is_written_and_not_applied_counts_too(
    visit: Callable[..., Page], site: LevelMix, studio: str
) -> None:
    with closing(sqlite3.connect(site.data_dir / FILE, timeout=30)) as database:
        (studio_id,) = database.execute('SELECT id FROM studios WHERE slug = ?', (studio,)).fetchone()
    with inside(site), transaction() as session:
        session.add(BookingCoupon(studio_id=studio_id, code='NIGHT10', percent_off=10))
    day = (datetime.now(UTC) + timedelta(days=6)).date().isoformat()
    page = visit(f'/book/{studio}?day={day}&minutes=180')
    page.get_by_test_id('start').filter(has_text='14:00').click()
    page.get_by_test_id('name').fill('Ann Lee')
    page.get_by_test_id('email').fill('ann@example.org')
    page.get_by_test_id('coupon').fill('NIGHT11')
    page.wait_for_timeout(3_100)
    page.get_by_test_id('book').click()
    expect(page.get_by_text('There is no such coupon')).to_be_visible()
    expect(page.get_by_test_id('name')).to_have_value('Ann Lee')
    page.get_by_test_id('coupon').fill('night 10')
    page.wait_for_timeout(3_100)
    page.get_by_test_id('book').click()
    expect(page.get_by_test_id('to-pay')).to_have_text('€81.00')
