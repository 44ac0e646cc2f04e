"""The contexts that stories borrow: each borrower finds one that knows nothing but files of the product."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.servers import LevelMix
from tests.sites import Sites

KEEP = """async () => {
    localStorage.left = sessionStorage.left = 'yes'
    document.cookie = 'left=yes'
    await (await caches.open('left')).put('/left', new Response('yes'))
    const opening = indexedDB.open('left')
    await new Promise((done) => { opening.onsuccess = done })
    opening.result.close()
}"""
KEPT = """async () => [
    localStorage.left, sessionStorage.left, document.cookie.includes('left'), await caches.has('left'),
    (await indexedDB.databases()).some((database) => database.name == 'left'),
]"""
FETCHED = """() => performance.getEntriesByType('resource')
    .filter((file) => file.name.endsWith('quasar.umd.prod.js')).map((file) => file.transferSize > 0)"""


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    with sites.lent(embedded_worker='false') as server:
        yield server


def opened(browser: Browser, site: LevelMix) -> Page:
    page = browser.new_context(base_url=site.url, locale='en-IE').new_page()
    page.goto('/presets')
    page.wait_for_load_state('load')
    return page


def test_what_one_story_has_left_is_gone_for_the_next_and_scripts_are_not_fetched_again(
    browser: Browser, site: LevelMix
) -> None:
    first = opened(browser, site)
    first.evaluate(KEEP)
    assert first.evaluate(KEPT) == ['yes', 'yes', True, True, True]
    assert first.evaluate(FETCHED) == [True]
    first.context.close()
    assert first.is_closed()

    again = opened(browser, site)
    assert again.context is first.context
    assert again.evaluate(KEPT) == [None, None, False, False, False]
    assert again.evaluate(FETCHED) == [False]
    again.context.close()


def test_two_at_a_time_share_nothing_and_what_cannot_be_taken_back_is_not_lent_again(
    browser: Browser, site: LevelMix
) -> None:
    one, other = opened(browser, site), opened(browser, site)
    assert one.context is not other.context
    one.context.add_init_script('window.altered = true')
    one.context.close()
    other.context.close()
    assert opened(browser, site).context is other.context
