"""Names are always text: a file or a preset whose name is a script runs nothing."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Dialog, Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level
from tests.databases import opened
from tests.servers import LevelMix
from tests.sounds import write_mix

EVIL = '"\'><img src=x onerror=alert(1)>{{7*7}}<script>a(2)<'
PRESET = EVIL + '/script>'


def test_a_name_runs_nothing_on_any_screen(visit: Callable[..., Page], site: LevelMix, tmp_path: Path) -> None:
    with opened(site.data_dir) as cursor:
        cursor.execute(
            'INSERT INTO lufs_presets (name, lufs_value, description, user_id) SELECT ?, -11.0, ?, id FROM users',
            (PRESET, EVIL + '/script><!--'),
        )
    page = visit('/')
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on('dialog', answer)
    level = Level(page)
    mix = write_mix(tmp_path / f'{EVIL}.wav', 3)
    level.drop(mix)
    page.get_by_test_id('preset-chip').filter(has_text='onerror').click()
    level.start()
    expect(level.card(mix.name)).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    job = level.card(mix.name).get_by_test_id('job-link').get_attribute('href')
    assert job
    for address in ('/', '/history', '/presets', job, '/history?search=' + '%3Cimg%20src%3Dx%20onerror%3Dalert(3)%3E'):
        page.goto(address)
        expect(page.locator('h1')).to_be_visible()
        page.wait_for_timeout(500)
        if address in ('/history', job):
            expect(page.get_by_text('onerror=alert(1)').first).to_be_visible()
    assert asked == []
