"""A result for others, by a link that expires, and several results in one download."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Level, job_path
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


def test_results_are_shared_by_links_and_downloaded_together(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit('/')
    level = Level(page)
    mixes = [write_mix(tmp_path / f'{name}.flac', 5) for name in ('Rooftop', 'Cellar')]
    level.level(*mixes)
    page.goto(job_path(level.card('Rooftop')))

    page.get_by_test_id('share-open').click()
    dialog = page.get_by_test_id('share-dialog')
    dialog.get_by_test_id('share-make').click()
    address = dialog.get_by_test_id('share-link').input_value()
    dialog.get_by_test_id('share-copy').click()
    expect(dialog.get_by_test_id('share-copy')).to_have_text('Copied')
    guest = visit(address)
    expect(guest.locator('h1')).to_have_text('Rooftop (LevelMix -14 LUFS).flac')
    with guest.expect_download() as download:
        guest.get_by_test_id('shared-download').click()
    assert download.value.suggested_filename == 'Rooftop (LevelMix -14 LUFS).flac'
    assert download.value.path().stat().st_size > 50_000

    dialog.get_by_test_id('share-done').click()
    page.get_by_test_id('share-open').click()
    expect(dialog.get_by_test_id('share-link')).to_have_count(0)
    expect(dialog.get_by_test_id('share-downloads')).to_have_text('1 download')
    dialog.get_by_test_id('share-end').click()
    expect(dialog.get_by_test_id('share')).to_have_count(0)
    assert guest.reload().status == 404  # type: ignore[union-attr]
    dialog.get_by_test_id('share-done').click()

    level.go('history')
    expect(page.get_by_test_id('together')).to_be_hidden()
    for name in ('Rooftop', 'Cellar'):
        level.card(name).get_by_test_id('choose').check()
    expect(page.get_by_test_id('chosen')).to_have_text(re.compile(r'^2 results · '))
    for button in ('archive', 'archive-all'):
        with page.expect_download() as download:
            page.get_by_test_id(button).click()
        names = zipfile.ZipFile(download.value.path()).namelist()
        assert sorted(names) == ['Cellar (LevelMix -14 LUFS).flac', 'Rooftop (LevelMix -14 LUFS).flac']
    level.card('Cellar').get_by_test_id('choose').uncheck()
    level.card('Rooftop').get_by_test_id('delete').click()
    level.answer(True)
    expect(page.get_by_test_id('together')).to_be_hidden()
