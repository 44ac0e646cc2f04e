"""The report as a visitor opens and prints it: one page of A4."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.screens import Level, job_path
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


def test_the_report_prints_on_one_page_and_loads_nothing_else(page: Page, tmp_path: Path) -> None:
    level = Level(page)
    level.level(write_mix(tmp_path / 'printed.wav', 8))
    page.goto(job_path(level.card('printed').first))
    address = page.get_by_test_id('report').get_attribute('href') or ''
    page.goto('about:blank')  # the job's page asks for its curves when it likes
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    page.goto(address)
    assert page.locator('h1').inner_text() == 'printed.wav'
    assert len([url for url in asked if not url.endswith('favicon.ico')]) == 1
    printed = page.pdf(format='A4', prefer_css_page_size=True)
    assert len(re.findall(rb'/Type\s*/Page\b', printed)) == 1
    told = page.request.get(f'{address}/report.json')
    assert told.json()['verdict'] == 'on_target'
    assert 'report.json' in told.headers['content-disposition']
