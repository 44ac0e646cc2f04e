"""The library and the player at the bottom: found, heard while screens change, renamed, deleted, sent on."""

import json
import os
import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from app import accounts, config, db, files, storage
from app.files import Need, NewFile
from tests.browser.screens import FINISHED, PATIENCE_MS, Level
from tests.conftest import point_to
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = pytest.mark.browser
HOURS = 4


@pytest.fixture(scope='module', autouse=True)
def there(site: LevelMix, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two short sounds, one of four hours, and a document, which nobody has levelled."""
    folder = tmp_path_factory.mktemp('sounds')
    with pytest.MonkeyPatch.context() as patch:
        point_to(site.data_dir, patch)
        owner = accounts.ensure_local_owner()
        sounds = [write_mix(folder / f'{name}.flac', 20, seed=seed) for seed, name in enumerate(('Dawn', 'Dusk'))]
        (folder / 'Words.txt').write_text('la la la')
        for path in (*sounds, silence(folder / 'All night.wav'), folder / 'Words.txt'):
            stored(owner, path)
        db.dispose()
    config.forget_settings()


def stored(owner: str, path: Path) -> None:
    key, seconds = f'originals/{path.stem.replace(" ", "-")}{path.suffix}', 3600.0 * HOURS
    size = storage.put(key, path)
    with db.transaction() as session:
        length = seconds if path.suffix == '.wav' else None
        files.note(
            session, NewFile(key, 'original', size, path.name, duration_s=length), Need('k', 'j', owner, 'uploads')
        )


def silence(path: Path) -> Path:
    """Four hours of a WAV file, of which the disk holds only the beginning."""
    rate, channels = 44_100, 2
    data = HOURS * 3600 * rate * channels * 2
    head = struct.pack('<4sI4s4sIHHIIHH4sI', b'RIFF', 36 + data, b'WAVE', b'fmt ', 16, 1, channels, rate,
                       rate * channels * 2, channels * 2, 16, b'data', data)  # fmt: skip
    path.write_bytes(head)
    os.truncate(path, len(head) + data)
    return path


class Library:
    """The rows, and the player."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bar = page.get_by_test_id('player-bar')

    def row(self, name: str) -> Locator:
        return self.page.get_by_test_id('thing').filter(has=self.page.get_by_test_id('thing-name').get_by_text(name))

    def play(self, name: str) -> None:
        self.row(name).get_by_test_id('play-one').click()
        self.heard(name)

    def heard(self, name: str) -> None:
        """Wait until this plays."""
        expect(self.page.get_by_test_id('bar-title')).to_contain_text(name)
        expect(self.bar).to_have_attribute('data-state', 'playing')
        now = self.seconds
        self.page.wait_for_function(
            'was => Number(document.querySelector("[data-testid=player-bar]").dataset.seconds) > was', arg=now
        )

    @property
    def seconds(self) -> float:
        return float(self.bar.get_attribute('data-seconds') or 0)

    def search(self, words: str) -> None:
        self.page.get_by_test_id('search').fill(words)
        self.page.get_by_test_id('search').press('Enter')
        expect(self.page).to_have_url(re.compile('search='))


@pytest.fixture
def library(visit: Callable[..., Page]) -> Library:
    return Library(visit('/library'))


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


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_library_and_player_fit_a_phone(visit: Callable[..., Page], scheme: str) -> None:
    options = {'viewport': {'width': 375, 'height': 740}, 'has_touch': True, 'is_mobile': True}
    library = Library(visit('/library', color_scheme=scheme, **options))
    library.play('Dawn.flac')
    library.page.get_by_test_id('bar-queue').click()
    expect(library.page.get_by_test_id('bar-speed')).to_be_visible()
    wide = library.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    assert wide <= 0


def test_what_the_browser_has_kept_of_somebody_else_or_in_another_form_does_no_harm(library: Library) -> None:
    page = library.page
    for kept in ('null', 'no json', json.dumps({'tracks': [{'id': 'gone', 'title': 'Gone'}], 'at': 0})):
        page.add_init_script(f'localStorage.setItem("levelmix.player.local", {json.dumps(kept)})')
        page.reload()
        expect(page.get_by_test_id('thing').first).to_be_visible()
    page.get_by_test_id('bar-play').click()
    expect(page.get_by_test_id('bar-says')).to_have_text('This sound is not there any more.')
