"""The admin looks after what speaks: engines, one of them at an address, and what is new for everybody."""

import json
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import become_admin, newcomer, shoot_all_ways
from tests.engine_doubles import KEY, Double, double
from tests.servers import LevelMix
from tests.sites import Sites

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
NEWS = 'Voices can be changed now: send a recording to Change.'


@pytest.fixture(scope='module')
def gpu() -> Iterator[Double]:
    with double('plain') as made:
        yield made


@pytest.fixture(scope='module')
def site(sites: Sites, gpu: Double) -> Iterator[LevelMix]:
    place = {'name': 'gpu', 'shape': 'plain', 'url': gpu.server.url('').rstrip('/'), 'licence': 'MIT'}
    keys = json.dumps({'gpu': KEY})
    with sites.lent(accounts='on', voice_engines=json.dumps([place]), voice_engine_keys=keys) as server:
        yield server


@pytest.fixture(scope='module')
def admin(site: LevelMix, browser: Browser) -> Iterator[Page]:
    page = become_admin(site, browser)
    yield page
    page.context.close()


def test_an_engine_is_seen_and_tried(admin: Page, gpu: Double) -> None:
    admin.goto('/admin')
    admin.get_by_test_id('tab-voice').click()
    engine = admin.locator('[data-engine=gpu]')
    expect(engine).to_contain_text('Works')
    expect(engine).to_contain_text('speech · at an address · 2 voices · licence MIT · styletts2 1.3 · memory 4 GB')
    expect(admin.locator('[data-engine=kokoro]')).to_contain_text('on this machine')
    engine.get_by_test_id('engine-try').click()
    expect(engine.get_by_test_id('engine-tried')).to_contain_text('It has answered', timeout=60_000)
    assert [wish['text'] for wish in gpu.wishes()] == ['This is what I sound like today.']
    engine.get_by_role('link', name='Hear it').click()
    expect(admin.get_by_role('heading', name='This is what I sound like today.')).to_be_visible()


def test_one_that_fails_is_told_in_its_words_and_counted(admin: Page, gpu: Double) -> None:
    gpu.faults = [(500, {}, b'')] * 9
    admin.goto('/admin/voice')
    engine = admin.locator('[data-engine=gpu]')
    engine.get_by_test_id('engine-try').click()
    expect(engine.get_by_test_id('engine-tried')).to_contain_text(
        'The engine “gpu” failed. Nothing was made and nothing is taken.', timeout=60_000
    )
    gpu.faults.clear()
    admin.reload()
    expect(admin.get_by_test_id('tile-speak')).to_contain_text('1 of 2')
    failures = admin.get_by_test_id('chart-failures')
    expect(failures.locator('svg')).to_be_visible()
    failures.get_by_test_id('as-table').click()
    expect(failures.locator('tbody td').last).to_have_text('1')
    credits = admin.get_by_test_id('chart-credits')
    credits.get_by_test_id('as-table').click()
    expect(credits.locator('tbody td').last).to_have_text('50')
    shoot_all_ways(admin, 'admin-voice')


def test_what_is_new_is_read_by_everybody_until_they_put_it_away(admin: Page, site: LevelMix, browser: Browser) -> None:
    admin.goto('/admin')
    admin.get_by_test_id('tab-news').click()
    admin.get_by_test_id('post-text').fill(NEWS)
    admin.get_by_test_id('post-save').click()
    expect(admin.get_by_test_id('post')).to_contain_text(NEWS)
    shoot_all_ways(admin, 'admin-news')
    with newcomer(site, browser, f'{time.time_ns()}@example.org', '/home') as ann:
        news = ann.get_by_role('region', name="What's new")
        expect(news).to_contain_text(NEWS)
        shoot_all_ways(ann, 'whats-new')
        news.get_by_test_id('notice-dismiss').click()
        expect(news).to_have_count(0)
        ann.reload()
        expect(ann.get_by_test_id('home-voice')).to_be_visible()
        expect(news).to_have_count(0)
    admin.goto('/admin/news')
    admin.get_by_test_id('post-delete').click()
    admin.get_by_test_id('confirm-yes').click()
    expect(admin.get_by_text('Nothing was posted yet.')).to_be_visible()
    admin.goto('/admin/log')
    expect(admin.locator('body')).to_contain_text('post.deleted')
