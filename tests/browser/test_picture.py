"""The README's picture can be taken again at any time."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.picture import take
from tests.holding import HeldWorker
from tests.sites import Sites

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.nightly]


def test_the_picture_of_the_readme_is_taken_from_a_running_server(
    browser: Browser, sites: Sites, tmp_path: Path
) -> None:
    with sites.lent(embedded_worker='false') as site:
        worker = HeldWorker(site.data_dir)
        try:
            picture = tmp_path / 'picture.png'
            take(browser, site, tmp_path, picture, seconds=30, hold=lambda: worker.hold('render', 0.3))
        finally:
            worker.end()
    assert picture.read_bytes().startswith(b'\x89PNG')
