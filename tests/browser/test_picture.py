"""The README's picture can be taken again at any time."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.picture import take
from tests.servers import LevelMix

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_picture_of_the_readme_is_taken_from_a_running_server(
    browser: Browser, site: LevelMix, tmp_path: Path
) -> None:
    take(browser, site, tmp_path, tmp_path / 'picture.png', seconds=90)
    assert (tmp_path / 'picture.png').read_bytes().startswith(b'\x89PNG')
