"""A drum map is brought as a file and played in a real browser: by keys, by fingers, slower, and bar by bar."""

import io
import itertools
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from playwright.sync_api import FilePayload, Page, expect

from app.drums.drum_map import DrumMap, Hit, Lane, TimingPoint
from app.drums.formats import bsm_writing
from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways

pytestmark = pytest.mark.browser
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}
SONG = DrumMap(
    title='Snares all along',
    artist='The Testers',
    length_ms=16_000,
    timing=(TimingPoint(0.0, 120.0),),
    hits=tuple(Hit(ms, lane) for ms in range(0, 16_000, 250) for lane in (Lane.SNARE, Lane.KICK)),
)
LONGER = replace(
    SONG,
    length_ms=240_000,
    hits=tuple(Hit(ms, lane) for ms in range(0, 240_000, 250) for lane in (Lane.SNARE, Lane.KICK)),
)
"""A song that is not over before a busy machine has pressed its keys."""
BROUGHT = itertools.count(1)


def bring(page: Page, drum_map: DrumMap = SONG) -> None:
    """Bring a map as a file on the first screen of drums, by a title that no story has used, and wait for its page."""
    drum_map = replace(drum_map, title=f'{drum_map.title} {next(BROUGHT)}')
    page.goto('/drums')
    page.get_by_text('Bring a map that you have as a file').click()
    told: FilePayload = {'name': 'mine.bsm', 'mimeType': 'application/json', 'buffer': bsm_writing.write(drum_map)}
    page.get_by_test_id('bring-file').set_input_files(told)
    expect(page).to_have_url(re.compile('/drums/maps/'))
    expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'ready')


def test_a_map_is_played_by_keys_and_told_how_it_went(page: Page) -> None:
    bring(page, LONGER)
    expect(page.get_by_test_id('map-title')).to_contain_text(SONG.title)
    page.get_by_test_id('view').select_option('lanes')
    page.get_by_test_id('drum-count-in').select_option('0')
    page.get_by_test_id('drum-play').click()
    expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'playing')
    for _ in range(40):  # whoever hits all the time hits what is due, among others
        page.keyboard.press('d')
        page.keyboard.press('Space')
    page.keyboard.press('Escape')
    result = page.get_by_test_id('result')
    expect(result).to_be_visible()
    told = page.get_by_test_id('result-says').inner_text()
    found = {word: int(number) for number, word in re.findall(r'(\d+) (perfect|good|missed|too many)', told)}
    assert found['perfect'] + found['good'] > 0, told
    assert found['perfect'] + found['good'] + found['too many'] == 80, told
    for drum in ('Snare', 'Kick'):
        expect(result.get_by_role('rowheader', name=drum)).to_be_visible()
    shoot_all_ways(page, 'drums-played')


@pytest.mark.nightly
def test_keys_of_ones_own_and_a_smaller_kit_are_there_next_time(page: Page) -> None:
    bring(page)
    page.get_by_test_id('drum-settings').locator('summary').click()
    page.get_by_test_id('key-snare').click()
    page.keyboard.press('x')
    expect(page.get_by_test_id('key-snare')).to_contain_text('X')
    page.get_by_test_id('kit-three').click()
    expect(page.get_by_test_id('own-ride')).not_to_be_checked()
    page.reload()
    page.get_by_test_id('drum-settings').locator('summary').click()
    expect(page.get_by_test_id('kit-three')).to_have_attribute('aria-pressed', 'true')
    expect(page.get_by_test_id('key-snare')).to_contain_text('X')


@pytest.mark.nightly
def test_bars_that_are_dragged_over_are_repeated_and_get_faster(page: Page) -> None:
    bring(page)
    page.get_by_test_id('drum-strip').scroll_into_view_if_needed()
    box = page.get_by_test_id('drum-strip').bounding_box()
    assert box
    page.mouse.move(box['x'] + box['width'] * 0.02, box['y'] + 10)
    page.mouse.down()
    page.mouse.move(box['x'] + box['width'] * 0.06, box['y'] + 10)
    page.mouse.move(box['x'] + box['width'] * 0.2, box['y'] + 10)
    page.mouse.up()
    expect(page.get_by_test_id('drum-first')).to_have_value('0')
    expect(page.get_by_test_id('drum-last')).to_have_value('1')
    page.get_by_test_id('drum-last').select_option('0')
    page.get_by_test_id('speed').fill('0.9')
    page.get_by_test_id('drum-faster').select_option('10')
    page.get_by_test_id('drum-count-in').select_option('0')
    page.get_by_test_id('drum-play').click()
    expect(page.get_by_test_id('drum-says')).to_have_text(re.compile('Time ([2-9]|\\d\\d+), 100 %'))


@pytest.mark.nightly
def test_fingers_play_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit('/drums', **PHONE)
    bring(page)
    page.get_by_test_id('view').select_option('lanes')
    page.get_by_test_id('drum-count-in').select_option('0')
    page.get_by_test_id('drum-play').tap()
    expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'playing')
    box = page.get_by_test_id('drum-field').bounding_box()
    assert box
    assert box['y'] + box['height'] < 844, 'where hits are due is seen'
    for _ in range(20):
        page.touchscreen.tap(box['x'] + box['width'] / 2, box['y'] + box['height'] - 8)  # the kick is below all
    page.get_by_test_id('drum-play').tap()
    expect(page.get_by_test_id('result').get_by_role('rowheader', name='Kick')).to_be_visible()
    assert page.evaluate('document.documentElement.scrollWidth') <= 390


def wav(sound: NDArray[np.float32]) -> FilePayload:
    """A sound as somebody's own file."""
    file = io.BytesIO()
    soundfile.write(file, sound, 8_000, 'PCM_16', format='WAV')
    return {'name': 'mine.wav', 'mimeType': 'audio/wav', 'buffer': file.getvalue()}


@pytest.mark.nightly
def test_a_file_of_the_song_stays_in_the_browser_until_it_is_removed(page: Page) -> None:
    bring(page)
    own = page.get_by_test_id('own-file').locator('input')
    own.set_input_files(wav(np.zeros(8_000 * 16, np.float32)))
    expect(page.get_by_test_id('drum-says')).to_contain_text('mine.wav is silent')
    own.set_input_files(wav(np.full(8_000 * 5, 0.1, np.float32)))
    does_not_fit = 'This file is 0:05 long, and the song of the map 0:16'
    expect(page.get_by_test_id('drum-says')).to_contain_text(does_not_fit)
    expect(page.get_by_test_id('own-file')).to_have_text('mine.wav')
    page.reload()
    page.get_by_test_id('drum-play').click()
    expect(page.get_by_test_id('own-file')).to_have_text('mine.wav')
    expect(page.get_by_test_id('drum-says')).to_contain_text(does_not_fit)
    page.get_by_test_id('own-remove').click()
    for _ in ('now', 'next time'):
        expect(page.get_by_test_id('own-file')).to_have_text('Open your file of the song')
        page.reload()
        page.get_by_test_id('drum-play').click()
        expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'playing')


def test_a_file_that_is_no_sound_is_told(page: Page) -> None:
    bring(page)
    page.get_by_test_id('own-file').locator('input').set_input_files(
        {'name': 'note.txt', 'mimeType': 'audio/mpeg', 'buffer': b'no sound'}
    )
    expect(page.get_by_test_id('drum-says')).to_contain_text('cannot be heard here')


def test_a_file_that_is_no_map_says_why(page: Page) -> None:
    page.goto('/drums')
    page.get_by_text('Bring a map that you have as a file').click()
    told: FilePayload = {'name': 'mine.bsm', 'mimeType': 'application/json', 'buffer': b'nothing'}
    page.get_by_test_id('bring-file').set_input_files(told)
    expect(page.get_by_test_id('bring-wrong')).not_to_be_empty()


@pytest.mark.nightly('/songs', '/proposals', '/reviews', '/karma')
@pytest.mark.parametrize('path', ['', '/songs', '/proposals', '/reviews', '/karma'])
def test_the_screens_have_no_barriers_on_a_phone_in_the_dark(path: str, visit: Callable[..., Page]) -> None:
    page = visit(f'/drums{path}', color_scheme='dark', **PHONE)
    expect(page.locator('h1')).to_be_visible()
    assert barriers(page) == []


@pytest.mark.nightly
def test_a_map_has_no_barriers(page: Page) -> None:
    bring(page)
    page.get_by_test_id('drum-settings').locator('summary').click()
    assert barriers(page) == []
