"""How smoothly a dense map is drawn on a phone: `python -m bench.drums_frames [ADDRESS]`, of a server without accounts.

A real browser as wide as a phone, with three pixels to one and its processor slowed down to a quarter, plays a map of
36 strokes a second for ten seconds. Counted are the frames that the page draws, and how long the drawing of one takes
of its thread. What then brings it to the screen is the graphics of a phone, which a machine without any has not.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from app.drums.drum_map import DrumMap, Hit, Lane, TimingPoint
from app.drums.formats import bsm_writing
from tests.browser.conftest import ARGUMENTS, PLACES
from tests.servers import serving

PHONE: Any = {'viewport': {'width': 390, 'height': 844}, 'device_scale_factor': 3, 'has_touch': True, 'is_mobile': True}
SLOWER, SECONDS = 4, 10
DENSE = DrumMap(
    title='Blast',
    length_ms=40_000,
    timing=(TimingPoint(0.0, 180.0),),
    hits=tuple(
        Hit(round(sixteenth * 60_000 / 180 / 4), lane, 60 + 7 * (sixteenth % 8))
        for sixteenth in range(470)
        for lane in (Lane.HIHAT_CLOSED if sixteenth % 2 else Lane.RIDE, Lane.SNARE, Lane.KICK)
    ),
)
COUNT = """async (seconds) => {
    const player = getElement(Number(document.querySelector('[data-testid=drum-player]').id.slice(1)));
    const [draw, spent, gaps] = [player.highway.paint.bind(player.highway), [], []];
    player.highway.paint = (...asked) => {
        const begun = performance.now();
        draw(...asked);
        spent.push(performance.now() - begun);
    };
    const begun = performance.now();
    for (let last = begun; last < begun + seconds * 1000; ) {
        const now = await new Promise(requestAnimationFrame);
        gaps.push(now - last);
        last = now;
    }
    const sorted = (list) => [...list].sort((one, two) => one - two);
    const at = (list, share) => sorted(list)[Math.floor(share * (list.length - 1))];
    const told = (list) => [0.5, 0.95, 0.99].map((share) => at(list, share));
    return { frames: spent.length, spent: told(spent), gaps: told(gaps) };
}"""


def measured(page: Page, slower: int) -> dict[str, Any]:
    """Play the map on a processor that is so many times slower."""
    page.goto('/drums')
    page.get_by_text('Bring a map that you have as a file').click()
    data = bsm_writing.write(DENSE)
    page.get_by_test_id('bring-file').set_input_files(
        {'name': 'dense.bsm', 'mimeType': 'application/json', 'buffer': data}
    )
    expect(page).to_have_url(re.compile('/drums/maps/'))
    page.get_by_test_id('view').select_option('lanes')
    page.get_by_test_id('drum-count-in').select_option('0')
    page.get_by_test_id('drum-play').click()
    expect(page.get_by_test_id('drum-player')).to_have_attribute('data-state', 'playing')
    page.context.new_cdp_session(page).send('Emulation.setCPUThrottlingRate', {'rate': slower})
    found: dict[str, Any] = page.evaluate(COUNT, SECONDS)
    return found


def tell(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(path for one in PLACES if (path := shutil.which(one))), args=ARGUMENTS
        )
        for slower in (1, SLOWER):
            context = browser.new_context(base_url=address, **PHONE)
            context.set_default_timeout(60_000)
            found = measured(context.new_page(), slower)
            print(
                f'{slower} times slower: {found["frames"] / SECONDS:.0f} frames a second; '
                f'one is drawn in {_words(found["spent"])}; between two lie {_words(found["gaps"])}',
                flush=True,
            )
            context.close()
        browser.close()


def _words(ms: list[float]) -> str:
    middle, most, nearly_all = ms
    return f'{middle:.1f} ms in the middle, {most:.1f} for 95 of 100, {nearly_all:.1f} for 99'


def main(address: str = '') -> None:
    if address:
        tell(address)
        return
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / 'data') as site:
        tell(site.url)


if __name__ == '__main__':
    main(*sys.argv[1:])
