"""The editor of drum maps in a real browser: by keys, by pointer, with undo, and nothing lost when the page goes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways
from tests.browser.test_drums_play import SONG, bring

pytestmark = pytest.mark.browser
HITS = len(SONG.hits)


@pytest.fixture
def editor(page: Page) -> Page:
    """The editor of a map that was just brought."""
    bring(page)
    page.get_by_test_id('edit').click()
    expect(page.get_by_test_id('drum-editor')).to_have_attribute('data-state', 'ready')
    has(page, HITS)
    page.get_by_test_id('drum-roll').focus()
    return page


def has(page: Page, hits: int) -> None:
    """Wait until the map has so many hits."""
    expect(page.get_by_test_id('drum-roll')).to_have_attribute('data-hits', str(hits))


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_a_map_is_edited_by_keys_alone_and_saved_as_its_next_version(editor: Page) -> None:
    says = editor.get_by_test_id('edit-says')
    press(editor, 'ArrowRight', '9')  # the ninth drum is the ride
    expect(says).to_have_text('Ride added, bar 1, beat 1.25')
    has(editor, HITS + 1)
    press(editor, '9')
    expect(says).to_have_text('Ride taken out, bar 1, beat 1.25')
    press(editor, 'Control+z')
    has(editor, HITS + 1)
    press(editor, 'ArrowUp', ']')
    press(editor, 'Control+c', 'Shift+ArrowRight', 'Control+v')
    expect(says).to_contain_text('put in, bar 2, beat 1')
    press(editor, 'Control+z', 'Control+z', 'Control+y')
    editor.get_by_test_id('edit-words').fill('A ride at last')
    editor.get_by_test_id('edit-save').click()
    expect(editor.get_by_test_id('drum-player')).to_be_visible()
    editor.get_by_test_id('versions').locator('summary').click()
    first = editor.get_by_test_id('version').first
    expect(first).to_contain_text('Version 2')
    expect(first.get_by_test_id('version-words')).to_contain_text('+1')
    expect(first).to_contain_text('A ride at last')
    editor.get_by_test_id('restore').click()
    editor.get_by_test_id('confirm-yes').click()
    editor.get_by_test_id('versions').locator('summary').click()
    expect(editor.get_by_test_id('version').first).to_contain_text('version 1 again')


@pytest.mark.nightly
def test_hits_are_drawn_moved_and_taken_out_by_a_pointer(editor: Page) -> None:
    box = editor.get_by_test_id('drum-roll').bounding_box()
    assert box
    row = (box['height'] - 40 - 56) / 11
    ride = box['y'] + 40 + 8.5 * row
    editor.mouse.click(box['x'] + 300, ride)
    has(editor, HITS + 1)
    expect(editor.get_by_test_id('edit-says')).to_contain_text('Ride')
    tom = box['y'] + 40 + 7.5 * row
    editor.mouse.move(box['x'] + 300, ride)
    editor.mouse.down()
    editor.mouse.move(box['x'] + 302, tom, steps=4)
    editor.mouse.up()
    has(editor, HITS + 1)
    expect(editor.get_by_test_id('copy')).to_have_text('Copy 1')
    press(editor, 'Delete')
    has(editor, HITS)
    editor.get_by_test_id('tool-erase').click()
    snare = box['y'] + 40 + 4.5 * row
    editor.mouse.move(box['x'] + 100, snare)
    editor.mouse.down()
    editor.mouse.move(box['x'] + 600, snare, steps=60)
    editor.mouse.up()
    expect(editor.get_by_test_id('drum-roll')).not_to_have_attribute('data-hits', str(HITS))


@pytest.mark.nightly
def test_what_is_not_saved_is_there_again_after_the_page_was_closed(editor: Page) -> None:
    press(editor, 'ArrowRight', '9')
    expect(editor.get_by_test_id('edit-kept')).to_have_text('Not saved yet; kept in this browser.')
    editor.reload()
    has(editor, HITS + 1)
    expect(editor.get_by_test_id('edit-kept')).to_contain_text('here again')
    editor.get_by_test_id('start-over').click()
    has(editor, HITS)
    editor.reload()
    has(editor, HITS)


@pytest.mark.nightly
def test_tempo_is_set_by_one_press_and_moves_no_hit(editor: Page) -> None:
    editor.get_by_test_id('tempo-panel').locator('summary').click()
    expect(editor.get_by_test_id('bpm')).to_have_value('120')
    editor.get_by_test_id('tempo-double').click()
    expect(editor.get_by_test_id('bpm')).to_have_value('240')
    editor.get_by_test_id('tempo-half').click()
    editor.get_by_test_id('bpm').fill('97,5')
    editor.get_by_test_id('bpm').press('Enter')
    expect(editor.get_by_test_id('bpm')).to_have_value('97.5')
    has(editor, HITS)
    editor.get_by_test_id('bar-later').click()
    editor.get_by_test_id('edit-undo').click()
    expect(editor.get_by_test_id('edit-says')).to_have_text('Undone: Bars begin a beat later')


@pytest.mark.nightly
def test_hits_are_edited_as_a_list_too(editor: Page) -> None:
    editor.get_by_test_id('hit-list-open').locator('summary').click()
    rows = editor.get_by_test_id('hit-list').locator('tbody tr')
    expect(rows).to_have_count(16)
    rows.first.get_by_role('button').click()
    expect(rows).to_have_count(15)
    editor.get_by_test_id('new-beat').fill('1.5')
    editor.get_by_test_id('bar-after').click()
    expect(editor.get_by_test_id('listed-bar')).to_have_text('Bar 2')
    expect(rows).to_have_count(16)
    has(editor, HITS - 1)


@pytest.mark.nightly
def test_a_map_is_heard_while_it_is_edited(editor: Page) -> None:
    editor.get_by_test_id('edit-speed').select_option('0.5')
    press(editor, 'Space')
    expect(editor.get_by_test_id('edit-play')).to_have_text('Stop')
    press(editor, 'Space')
    expect(editor.get_by_test_id('edit-play')).to_have_text('Play')


@pytest.mark.nightly
def test_the_editor_has_no_barriers(editor: Page) -> None:
    for panel in ('tempo-panel', 'hit-list-open'):
        editor.get_by_test_id(panel).locator('summary').click()
    assert barriers(editor) == []
    shoot_all_ways(editor, 'drums-editor')


@pytest.mark.nightly
def test_two_versions_are_compared_below_each_other(editor: Page) -> None:
    press(editor, 'ArrowRight', '9')
    editor.get_by_test_id('edit-save').click()
    editor.get_by_test_id('versions').locator('summary').click()
    editor.get_by_test_id('compare').click()
    expect(editor).to_have_url(re.compile('/compare'))
    expect(editor.get_by_test_id('differences').get_by_role('listitem')).to_have_count(1)
    expect(editor.get_by_test_id('differences')).to_contain_text('Ride, bar 1, beat 1.25: added')
    editor.get_by_test_id('hear-before').click()
    expect(editor.get_by_test_id('hear-before')).to_have_attribute('aria-pressed', 'true')
    shoot_all_ways(editor, 'drums-compare')
