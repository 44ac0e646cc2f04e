"""One job, several windows: all see the same, and none loses it."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, job_path
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module')
def long_mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten minutes: long enough to look twice while it runs."""
    return write_mix(tmp_path_factory.mktemp('mixes') / 'All night long.flac', 600)


def percent(page: Page) -> int:
    return int(page.get_by_test_id('progress').get_attribute('aria-valuenow') or -1)


def test_two_browsers_see_the_same_job(visit: Callable[..., Page], long_mix: Path) -> None:
    one, other = visit('/'), visit('/')
    expect(other.get_by_test_id('start')).to_be_visible()
    level = Level(one)
    level.drop(long_mix)
    level.start()
    # the other window hears of the new job by itself
    card = Level(other).card(long_mix.name)
    expect(card).to_have_count(1, timeout=PATIENCE_MS)
    address = job_path(card)
    for window in (one, other):
        window.goto(address)
        expect(window.get_by_test_id('live')).to_be_visible()
    reached = "at => Number(document.querySelector('[role=progressbar]')?.ariaValueNow) >= at"
    one.wait_for_function(reached, arg=4, timeout=PATIENCE_MS)
    other.wait_for_function(reached, arg=percent(one), timeout=PATIENCE_MS)
    expect(other.get_by_test_id('live')).to_be_visible()
    one.reload()
    expect(one.get_by_test_id('live')).to_be_visible()

    other.get_by_test_id('cancel').click()
    for window in (one, other):
        expect(window.get_by_test_id('job-cancelled')).to_be_visible(timeout=PATIENCE_MS)
    one.get_by_test_id('retry').click()
    for window in (one, other):
        expect(window.get_by_test_id('live')).to_be_visible(timeout=PATIENCE_MS)
    other.get_by_test_id('cancel').click()
    expect(one.get_by_test_id('job-cancelled')).to_be_visible(timeout=PATIENCE_MS)


def test_the_page_goes_on_when_the_server_comes_back(
    visit: Callable[..., Page], site: LevelMix, tmp_path: Path
) -> None:
    page = visit('/')
    level = Level(page)
    mix = write_mix(tmp_path / 'Comeback.flac', 60)
    level.drop(mix)
    level.start()
    expect(level.card(mix.name)).to_be_visible(timeout=PATIENCE_MS)
    page.goto(job_path(level.card(mix.name)))
    expect(page.get_by_test_id('job-screen')).to_be_visible()
    site.restart(signal.SIGKILL)
    expect(page.get_by_test_id('job-screen')).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(page.get_by_test_id('verdict')).to_be_visible()
