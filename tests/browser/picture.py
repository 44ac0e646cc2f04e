"""Takes the picture that the README shows, of a real server at work: `.venv/bin/python -m tests.browser.picture`."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, PLACES
from tests.browser.screens import PATIENCE_MS, Level
from tests.servers import LevelMix, serving
from tests.sounds import write_mix

PICTURE = Path(__file__).parent.parent.parent / 'docs' / 'screenshot.png'


def take(
    browser: Browser,
    site: LevelMix,
    sounds: Path,
    picture: Path,
    seconds: float = 240,
    hold: Callable[[], None] = lambda: None,
) -> None:
    """Level two mixes, start a third of this many seconds, and take the picture while it runs.

    `hold` is called before the third is started; it may keep that one running.
    """
    context = browser.new_context(base_url=site.url, viewport={'width': 1200, 'height': 1160}, device_scale_factor=2)
    page = context.new_page()
    page.goto('/')
    level = Level(page)
    level.level(write_mix(sounds / 'Sunrise at the harbour.flac', 40, level_db=-26), preset='Spotify')
    level.level(write_mix(sounds / 'Closing set.wav', 30, level_db=-8), preset='Broadcast')
    level.drop(write_mix(sounds / 'Friday night, part 1.flac', seconds, level_db=-20))
    level.choose('Club Ready')
    hold()
    level.start()
    expect(page.get_by_test_id('progress')).to_be_visible(timeout=PATIENCE_MS)
    _halfway(page)
    page.evaluate('window.scrollTo(0, 0)')
    page.screenshot(path=picture)
    context.close()


def _halfway(page: Page) -> None:
    share = "Number(document.querySelector('.job [role=progressbar]')?.ariaValueNow ?? 100)"
    page.wait_for_function(f'{share} >= 20', timeout=PATIENCE_MS)


def main() -> None:
    """Start everything, take the picture, end everything."""
    chromium = next(path for place in PLACES if (path := shutil.which(place)))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / 'data') as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        take(browser, site, Path(folder), PICTURE)
        browser.close()


if __name__ == '__main__':
    main()
