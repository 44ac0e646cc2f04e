"""The player at the bottom: it plays on while screens change, from any place, equally loud, and remembers."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import themes
from tests.browser.library_support import Library, fill_library
from tests.servers import LevelMix

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module', autouse=True)
def there(site: LevelMix, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Something to find and to hear."""
    fill_library(site, tmp_path_factory.mktemp('sounds'))


@pytest.fixture
def library(visit: Callable[..., Page]) -> Library:
    return Library(visit('/library'))


@pytest.mark.nightly
def test_a_sound_plays_on_while_screens_change_and_its_place_is_remembered(library: Library) -> None:
    page = library.page
    library.play('Dawn.flac')
    expect(library.row('Dawn.flac').get_by_role('button', name='Pause Dawn.flac')).to_be_visible()
    before = library.seconds
    for screen in ('history', 'level', 'library'):
        page.get_by_test_id(f'nav-{screen}').click()
        expect(page.get_by_test_id(f'nav-{screen}')).to_have_attribute('aria-current', 'page')
        library.heard('Dawn.flac')
    assert library.seconds > before, 'it has not begun anew'
    library.row('Dawn.flac').get_by_test_id('play-one').click()
    expect(library.bar).to_have_attribute('data-state', 'paused')
    kept = library.seconds
    page.reload()
    expect(page.get_by_test_id('bar-title')).to_have_text('Dawn.flac')
    assert library.seconds == pytest.approx(kept, abs=0.2)
    expect(library.bar).to_have_attribute('data-state', 'paused')
    page.get_by_test_id('bar-play').click()
    library.heard('Dawn.flac')
    assert library.seconds >= kept


def test_the_queue_plays_what_comes_next_and_loops(library: Library) -> None:
    page = library.page
    library.play('Dawn.flac')
    library.row('Dusk.flac').get_by_test_id('queue-one').click()
    page.get_by_test_id('bar-queue').click()
    expect(page.get_by_test_id('queue-track')).to_have_count(2)
    page.get_by_test_id('bar-next').click()
    library.heard('Dusk.flac')
    expect(page.get_by_test_id('bar-next')).to_be_disabled()
    page.get_by_test_id('bar-loop').click()
    expect(page.get_by_test_id('bar-loop')).to_have_attribute('aria-label', 'Loop: all')
    page.get_by_test_id('bar-speed').select_option('2')
    page.get_by_test_id('bar-field').focus()
    page.keyboard.press('End')
    library.heard('Dawn.flac')
    page.get_by_test_id('queue-remove').first.click()
    library.heard('Dusk.flac')
    page.get_by_test_id('bar-close').click()
    expect(library.bar).to_have_count(0)


def test_four_hours_are_heard_at_their_end_without_being_loaded(library: Library) -> None:
    page = library.page
    loaded: list[int] = []
    page.on('requestfinished', lambda request: loaded.append(request.sizes()['responseBodySize']))
    library.play('All night.wav')
    page.get_by_test_id('bar-field').focus()
    page.keyboard.press('End')
    page.keyboard.press('PageDown')
    for _ in range(3):
        page.keyboard.press('PageUp')
    page.get_by_test_id('bar-field').press('ArrowLeft')
    expect(page.get_by_test_id('bar-at')).to_contain_text('3:5')
    library.heard('All night.wav')
    field = page.get_by_test_id('bar-field').bounding_box()
    assert field is not None
    page.mouse.click(field['x'] + field['width'] * 0.75, field['y'] + field['height'] / 2)
    library.heard('All night.wav')
    assert library.seconds == pytest.approx(3 * 3600, abs=120)
    assert sum(loaded) < 500_000_000, 'of 2.5 GB'


@pytest.mark.nightly
def test_the_keys_move_and_pause_what_plays(library: Library) -> None:
    page = library.page
    library.play('Dawn.flac')
    page.get_by_test_id('bar-field').focus()
    page.keyboard.press('Space')
    expect(library.bar).to_have_attribute('data-state', 'paused')
    page.keyboard.press('Home')
    page.keyboard.press('ArrowRight')
    page.keyboard.press('ArrowRight')
    expect(library.bar).to_have_attribute('data-seconds', '10.0')
    expect(page.get_by_role('slider', name='Place in Dawn.flac')).to_have_attribute('aria-valuetext', '0:10 of 0:20')


@pytest.mark.nightly
def test_what_is_louder_is_turned_down_and_can_be_heard_as_it_is(library: Library) -> None:
    page = library.page
    page.add_init_script('window.Audio = class extends Audio { constructor() { super(); window.heard = this; } }')
    page.reload()
    library.play('Dawn.flac')
    quiet = page.evaluate('window.heard.volume')
    assert quiet < 0.5
    page.get_by_test_id('bar-matched').click()
    expect(page.get_by_test_id('bar-matched')).to_have_attribute('aria-pressed', 'false')
    assert page.evaluate('window.heard.volume') == 1


def test_a_phone_shows_what_plays_on_its_lock_screen(library: Library) -> None:
    library.play('Dawn.flac')
    session = library.page.evaluate('[navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]')
    assert session == ['Dawn.flac', 'playing']


@pytest.mark.nightly
def test_a_lost_line_is_told_and_it_plays_on_once_it_is_back(library: Library) -> None:
    page = library.page

    def cut(route: Route) -> None:
        route.abort('internetdisconnected')

    page.route('**/files/library/**', cut)
    library.row('Dusk.flac').get_by_test_id('play-one').click()
    expect(page.get_by_test_id('bar-says')).to_contain_text('The connection is gone')
    expect(library.bar).to_have_attribute('data-state', 'offline')
    page.unroute('**/files/library/**', cut)
    library.heard('Dusk.flac')


def test_what_no_browser_plays_says_so(library: Library) -> None:
    page = library.page
    page.route('**/sound', lambda route: route.fulfill(body='no sound', content_type='audio/x-caf'))
    library.row('Dusk.flac').get_by_test_id('play-one').click()
    expect(page.get_by_test_id('bar-says')).to_contain_text('This browser cannot play this kind of file')


def test_library_and_player_fit_a_phone(visit: Callable[..., Page]) -> None:
    options = {'viewport': {'width': 375, 'height': 740}, 'has_touch': True, 'is_mobile': True}
    library = Library(visit('/library', **options))
    library.play('Dawn.flac')
    library.page.get_by_test_id('bar-queue').click()
    expect(library.page.get_by_test_id('bar-speed')).to_be_visible()
    for scheme in themes(library.page):
        wide = library.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        assert wide <= 0, scheme


@pytest.mark.nightly
def test_what_the_browser_has_kept_of_somebody_else_or_in_another_form_does_no_harm(library: Library) -> None:
    page = library.page
    for kept in ('null', 'no json', json.dumps({'tracks': [{'id': 'gone', 'title': 'Gone'}], 'at': 0})):
        page.add_init_script(f'localStorage.setItem("levelmix.player.local", {json.dumps(kept)})')
        page.reload()
        expect(page.get_by_test_id('thing').first).to_be_visible()
    page.get_by_test_id('bar-play').click()
    expect(page.get_by_test_id('bar-says')).to_have_text('This sound is not there any more.')
