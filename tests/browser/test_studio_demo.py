"""A studio is tried out with people who are made up, and a request for a real one is turned down, with a reason."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col

from app.db import reading, transaction
from app.studio import holding, studios
from app.studio.booker import Booker
from app.studio.holding import Wish
from models import Booking, Studio, User
from tests.browser.axe import barriers
from tests.browser.people import ADMIN, newcomer, shoot_all_ways
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

MARA = 'mara@example.org'


def test_a_demo_has_sessions_on_its_board_and_goes_with_all_of_them(people_site: LevelMix, admin: Page) -> None:
    page = admin
    page.goto('/studio')
    page.get_by_test_id('welcome-zone').fill('UTC')
    page.get_by_test_id('welcome-demo').click()
    expect(page.get_by_test_id('is-demo')).to_be_visible()
    page.goto(f'/studio?day={datetime.now(UTC).date() + timedelta(days=1)}')
    for who in ('The Quiet Ones', 'DJ Kohl'):
        expect(page.get_by_test_id('board-entry').filter(has_text=who)).to_be_visible()
    page.goto('/studio/bookings')
    expect(page.get_by_test_id('session').filter(has_text='You, as a client')).to_contain_text('Waits for approval')
    assert barriers(page) == []
    page.goto('/studio')
    shoot_all_ways(page, 'studio-demo')

    page.goto('/studio/settings')
    page.get_by_test_id('studio-delete').click()
    expect(page.get_by_test_id('confirm')).to_contain_text('All that is booked in it is cancelled.')
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('welcome-demo')).to_be_visible()
    with inside(people_site), reading() as session:
        assert list(session.scalars(sa.select(Studio).where(col(Studio.deleted_at).is_(None)))) == []
        left = sa.select(col(Booking.status)).where(col(Booking.status).in_(studios.ACTIVE))
        assert list(session.scalars(left)) == []


def test_a_request_is_turned_down_with_a_reason_that_the_client_reads(
    people_site: LevelMix, admin: Page, browser: Browser
) -> None:
    with newcomer(people_site, browser, MARA, name='Mara') as mara:
        start = (datetime.now(UTC) + timedelta(days=5)).replace(hour=12, minute=0, second=0, microsecond=0)
        with inside(people_site):
            with reading() as session:
                ids = {user.email: user.id for user in session.scalars(sa.select(User))}
            studio = studios.make(ids[ADMIN], 'Sweet Dreams', zone='UTC', hourly_cents=6000)
            held = holding.hold(Wish(studio.id, start, 180, Booker('Mara Vale', MARA)), ids[MARA])
            with transaction() as session:
                row = session.get_one(Booking, held.id)
                row.status, row.paid_amount, row.actual_deposit_paid = 'pending_approval', 9000, 9000
        mara.goto(f'/studio/sessions/{held.id}')
        expect(mara.get_by_test_id('booking-state')).to_have_text('Waits for approval')

        admin.goto(f'/studio/bookings/{held.id}')
        admin.get_by_test_id('reject').click()
        expect(admin.get_by_test_id('rejecting')).to_contain_text('€90.00 go back')
        admin.get_by_test_id('rejecting-go').click()
        expect(admin.get_by_test_id('rejecting-reason-wrong')).to_have_text('Say why, in a sentence.')
        admin.get_by_test_id('rejecting-reason').fill('We record a choir that whole day.')
        admin.get_by_test_id('rejecting-go').click()
        expect(admin.get_by_test_id('booking-state')).to_have_text('Rejected')

        expect(mara.get_by_test_id('booking-state')).to_have_text('Rejected', timeout=30_000)
        expect(mara.get_by_test_id('booking-facts')).to_contain_text('We record a choir that whole day.')
        expect(mara.get_by_test_id('bell-count')).to_have_text('1')
        assert barriers(mara) == []
        shoot_all_ways(mara, 'studio-rejected-client')
        mara.goto('/studio/sessions')
        expect(mara.get_by_test_id('sessions-over')).to_contain_text('Rejected')
