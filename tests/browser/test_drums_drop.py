"""A song is dropped in a real browser: followed while its drums are written down, played, and known the next time."""

import json
import re
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Page, expect

from tests.app.drums.drafting.sounds import ROCK, Sound, drums, pattern, steady
from tests.browser.people import shoot_all_ways
from tests.browser.screens import PATIENCE_MS

pytestmark = pytest.mark.browser
RATE = 44_100
WATCH = """() => {
    const seen = JSON.parse(sessionStorage.getItem('seen') || '[]');
    const look = () => {
        const [percent, stage] = ['percent', 'stage'].map((id) => document.querySelector(`[data-testid=${id}]`)?.innerText);
        const now = percent && `${parseInt(percent)} ${stage}`;
        if (now && now !== seen[seen.length - 1]) sessionStorage.setItem('seen', JSON.stringify([...seen, now]), seen.push(now));
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
}"""  # noqa: E501
"""Writes down what a page says of how far a job is, over all pages of a tab."""


def song(bpm: float = 112.0) -> Sound:
    """Half a minute of rock."""
    return 0.5 * drums(pattern(ROCK, steady(bpm, 60), 4), 30.0)


def dropped(page: Page, path: Path, sound: Sound) -> None:
    """Drop a file on the first screen of drums."""
    soundfile.write(path, sound, RATE)
    page.goto('/drums')
    page.get_by_test_id('file-input').set_input_files(path)


def test_a_song_is_dropped_followed_played_and_known_the_next_time(page: Page, tmp_path: Path) -> None:
    page.add_init_script(f'({WATCH})()')
    dropped(page, tmp_path / 'The Testers - Four to the floor.flac', song())
    expect(page).to_have_url(re.compile('/drums/maps/'), timeout=PATIENCE_MS)
    seen = json.loads(page.evaluate("sessionStorage.getItem('seen')"))
    percents = [int(one.partition(' ')[0]) for one in seen]
    assert percents == sorted(percents), seen
    assert len(set(percents)) > 2, f'it was not followed live: {seen}'
    assert any('drums' in one for one in seen), seen

    expect(page.get_by_test_id('map-title')).to_have_text('Four to the floor')
    expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'ready')
    page.get_by_test_id('drum-count-in').select_option('0')
    page.get_by_test_id('drum-play').click()
    expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'playing')
    expect(page.get_by_test_id('level-music')).to_be_visible()  # the drums of the recording are heard, too
    page.get_by_test_id('drum-play').click()
    shoot_all_ways(page, 'drums-written-down')

    dropped(page, tmp_path / 'the same softer.mp3', 0.4 * song()[2 * RATE :])
    note = page.get_by_test_id('song-note')
    expect(note).to_have_attribute('data-state', 'known', timeout=PATIENCE_MS)
    expect(note).to_contain_text('We know this song: “Four to the floor” by The Testers has a map already.')
    shoot_all_ways(page, 'drums-known')
    page.get_by_test_id('open-known').click()
    expect(page.get_by_test_id('song-title')).to_have_text('Four to the floor')
    expect(page.get_by_test_id('map-card')).to_have_count(1)

    page.goto('/drums')
    page.get_by_test_id('job-card').get_by_role('link', name='Open Four to the floor').click()
    expect(page).to_have_url(re.compile('/drums/jobs/'))
    page.goto('/history')
    page.get_by_test_id('job-title').click()
    expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'ready')
    expect(page.get_by_test_id('map-title')).to_have_text('Four to the floor')


@pytest.mark.nightly
def test_songs_that_cannot_be_taken_are_told_by_their_names(page: Page, tmp_path: Path) -> None:
    (tmp_path / 'a letter.mp3').write_text('Dear drummer')
    soundfile.write(tmp_path / 'a moment.wav', song()[: 2 * RATE], RATE)
    page.goto('/drums')
    (tmp_path / 'a groove.mid').write_bytes(b'MThd')
    names = ('a letter.mp3', 'a moment.wav', 'a groove.mid')
    page.get_by_test_id('file-input').set_input_files([tmp_path / name for name in names])
    refused = page.locator('[data-testid=song-note][data-state=refused]')
    expect(refused).to_have_count(3, timeout=PATIENCE_MS)
    expect(refused.filter(has_text='a letter.mp3')).to_contain_text('no audio in this file')
    expect(refused.filter(has_text='a moment.wav')).to_contain_text('shorter than the 5 seconds')
    expect(refused.filter(has_text='a groove.mid')).to_contain_text('a drum map, not a recording')
