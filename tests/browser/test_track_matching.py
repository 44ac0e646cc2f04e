"""Evening out the tracks of a mix, chosen on the Level screen."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import PATIENCE_MS
from tests.sounds import write_mix

pytestmark = pytest.mark.nightly


def test_the_tracks_are_evened_as_the_pasted_tracklist_says(page: Page, tmp_path: Path) -> None:
    mix = write_mix(tmp_path / 'even me.wav', 12)
    expect(page.get_by_test_id('tracklist')).to_be_hidden()
    page.get_by_test_id('even').select_option('100')
    page.get_by_test_id('tracklist').fill('00:00 Anna - First\n00:06 Ben - Second')
    if folder := os.environ.get('PICTURES'):
        page.screenshot(path=f'{folder}/even-desktop.png', full_page=True)
        page.emulate_media(color_scheme='dark')
        page.set_viewport_size({'width': 390, 'height': 844})
        page.screenshot(path=f'{folder}/even-phone-dark.png', full_page=True)
    page.get_by_test_id('file-input').set_input_files(mix)
    page.get_by_test_id('start').click()
    card = page.get_by_test_id('job-card').filter(has_text='even me.wav')
    expect(card).to_have_attribute('data-status', 'completed', timeout=PATIENCE_MS)
    page.goto(f'/jobs/{card.get_attribute("data-job")}')
    expect(page.get_by_test_id('verdict')).to_contain_text('2 tracks inside the mix were brought closer together')


def test_a_list_from_a_file_is_shown_as_it_was_read_and_can_be_put_right(page: Page, tmp_path: Path) -> None:
    tracklist = tmp_path / 'night.cue'
    names = ('Кино - Группа крови', 'Мумий Тролль - Утекай')
    tracks = (f'TRACK 0{n} AUDIO\nTITLE "{name}"\nINDEX 01 0{n}:00:00\n' for n, name in enumerate(names))
    tracklist.write_bytes(''.join(tracks).encode('cp1251'))
    page.get_by_test_id('tracklist-open').click()
    page.get_by_test_id('tracklist-file').set_input_files(tracklist)
    read = page.get_by_test_id('tracklist-read')
    expect(read).to_contain_text('2 tracks were read')
    expect(read).to_contain_text('01:00 Мумий Тролль - Утекай')
    expect(read).to_contain_text('read as Cyrillic')
    page.get_by_test_id('tracklist-encoding').select_option('koi8_r')
    expect(read).not_to_contain_text('Мумий')
    page.get_by_test_id('tracklist-encoding').select_option('cp1251')
    expect(read).to_contain_text('Мумий')
    page.get_by_test_id('tracklist').fill('00:00 One\n00:04 Two\n00:02 Three')
    expect(read).to_contain_text('Line 3 of the tracklist goes back in time')
    page.get_by_test_id('tracklist').fill('00:00 One\n00:04 Two\n00:06 Three')
    expect(read).to_contain_text('3 tracks were read')
