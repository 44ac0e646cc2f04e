"""The main job: a person drops a mix, chooses Spotify, watches true progress, and downloads a file at the target."""

import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
import soundfile
from playwright.sync_api import Page, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, job_path
from tests.sounds import write_mix

pytestmark = pytest.mark.browser

SHARED = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[3] / 'shared')) / 'audio'
REAL = {
    'mp3': SHARED / 'mix' / 'mix-dev-5min.mp3',
    'm4a': SHARED / 'real' / 'crystan-geosphere04-25s.m4a',
    'flac': SHARED / 'real' / 'maxstack-enemy-unknown-12s-24bit-96k.flac',
}


def mix(kind: str, folder: Path) -> Path:
    """The real file if the shared folder is there, else one of the same kind made here."""
    if REAL[kind].exists():
        return REAL[kind]
    if kind == 'm4a':
        return _as_m4a(write_mix(folder / 'source.wav', 25), folder / 'stand-in.m4a')
    return write_mix(folder / f'stand-in.{kind}', {'mp3': 300, 'flac': 12}[kind], subtype={'flac': 'PCM_24'}.get(kind))


def _as_m4a(source: Path, target: Path) -> Path:
    with av.open(str(source)) as reading, av.open(str(target), 'w') as writing:
        stream = writing.add_stream('aac', rate=44_100, layout='stereo', bit_rate=256_000)
        for frame in reading.decode(audio=0):
            frame.pts = None
            writing.mux(stream.encode(frame))
        writing.mux(stream.encode(None))
    return target


def loudness(path: Path) -> float:
    """Integrated loudness by another meter than ours, on samples from another decoder if possible."""
    if path.suffix == '.m4a':
        with av.open(str(path)) as container:
            rate = container.streams.audio[0].rate
            resampler = av.AudioResampler(format='flt', layout='stereo')
            blocks = [b.to_ndarray() for f in container.decode(audio=0) for b in resampler.resample(f)]
        samples = np.concatenate(blocks, axis=1).reshape(-1, 2)
    else:
        samples, rate = soundfile.read(path)
    return float(pyloudnorm.Meter(rate, filter_class='DeMan').integrated_loudness(samples))


@pytest.mark.nightly
def test_the_downloads_name_survives_quotes_and_emoji(page: Page, tmp_path: Path) -> None:
    source = write_mix(tmp_path / '🎧 Köln\'s "best" 100%.wav', 4)
    level = Level(page)
    level.level(source)
    with page.expect_download() as arriving:
        level.card('Köln').get_by_test_id('download').click()
    assert arriving.value.suggested_filename.startswith("🎧 Köln's ")
    assert arriving.value.suggested_filename.endswith('100% (LevelMix -14 LUFS).wav')


def test_a_broken_download_goes_on_where_it_stopped(page: Page, tmp_path: Path) -> None:
    source = write_mix(tmp_path / 'ranged.wav', 4)
    level = Level(page)
    level.level(source)
    href = level.card('ranged').get_by_test_id('download').get_attribute('href')
    assert href is not None
    whole = page.request.get(href)
    part = page.request.get(href, headers={'Range': 'bytes=1000-1999', 'If-Range': whole.headers['etag']})
    assert (part.status, part.body()) == (206, whole.body()[1000:2000])
    assert whole.headers['content-type'] == 'audio/wav'


@pytest.mark.nightly('m4a', 'flac')
@pytest.mark.parametrize('kind', ['mp3', 'm4a', 'flac'])
def test_drop_a_mix_choose_spotify_watch_and_download(page: Page, tmp_path: Path, kind: str) -> None:
    source = mix(kind, tmp_path)
    level = Level(page)
    level.drop(source)
    level.choose('Spotify')
    seen = watch_progress(page)
    level.start()
    card = level.card(source.name).first
    expect(card).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(card).to_have_attribute('data-status', 'completed')
    if kind == 'mp3':
        assert len(set(seen())) >= 5, 'the bar moves'
        assert seen() == sorted(seen()), 'and never back'

    page.goto(job_path(card))
    with page.expect_download() as arriving:
        page.get_by_test_id('download').click()
    assert arriving.value.suggested_filename == f'{source.stem} (LevelMix -14 LUFS){source.suffix}'
    result = tmp_path / f'result{source.suffix}'
    arriving.value.save_as(result)
    assert loudness(result) == pytest.approx(-14.0, abs=0.3)
    if kind == 'flac':
        before, after = soundfile.info(source), soundfile.info(result)
        assert (after.subtype, after.samplerate, after.frames) == (before.subtype, before.samplerate, before.frames)


def watch_progress(page: Page) -> Callable[[], list[int]]:
    """Note every value that any progress bar of a job shows from now on."""
    page.evaluate("""() => {
        window.seenProgress = [];
        new MutationObserver(() => {
            const bar = document.querySelector('[data-testid="job-card"] [role=progressbar]');
            const value = bar && Number(bar.getAttribute('aria-valuenow'));
            if (bar && value !== window.seenProgress.at(-1)) window.seenProgress.push(value);
        }).observe(document.body, {subtree: true, childList: true, attributes: true});
    }""")
    return lambda: list(page.evaluate('window.seenProgress'))
