"""Every preset on one mix: seen at once, and chosen without another upload."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, job_path
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def test_all_presets_are_compared_and_another_one_is_used(page: Page, tmp_path: Path) -> None:
    level = Level(page)
    level.level(write_mix(tmp_path / 'compare.wav', 12, level_db=-20))
    first = job_path(level.card('compare').first)
    page.goto(first)
    rows = page.get_by_test_id('forecast-row')
    expect(rows).to_have_count(6, timeout=PATIENCE_MS)
    club = rows.and_(page.locator('[data-preset="Broadcast Standard"]'))
    expect(club).to_have_attribute('data-ease', 'untouched')
    expect(club.get_by_test_id('forecast-lufs')).to_have_text('−23.0')
    expect(club.locator('[data-platform="YouTube"]')).to_contain_text('0')
    expect(rows.and_(page.locator('[data-preset="Spotify"]'))).to_contain_text('This job')

    club.get_by_test_id('forecast-use').click()
    page.wait_for_url(lambda url: first not in url and '/jobs/' in url)
    expect(page.get_by_test_id('job-screen')).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(page.get_by_test_id('row-integrated_lufs').get_by_test_id('after')).to_have_text('−23.0')
