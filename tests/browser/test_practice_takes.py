"""Takes in a real browser: heard by a microphone and scored on the page, with the band, however late the device is."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page, expect

from app import accounts
from app.practice import pieces
from app.practice.expecting import expected
from app.practice.options import Difficulty, Kind, Options
from app.practice.takes.net import RATE
from tests.app.practice.takes.sounds import as_written, sounding
from tests.browser.conftest import ARGUMENTS, PATIENCE_MS, PLACES
from tests.browser.people import shoot_all_ways
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = pytest.mark.browser
PROGRAM = next((path for place in PLACES if (path := shutil.which(place))), None)
LICK = Options(kind=Kind.JAZZ_LICK, difficulty=Difficulty.BEGINNER, key='F', tempo=160, seed=3)
LOOPBACK = """
// The microphone hears what the loudspeakers play, 150 ms later.
const Native = AudioContext, room = new Native(), heard = room.createMediaStreamDestination();
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to === this.context.destination && this.context.late) connect.call(this, this.context.late);
  return connect.call(this, to, ...rest);
};
window.AudioContext = class extends Native {
  constructor(...how) {
    super(...how);
    const out = this.createMediaStreamDestination(), late = this.createDelay(1);
    late.delayTime.value = 0.15;
    connect.call(late, out);
    connect.call(room.createMediaStreamSource(out.stream), heard);
    this.late = late;
  }
};
navigator.mediaDevices.getUserMedia = async () => {
  await room.resume();
  return heard.stream.clone();
};
"""
KEYBOARD = """navigator.requestMIDIAccess = async () => ({ inputs: new Map([['one', window.keyboard = {}]]) });"""
PLAYED_LATE = """async (where) => {
  // All the notes of the melody, 150 ms after the band has them.
  const { stage } = await import('levelmix-band');
  const { events } = await (await fetch(where)).json();
  for (const { part, at, length, sound, velocity } of events.filter((one) => one.part === 'melody')) {
    const begins = stage.along.band.began + 1000 * at + 150;
    window.keyboard.onmidimessage({ data: [0x90, sound, velocity], timeStamp: begins });
    window.keyboard.onmidimessage({ data: [0x80, sound, 0], timeStamp: begins + 1000 * length });
  }
}"""
REFUSED = """navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };"""


@pytest.fixture
def lick(site: LevelMix) -> str:
    """Where a lick is that somebody here has made."""
    with inside(site):
        return pieces.create(accounts.current_user().id, LICK).id


def played(path: Path, site: LevelMix, content_id: str) -> Path:
    """The lick as somebody plays it, as a file of sound."""
    with inside(site):
        notes = expected(pieces.score(accounts.current_user().id, content_id))
    sound = sounding(as_written(notes, 1.0))
    soundfile.write(path, np.clip(np.tile(sound, 3), -1, 1), RATE, subtype='PCM_16')
    return path


@pytest.mark.nightly
def test_a_take_by_the_microphone_is_scored_and_drawn_on_the_page(
    browser: Browser, site: LevelMix, lick: str, tmp_path: Path
) -> None:
    file = played(tmp_path / 'take.wav', site, lick)
    heard = browser.browser_type.launch(
        executable_path=PROGRAM,
        args=[*ARGUMENTS, f'--use-file-for-fake-audio-capture={file}'],
    )
    page = heard.new_page(base_url=site.url)
    page.goto(f'/practice/pieces/{lick}')
    expect(page.locator('.score-page g.measure').first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_test_id('record').click()
    expect(page.get_by_test_id('recorder-time')).to_have_text(re.compile('0:(0[89]|1)'), timeout=PATIENCE_MS)
    page.get_by_test_id('record-stop').click()
    expect(page.get_by_test_id('score')).to_be_visible(timeout=PATIENCE_MS)
    assert float(page.get_by_test_id('score').inner_text()) >= 80
    expect(page.locator('.score-page g.note.hit').first).to_be_visible()
    shoot_all_ways(page, 'practice-take')
    page.get_by_test_id('measure').click()
    expect(page.get_by_test_id('measured')).to_contain_text(
        'of 6 clicks were heard, so the delay could not', timeout=PATIENCE_MS
    )
    expect(page.get_by_test_id('delay')).to_contain_text('not known')
    heard.close()


@pytest.mark.nightly
def test_the_delay_is_kept_in_this_browser_and_taken_off_what_is_played_with_the_band(
    visit: Callable[..., Page], lick: str
) -> None:
    page = visit('about:blank')
    page.add_init_script(LOOPBACK)
    page.goto(f'/practice/pieces/{lick}')
    page.get_by_test_id('measure').click()
    expect(page.get_by_test_id('measured')).to_contain_text(
        'of 6 clicks were heard: this device is', timeout=PATIENCE_MS
    )
    page.reload()
    expect(page.get_by_test_id('delay')).to_contain_text('ms late, which is taken off')
    page.get_by_test_id('guided').check()
    for part in ('piano', 'bass', 'drums'):
        page.get_by_test_id(f'level-{part}').fill('0')
    page.get_by_test_id('record-along').click()
    expect(page.get_by_test_id('score')).to_be_visible(timeout=PATIENCE_MS)
    assert float(page.get_by_test_id('score').inner_text()) >= 80
    expect(page.get_by_test_id('hint').first).to_contain_text('the band')


def test_a_midi_keyboard_is_played_with_the_band_and_scored(visit: Callable[..., Page], lick: str) -> None:
    page = visit('about:blank')
    page.add_init_script(KEYBOARD)
    page.goto(f'/practice/pieces/{lick}')
    expect(page.locator('.score-page g.measure').first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_test_id('keyboard-along').click()
    expect(page.get_by_test_id('keyboard-record')).to_have_text('Stop and score', timeout=PATIENCE_MS)
    page.evaluate(PLAYED_LATE, f'/files/practice/pieces/{lick}/performance')
    page.get_by_test_id('keyboard-record').click()
    expect(page.get_by_test_id('score')).to_be_visible(timeout=PATIENCE_MS)
    assert float(page.get_by_test_id('score').inner_text()) >= 80
    expect(page.get_by_test_id('hint').first).to_contain_text('behind the band')


@pytest.mark.nightly
def test_a_microphone_that_is_refused_is_told_and_nothing_else_is_lost(visit: Callable[..., Page], lick: str) -> None:
    page = visit('about:blank')
    page.add_init_script(REFUSED)
    page.goto(f'/practice/pieces/{lick}')
    for press in ('record', 'record-along', 'measure'):
        page.get_by_test_id(press).click()
        expect(page.get_by_test_id('recorder-says')).to_contain_text('allow it beside the address of this page')
    expect(page.get_by_test_id('record')).to_be_enabled()
