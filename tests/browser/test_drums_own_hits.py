"""Somebody plays along in a real browser, on pads by MIDI and with fingers: each hit is judged, in score and timing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_drums_play import PHONE, bring

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
PADS = """() => {
    window.pads = new Map();
    window.access = { inputs: window.pads };
    Object.defineProperty(Navigator.prototype, 'requestMIDIAccess', { value: async () => window.access, configurable: true });
    window.plug = (name) => {
        window.pads.set(name, { name });
        window.access.onstatechange?.();
    };
    window.unplug = (name) => {
        window.pads.delete(name);
        window.access.onstatechange?.();
    };
    window.struck = (name, note, velocity, timeStamp) =>
        window.pads.get(name).onmidimessage({ data: new Uint8Array([0x99, note, velocity]), timeStamp });
}"""  # noqa: E501
"""Pads that a test plugs in and strikes."""
PLAYS = """async ([lanes, late, seconds, how]) => {
    const root = document.querySelector('[data-testid=drum-player]');
    const player = getElement(Number(root.id.slice(1)));
    const field = document.querySelector('[data-testid=drum-field]');
    const before = performance.now();
    while (!player.playing && performance.now() - before < 60_000) await new Promise(requestAnimationFrame);
    const due = player.played.filter((hit) => hit.lane in lanes);
    const until = due[0].ms + seconds * 1000;
    let [next, struck] = [0, 0];
    while (player.playing) {
        const place = player.transport.where();
        if (place && place.ms > until) break;
        for (; place && next < due.length && due[next].ms + late <= place.ms; next++, struck++) {
            const [hit, frame] = [due[next], field.getBoundingClientRect()];
            const told = lanes[hit.lane];
            if (how === 'pad') struck_at(told, performance.now() - (place.ms - hit.ms - late));
            else field.dispatchEvent(new PointerEvent('pointerdown', {
                bubbles: true, pointerType: 'touch', clientX: frame.left + frame.width * told[0], clientY: frame.bottom - told[1],
            }));
        }
        await new Promise(requestAnimationFrame);
    }
    return struck;
    function struck_at(note, moment) { window.struck('Practice kit', note, 90, moment); }
}"""  # noqa: E501
"""Once it plays, strikes what is due, so many milliseconds late; answers how many that were."""
SNARE, KICK = '4', '10'


def opened(page: Page) -> None:
    """A map, ready to be played."""
    bring(page)
    page.get_by_test_id('view').select_option('lanes')
    page.get_by_test_id('drum-count-in').select_option('0')


def told(page: Page) -> dict[str, int]:
    """How many were perfect, good, missed or too many."""
    said = page.get_by_test_id('result-says').inner_text()
    return {word: int(number) for number, word in re.findall(r'(\d+) (perfect|good|missed|too many)', said)}


def hit(page: Page, drum: str) -> int:
    """How many hits of a drum were perfect or good."""
    row = page.get_by_test_id('result').get_by_role('row', name=drum)
    return sum(int(row.get_by_role('cell').nth(place).inner_text()) for place in (1, 2))


def test_pads_are_heard_as_soon_as_they_are_plugged_in_and_judged(page: Page) -> None:
    page.add_init_script(f'({PADS})()')
    opened(page)
    page.get_by_test_id('drum-settings').locator('summary').click()
    page.get_by_test_id('pads').click()
    settings = page.get_by_test_id('drum-settings')
    expect(settings).to_contain_text('No pads are connected. Plug them in')
    page.evaluate("plug('Practice kit')")
    expect(settings).to_contain_text('Listening to Practice kit.')
    page.get_by_test_id('drum-play').click()
    struck = page.evaluate(PLAYS, [{SNARE: 38, KICK: 36}, 20, 3, 'pad'])
    page.get_by_test_id('drum-play').click()
    expect(page.get_by_test_id('result')).to_be_visible()
    found = told(page)
    assert struck > 20
    heard = found['perfect'] + found['good']
    assert heard >= struck - 3, 'a busy machine may stand still for longer than a hit may be late'
    assert heard + found['too many'] == struck, found
    late = re.search(r'On average (\d+) ms late', page.get_by_test_id('result-says').inner_text())
    assert late is not None
    assert abs(int(late[1]) - 20) < 25, 'the clock of a busy machine trembles'
    assert re.search('[1-9][0-9,]* points', page.get_by_test_id('result').inner_text())
    page.evaluate("unplug('Practice kit')")
    expect(settings).to_contain_text('No pads are connected.')


def test_a_pad_of_ones_own_is_learnt_by_striking_it(page: Page) -> None:
    page.add_init_script(f'({PADS})()')
    opened(page)
    page.evaluate("plug('Practice kit')")
    page.get_by_test_id('drum-settings').locator('summary').click()
    page.get_by_test_id('pads').click()
    expect(page.get_by_test_id('drum-settings')).to_contain_text('Listening to Practice kit.')
    page.get_by_test_id('key-snare').click()
    page.evaluate("struck('Practice kit', 91, 90, performance.now())")
    expect(page.get_by_test_id('key-snare')).not_to_contain_text('press a key')
    page.get_by_test_id('drum-play').click()
    struck = page.evaluate(PLAYS, [{SNARE: 91}, 5, 2, 'pad'])
    page.get_by_test_id('drum-play').click()
    assert struck > 5
    assert hit(page, 'Snare') >= struck - 2


def test_fingers_are_judged_with_score_and_timing_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit('/drums', **PHONE, device_scale_factor=3)
    opened(page)
    pixels = page.get_by_test_id('drum-field').locator('canvas').first.evaluate('it => it.width / it.clientWidth')
    assert abs(pixels - 2) < 0.01, 'more pixels are not seen in what moves, and cost a phone its smoothness'
    page.get_by_test_id('drum-play').tap()
    struck = page.evaluate(PLAYS, [{KICK: [0.5, 8]}, 10, 3, 'touch'])
    page.get_by_test_id('drum-play').tap()
    result = page.get_by_test_id('result')
    row = result.get_by_role('row', name='Kick')
    expect(row).to_contain_text(re.compile('late|early|on time'))
    assert struck > 8
    assert hit(page, 'Kick') >= struck // 3, row.inner_text()  # a finger falls when a busy machine gets to it
    assert re.search('[1-9][0-9,]* points', result.inner_text())
