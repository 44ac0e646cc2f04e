"""Files of six services are dropped and saved, one is taken back; a table of one's own is told what its columns are."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.artist.numbers import shapes
from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

FILES = {
    'spotify.csv': shapes.spotify_audience([f'2026-09-{day:02},{200 + day},{400 + day * 7 % 50},{1800 + day}'
                                            for day in range(1, 29) if day not in (12, 13)]),
    'youtube.zip': shapes.youtube_zip(),
    'tiktok.csv': shapes.tiktok_followers(),
    'meta.csv': shapes.meta('Reach'),
    'bandcamp.csv': shapes.bandcamp(),
    'apple.csv': shapes.apple(),
}  # fmt: skip


def article(page: Page, name: str) -> Locator:
    return page.get_by_role('article', name=name)


def save(page: Page, name: str) -> None:
    article(page, name).get_by_test_id('import-save').click()
    expect(article(page, name)).to_have_attribute('data-step', 'saved')


def test_files_of_six_services_are_brought_and_one_is_taken_back(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit('/artist/numbers')
    expect(page.get_by_test_id('no-numbers')).to_be_visible()
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-numbers-none')
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    page.get_by_test_id('file-input').set_input_files([tmp_path / name for name in FILES])

    preview = article(page, 'spotify.csv')
    expect(preview.get_by_test_id('import-counts')).to_contain_text('78 new')
    expect(preview.get_by_test_id('preview-row')).to_have_count(5)
    meta = article(page, 'meta.csv')
    meta.get_by_test_id('ask-network').select_option('instagram')
    meta.get_by_test_id('import-answer').click()
    expect(meta.get_by_test_id('import-counts')).to_be_visible()
    apple = article(page, 'apple.csv')
    expect(apple.get_by_test_id('ask-day')).to_be_visible()
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-numbers-asked')
    apple.get_by_test_id('ask-day').fill('2026-09-26')
    apple.get_by_test_id('import-answer').click()
    for name in FILES:
        save(page, name)
    expect(page.get_by_test_id('first-numbers')).to_be_visible()
    expect(page.get_by_test_id('no-numbers')).to_have_count(0)

    page.goto('/artist/numbers?platform=spotify&metric=streams&span=all')
    expect(page.get_by_test_id('figures')).to_contain_text('26 of ')
    page.get_by_test_id('as-table').click()
    expect(page.get_by_test_id('day')).to_have_count(26)
    assert barriers(page) == []
    shoot_all_ways(page, 'artist-numbers')
    with page.expect_download() as begun:
        page.get_by_test_id('export').click()
    assert begun.value.path().read_text().count('\n') == 27

    bandcamp = article(page, 'bandcamp.csv')
    bandcamp.get_by_test_id('import-undo').click()
    expect(bandcamp).to_have_attribute('data-step', 'undone')
    page.reload()
    expect(page.get_by_test_id('filter-apple_music')).to_be_visible()
    expect(page.get_by_test_id('filter-bandcamp')).to_have_count(0)


def test_a_table_of_ones_own_is_told_what_its_columns_are(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit('/artist/numbers')
    (tmp_path / 'own.csv').write_bytes(b'When,Plays\n2026-09-01,5\n2026-09-02,7\n')
    page.get_by_test_id('file-input').set_input_files(tmp_path / 'own.csv')
    own = article(page, 'own.csv')
    own.get_by_test_id('map-platform').select_option('soundcloud')
    own.get_by_test_id('map-1').select_option('plays')
    own.get_by_test_id('import-answer').click()
    save(page, 'own.csv')
    page.goto('/artist/numbers?platform=soundcloud&metric=plays&span=all')
    expect(page.get_by_test_id('figures')).to_contain_text('12')
