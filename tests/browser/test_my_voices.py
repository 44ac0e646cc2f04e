"""Somebody records or sends a sample, hears what it is worth, agrees, and has a voice learnt."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Locator, Page, expect

from app import accounts, files, storage
from app.config import settings
from app.db import transaction
from app.files import Need, NewFile
from app.voice import area, engines, service
from app.voice.engines import weights
from app.voice.engines.port import Speech
from models import CustomVoice, Status, VoiceTraining
from models.types import utc_now
from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways
from tests.browser.screens import PATIENCE_MS
from tests.servers import LevelMix
from tests.sites import inside

assert area  # knows the kinds of jobs
MODELS = settings().models_dir
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not weights.there(MODELS, weights.KOKORO, weights.SPEAKERS, *weights.WHISPER),
        reason='make setup without SLIM=1 brings the voices',
    ),
    pytest.mark.nightly,
]
TEXT = 'The boat left the harbor early, and a warm wind pushed us along the coast while nobody said a word. '


def a_sample(folder: Path) -> Path:
    """Ten seconds of somebody, with a hiss."""
    chunks = engines.that_speaks('instant', MODELS).speak(Speech(TEXT * 2, 'instant'))
    sound = np.concatenate([chunk.sound for chunk in chunks])
    path = folder / 'me.wav'
    soundfile.write(path, sound + np.random.default_rng(1).normal(scale=1e-3, size=len(sound)), 24_000)
    return path


def report(page: Page, name: str) -> Locator:
    return page.get_by_test_id('sample-report').filter(has_text=name)


def a_ready_voice(site: LevelMix, name: str) -> str:
    """A voice as the worker leaves it."""
    with inside(site), transaction() as session:
        user = accounts.current_user('voice')
        voice = CustomVoice(
            user_id=user.id, name=name, s3_key='', model_key='voice/model/x.voice', status='ready', consent_name='Ann',
            consent_hash='0', consented_at=utc_now(),
        )  # fmt: skip
        told = {'similarity': 0.88, 'nearest': 'af_kore', 'nearest_similarity': 0.83, 'seconds': 48.0}
        voice.facts = json.dumps({**told, 'language': 'en-us', 'preview': 'voice/preview/x.mp3'})
        training = VoiceTraining(user_id=user.id, kind=service.LEARN, voice_id=voice.id, status=Status.COMPLETED)
        session.add(voice)
        session.flush()
        session.add(training)
        session.flush()
        for role, key in (('model', voice.model_key), ('preview', 'voice/preview/x.mp3')):
            path = Path(site.settings['LEVELMIX_DATA_DIR']) / role
            path.write_bytes(b'ID3')
            storage.put(key, path)
            files.note(session, NewFile(key, role, 3, lasting=True), Need.of(training))
        return voice.id


def test_a_sample_is_recorded_and_heard_to_be_none(page: Page) -> None:
    page.goto('/voice/mine')
    expect(page.get_by_test_id('recorder-says')).to_contain_text('Read the text aloud')
    page.get_by_test_id('record').click()
    expect(page.get_by_test_id('recorder')).to_have_attribute('data-state', 'recording')
    page.wait_for_function(
        "Number(document.querySelector('[data-testid=recorder-level]').ariaValueNow) > -60", timeout=PATIENCE_MS
    )
    page.get_by_test_id('record-stop').click()
    expect(page.get_by_test_id('recorder-says')).to_contain_text('record at least 4')
    expect(page.get_by_test_id('upload')).to_have_count(0)

    page.get_by_test_id('record').click()
    expect(page.get_by_test_id('recorder-time')).to_contain_text(re.compile('0:0[5-9] of 1:00'))
    page.get_by_test_id('record-stop').click()
    expect(page.get_by_test_id('upload')).to_contain_text('Recording 1.wav')
    expect(report(page, 'Recording 1.wav')).to_contain_text('Nobody speaks in this recording', timeout=PATIENCE_MS)


def test_a_browser_that_must_not_record_says_so_and_takes_files(
    visit: Callable[..., Page], site: LevelMix, tmp_path: Path
) -> None:
    page = visit('/')
    page.add_init_script('Object.defineProperty(window, "isSecureContext", { value: false })')
    page.goto('/voice/mine')
    expect(page.get_by_test_id('recorder-says')).to_contain_text('A browser records only on an https address')
    expect(page.get_by_test_id('record')).to_be_disabled()
    page.get_by_test_id('file-input').set_input_files(a_sample(tmp_path))
    expect(report(page, 'me.wav')).to_contain_text('seconds of speech.', timeout=PATIENCE_MS)


def test_a_voice_is_learnt_only_once_somebody_agrees(page: Page, tmp_path: Path) -> None:
    page.goto('/voice/mine')
    page.get_by_test_id('own-learn').click()
    expect(page.get_by_test_id('toast')).to_contain_text('Send a sample first')
    page.get_by_test_id('file-input').set_input_files(a_sample(tmp_path))
    expect(report(page, 'me.wav')).to_have_attribute('data-looks', 'note good', timeout=PATIENCE_MS)
    page.get_by_test_id('own-name').fill('Evening voice')
    page.get_by_test_id('own-whose').fill('Ann Miller')
    page.get_by_test_id('own-learn').click()
    expect(page.get_by_test_id('toast').last).to_contain_text('Confirm that this is your voice')
    expect(page.get_by_test_id('own-voice')).to_have_count(0)

    page.get_by_test_id('own-consent').check()
    page.get_by_test_id('own-learn').click()
    mine = page.get_by_test_id('own-voice')
    expect(mine).to_have_attribute('data-status', 'training', timeout=PATIENCE_MS)
    expect(mine.get_by_test_id('own-agreed')).to_contain_text('Ann Miller agreed on')
    expect(page.get_by_test_id('upload')).to_have_count(0)
    expect(page.get_by_test_id('own-consent')).not_to_be_checked()
    expect(mine.get_by_test_id('stage')).to_contain_text('Learning the voice', timeout=PATIENCE_MS)
    mine.get_by_test_id('own-cancel').click()
    expect(mine.get_by_test_id('own-error')).to_contain_text('cancelled', timeout=PATIENCE_MS)
    mine.get_by_test_id('own-delete').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('no-own')).to_be_visible()


def test_what_cannot_be_learnt_of_is_to_be_removed_first(page: Page, tmp_path: Path) -> None:
    page.goto('/voice/mine')
    page.get_by_test_id('file-input').set_input_files(a_sample(tmp_path))
    soundfile.write(tmp_path / 'nothing.wav', np.zeros(96_000), 24_000)
    page.get_by_test_id('file-input').set_input_files(tmp_path / 'nothing.wav')
    expect(report(page, 'nothing.wav')).to_contain_text('silent', timeout=PATIENCE_MS)
    expect(report(page, 'me.wav')).to_have_attribute('data-looks', 'note good', timeout=PATIENCE_MS)
    hint = page.get_by_test_id('own-hint')
    expect(hint).to_have_text('Remove nothing.wav first: no voice can be learnt of it.')
    page.get_by_test_id('own-learn').click()
    expect(page.get_by_test_id('toast')).to_contain_text('Remove nothing.wav first')
    page.get_by_role('button', name='Remove nothing.wav').click()
    expect(hint).to_contain_text('seconds of speech so far')
    page.get_by_test_id('own-learn').click()
    expect(page.get_by_test_id('toast').last).to_contain_text(
        'Give the voice a name, of up to 80 characters. Give the name of whose voice it is, of up to 80 characters. '
        'Confirm that this is your voice'
    )


def test_a_voice_is_heard_renamed_and_deleted(page: Page, site: LevelMix) -> None:
    voice_id = a_ready_voice(site, 'Morning voice')
    page.goto('/voice/mine')
    mine = page.get_by_test_id('own-voice')
    expect(mine.get_by_test_id('own-likeness')).to_contain_text(
        'Likeness 0.88 of 1; the nearest voice of the list, Kore, has 0.83.'
    )
    address = mine.get_by_test_id('own-preview').get_attribute('src') or ''
    answer = page.request.get(address)
    assert (answer.status, answer.body()) == (200, b'ID3')
    assert barriers(page) == []
    shoot_all_ways(page, 'my-voices')
    mine.get_by_test_id('own-speak').click()
    expect(page.locator(f'[data-voice="{voice_id}"]')).to_have_attribute('aria-checked', 'true')
    page.goto('/voice/mine')
    mine.get_by_test_id('own-rename').click()
    page.get_by_test_id('text').fill('Evening voice')
    page.get_by_test_id('text-save').click()
    expect(mine.get_by_role('heading')).to_have_text('Evening voice')
    mine.get_by_test_id('own-delete').click()
    page.get_by_test_id('confirm-no').click()
    expect(mine).to_be_visible()
    mine.get_by_test_id('own-delete').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('no-own')).to_be_visible()
    assert page.request.get(address).status == 404
