"""The job tray: what runs in any area is seen on every screen, stopped and tried again there, and leads to its end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import barriers_in_both_themes
from tests.browser.screens import Level
from tests.browser.test_access import PHONE
from tests.servers import LevelMix
from tests.sites import Sites

pytestmark = pytest.mark.browser
ASKED = """(() => {
    window.told = [];
    window.asked = 0;
    class Told { constructor(title, options) { window.told.push([title, options.tag]); } }
    Told.permission = 'default';
    Told.requestPermission = async () => { window.asked += 1; return (Told.permission = 'granted'); };
    window.Notification = Told;
    document.hasFocus = () => false;
})()"""
"""A browser that notes what it is asked, and whose visitor looks elsewhere."""


@pytest.fixture(scope='module')
def site(sites: Sites, house: Path) -> Iterator[LevelMix]:
    """LevelMix with one more area."""
    with sites.lent(house) as server:
        yield server


@pytest.fixture
def listening(site: LevelMix) -> Iterator[Path]:
    """Sayings are listened to until this file is gone."""
    file = site.data_dir / 'listen'
    file.touch()
    yield file
    file.unlink(missing_ok=True)


def say(page: Page, what: str) -> None:
    Level(page).go('echo')
    page.get_by_test_id('saying').fill(what)
    page.get_by_test_id('say').click()
    expect(page.get_by_test_id('tray-count')).to_have_text('1')


def test_a_job_is_seen_elsewhere_cancelled_tried_again_and_leads_to_its_result(
    visit: Callable[..., Page], listening: Path
) -> None:
    page, other = visit('/echo'), visit('/presets')
    say(page, 'Good morning')
    expect(other.get_by_test_id('tray-count')).to_have_text('1')
    other.get_by_test_id('tray').click()
    row = other.get_by_test_id('tray-row')
    expect(row).to_contain_text('Good morning')
    expect(row.get_by_test_id('stage')).to_have_text('Listening')
    expect(row.get_by_test_id('percent')).to_have_text('40 %')
    expect(other).to_have_title('(1) Presets – LevelMix')
    row.get_by_test_id('tray-cancel').click()
    expect(row).to_have_attribute('data-status', 'cancelled')
    expect(other).to_have_title('Presets – LevelMix')
    expect(other.get_by_test_id('tray-count')).to_be_hidden()
    listening.unlink()
    row.get_by_test_id('tray-retry').click()
    row.get_by_test_id('tray-open').click()
    expect(other.get_by_test_id('job-card').filter(has_text='Good morning')).to_be_visible()
    expect(other.get_by_test_id('tray-panel')).to_be_hidden()  # it would hide the screen that was asked for


def test_an_empty_tray_says_what_it_is_for_and_what_has_ended_can_be_cleared(page: Page, listening: Path) -> None:
    page.get_by_test_id('tray').click()
    expect(page.get_by_test_id('tray-empty')).to_be_visible()
    page.keyboard.press('Escape')
    expect(page.get_by_test_id('tray-panel')).to_be_hidden()
    expect(page.get_by_test_id('tray')).to_be_focused()
    say(page, 'Short')
    listening.unlink()
    expect(page.get_by_test_id('tray-count')).to_be_hidden()
    page.get_by_test_id('tray').click()
    expect(page.get_by_test_id('tray-row')).to_have_attribute('data-status', 'completed')
    page.get_by_test_id('tray-clear').click()
    expect(page.get_by_test_id('tray-empty')).to_be_visible()


def test_the_browser_is_asked_at_a_press_alone_and_tells_who_looks_elsewhere(
    visit: Callable[..., Page], listening: Path
) -> None:
    page = visit('/echo')
    page.context.add_init_script(ASKED)
    page.reload()
    say(page, 'Far away')
    assert page.evaluate('window.asked') == 0
    page.get_by_test_id('tray').click()
    page.get_by_test_id('tray-notify').click()
    expect(page.get_by_test_id('tray-leave')).to_have_text('Your browser tells you when a job ends.')
    job_id = page.get_by_test_id('tray-row').get_attribute('data-job')
    listening.unlink()
    page.wait_for_function('window.told.length')
    assert page.evaluate('window.told') == [['Completed: Far away', job_id]]


@pytest.mark.nightly
def test_without_a_connection_the_tray_opens_and_says_that_it_shows_how_it_was(page: Page, listening: Path) -> None:
    say(page, 'Before the tunnel')
    page.get_by_test_id('tray').click()
    expect(page.get_by_test_id('tray-row')).to_be_visible()
    note = page.get_by_test_id('tray-panel').locator('.when-offline')
    expect(note).to_be_hidden()
    page.evaluate('window.socket.disconnect()')
    expect(note).to_have_text('There is no connection right now. This is how it was.')
    expect(page.get_by_test_id('tray-row')).to_contain_text('Before the tunnel')


@pytest.mark.nightly
@pytest.mark.parametrize('device', ['desktop', 'phone'])
def test_the_tray_keeps_nobody_out(visit: Callable[..., Page], listening: Path, device: str) -> None:
    page = visit('/echo', **(PHONE if device == 'phone' else {}))
    say(page, 'For everybody')
    page.get_by_test_id('tray').click()
    expect(page.get_by_test_id('tray-row').first).to_be_visible()
    assert barriers_in_both_themes(page) == []
    listening.unlink()
    expect(page.get_by_test_id('tray-open').first).to_be_visible()
    assert barriers_in_both_themes(page) == []
