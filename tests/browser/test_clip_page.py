"""A clip is jumped through by its chapters, and given to others by a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.config import settings
from app.voice.engines import that_speaks
from tests.browser.screens import PATIENCE_MS
from tests.browser.test_speak import DONE, Speak

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        that_speaks('instant', settings().models_dir).health().state != 'ready', reason='make setup brings the voices'
    ),
    pytest.mark.nightly,
]
LENGTH = """sound => new Promise((done) => {
    sound.onloadedmetadata = () => done(sound.duration);
    sound.preload = 'metadata';
    sound.load();
})"""
BOOK = '# The harbor\nThe boat left early. Nobody said a word.\n\n# The sea\nA warm wind pushed us along the coast.'


def test_a_clip_is_jumped_through_by_its_chapters_and_heard_by_whoever_has_the_link(visit: Callable[..., Page]) -> None:
    page = visit('/voice')
    speak = Speak(page)
    speak.write(BOOK)
    speak.pick('instant')
    card = speak.generate()
    expect(card).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    card.get_by_test_id('clip-link').click()
    page.wait_for_url('**/voice/clips/*')
    chapters = page.get_by_test_id('chapter')
    expect(chapters).to_have_text([re.compile('0:00.*The harbor'), re.compile('The sea')])
    bar = page.get_by_test_id('player-bar')
    chapters.nth(1).click()
    second = float(chapters.nth(1).get_attribute('data-at') or 0)
    assert second > 2
    page.wait_for_function(
        'seconds => Number(document.querySelector("[data-testid=player-bar]")?.dataset.seconds) >= seconds', arg=second
    )
    page.get_by_test_id('bar-queue').click()
    expect(page.get_by_test_id('bar-chapter').nth(1)).to_have_attribute('aria-current', 'true')
    page.get_by_test_id('bar-chapter').first.get_by_role('button').click()
    expect(page.get_by_test_id('bar-chapter').first).to_have_attribute('aria-current', 'true')
    expect(bar).to_have_attribute('data-state', re.compile('playing|loading'))

    card = page.get_by_test_id('job-card')
    card.get_by_test_id('share').click()
    dialog = page.get_by_test_id('share-dialog')
    dialog.get_by_test_id('share-make').click()
    address = dialog.get_by_test_id('share-link').input_value()
    guest = visit(f'/shared/{address.rpartition("/")[2]}')
    expect(guest.get_by_test_id('shared-notice')).to_contain_text('not spoken by a person')
    length = guest.get_by_test_id('shared-sound').evaluate(LENGTH)
    assert length > second
    dialog.get_by_test_id('share-done').click()
    card.get_by_test_id('delete').click()
    page.get_by_test_id('confirm-yes').click()
    page.wait_for_url('**/voice/clips')
    guest.reload()
    expect(guest.get_by_role('heading', level=1)).to_have_text('There is nothing here any more')
