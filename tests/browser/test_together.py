"""One job in several windows: all show the same, and none loses it."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, job_path
from tests.holding import HeldWorker
from tests.servers import LevelMix
from tests.sites import Sites
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    with sites.lent(embedded_worker='false') as server:
        yield server


@pytest.fixture(scope='module')
def worker(site: LevelMix) -> Iterator[HeldWorker]:
    """Runs the site's jobs, and stops in the middle of them where the test wants to look."""
    worker = HeldWorker(site.data_dir)
    yield worker
    worker.end()


def percent(page: Page) -> int:
    return int(page.get_by_test_id('progress').get_attribute('aria-valuenow') or -1)


def test_two_browsers_see_the_same_job(visit: Callable[..., Page], worker: HeldWorker, tmp_path: Path) -> None:
    worker.hold('render')
    one, other = visit('/'), visit('/')
    expect(other.get_by_test_id('start')).to_be_visible()
    level = Level(one)
    mix = write_mix(tmp_path / 'All night long.flac', 60)
    level.drop(mix)
    level.start()
    # the other window shows the new job by itself
    card = Level(other).card(mix.name)
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
    worker.go_on()


def test_the_page_goes_on_when_the_server_comes_back(
    visit: Callable[..., Page], site: LevelMix, worker: HeldWorker, tmp_path: Path
) -> None:
    worker.hold('render')
    page = visit('/')
    level = Level(page)
    mix = write_mix(tmp_path / 'Comeback.flac', 60)
    level.drop(mix)
    level.start()
    expect(level.card(mix.name)).to_be_visible(timeout=PATIENCE_MS)
    page.goto(job_path(level.card(mix.name)))
    expect(page.get_by_test_id('job-screen')).to_be_visible()
    site.restart(signal.SIGKILL)
    worker.go_on()
    expect(page.get_by_test_id('job-screen')).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(page.get_by_test_id('verdict')).to_be_visible()
