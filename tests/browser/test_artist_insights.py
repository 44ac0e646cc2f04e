"""An insight is found, read and done; what late numbers contradict is withdrawn before everybody's eyes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app import accounts
from app.artist import series
from app.artist.series import Point
from app.db import transaction
from models.types import utc_now
from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
TODAY = utc_now().date()
DAYS = [TODAY - timedelta(days=day) for day in range(3, 63)]
JUMP = DAYS[12]


def streams(jump: float) -> list[Point]:
    found = [Point('spotify', 'streams', day, 150.0 if day.weekday() >= 5 else 100.0) for day in DAYS if day != JUMP]
    return [*found, Point('spotify', 'streams', JUMP, jump)]


def write(site: LevelMix, points: list[Point]) -> None:
    with inside(site), transaction() as session:
        series.write(session, accounts.ensure_local_owner(), points, 'manual')


def looked_again(page: Page, sign: str) -> None:
    """Have the numbers looked at, until the screen says what is expected of it."""
    page.goto('/artist/insights')
    page.get_by_test_id('look-again').click()
    expect(page.get_by_test_id('toast').first).to_contain_text('looked at now')
    for _ in range(60):
        page.reload()
        expect(page.get_by_test_id('unread-count')).to_be_visible()
        if page.get_by_test_id(sign).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f'nothing like {sign} came')


def test_an_insight_is_read_done_and_withdrawn(site: LevelMix, visit: Callable[..., Page]) -> None:
    page = visit('/artist/insights')
    expect(page.get_by_test_id('no-insights')).to_contain_text('No numbers yet')
    expect(page.get_by_test_id('look-again')).to_have_count(0)
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-insights-none')

    write(site, streams(480))
    looked_again(page, 'insight')
    spike = page.locator('[data-testid=insight][data-rule=spike]')
    expect(spike.get_by_test_id('sentence')).to_contain_text('Spotify streams: 480')
    expect(spike.get_by_test_id('reason')).to_contain_text('The cause is not known')
    expect(spike.locator('rect.carries')).to_have_count(1)
    expect(page.get_by_test_id('notes')).to_contain_text('too little for a forecast')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-insights')

    spike.get_by_test_id('read').click()
    expect(spike.get_by_test_id('unread')).to_have_count(0)
    spike.get_by_test_id('mark-done').click()
    expect(spike.get_by_test_id('done')).to_be_visible()
    spike.get_by_test_id('not-done').click()
    expect(spike.get_by_test_id('mark-done')).to_be_visible()

    write(site, streams(110))
    looked_again(page, 'withdrawn')
    expect(spike.get_by_test_id('why')).to_contain_text('now has 110 instead of 480')
    expect(spike.get_by_test_id('mark-done')).to_have_count(0)
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-insights-withdrawn')

    page.get_by_test_id('weekly-report').check()
    expect(page.get_by_test_id('toast').first).to_contain_text('Monday mornings')
    page.reload()
    expect(page.get_by_test_id('weekly-report')).to_be_checked()
