"""The report as a visitor opens and prints it: one page of A4."""

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from app.audio.timeline import Curves, Timeline
from app.leveling.report_page import page as page_of
from app.leveling.reports import verdicts
from tests.browser.screens import Level, job_path
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


def told(count: int) -> dict[str, Any]:
    """A report of a mix of so many tracks, with long names."""
    measured = {
        'integrated_lufs': -18.2, 'short_term_max_lufs': -9.1, 'momentary_max_lufs': -8.0, 'range_lu': 7.5,
        'true_peak_dbtp': -0.4, 'sample_peak_dbfs': -0.6, 'sha256': 'ab' * 32,
    }  # fmt: skip
    tracks: list[dict[str, Any]] = [
        {
            'start_s': 180.0 * n, 'end_s': 180.0 * (n + 1), 'loudness_lufs': -15.0 - n % 7, 'gain_db': n % 7 - 3.0,
            'title': f'An Artist with a Long Name - A Title that Goes On and On (Extended Mix) {n + 1}',
        }
        for n in range(count)
    ]  # fmt: skip
    return {
        'engine': {'name': 'LevelMix', 'version': '1'},
        'completed_at': '2026-01-01T00:00:00',
        'programme': {'name': 'A mix.wav', 'duration_s': 180.0 * count},
        'goal': {'preset': 'Spotify', 'target_lufs': -14.0, 'ceiling_dbtp': -1.0, 'even_percent': 100.0},
        'input': measured,
        'output': {**measured, 'integrated_lufs': -14.0},
        'gain_db': 4.2,
        'limiter': {
            'limited_share': 0.1, 'max_reduction_db': 4.0, 'mean_reduction_db': 0.4, 'clipped_share': 0.0,
        },
        'passes': 2,
        'segments': tracks,
        'ramps': [{'start_s': track['end_s'] - 6, 'end_s': track['end_s'] + 6} for track in tracks[:-1]],
        'explanation': 'It was brought to the target with one gain, and its peaks were held below the ceiling.',
        'tolerance': verdicts({'integrated_lufs': -14.0, 'true_peak_dbtp': -1.0}, -14.0, -1.0),
        'warnings': [],
        'standards': ['ITU-R BS.1770-5'],
    }  # fmt: skip


@pytest.mark.parametrize(('tracks', 'pages'), [(20, 1), (45, 2), (110, 3)])
def test_a_tracklist_stays_on_the_page_or_gets_one_of_its_own(browser: Browser, tracks: int, pages: int) -> None:
    count = round(180 * tracks * 100)
    energy = np.random.default_rng(1).random(count).astype(np.float32)
    curves = Curves.of(energy, np.zeros((3, count), np.int8), 44_100, energy)
    timeline = Timeline(180.0 * tracks, curves, curves, np.full(count // 10, 150, np.int16))
    shown = browser.new_page()
    shown.set_content(page_of(told(tracks), timeline))
    printed = shown.pdf(format='A4', prefer_css_page_size=True)
    assert len(re.findall(rb'/Type\s*/Page\b', printed)) == pages
    assert shown.locator('.tracks li').count() == tracks
    if folder := os.environ.get('PICTURES'):
        shown.set_viewport_size({'width': 800, 'height': 1130})
        shown.screenshot(path=f'{folder}/report-{tracks}.png', full_page=True)
    shown.close()


@pytest.mark.parametrize('width', [390, 1440])
def test_the_words_of_the_picture_can_be_read_on_any_screen(browser: Browser, width: int) -> None:
    energy = np.random.default_rng(1).random(6_000).astype(np.float32)
    curves = Curves.of(energy, np.zeros((3, 6_000), np.int8), 44_100, energy)
    shown = browser.new_page(viewport={'width': width, 'height': 844})
    shown.set_content(page_of(told(20), Timeline(60.0, curves, curves, np.full(600, 150, np.int16))))
    words = shown.locator('svg text, .legend')
    assert words.count() == 4
    assert shown.evaluate('document.documentElement.scrollWidth') <= width
    for one in words.all():
        box = one.bounding_box()
        assert box
        assert box['height'] >= 11
        assert 0 <= box['x'] <= box['x'] + box['width'] <= width
    shown.close()


@pytest.mark.nightly
def test_the_report_prints_on_one_page_and_loads_nothing_else(page: Page, tmp_path: Path) -> None:
    level = Level(page)
    level.level(write_mix(tmp_path / 'printed.wav', 8))
    page.goto(job_path(level.card('printed').first))
    address = page.get_by_test_id('report').get_attribute('href') or ''
    page.goto('about:blank')  # the job's page asks for its curves at any time
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    page.goto(address)
    assert page.locator('h1').inner_text() == 'printed.wav'
    assert len({url for url in asked if not url.endswith('favicon.ico')}) == 1
    printed = page.pdf(format='A4', prefer_css_page_size=True)
    assert len(re.findall(rb'/Type\s*/Page\b', printed)) == 1
    told = page.request.get(f'{address}/report.json')
    assert told.json()['verdict'] == 'on_target'
    assert 'report.json' in told.headers['content-disposition']
