"""Somebody writes a text, picks a voice, hears it while it is made, and keeps it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.config import settings
from app.voice.engines import that_speaks
from tests.browser.axe import barriers
from tests.browser.screens import PATIENCE_MS, watching_place

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        that_speaks('instant', settings().models_dir).health().state != 'ready', reason='make setup brings the voices'
    ),
]
TEXT = 'The boat left the harbor early. A warm wind pushed us along the coast, and nobody said a word.'
DONE = re.compile('completed')
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


class Speak:
    """The screen as a visitor uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, text: str) -> None:
        self.page.get_by_test_id('speak-text').fill(text)

    def pick(self, voice: str) -> None:
        self.page.get_by_test_id('voice-search').fill(voice)
        self.page.locator(f'[data-voice="{voice}"]').click()
        expect(self.page.locator(f'[data-voice="{voice}"]')).to_have_attribute('aria-checked', 'true')

    def generate(self) -> Locator:
        """Press the button; returns the card of the clip."""
        count = self.page.get_by_test_id('job-card').count()
        self.page.get_by_test_id('generate').click()
        expect(self.page.get_by_test_id('job-card')).to_have_count(count + 1)
        return self.page.get_by_test_id('job-card').first


@pytest.fixture
def speak(visit: Callable[..., Page]) -> Speak:
    return Speak(visit('/voice'))


def test_on_a_phone_it_opens_at_its_top_with_the_voice_in_its_list(visit: Callable[..., Page]) -> None:
    page = visit('/voice', **PHONE)
    chosen = page.locator('[data-testid=voice][aria-checked=true]')
    expect(chosen).to_be_visible()
    assert page.evaluate('scrollY') == 0
    inside = 'one => { const list = one.closest("ul").getBoundingClientRect(), own = one.getBoundingClientRect();'
    assert chosen.evaluate(f'{inside} return own.top >= list.top && own.bottom <= list.bottom + 1 }}')


def test_a_text_is_said_heard_while_it_is_made_and_kept(speak: Speak) -> None:
    page = speak.page
    speak.write(TEXT)
    expect(page.get_by_test_id('speak-count')).to_contain_text(f'{len(TEXT)} of')
    speak.pick('instant')
    card = speak.generate()
    expect(page.get_by_test_id('first-sound')).to_have_attribute('data-state', re.compile('playing|still'))
    expect(card).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    expect(card.get_by_test_id('clip-lufs')).to_contain_text('−19')
    expect(card.get_by_test_id('clip-wave')).to_have_attribute('data-state', 'ready')
    assert int(page.get_by_test_id('first-sound').get_attribute('data-pieces') or 0) >= 1
    card.get_by_test_id('play-one').click()
    expect(page.get_by_test_id('player-bar')).to_be_visible()


@pytest.mark.nightly
def test_nothing_moves_when_a_clip_is_done(speak: Speak) -> None:
    cards = speak.page.get_by_test_id('job-card')
    speak.pick('instant')
    for text in ('A short one.', TEXT * 12):
        speak.write(text)
        made = speak.generate()
    still = watching_place(cards.nth(1))
    expect(made).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    assert still(), 'what stands below a clip stays where it is'


@pytest.mark.nightly
def test_a_clip_is_downloaded_in_every_format_and_with_its_subtitles(speak: Speak) -> None:
    speak.write(TEXT)
    speak.pick('instant')
    card = speak.generate()
    expect(card).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    for name in ('download-wav', 'download-mp3', 'download-ogg', 'subtitles-srt', 'subtitles-vtt'):
        with speak.page.expect_download() as found:
            card.get_by_test_id(name).click()
        assert found.value.suggested_filename.endswith(name.rpartition('-')[2])
        assert found.value.path().stat().st_size > 100


def test_what_will_be_read_is_shown_and_what_cannot_be_said_is_told(speak: Speak) -> None:
    page = speak.page
    speak.pick('instant')
    speak.write('It cost $5 in 1908.')
    page.get_by_test_id('preview').click()
    expect(page.get_by_test_id('reading')).to_contain_text('five dollars in nineteen oh eight')
    page.get_by_test_id('reading-close').click()
    speak.write('...?!')
    page.get_by_test_id('generate').click()
    expect(page.get_by_test_id('toast')).to_contain_text('word')
    expect(page.get_by_test_id('speak-text')).to_have_value('...?!')


@pytest.mark.nightly
def test_twenty_thousand_characters_are_taken_and_a_megabyte_is_refused(speak: Speak) -> None:
    page = speak.page
    speak.pick('instant')
    speak.write('A word. ' * 2_499 + 'The end.')
    page.get_by_test_id('preview').click()
    expect(page.get_by_test_id('reading')).to_contain_text('The end.')
    page.get_by_test_id('reading-close').click()
    written = 'for (const kind of ["input", "change"]) area.dispatchEvent(new Event(kind));'
    page.get_by_test_id('speak-text').evaluate(f'area => {{ area.value = "word ".repeat(200000); {written} }}')
    expect(page.get_by_test_id('speak-count')).to_contain_text('1,000,000 of')
    there = page.get_by_test_id('job-card').count()
    page.get_by_test_id('generate').click()
    expect(page.get_by_test_id('toast')).to_contain_text('characters are said at once, and this text has more')
    expect(page.get_by_test_id('job-card')).to_have_count(there)


@pytest.mark.nightly
def test_those_who_speak_in_a_script_are_given_voices(speak: Speak) -> None:
    page = speak.page
    expect(page.get_by_test_id('speakers')).to_be_hidden()
    speak.write('Anna: Shall we go?\nBen: Not yet.')
    expect(page.get_by_test_id('speaker-anna')).to_be_visible()
    expect(page.get_by_test_id('speaker-ben')).to_have_value('af_jessica')
    page.get_by_test_id('preview').click()
    expect(page.get_by_test_id('reading')).to_contain_text('Shall we go?')
    expect(page.get_by_test_id('reading')).not_to_contain_text('Anna')


@pytest.mark.nightly
def test_a_word_is_said_as_the_dictionary_says(speak: Speak) -> None:
    page = speak.page
    speak.pick('instant')
    speak.write('My name is Geis.')
    page.get_by_test_id('open-dictionary').click()
    page.get_by_test_id('dictionary-word').fill('Geis')
    page.get_by_test_id('dictionary-said').fill('gice')
    page.get_by_test_id('dictionary-add').click()
    expect(page.get_by_test_id('dictionary-entry')).to_contain_text('gice')
    page.get_by_test_id('dictionary-hear').click()
    expect(page.get_by_test_id('first-sound')).to_have_attribute('data-pieces', '1')
    page.get_by_test_id('dictionary-done').click()
    page.get_by_test_id('preview').click()
    expect(page.get_by_test_id('reading')).to_contain_text('My name is gice.')


@pytest.mark.nightly
def test_the_text_is_there_again_after_a_look_at_the_clips_which_are_searched(speak: Speak) -> None:
    page = speak.page
    speak.write('Lighthouses are lonely.')
    speak.pick('instant')
    card = speak.generate()
    expect(card).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    page.get_by_test_id('tab-clips').click()
    expect(page.get_by_role('heading', name='Clips')).to_be_visible()
    page.get_by_test_id('search').fill('lighthouses')
    page.get_by_test_id('search-go').click()
    expect(page.get_by_test_id('total')).to_have_text('1 clip')
    page.get_by_test_id('filter-effect').click()
    expect(page.get_by_test_id('no-hits')).to_be_visible()
    page.get_by_test_id('tab-speak').click()
    expect(page.get_by_test_id('speak-text')).to_have_value('Lighthouses are lonely.')


@pytest.mark.nightly
def test_a_clip_has_a_page_is_taken_up_again_and_deleted(speak: Speak) -> None:
    page = speak.page
    speak.write('Once more, please.')
    speak.pick('instant')
    card = speak.generate()
    expect(card).to_have_attribute('data-status', DONE, timeout=PATIENCE_MS)
    card.get_by_test_id('clip-link').click()
    expect(page.get_by_test_id('clip-text')).to_have_text('Once more, please.')
    page.get_by_test_id('again').click()
    expect(page.get_by_test_id('speak-text')).to_have_value('Once more, please.')
    expect(page.locator('[data-voice="instant"]')).to_have_attribute('aria-checked', 'true')
    page.get_by_test_id('job-card').first.get_by_test_id('delete').click()
    page.get_by_role('button', name='Delete', exact=True).click()
    expect(page.get_by_test_id('toast')).to_contain_text('deleted')


@pytest.mark.nightly
@pytest.mark.parametrize('look', [{}, PHONE, {'color_scheme': 'dark'}], ids=['wide', 'phone', 'dark'])
def test_nobody_is_kept_out_and_nothing_is_wider_than_the_screen(
    visit: Callable[..., Page], look: dict[str, object]
) -> None:
    for path in ('/voice', '/voice/clips'):
        page = visit(path, **look)
        expect(page.get_by_role('heading', level=1)).to_be_visible()
        expect(page.locator('.bones')).to_have_count(0)
        assert barriers(page) == []
        assert page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') <= 0
