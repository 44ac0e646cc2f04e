"""The timeline of a job: it grows while the job runs, and is used by mouse, keys and finger, and read as a table."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, job_path
from tests.holding import HeldWorker
from tests.servers import LevelMix
from tests.sites import Sites
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module')
def known() -> dict[str, str]:
    """Addresses of jobs that are done already, by the file's name."""
    return {}


@pytest.fixture
def job(page: Page, tmp_path: Path, known: dict[str, str]) -> str:
    """The address of a finished job of 40 s."""
    if 'job' not in known:
        level = Level(page)
        source = write_mix(tmp_path / 'evening.wav', 40)
        level.level(source)
        known['job'] = job_path(level.card('evening').first)
    return known['job']


def span(page: Page) -> tuple[float, float]:
    """From where to where the timeline shows, in seconds."""
    field = page.get_by_test_id('timeline-field')
    return float(field.get_attribute('data-start') or 'nan'), float(field.get_attribute('data-end') or 'nan')


def shows(page: Page, seconds: float) -> tuple[float, float]:
    """The same, once it shows so many seconds; a touch, and the curves of a page that was just opened, take a while."""
    wide = '([field, wide]) => Math.abs(field.dataset.end - field.dataset.start - wide) < 1e-3'
    page.wait_for_function(wide, arg=[page.get_by_test_id('timeline-field').element_handle(), seconds])
    return span(page)


@pytest.fixture
def held(sites: Sites) -> Iterator[tuple[LevelMix, HeldWorker]]:
    """A site of its own, whose jobs stop at the beginning of the render."""
    with sites.lent(embedded_worker='false') as server:
        worker = HeldWorker(server.data_dir)
        worker.hold('render')
        yield server, worker
        worker.end()


@pytest.mark.nightly
def test_the_curves_grow_while_the_mix_is_levelled(
    browser: Browser, held: tuple[LevelMix, HeldWorker], tmp_path: Path
) -> None:
    site, worker = held
    page = browser.new_context(base_url=site.url).new_page()
    page.goto('/')
    seen: list[tuple[bool, int, int]] = []

    def note(response: Response) -> None:
        if '/files/timelines/' in response.url and 'start=0.00&end=1000000000' in response.url and response.ok:
            answer: dict[str, Any] = response.json()
            after = answer['after'] or {'wave': {'low': []}}
            seen.append((answer['active'], len(answer['before']['wave']['low']), len(after['wave']['low'])))

    level = Level(page)
    level.drop(write_mix(tmp_path / 'growing.flac', 60))
    level.choose('Apple')
    level.start()
    page.on('response', note)
    page.goto(job_path(level.card('growing').first))
    while not any(active and before for active, before, _ in seen):  # something is drawn before the job is done
        page.wait_for_event('response')
    worker.go_on()
    expect(page.get_by_test_id('job-screen')).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(page.get_by_test_id('timeline')).to_have_attribute('data-state', 'ready')
    while not seen or seen[-1][0]:  # until the curves of the finished job have arrived
        page.wait_for_event('response')
    assert seen[-1][2] > 0
    page.context.close()


@pytest.mark.nightly
def test_zooming_moving_and_reading_with_the_keys(page: Page, job: str) -> None:
    page.goto(job)
    assert shows(page, 40.0) == (0.0, 40.0)
    field = page.get_by_test_id('timeline-field')
    field.focus()
    for key in ('Home', 'ArrowRight', 'ArrowRight'):
        field.press(key)
    reading = page.get_by_test_id('timeline-reading')
    expect(reading).to_contain_text('0:00.8')
    field.press('End')
    expect(reading).to_contain_text('0:40.0')
    field.press('PageUp')
    expect(reading).to_contain_text(re.compile(r'Before −\d+\.\d LUFS · After −\d+\.\d LUFS'))
    for _ in range(2):
        field.press('+')
    start, end = shows(page, 10.0)
    assert start < 20.0 < end, 'it zooms at the middle of the view'
    field.press('0')
    assert shows(page, 40.0) == (0.0, 40.0)


@pytest.mark.nightly
def test_zooming_and_moving_with_the_mouse(page: Page, job: str) -> None:
    page.goto(job)
    field = page.get_by_test_id('timeline-field')
    shows(page, 40.0)
    for _ in range(2):
        page.get_by_test_id('zoom-in').click()
    start, _ = shows(page, 10.0)
    box = field.bounding_box()
    assert box is not None
    y = box['y'] + 60
    page.mouse.move(box['x'] + 500, y)
    page.mouse.down()
    page.mouse.move(box['x'] + 300, y, steps=4)
    page.mouse.up()
    moved = span(page)
    assert moved[0] > start + 1, 'dragging to the left shows what comes later'
    assert moved[1] - moved[0] == pytest.approx(10.0)
    page.mouse.click(box['x'] + 400, y)
    cursor = float(field.get_attribute('data-cursor') or 'nan')
    assert moved[0] < cursor < moved[1]
    page.get_by_test_id('zoom-all').click()
    assert shows(page, 40.0) == (0.0, 40.0)


@pytest.mark.nightly
def test_the_same_as_a_table(page: Page, job: str) -> None:
    page.goto(job)
    page.get_by_test_id('timeline-table-open').click()
    rows = page.get_by_test_id('timeline-table').locator('tbody tr')
    expect(rows).to_have_count(16)
    cells = rows.nth(5).locator('td').all_inner_texts()
    before, after = (float(cell.replace('−', '-')) for cell in cells[:2])
    assert after == pytest.approx(-14.0, abs=1.0)
    assert before < after


@pytest.mark.nightly
def test_it_fits_a_phone_and_a_finger_moves_it(visit: Callable[..., Page], page: Page, job: str) -> None:
    phone = visit(job, viewport={'width': 390, 'height': 844}, has_touch=True, is_mobile=True)
    shows(phone, 40.0)
    assert not phone.evaluate('document.documentElement.scrollWidth > innerWidth')
    phone.get_by_test_id('zoom-in').tap()
    shows(phone, 20.0)
    phone.get_by_test_id('timeline-field').tap(position={'x': 200, 'y': 80})
    expect(phone.get_by_test_id('timeline-field')).to_have_attribute('data-cursor', re.compile(r'\d'))


def test_a_window_of_any_size_is_small_and_a_wrong_one_is_refused(page: Page, job: str) -> None:
    address = job.replace('/jobs/', '/files/timelines/')
    answer = page.request.get(f'{address}?points=2000').json()
    assert max(len(answer['before']['high']), len(answer['before']['wave']['low'])) <= 2000
    assert page.request.get(f'{address}?points=200000').status == 422
    assert page.request.get('/files/timelines/no-such-job').status == 404
