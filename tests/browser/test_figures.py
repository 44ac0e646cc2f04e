"""The admin's figures in a real browser, drawn and as tables; and Prometheus at its own port."""

import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import become_admin
from tests.databases import opened
from tests.places import free_port
from tests.servers import LevelMix, serving

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
PASSWORD = 'four tin whistles sing'
PORT = free_port()
LOOKS: dict[str, dict[str, object]] = {
    'desktop': {'viewport': {'width': 1200, 'height': 900}},
    'phone': {'viewport': {'width': 390, 'height': 844}},
    'dark': {'viewport': {'width': 1200, 'height': 900}, 'color_scheme': 'dark'},
}


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelMix]:
    folder = tmp_path_factory.mktemp('site') / 'data'
    with serving(folder, accounts='on', embedded_worker='false', metrics_port=PORT) as server:
        yield server


@pytest.fixture(scope='module')
def admin(site: LevelMix, browser: Browser) -> Iterator[Page]:
    page = become_admin(site, browser)
    yield page
    page.context.close()


def figure(site: LevelMix, name: str, value: float, dimensions: str = 'NULL') -> None:
    """What a worker would have counted for today."""
    with opened(site.data_dir) as cursor:
        cursor.execute(
            'INSERT INTO system_metrics (id, metric_name, value, dimensions, recorded_at) '
            f"VALUES ('{name}{value}', '{name}', {value}, {dimensions}, date('now') || ' 00:00:00')"
        )


def test_the_admin_sees_the_figures_as_charts_and_as_tables(admin: Page, site: LevelMix) -> None:
    admin.goto('/admin/metrics')
    expect(admin.get_by_test_id('counted-until')).to_contain_text('Nothing is counted yet')
    expect(admin.get_by_test_id('chart-jobs')).to_contain_text('Nothing in this time.')
    figure(site, 'jobs', 7, """'{"area": "leveling", "outcome": "completed"}'""")
    figure(site, 'jobs', 2, """'{"area": "leveling", "outcome": "failed"}'""")
    figure(site, 'audio_seconds', 6000, """'{"area": "leveling"}'""")
    figure(site, 'work_seconds', 60, """'{"area": "leveling"}'""")
    admin.reload()
    jobs = admin.get_by_test_id('chart-jobs')
    expect(jobs.locator('svg')).to_be_visible()
    expect(jobs.locator('svg')).to_contain_text('Failed')
    jobs.get_by_test_id('as-table').click()
    expect(jobs.get_by_test_id('day')).to_have_count(1)
    expect(jobs.locator('tbody td')).to_have_text([re.compile(r'^\d{4}-\d\d-\d\d$'), '7', '2'])
    speed = admin.get_by_test_id('chart-speed')
    speed.get_by_test_id('as-table').click()
    expect(speed.locator('tbody td').last).to_have_text('100')
    admin.get_by_test_id('filter-400').click()
    expect(admin).to_have_url(re.compile('days=400'))
    expect(admin.get_by_test_id('chart-jobs').locator('svg')).to_be_visible()


@pytest.mark.parametrize('look', LOOKS)
def test_the_figures_fit_every_screen(admin: Page, browser: Browser, look: str) -> None:
    context = browser.new_context(base_url=admin.url, storage_state=admin.context.storage_state(), **LOOKS[look])  # type: ignore[arg-type]
    page = context.new_page()
    page.goto('/admin/metrics')
    expect(page.get_by_test_id('chart-jobs').locator('svg')).to_be_visible()
    assert page.evaluate('document.documentElement.scrollWidth <= innerWidth')
    if folder := os.environ.get('PICTURES'):
        page.screenshot(path=f'{folder}/figures-{look}.png', full_page=True)
    context.close()


def test_prometheus_has_a_door_of_its_own(admin: Page, site: LevelMix) -> None:
    with urllib.request.urlopen(f'http://127.0.0.1:{PORT}/metrics', timeout=20) as answer:
        told = answer.read().decode()
    assert 'levelmix_jobs_total{area="leveling",outcome="completed"} 7.0' in told
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f'http://127.0.0.1:{PORT}/', timeout=20)
    assert refused.value.code == 404
    refused.value.close()
    public = admin.request.get('/metrics')
    assert 'levelmix_jobs_total' not in public.text()
