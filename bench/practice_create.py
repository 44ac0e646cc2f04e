"""How long it takes from the press of *Create* to the notes, and to the first sound: `python -m bench.practice_create`.

A server of its own and a real browser; each kind is made three times at one level, the first time by a server that has
made nothing before. The sound is asked for without a count-in as soon as the notes are there, and counts when its first
recording begins.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.practice.options import Kind
from tests.browser.conftest import ARGUMENTS, PLACES
from tests.servers import serving

TIMES, LEVEL = 3, 'ADVANCED'
BEGINS = """
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...asked) {
  window.sounds = true;
  return start.call(this, ...asked);
};
"""


def measured(page: Page, kind: str) -> tuple[float, float]:
    """Seconds until the notes are there, and until the first sound."""
    page.goto('/practice')
    page.get_by_test_id(f'kind-{kind}').check(force=True)
    page.get_by_test_id(f'level-{LEVEL}').check(force=True)
    begun = time.perf_counter()
    page.get_by_test_id('create').click()
    page.locator('.score-page g.measure').first.wait_for(state='visible')
    notes = time.perf_counter() - begun
    page.get_by_test_id('count-in').select_option('0')
    page.get_by_test_id('play').click()
    page.wait_for_function('window.sounds === true')
    return notes, time.perf_counter() - begun


def tell(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(path for one in PLACES if (path := shutil.which(one))), args=ARGUMENTS
        )
        page = browser.new_context(base_url=address).new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(BEGINS)
        print(f'{"":20} notes, s: middle   most    sound, s: middle   most')
        for kind in Kind:
            found = [measured(page, kind.name) for _ in range(TIMES)]
            notes, sounds = ([one[place] for one in found] for place in (0, 1))
            print(
                f'{kind.name:20} {statistics.median(notes):16.2f} {max(notes):6.2f} '
                f'{statistics.median(sounds):19.2f} {max(sounds):6.2f}',
                flush=True,
            )
        browser.close()


def main(address: str = '') -> None:
    if address:
        tell(address)
        return
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / 'data') as site:
        tell(site.url)


if __name__ == '__main__':
    main(*sys.argv[1:])
