"""On a phone: from nothing to a page that everybody finds, and a release with its links."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


def test_a_page_and_a_release_are_public_within_three_minutes_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit('/artist/page', **PHONE)
    page.get_by_test_id('page-name').fill('Ann Lee')
    page.get_by_test_id('page-tagline').fill('Songs for night trains')
    expect(page.get_by_test_id('page-slug')).to_have_value('ann-lee')
    page.get_by_test_id('link-website').fill('javascript:alert(1)')
    expect(page.get_by_test_id('link-website-wrong')).to_contain_text('not with javascript:')
    expect(page.get_by_test_id('page-tagline')).to_have_value('Songs for night trains')
    page.get_by_test_id('link-website').fill('ann.example')
    expect(page.get_by_test_id('autosave')).to_have_text('All is saved.')
    frame = page.frame_locator('[data-testid=preview]')
    expect(frame.get_by_test_id('artist-tagline')).to_have_text('Songs for night trains')
    page.get_by_test_id('theme-night').click()
    expect(page.get_by_test_id('theme-night')).to_have_attribute('aria-pressed', 'true')
    page.get_by_test_id('page-publish').click()
    expect(page.get_by_test_id('page-state')).to_have_text('Public')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-page-edit')

    page.goto(page.url.replace('/artist/page', '/artist/releases'))
    expect(page.get_by_test_id('releases-empty')).to_be_visible()
    page.get_by_test_id('release-new').click()
    page.get_by_test_id('text').fill('Glasshouse')
    page.get_by_test_id('text-save').click()
    expect(page.get_by_test_id('release-title')).to_have_value('Glasshouse')
    page.get_by_test_id('link-spotify').fill('open.spotify.com/album/1DFixLWuPkv3KT3TnV35m3')
    page.get_by_test_id('link-youtube').fill('https://youtu.be/dQw4w9WgXcQ')
    page.get_by_test_id('release-tracks').fill('Glasshouse 3:41')
    expect(page.get_by_test_id('autosave')).to_have_text('All is saved.')
    page.get_by_test_id('release-publish').click()
    expect(page.get_by_test_id('release-state')).to_have_text('Public')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-release-edit')

    _releases_are_even(page)
    public = page.url.partition('/artist/')[0] + '/u/ann-lee'
    page.goto(public)
    expect(page.get_by_test_id('artist-name')).to_have_text('Ann Lee')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-page-public')
    page.get_by_test_id('newest-listen').click()
    expect(page.get_by_test_id('go-spotify')).to_contain_text('Spotify')
    assert page.request.get(f'{public}/glasshouse/go/youtube', max_redirects=0).status == 302
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-release-public')


def _releases_are_even(page: Page) -> None:
    page.goto(page.url.partition('/artist/')[0] + '/artist/releases')
    row = page.get_by_test_id('release-row')
    clicks = row.get_by_test_id('release-clicks')
    expect(clicks).to_have_text('0 clicks in 28 days')
    name, told = row.get_by_role('link', name='Glasshouse').bounding_box(), clicks.bounding_box()
    assert name is not None
    assert told is not None
    assert (told['x'], told['height'] < 30) == (name['x'], True), (
        'what is told of it stands below its name, in one line'
    )
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-releases')
