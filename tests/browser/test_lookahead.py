"""Looking ahead: the curves, every preset and the tracks of an upload, before it costs anything."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, job_path, watching_place
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def test_a_mix_is_looked_at_its_tracks_are_set_and_only_then_it_is_levelled(page: Page, tmp_path: Path) -> None:
    errors: list[str] = []
    page.on('console', lambda message: errors.append(message.text) if message.type == 'error' else None)
    level = Level(page)
    level.drop(write_mix(tmp_path / 'first look.wav', 40, level_db=-20))
    ahead = page.get_by_test_id('ahead')
    expect(ahead.get_by_test_id('timeline')).to_have_attribute('data-state', 'ready', timeout=PATIENCE_MS)
    rows = ahead.get_by_test_id('forecast-row')
    expect(rows).to_have_count(6, timeout=PATIENCE_MS)
    expect(ahead.get_by_test_id('ahead-facts')).to_contain_text('LUFS')
    expect(level.cards).to_have_count(0)

    broadcast = rows.and_(page.locator('[data-preset="Broadcast Standard"]'))
    broadcast.get_by_test_id('forecast-use').click()
    expect(broadcast.get_by_test_id('forecast-chosen')).to_be_visible()
    expect(page.get_by_test_id('loudness-number')).to_have_value('-23.0')

    stood_still = watching_place(page.get_by_test_id('timeline-field'))
    set_by_keys_and_hand(page, ahead)
    listen(page, ahead)
    write_the_list(ahead)
    assert stood_still(), 'the timeline moved while tracks were being set'

    level.start()
    card = level.card('first look')
    expect(card).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(ahead).to_be_hidden()
    page.goto(job_path(card))
    expect(page.get_by_test_id('row-integrated_lufs').get_by_test_id('after')).to_have_text('−23.0')
    look_at_the_result(page)
    level.go('history')
    expect(level.card('first look').get_by_test_id('timeline-small')).to_have_attribute('data-state', 'ready')
    assert errors == []


def set_by_keys_and_hand(page: Page, ahead: Locator) -> None:
    """A boundary is added in the middle of the view, moved by the keys and by the mouse, and undone."""
    field = ahead.get_by_test_id('timeline-field')
    field.focus()
    for key in ('End', 'PageUp', 'b'):
        field.press(key)
    boundary = ahead.get_by_test_id('boundary')
    expect(boundary).to_have_attribute('aria-valuetext', '0:20.0')
    boundary.press('Shift+ArrowRight')
    boundary.press('ArrowRight')
    expect(boundary).to_have_attribute('aria-valuetext', '0:21.1')
    boundary.hover()
    box, inside = boundary.bounding_box(), field.bounding_box()
    assert box is not None
    assert inside is not None
    page.mouse.down()
    page.mouse.move(box['x'] + box['width'] / 2 + inside['width'] / 5, box['y'] + 14, steps=5)
    page.mouse.up()
    expect(boundary).to_have_attribute('data-at', re.compile(r'^(29|30)\.?\d?$'))
    ahead.get_by_test_id('track-undo').click()
    expect(boundary).to_have_attribute('data-at', '21.1')


def listen(page: Page, ahead: Locator) -> None:
    """A click plays from there, and the playhead follows."""
    field = ahead.get_by_test_id('timeline-field')
    inside = field.bounding_box()
    assert inside is not None
    field.click(position={'x': inside['width'] * 0.5, 'y': 120})
    page.wait_for_function(
        "Number(document.querySelector('[data-testid=timeline-field]').dataset.cursor) > 19.5", timeout=PATIENCE_MS
    )
    ahead.get_by_test_id('sound').click()
    expect(ahead.get_by_test_id('sound')).to_have_text('Listen')


def write_the_list(ahead: Locator) -> None:
    """The same boundary as a list to write in."""
    boundary = ahead.get_by_test_id('boundary')
    ahead.get_by_test_id('tracks-open').click()
    ahead.get_by_test_id('track-title').nth(0).fill('Anna - First')
    ahead.get_by_test_id('track-start').nth(1).fill('0:15.5')
    ahead.get_by_test_id('track-title').nth(1).fill('Ben - Second')
    ahead.get_by_test_id('track-title').nth(1).press('Tab')
    expect(boundary).to_have_attribute('data-at', '15.5')
    expect(ahead.get_by_test_id('track').nth(1)).to_contain_text('LUFS', timeout=PATIENCE_MS)
    ahead.get_by_test_id('track-start').nth(1).fill('soon')
    ahead.get_by_test_id('track-start').nth(1).press('Tab')
    expect(ahead.get_by_test_id('track-says')).to_contain_text('“soon” is no time')


def look_at_the_result(page: Page) -> None:
    """The player goes from transition to transition, says how loud the passage is, and the tracks can be changed."""
    expect(page.get_by_test_id('timeline')).to_have_attribute('data-state', 'ready')
    passage = page.get_by_test_id('passage')
    expect(passage).to_have_text(re.compile(r'0:00 to 0:15: −\d+\.\d LUFS before, −\d+\.\d LUFS after\.'))
    stood_still = watching_place(page.get_by_test_id('timeline-field'))
    page.keyboard.press('n')
    expect(page.get_by_test_id('timeline-field')).to_have_attribute('data-cursor', '15.5')
    expect(passage).to_contain_text('0:15 to 0:40: ')
    assert stood_still(), 'the timeline moved while another passage was measured'
    page.get_by_test_id('previous-place').click()
    expect(page.get_by_test_id('loop-track')).to_be_visible()

    page.get_by_test_id('tracks-open').click()
    expect(page.get_by_test_id('track-title')).to_have_count(2)
    for number, title in enumerate(('Anna - First', 'Ben - Second')):
        expect(page.get_by_test_id('track-title').nth(number)).to_have_value(title)
    page.get_by_test_id('track-remove').nth(1).click()
    expect(page.get_by_test_id('tracks-changed')).to_be_visible()
    page.get_by_test_id('track-reset').click()
    expect(page.get_by_test_id('tracks-changed')).to_be_hidden()
    expect(page.get_by_test_id('tracks-open').first).to_have_text(re.compile(r'^\s*2 tracks'))
