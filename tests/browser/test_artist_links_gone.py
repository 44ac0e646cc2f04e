"""A link that leads nowhere is marked where its artist edits it, and in the list; a new one is not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways
from tests.databases import opened
from tests.servers import LevelMix, serving

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
BANDCAMP, TICKETS = 'https://ann.example.org/album', 'https://tickets.example.org/1'


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelMix]:
    with serving(tmp_path_factory.mktemp('site') / 'data', check_links='true', embedded_worker='false') as server:
        yield server


def test_an_artist_sees_which_link_leads_nowhere_until_it_is_changed(site: LevelMix, browser: Browser) -> None:
    page = browser.new_page(base_url=site.url)
    page.goto('/artist/releases')
    page.get_by_test_id('release-new').click()
    page.get_by_test_id('text').fill('Glasshouse')
    page.get_by_test_id('text-save').click()
    page.get_by_test_id('link-bandcamp').fill(BANDCAMP)
    page.get_by_test_id('custom-add').click()
    page.get_by_test_id('custom-label-0').fill('Tickets')
    page.get_by_test_id('custom-url-0').fill(TICKETS)
    expect(page.get_by_test_id('autosave')).to_have_text('All is saved.')
    expect(page.get_by_test_id('link-bandcamp-remark')).to_have_count(0)
    page.get_by_test_id('release-title').press('Tab')

    look = {'at': '2026-11-27T10:00:00+00:00', 'since': '2026-11-20T10:00:00+00:00', 'gone': True}
    with opened(Path(site.data_dir)) as cursor:
        looks = json.dumps({BANDCAMP: look, TICKETS: look})
        cursor.execute('UPDATE profile_projects SET link_looks = ?', (looks,))
    page.reload()
    for name in ('link-bandcamp', 'custom-url-0'):
        said = page.get_by_test_id(f'{name}-remark')
        expect(said).to_have_text('This link led nowhere on 20 November 2026. Check it.')
        described = page.get_by_test_id(name).get_attribute('aria-describedby') or ''
        assert said.get_attribute('id') in described.split()
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-release-links-gone')

    page.get_by_test_id('link-bandcamp').fill(f'{BANDCAMP}/2')
    expect(page.get_by_test_id('link-bandcamp-remark')).to_have_text('')
    expect(page.get_by_test_id('custom-url-0-remark')).to_contain_text('led nowhere')
    page.goto('/artist/releases')
    expect(page.get_by_test_id('release-links-gone')).to_have_text('A link leads nowhere')
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-releases-links-gone')
    page.context.close()
