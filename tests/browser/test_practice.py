"""Practice in a real browser: created, played with the band, changed, kept, and written into the journal."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers
from tests.browser.screens import PATIENCE_MS

pytestmark = pytest.mark.browser
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


SOUND_AND_CURSOR = """
// When the first recording begins, and when each note is coloured, both by the clock of the sound as it is heard.
const Native = AudioContext, start = AudioBufferSourceNode.prototype.start;
window.AudioContext = class extends Native { constructor(...how) { super(...how); window.sound = this; } };
window.begun = Infinity;
window.shown = {};
AudioBufferSourceNode.prototype.start = function (when, ...rest) {
  window.begun = Math.min(window.begun, when);
  return start.call(this, when, ...rest);
};
window.watchCursor = () => new MutationObserver((changes) => {
  for (const { target } of changes)
    if (target.classList.contains('now')) shown[target.id] ??= sound.currentTime - (sound.outputLatency || 0);
}).observe(document.querySelector('.score-page'), { subtree: true, attributes: true, attributeFilter: ['class'] });
"""


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit('/practice')


def create(page: Page, kind: str, level: str = 'INTERMEDIATE') -> None:
    """Make a piece on the first screen, and wait for its notes."""
    page.get_by_test_id(f'kind-{kind}').check(force=True)
    page.get_by_test_id(f'level-{level}').check(force=True)
    page.get_by_test_id('create').click()
    expect(page.locator('.score-page g.measure').first).to_be_visible(timeout=PATIENCE_MS)


def test_a_piece_is_made_played_changed_and_kept(page: Page) -> None:
    create(page, 'CHORD_PROGRESSION', 'ADVANCED')
    page.get_by_test_id('play').click()
    expect(page.locator('g.note.now').first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_test_id('play').click()
    expect(page.locator('g.note.now')).to_have_count(0)

    page.get_by_test_id('loop-first').select_option(index=1)
    first = page.get_by_test_id('chord').first
    before = first.inner_text()
    first.click()
    offer = page.get_by_test_id('offer').first
    wanted = offer.locator('.strong').inner_text()
    offer.click()
    expect(first).to_have_text(wanted)
    page.get_by_test_id('undo').first.click()
    expect(first).to_have_text(before)

    page.get_by_test_id('save').click()
    page.get_by_test_id('collection').fill('Mondays')
    page.get_by_test_id('save-go').click()
    expect(page.get_by_test_id('save')).to_have_text('Saved in Mondays')
    title = page.get_by_test_id('piece-title').inner_text()
    page.goto('/practice/library?show=in:Mondays')
    expect(page.get_by_test_id('saved-card')).to_contain_text(title)


@pytest.mark.nightly
def test_a_note_is_picked_on_the_page_and_let_go(page: Page) -> None:
    create(page, 'JAZZ_LICK')
    page.locator('.score-page g.note').first.dispatch_event('pointerdown', {'button': 0})
    page.locator('.score-page g.note').first.dispatch_event('pointerup')
    note = page.get_by_test_id('note')
    expect(note).to_be_in_viewport(ratio=1)
    expect(page.locator('g.note.picked').first).to_be_attached()
    with page.expect_response(re.compile('/page.svg')):  # it is drawn again
        page.get_by_test_id('transpose').select_option('2')
    expect(page.locator('g.note.picked').first).to_be_attached()
    page.get_by_test_id('note-done').click()
    expect(note).to_have_count(0)
    expect(page.locator('g.note.picked')).to_have_count(0)


@pytest.mark.nightly
def test_what_fits_in_place_of_a_chord_stays_inside_its_sheet_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit('/practice', **PHONE)
    create(page, 'CHORD_PROGRESSION', 'EXPERT')
    page.get_by_test_id('loop-first').select_option(index=1)
    page.get_by_test_id('chord').first.click()
    expect(page.get_by_test_id('offer').first).to_be_visible()
    assert page.get_by_test_id('offers').evaluate('(sheet) => sheet.scrollWidth <= sheet.clientWidth')


def test_heads_of_notes_are_as_dark_as_the_rest_of_the_page(page: Page) -> None:
    create(page, 'JAZZ_LICK')
    ink = page.locator('.score-page').evaluate('(page) => getComputedStyle(page).color')
    expect(page.locator('.score-page g.note').first).to_have_css('color', ink)


@pytest.mark.nightly
def test_the_cursor_is_where_the_sound_is(page: Page) -> None:
    page.add_init_script(SOUND_AND_CURSOR)
    page.goto('/practice')
    with page.expect_response(re.compile('/performance')) as answer:  # before anybody asks for it
        create(page, 'JAZZ_LICK')
    for part in ('piano', 'bass', 'drums'):
        page.get_by_test_id(f'level-{part}').fill('0')
    page.evaluate('watchCursor()')
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('play')).to_have_text('Stop', timeout=PATIENCE_MS)
    expect(page.get_by_test_id('play')).to_have_text('Play', timeout=PATIENCE_MS)
    events, written = (answer.value.json()[name] for name in ('events', 'notes'))
    begun = page.evaluate('begun') - min(one['at'] for one in events if one['part'] != 'click')
    shown = page.evaluate('shown')
    late_ms = sorted(1000 * (shown[name] - begun - at) for at, _, ids in written for name in ids if name in shown)
    assert len(late_ms) >= 8
    assert late_ms[0] >= -30, 'it is never ahead'
    assert late_ms[len(late_ms) // 2] <= 30, late_ms


@pytest.mark.nightly
def test_bars_that_are_dragged_over_are_repeated(page: Page) -> None:
    create(page, 'JAZZ_LICK')
    bars = page.locator('.score-page g.measure')
    one, two = (bars.nth(n).bounding_box() for n in (0, 1))
    assert one
    assert two
    page.mouse.move(one['x'] + one['width'] / 2, one['y'] + one['height'] / 2)
    page.mouse.down()
    page.mouse.move(two['x'] + two['width'] / 2, two['y'] + two['height'] / 2, steps=3)
    page.mouse.up()
    expect(page.locator('.chosen-bar')).to_have_count(2)
    page.get_by_test_id('tempo').fill('300')
    page.get_by_test_id('count-in').select_option('0')
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('play-says')).to_have_text('Time 2', timeout=PATIENCE_MS)


@pytest.mark.nightly
def test_the_band_is_recorded_and_its_stems_are_downloaded(page: Page) -> None:
    create(page, 'JAZZ_LICK')
    page.get_by_text('The band as files').click()
    page.get_by_test_id('record-band').click()
    expect(page.get_by_test_id('stem-mix')).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as bass:
        page.get_by_test_id('stem-bass').click()
    assert bass.value.suggested_filename.endswith('(bass).flac')
    page.get_by_test_id('take-along').click()
    with page.expect_download() as sheet:
        page.get_by_test_id('as-pdf').click()
    assert sheet.value.path().read_bytes().startswith(b'%PDF')


@pytest.mark.nightly
def test_a_session_with_its_goals_is_written_into_the_journal(page: Page) -> None:
    create(page, 'SCALE_PATTERN', 'BEGINNER')
    title = page.get_by_test_id('piece-title').inner_text()
    page.goto('/practice/journal')
    page.get_by_test_id('goals').fill('slowly\nevenly')
    page.get_by_test_id('start').click()
    expect(page.get_by_test_id('clock')).to_be_visible()
    page.get_by_test_id('pause').click()
    expect(page.get_by_test_id('clock')).to_have_attribute('data-paused', 'true')
    page.get_by_test_id('go-on').click()
    expect(page.get_by_test_id('clock')).to_have_attribute('data-paused', 'false')
    page.get_by_test_id('add-item').click()
    page.get_by_test_id('item-performance').fill('70')
    page.get_by_test_id('item-add').click()
    expect(page.get_by_test_id('item')).to_contain_text(title)
    page.get_by_test_id('stop').click()
    expect(page.get_by_test_id('session')).to_contain_text('evenly')
    page.goto('/practice/progress')
    expect(page.get_by_test_id('tile-streak')).to_contain_text('1')


@pytest.mark.nightly
def test_a_file_of_music_is_brought_along_and_one_that_is_none_says_why(page: Page) -> None:
    create(page, 'MELODY')
    page.get_by_test_id('take-along').click()
    with page.expect_download() as sheet:
        page.get_by_test_id('as-musicxml').click()
    music = sheet.value.path().read_bytes()
    page.goto('/practice/library?bring=1')
    file = page.get_by_test_id('bring-file')
    file.set_input_files({'name': 'mine.musicxml', 'mimeType': 'application/xml', 'buffer': b'not music'})
    expect(page.get_by_test_id('bring-wrong')).not_to_be_empty()
    file.set_input_files({'name': 'mine.musicxml', 'mimeType': 'application/xml', 'buffer': music})
    expect(page.locator('.score-page g.measure').first).to_be_visible(timeout=PATIENCE_MS)
    expect(page).to_have_url(re.compile('/practice/pieces/'))


@pytest.mark.nightly('/library', '/journal', '/progress', '/community', '/classes')
@pytest.mark.parametrize('path', ['', '/library', '/journal', '/progress', '/community', '/classes'])
def test_the_screens_have_no_barriers_on_a_phone_in_the_dark(path: str, visit: Callable[..., Page]) -> None:
    page = visit(f'/practice{path}', color_scheme='dark', **PHONE)
    expect(page.locator('h1')).to_be_visible()
    assert barriers(page) == []


@pytest.mark.nightly
def test_a_piece_on_the_stand_has_no_barriers(page: Page) -> None:
    create(page, 'COMPLETE_PIECE', 'EXPERT')
    assert barriers(page) == []
