"""A platform is connected by its page of consent, read by a worker, and disconnected; broken off, nothing happens."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.types import utc_now
from tests import platform_double
from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways
from tests.platform_double import CLIENT, SECRET, PlatformDouble
from tests.servers import LevelMix, serving

pytestmark = pytest.mark.nightly


@pytest.fixture(scope='module')
def double() -> Iterator[PlatformDouble]:
    with platform_double.platforms() as double:
        yield double


@pytest.fixture(scope='module')
def site(double: PlatformDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelMix]:
    keys = {
        f'{name}_client_{part}': value
        for name in ('spotify', 'youtube')
        for part, value in (('id', CLIENT), ('secret', SECRET))
    }
    folder: Path = tmp_path_factory.mktemp('site') / 'data'
    with serving(folder, platforms_address=double.address, outbound_allow='127.0.0.1', **keys) as server:
        yield server


def goes_back(page: Page) -> None:
    """Ask to disconnect, and think better of it."""
    for leave in ('Escape', 'Enter'):  # the second presses “Go back”, on which the keyboard is at first
        page.get_by_test_id('disconnect').click()
        expect(page.get_by_test_id('confirm-no')).to_be_focused()
        page.keyboard.press(leave)
        expect(page.get_by_test_id('confirm')).to_have_count(0)
        expect(page.get_by_test_id('connection')).to_have_count(1)


def test_a_platform_is_connected_read_and_disconnected(
    site: LevelMix, double: PlatformDouble, browser: Browser
) -> None:
    day = (utc_now().date() - timedelta(days=5)).isoformat()
    double.days = {day: {'views': 70.0, 'estimatedMinutesWatched': 140.0}}
    page = browser.new_page(base_url=site.url)
    page.goto('/artist/platforms')
    page.get_by_test_id('asked-spotify').fill('https://open.spotify.com/album/1')
    page.get_by_test_id('connect-spotify').click()
    expect(page.get_by_test_id('asked-spotify-wrong')).to_contain_text('no artist page at Spotify')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-platforms-none')

    page.get_by_test_id('connect-youtube').click()
    expect(page.get_by_role('heading', name='Let LevelMix read?')).to_be_visible()
    page.get_by_role('link', name='Cancel').click()
    expect(page.get_by_test_id('told')).to_contain_text('YouTube is not connected: you did not allow it there.')
    page.get_by_test_id('connect-youtube').click()
    page.get_by_role('link', name='Allow').click()
    expect(page.get_by_test_id('told')).to_contain_text('YouTube is connected as “Ann Tube”.')
    came_back = page.get_by_test_id('connection')
    expect(came_back).to_contain_text('YouTube: Ann Tube')
    for _ in range(60):
        if came_back.get_attribute('data-state') == 'ok':
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_test_id('connection')).to_have_attribute('data-state', 'ok')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-platforms')
    body = page.content()
    assert not [token for token in double.handed_out if token in body]

    page.goto('/artist')
    expect(page.get_by_test_id('artist-skip')).to_be_visible()
    page.get_by_test_id('artist-skip').click()
    expect(page.get_by_test_id('glimpse')).to_contain_text('YouTube subscribers')

    page.goto('/artist/platforms')
    goes_back(page)
    page.get_by_test_id('disconnect').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('toast')).to_contain_text('YouTube is disconnected. Your numbers are kept.')
    expect(page.get_by_test_id('connection')).to_have_count(0)
    assert len(double.revoked) == 1

    page.goto('/artist/connect/youtube/callback?state=guessed&code=guessed')
    expect(page.get_by_text('begun in another browser')).to_be_visible()
    page.context.close()
