"""Listening: original and result in step, switched by a key, equally loud, looped, and played from the timeline."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import PATIENCE_MS, Level, job_path
from tests.sounds import write_mix

pytestmark = pytest.mark.browser

LISTEN = """() => {
    const made = AudioContext.prototype.createGain;
    window.heardPeaks = () => window.taps.map((tap) => {
        const x = new Float32Array(2048);
        tap.getFloatTimeDomainData(x);
        return Math.max(...x.map(Math.abs));
    });
    window.taps = [];
    AudioContext.prototype.createGain = function () {
        const gain = made.call(this);
        if (window.taps.length < 2) { const tap = this.createAnalyser(); gain.connect(tap); window.taps.push(tap); }
        return gain;
    };
}"""


ONLY_HEARD = '(at) => { const heard = heardPeaks(); return heard[at] > 0.01 && heard[1 - at] < 1e-3; }'
AT = "Number(document.querySelector('[data-testid=player]').dataset.seconds)"
MARKS = f"[Number(document.querySelector('[data-testid=timeline-field]').dataset.cursor), {AT}]"
A_SECOND = f"""async () => {{
    for (let k = 0; k < 2; k++) await new Promise(requestAnimationFrame);  // what is shown may be from before a pause
    const [at, clock] = [{AT}, performance.now()];
    while ({AT} < at + 1 && performance.now() < clock + 30_000) await new Promise(requestAnimationFrame);
    return [{AT} - at, (performance.now() - clock) / 1000];
}}"""


def listening(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate(LISTEN)
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('player')).to_have_attribute('data-playing', 'true', timeout=PATIENCE_MS)


def seconds(page: Page) -> float:
    return float(page.get_by_test_id('player').get_attribute('data-seconds') or 'nan')


@pytest.fixture(scope='module')
def known() -> dict[str, str]:
    """The address of the job that all tests listen to."""
    return {}


@pytest.fixture
def job(page: Page, tmp_path: Path, known: dict[str, str]) -> str:
    """A finished job of 35 s, in a format that no browser can play."""
    if 'job' not in known:
        level = Level(page)
        level.level(write_mix(tmp_path / 'listen.aiff', 35, level_db=-26))
        known['job'] = job_path(level.card('listen').first)
    return known['job']


@pytest.mark.nightly
def test_both_are_heard_equally_loud_and_switched_by_a_key(page: Page, job: str) -> None:
    listening(page, job)
    player = page.get_by_test_id('player')
    expect(player).to_have_attribute('data-heard', 'result')
    page.wait_for_function(ONLY_HEARD, arg=1)
    page.keyboard.press('x')
    expect(player).to_have_attribute('data-heard', 'original')
    page.wait_for_function(ONLY_HEARD, arg=0)
    played, passed = page.evaluate(A_SECOND)
    assert 0.99 <= played < passed + 0.3, 'it goes on, and no faster than real time'


@pytest.mark.nightly
def test_a_click_on_the_timeline_plays_from_there_and_the_playhead_follows(page: Page, job: str) -> None:
    listening(page, job)
    field = page.get_by_test_id('timeline-field')
    box = field.bounding_box()
    assert box is not None
    field.click(position={'x': box['width'] * 0.6, 'y': 60})
    page.wait_for_function("Number(document.querySelector('[data-testid=player]').dataset.seconds) > 18")
    expect(page.get_by_test_id('player')).to_have_attribute('data-playing', 'true')
    cursor, at = page.evaluate(MARKS)
    assert cursor == pytest.approx(at, abs=0.5)
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('player')).to_have_attribute('data-playing', 'false')


@pytest.mark.nightly
def test_a_region_is_played_again_and_again(page: Page, job: str) -> None:
    listening(page, job)
    page.get_by_test_id('loop').click()
    start = seconds(page)
    page.wait_for_function(f'{AT} > {start + 1.3}')
    page.get_by_test_id('loop').click()
    expect(page.get_by_test_id('loop')).to_have_attribute('aria-pressed', 'true')
    expect(page.get_by_test_id('passage')).to_contain_text('LUFS after')
    expect(page.locator('.looped')).to_be_visible()
    for _ in range(2):
        page.wait_for_function(f'{AT} < {start + 0.5}')
        page.wait_for_function(f'{AT} > {start + 1}')


def test_the_sound_comes_in_ranges_as_aac(page: Page, job: str) -> None:
    listening(page, job)
    address = job.replace('/jobs/', '/files/previews/')
    while not (index := page.request.get(address).json())['complete']:
        page.wait_for_timeout(200)
    assert [len(index['sizes'][name]) for name in ('original', 'result')] == [4, 4]
    size = index['sizes']['result'][0]
    piece = page.request.get(f'{address}/result/0', headers={'Range': f'bytes={size}-{size + 99}'})
    assert piece.status == 206
    assert struct.unpack('>H', piece.body()[:2])[0] & 0xFFF6 == 0xFFF0, 'a piece begins with an ADTS frame'
    assert page.request.get(f'{address}/../secret/0').status == 404


@pytest.mark.nightly
def test_it_plays_on_a_phone(visit: Callable[..., Page], job: str) -> None:
    phone = visit(job, viewport={'width': 390, 'height': 844}, has_touch=True, is_mobile=True)
    phone.get_by_test_id('play').tap()
    expect(phone.get_by_test_id('player')).to_have_attribute('data-playing', 'true', timeout=PATIENCE_MS)
    phone.get_by_test_id('hear-original').tap()
    expect(phone.get_by_test_id('player')).to_have_attribute('data-heard', 'original')
    assert not phone.evaluate('document.documentElement.scrollWidth > innerWidth')
