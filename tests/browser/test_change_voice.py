"""Somebody sends a recording, corrects what was heard, and hears it in another voice beside the original."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Dialog, Page, expect

from app.config import settings
from app.voice import engines
from app.voice.engines.port import Speech
from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways
from tests.browser.screens import PATIENCE_MS

MODELS = settings().models_dir
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        engines.that_converts('change', MODELS).health().state != 'ready', reason='make setup brings the voices'
    ),
    pytest.mark.nightly,
]
AT_LEAST_1_S, AT_LEAST_2_S = re.compile('0:0[1-9]'), re.compile('0:0[2-9]')
TEXT = 'The boat left the harbor early.'
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


def a_recording(folder: Path, name: str = 'memo.wav') -> Path:
    """Two seconds in which somebody speaks."""
    chunks = engines.that_speaks('instant', MODELS).speak(Speech(TEXT, 'instant'))
    path = folder / name
    soundfile.write(path, np.concatenate([chunk.sound for chunk in chunks]), 24_000)
    return path


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit('/voice/change')


def test_a_recording_is_heard_corrected_changed_and_compared(page: Page, tmp_path: Path) -> None:
    page.get_by_test_id('change').click()
    expect(page.get_by_test_id('toast')).to_contain_text('send a recording')
    page.get_by_test_id('file-input').set_input_files(a_recording(tmp_path))
    expect(page.get_by_test_id('recording')).to_have_attribute('aria-checked', 'true')
    words = page.get_by_test_id('words')
    expect(words).to_have_value(re.compile('The boat left the harbou?r early'), timeout=PATIENCE_MS)
    expect(page.get_by_test_id('words-say')).to_contain_text('6 words were heard')
    # only voices of its language are offered
    expect(page.locator('[data-voice="if_sara"]')).to_have_count(0)
    words.fill('The boat left the harbor late.')
    page.locator('[data-voice="am_michael"]').click()
    page.get_by_test_id('change').click()
    card = page.get_by_test_id('job-card').first
    expect(card).to_have_attribute('data-status', 'completed', timeout=PATIENCE_MS)
    expect(card).to_contain_text('memo')
    expect(card).to_contain_text('Michael')
    expect(card.get_by_test_id('clip-lufs')).to_contain_text('−19')
    # what was handed over waits no more
    expect(page.get_by_test_id('upload')).to_have_count(0)
    # another voice may be wanted, too
    expect(page.get_by_test_id('recording')).to_contain_text('changed just now')
    expect(words).to_have_value('The boat left the harbor late.')

    compare = page.get_by_test_id('compare')
    expect(compare).to_have_attribute('data-heard', 'after')
    page.wait_for_function(
        '[...document.querySelectorAll("[data-testid=compare] audio")].every((sound) => sound.duration > 1)'
    )
    compare.get_by_test_id('compare-play').click()
    expect(compare.get_by_test_id('compare-play')).to_have_text('Pause')
    compare.get_by_test_id('compare-before').click()
    expect(compare).to_have_attribute('data-heard', 'before')
    heard = '[...document.querySelectorAll("[data-testid=compare] audio")].map((sound) => sound.muted)'
    assert page.evaluate(heard) == [False, True]

    card.get_by_test_id('clip-link').click()
    expect(page.get_by_test_id('compare')).to_be_visible()
    expect(page.get_by_test_id('clip-text')).to_have_text('The boat left the harbor late.')
    page.get_by_test_id('again').click()
    expect(page.get_by_test_id('recording')).to_contain_text('taken up again')
    expect(page.get_by_test_id('words')).to_have_value('The boat left the harbor late.', timeout=PATIENCE_MS)


def test_a_recording_without_words_is_told_and_shifted(page: Page, tmp_path: Path) -> None:
    time = np.arange(3 * 24_000) / 24_000
    soundfile.write(tmp_path / 'hum.wav', 0.2 * np.sin(2 * np.pi * 220 * time) * (1 - time % 0.5), 24_000)
    page.get_by_test_id('file-input').set_input_files(tmp_path / 'hum.wav')
    expect(page.get_by_test_id('words-say')).to_contain_text('No words were heard', timeout=PATIENCE_MS)
    # only what needs no words is offered
    expect(page.locator('[data-voice="af_heart"]')).to_have_count(0)
    page.locator('[data-voice="shift-lower"]').click()
    page.get_by_test_id('change').click()
    card = page.get_by_test_id('job-card').filter(has_text='hum')
    expect(card).to_have_attribute('data-status', 'completed', timeout=PATIENCE_MS)
    expect(card).to_contain_text('Lower')


def test_the_recording_that_was_sent_last_is_the_one_that_is_changed(page: Page, tmp_path: Path) -> None:
    page.locator('[data-voice="am_michael"]').click()
    soundfile.write(tmp_path / 'nothing.wav', np.zeros(48_000), 24_000)
    page.get_by_test_id('file-input').set_input_files(tmp_path / 'nothing.wav')
    expect(page.get_by_test_id('words-say')).to_contain_text('silent', timeout=PATIENCE_MS)
    expect(page.locator('[data-voice="am_michael"]')).to_have_count(0)
    page.get_by_test_id('file-input').set_input_files(a_recording(tmp_path, 'better.wav'))
    better = page.get_by_test_id('recording').filter(has_text='better.wav')
    expect(better).to_have_attribute('aria-checked', 'true')
    expect(page.get_by_test_id('words-say')).to_contain_text('6 words were heard', timeout=PATIENCE_MS)
    # who was chosen before is chosen still
    expect(page.locator('[data-voice="am_michael"]')).to_have_attribute('aria-checked', 'true')
    page.get_by_test_id('upload-remove').first.click()


def test_no_recording_is_lost_and_each_has_a_name_of_its_own(page: Page) -> None:
    record, stop = page.get_by_test_id('record'), page.get_by_test_id('record-stop')
    record.focus()
    page.keyboard.press('Enter')
    expect(stop).to_be_focused()
    expect(page.get_by_test_id('recorder-says')).to_have_text('Recording.')
    expect(page.get_by_test_id('recorder-time')).to_contain_text(AT_LEAST_2_S)
    page.keyboard.press('Enter')
    expect(record).to_be_focused()
    page.wait_for_function("document.querySelector('[data-testid=recorder-sound]').duration > 1")
    expect(page.get_by_test_id('upload-state')).to_contain_text('uploaded')
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on('dialog', leave)
    record.click()
    expect(page.get_by_test_id('recorder-time')).to_contain_text(AT_LEAST_1_S)
    page.reload()
    assert asked == ['beforeunload']
    expect(page.get_by_test_id('upload')).to_contain_text('Recording 1.wav')
    record.click()
    expect(page.get_by_test_id('recorder-time')).to_contain_text(AT_LEAST_2_S)
    page.locator('a[href="/voice/mine"]').first.click()
    expect(page.get_by_role('heading', level=1)).to_contain_text('A voice of your own')
    expect(page.get_by_test_id('upload')).to_have_count(2)
    expect(page.get_by_test_id('upload').last).to_contain_text('Recording 2.wav')


def test_a_sound_of_the_library_is_sent_here(page: Page, visit: Callable[..., Page], tmp_path: Path) -> None:
    page.get_by_test_id('file-input').set_input_files(a_recording(tmp_path, 'from me.wav'))
    expect(page.get_by_test_id('words-say')).to_contain_text('words were heard', timeout=PATIENCE_MS)
    page.get_by_test_id('show-shifts').click()
    page.locator('[data-voice="shift-darker"]').click()
    page.get_by_test_id('change').click()
    card = page.get_by_test_id('job-card').filter(has_text='from me')
    expect(card).to_have_attribute('data-status', 'completed', timeout=PATIENCE_MS)
    job = card.get_attribute('data-job')
    page.goto(f'/voice?sound={job}')
    expect(page).to_have_url(re.compile('/voice/change'))
    expect(page.get_by_test_id('recording')).to_contain_text('from your library')


@pytest.mark.parametrize('look', [{}, PHONE], ids=['desktop', 'phone'])
def test_nobody_is_kept_out(visit: Callable[..., Page], look: dict[str, object]) -> None:
    page = visit('/voice/change', **look)
    expect(page.get_by_test_id('change')).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')


def test_it_looks_well(page: Page, tmp_path: Path) -> None:
    page.get_by_test_id('file-input').set_input_files(a_recording(tmp_path))
    expect(page.get_by_test_id('words-say')).to_contain_text('words were heard', timeout=PATIENCE_MS)
    page.get_by_test_id('change').click()
    expect(page.get_by_test_id('compare')).to_be_visible(timeout=PATIENCE_MS)
    assert barriers(page) == []
    shoot_all_ways(page, 'change')
