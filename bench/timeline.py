"""How the timeline of a four-hour mix moves in a real browser: `.venv/bin/python -m bench.timeline`.

Frames while zooming, dragging and playing are timed by the page itself, long tasks are those of over 50 ms that the
browser reports; beside them what a window weighs and how long the server takes for it.
"""

import json
import os
import shutil
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from app import accounts, storage
from app.audio.timeline import Curves, Timeline
from app.db import transaction
from app.leveling import timeline_key
from models import AudioFile, ProcessingJob, Status
from tests.browser.conftest import ARGUMENTS, PLACES
from tests.servers import LevelMix, serving

HOURS, TRACKS = 4, 64
WATCH = """() => {
    window.frames_ms = []; window.long_ms = [];
    const note = (list) => list.getEntries().forEach((one) => window.long_ms.push(one.duration));
    new PerformanceObserver(note).observe({type: 'longtask'});
    let before = performance.now();
    const each = (now) => {
        window.frames_ms.push(now - before);
        before = now;
        requestAnimationFrame(each);
    };
    requestAnimationFrame(each);
}"""


def main() -> None:
    """Make the mix, open it, move it, and print the table."""
    chromium = next(path for place in PLACES if (path := shutil.which(place)))
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / 'data', embedded_worker='false') as site:
        os.environ['LEVELMIX_DATA_DIR'] = str(Path(folder) / 'data')
        job_id = _four_hours(Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for name, options in (
                ('desktop', {'width': 1280, 'height': 900}),
                ('phone', {'width': 390, 'height': 844}),
            ):
                page = browser.new_page(base_url=site.url, viewport=options)  # type: ignore[arg-type]
                _move(page, job_id, name)
                if name == 'desktop':
                    _weigh(page, site, job_id)
                page.close()
            browser.close()


def _four_hours(folder: Path) -> str:
    """A finished job whose curves are as long and as restless as those of a real mix."""
    count = HOURS * 3600 * 100
    random = np.random.default_rng(3)
    level = 10 ** (np.repeat(random.normal(-14, 4, count // 500), 500) / 10)
    energy = (441 * level * random.gamma(2.0, 0.5, count)).astype(np.float32)
    wave = (random.random((3, count)) * [[-100], [100], [50]]).astype(np.int8)
    before = Curves.of(energy, wave, 44_100, np.minimum(1.0, np.sqrt(energy / 441)))
    work = np.maximum(0, random.normal(50, 100, count // 10)).astype(np.int16)
    timeline = Timeline(HOURS * 3600.0, before, before, work, np.zeros(count // 10, np.uint8))
    path = folder / 'timeline.npz'
    timeline.save(path)
    edges = np.linspace(0, HOURS * 3600, TRACKS + 1).tolist()
    segments = [
        {'start_s': a, 'end_s': b, 'loudness_lufs': -14.0, 'gain_db': float(n % 5 - 2), 'title': f'Track {n + 1}'}
        for n, (a, b) in enumerate(pairwise(edges))
    ]
    ramps = [{'start_s': at - 6, 'end_s': at + 6} for at in edges[1:-1]]
    measured = {
        'integrated_lufs': -14.0, 'short_term_max_lufs': -9.0, 'momentary_max_lufs': -8.0, 'range_lu': 7.0,
        'true_peak_dbtp': -1.0, 'sample_peak_dbfs': -1.0, 'duration_s': HOURS * 3600.0, 'sample_rate': 44_100,
        'channels': 2, 'format': 'wav',
    }  # fmt: skip
    result = {
        'input': measured, 'output': measured, 'gain_db': 1.0, 'passes': 2, 'explanation': 'Made up.', 'warnings': [],
        'limiter': {'max_reduction_db': 4, 'mean_reduction_db': 1, 'limited_share': 0.1, 'clipped_share': 0.0},
        'segments': segments, 'ramps': ramps,
    }  # fmt: skip
    owner = accounts.ensure_local_owner()
    job = ProcessingJob(
        user_id=owner, original_file_path='originals/x.wav', target_lufs=-14.0, status=Status.COMPLETED,
        verdict='on_target', result=json.dumps(result), processed_file_path='results/x.wav',
    )  # fmt: skip
    with transaction() as session:
        session.add(job)
        session.flush()
        session.add(
            AudioFile(
                job_id=job.id, original_filename='Four hours.wav', file_format='wav', file_size=1, target_lufs=-14.0,
                duration_seconds=HOURS * 3600, sample_rate=44_100, channels=2,
            )
        )  # fmt: skip
    storage.put(timeline_key(job.id), path)
    return job.id


def _move(page: Page, job_id: str, name: str) -> None:
    page.goto(f'/jobs/{job_id}')
    page.wait_for_selector('[data-testid=timeline][data-state=ready]')
    page.wait_for_timeout(1500)
    field = page.get_by_test_id('timeline-field')
    page.evaluate("document.querySelector('[data-testid=timeline-field]').scrollIntoView({block: 'center'})")
    box = field.bounding_box()
    assert box is not None
    middle = box['x'] + box['width'] / 2, box['y'] + 120
    page.mouse.move(*middle)
    watch = _Stopwatch(page)
    page.keyboard.down('Control')
    for step in range(60):
        page.mouse.wheel(0, -40 if step < 40 else 30)
        page.wait_for_timeout(16)
    page.keyboard.up('Control')
    assert float(field.get_attribute('data-end') or 0) < HOURS * 3600, 'it was zoomed'
    watch.tell(f'{name}: zooming')
    page.mouse.down()
    for step in range(90):
        page.mouse.move(middle[0] + 120 * np.sin(step / 8), middle[1])
        page.wait_for_timeout(16)
    page.mouse.up()
    watch.tell(f'{name}: dragging')
    page.evaluate(
        f"""() => {{ let at = 3600; window.playing = setInterval(() => window.dispatchEvent(new CustomEvent(
        'levelmix:time', {{detail: {{job: '{job_id}', seconds: at += 0.016}}}})), 16); }}"""
    )
    page.wait_for_timeout(2000)
    page.evaluate('clearInterval(window.playing)')
    watch.tell(f'{name}: playhead')


class _Stopwatch:
    """Tells of each stretch of use how its frames came, and what the scripts took."""

    def __init__(self, page: Page) -> None:
        self._page, self._session = page, page.context.new_cdp_session(page)
        self._session.send('Performance.enable')
        page.evaluate(WATCH)
        self._begin = self._scripts_ms()

    def tell(self, what: str) -> None:
        """Print the stretch since the last call."""
        frames, long = self._page.evaluate('[window.frames_ms.splice(0), window.long_ms.splice(0)]')
        now = self._scripts_ms()
        ordered, spent, self._begin = sorted(frames), now - self._begin, now
        print(
            f'{what}: {len(frames)} frames, median {statistics.median(frames):.1f} ms, '
            f'95 % {ordered[int(0.95 * len(ordered))]:.1f} ms, longest {ordered[-1]:.0f} ms; '
            f'scripts {spent / len(frames):.1f} ms a frame; long tasks {len(long)}, together {sum(long):.0f} ms',
            flush=True,
        )

    def _scripts_ms(self) -> float:
        found = self._session.send('Performance.getMetrics')['metrics']
        return next(1000 * float(one['value']) for one in found if one['name'] == 'ScriptDuration')


def _weigh(page: Page, site: LevelMix, job_id: str) -> None:
    """A window of the whole and one of a minute, as the browser asks for them."""
    spans = {'the whole': 'points=2000', 'a minute': 'points=2000&start=7000&end=7060', 'a small one': 'points=240'}
    for name, span in spans.items():
        times = []
        for _ in range(7):
            begin = time.monotonic()
            body = page.request.get(f'{site.url}/files/timelines/{job_id}?{span}').body()
            times.append(1000 * (time.monotonic() - begin))
        points = len(json.loads(body)['before']['high'])
        print(
            f'window of {name}: {points} values a curve, {len(body) / 1024:.0f} KB, '
            f'{statistics.median(times):.0f} ms (slowest {max(times):.0f})'
        )


if __name__ == '__main__':
    main()
