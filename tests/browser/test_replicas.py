"""Two web servers behind nginx, as a visitor sees them: one dies while a page is open, and they hardly notice."""

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, full_speed, job_path, moved, slow_uploads
from tests.machines import Nginx, Redis, Worker
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@dataclass
class House:
    """Two web servers, a proxy in front of them, and a worker."""

    webs: dict[str, LevelMix]
    proxy: Nginx
    redis: Redis

    def of(self, page: Page) -> LevelMix:
        """The server that holds this visitor's page."""
        return self.webs[replica(page)]


def replica(page: Page) -> str:
    return next(str(c['value']) for c in page.context.cookies() if c['name'] == 'replica')


@pytest.fixture(scope='module')
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp('house')
    data_dir = folder / 'data'
    data_dir.mkdir()
    with ExitStack() as stack:
        redis = Redis(folder)
        stack.callback(redis.end)
        shared: dict[str, Any] = {'redis_url': redis.url, 'secret_key': 'k' * 40}
        webs = {n: LevelMix(data_dir, f'web-{n}', replica=n, embedded_worker='false', **shared) for n in ('a', 'b')}
        for web in webs.values():
            stack.callback(web.end)
        worker = Worker(data_dir, 'worker', **shared)
        stack.callback(worker.end)
        for web in webs.values():
            web.ready()
        proxy = Nginx(folder, webs['a'].port, webs['b'].port)
        stack.callback(proxy.end)
        yield House(webs, proxy, redis)


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    for web in house.webs.values():
        if web.process.poll() is not None:  # an earlier test has failed while it was dead
            web.start()
    context = browser.new_context(base_url=house.proxy.url)
    page = context.new_page()
    page.goto('/')
    yield page
    context.close()


def test_a_page_moves_to_the_other_server_when_its_own_dies(page: Page, house: House, tmp_path: Path) -> None:
    cookie = next(c for c in page.context.cookies() if c['name'] == 'replica')
    assert (cookie['httpOnly'], cookie['sameSite']) == (True, 'Lax')
    level = Level(page)
    source = write_mix(tmp_path / 'long.flac', 240)
    level.drop(source)
    level.start()
    card = level.card(source.name).first
    expect(card).to_be_visible(timeout=PATIENCE_MS)
    page.goto(job_path(card))
    first, name = house.of(page), replica(page)
    page.evaluate('window.sameDocument = true')
    first.end(signal.SIGKILL)
    page.wait_for_function('window.sameDocument === undefined', timeout=PATIENCE_MS)
    expect(page.get_by_test_id('download')).to_be_visible(timeout=PATIENCE_MS)
    assert replica(page) != name
    first.start()


def test_pages_open_and_work_while_redis_is_away(page: Page, house: House, tmp_path: Path) -> None:
    house.redis.end(signal.SIGKILL)
    context = page.context.browser.new_context(base_url=house.proxy.url)  # type: ignore[union-attr]
    stranger = context.new_page()
    started = time.monotonic()
    stranger.goto('/')
    expect(stranger.get_by_test_id('start')).to_be_visible()
    assert time.monotonic() - started < 30
    level = Level(stranger)
    source = write_mix(tmp_path / 'Meanwhile.wav', 3)
    level.drop(source)
    level.start()
    expect(level.card(source.name).first).to_be_visible(timeout=PATIENCE_MS)
    house.redis.start()
    expect(level.card(source.name).first).to_have_attribute('data-status', 'completed', timeout=PATIENCE_MS)
    context.close()


def test_an_upload_goes_on_when_its_server_dies(page: Page, house: House, tmp_path: Path) -> None:
    """Its bytes are on its own machine. The other server lets the browser wait for it, and it goes on where it was."""
    page.on('dialog', lambda dialog: dialog.dismiss())  # leave the page? no
    level = Level(page)
    source = write_mix(tmp_path / 'Survivor.wav', 12)
    line = slow_uploads(page, 40_000)
    level.drop(source)
    level.start()
    expect(level.upload(source.name)).to_have_attribute('data-state', 'sending')
    expect(level.upload(source.name)).to_contain_text('starts by itself')  # the choice has reached the page
    moved(page, level.upload(source.name), 10)
    first = house.of(page)
    first.end(signal.SIGKILL)
    incoming, away = first.data_dir / 'incoming', tmp_path / 'away'
    incoming.rename(away)
    full_speed(line)
    page.wait_for_event('response', lambda answer: answer.status == 423)
    assert house.of(page) is first, 'the page has not moved to the other one'
    with page.expect_request(lambda request: request.method == 'PATCH', timeout=PATIENCE_MS) as patch:
        shutil.rmtree(incoming, ignore_errors=True)
        away.rename(incoming)
        first.start()
    assert int(patch.value.headers['upload-offset']) > 0, 'what had arrived is not sent again'
    expect(level.card(source.name)).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(level.card(source.name)).to_have_attribute('data-status', 'completed')
