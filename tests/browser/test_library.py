"""The library: what somebody has is found, renamed, sent on, deleted."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers_in_both_themes
from tests.browser.library_support import Library, fill_library
from tests.browser.screens import FINISHED, PATIENCE_MS, Level
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module', autouse=True)
def there(site: LevelMix, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Something to find and to hear."""
    fill_library(site, tmp_path_factory.mktemp('sounds'))


@pytest.fixture
def library(visit: Callable[..., Page]) -> Library:
    return Library(visit('/library'))


def test_search_and_filters_narrow_and_stand_in_the_address(library: Library) -> None:
    page = library.page
    library.search('D')
    expect(page.get_by_test_id('thing')).to_have_count(3)
    page.get_by_test_id('filter-document').click()
    expect(page.get_by_test_id('thing')).to_have_count(1)
    expect(page.get_by_test_id('play-one')).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_test_id('download').click()
    assert download.value.suggested_filename == 'Words.txt'
    page.get_by_test_id('filter-made').click()
    expect(page.get_by_test_id('no-hits')).to_be_visible()
    expect(page).to_have_url(re.compile(r'/library\?kind=made&search=D$'))
    page.goto('/library?page=x&kind=nonsense&area=nowhere')
    expect(page.get_by_test_id('thing').first).to_be_visible()
    expect(page.get_by_test_id('problem')).to_have_count(0)


@pytest.mark.nightly
def test_a_sound_is_renamed_levelled_played_everywhere_and_deleted(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit('/')
    level = Level(page)
    level.level(write_mix(tmp_path / 'Rooftop.wav', 12, level_db=-26))
    level.go('history')
    level.card('Rooftop.wav').get_by_test_id('play-one').click()
    library = Library(page)
    library.heard('Rooftop (LevelMix -14 LUFS).wav')
    level.card('Rooftop.wav').get_by_test_id('job-link').click()
    expect(page.get_by_role('button', name='Pause', exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_test_id('play').click()  # comparing original and result
    expect(library.bar).to_have_attribute('data-state', 'paused', timeout=PATIENCE_MS)
    page.get_by_test_id('nav-library').click()

    made = library.row('Rooftop (LevelMix')
    expect(made.get_by_test_id('thing-lufs')).to_contain_text('−14.0')
    expect(made.get_by_test_id('thing-length')).to_have_text('0:12')
    made.get_by_test_id('rename').click()
    page.get_by_test_id('text').fill('Sunrise')
    page.get_by_test_id('text').press('Enter')
    expect(library.row('Sunrise.wav')).to_have_count(1)
    expect(page.get_by_test_id('bar-title')).to_have_text('Sunrise.wav')
    library.row('Sunrise.wav').get_by_test_id('rename').click()
    page.get_by_test_id('text').fill('a/b')
    page.get_by_test_id('text-save').click()
    expect(page.get_by_test_id('toast')).to_contain_text('A name has no slashes')

    library.row('Sunrise.wav').get_by_test_id('send-open').click()
    page.get_by_test_id('send-leveling').click()
    expect(page.get_by_test_id('chosen-sound')).to_contain_text('Sunrise.wav')
    level.choose('Broadcast')
    page.get_by_test_id('level-chosen').click()
    expect(page.get_by_test_id('job-screen')).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(page.get_by_test_id('filename')).to_have_text('Sunrise.wav')
    page.get_by_test_id('nav-library').click()
    expect(library.row('Sunrise (LevelMix -23').get_by_test_id('thing-lufs')).to_contain_text('−23.0')

    delete_one(library, 'Sunrise.wav')
    expect(library.bar).to_have_count(0)
    page.get_by_test_id('nav-history').click()
    expect(level.card('Rooftop.wav').get_by_test_id('files-state')).to_contain_text('Result deleted on')


def delete_one(library: Library, name: str) -> None:
    level = Level(library.page)
    library.row(name).get_by_test_id('delete').click()
    level.answer(False)
    expect(library.row(name)).to_have_count(1)
    library.row(name).get_by_test_id('delete').click()
    expect(library.page.get_by_test_id('confirm')).to_contain_text('keeps its numbers')
    level.answer(True)
    expect(library.row(name)).to_have_count(0)
    library.page.reload()
    expect(library.page.get_by_test_id('thing').first).to_be_visible()
    expect(library.row(name)).to_have_count(0)


def test_an_address_that_sends_nothing_says_so(visit: Callable[..., Page]) -> None:
    page = visit('/?sound=nothing')
    expect(page.get_by_test_id('problem')).to_contain_text('does not exist')


@pytest.mark.nightly
@pytest.mark.parametrize('width', [375, 768, 1280])
def test_the_library_and_its_player_keep_nobody_out(visit: Callable[..., Page], width: int) -> None:
    library = Library(visit('/library', viewport={'width': width, 'height': 800}))
    library.play('Dawn.flac')
    assert barriers_in_both_themes(library.page) == []
    assert library.page.evaluate('document.documentElement.scrollWidth') <= width
