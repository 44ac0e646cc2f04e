"""The main job where files lie in a bucket of a real S3 service: drop, level, listen, report, download, delete."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import PATIENCE_MS, Level, job_path
from tests.browser.test_main_story import loudness
from tests.s3_servers import Service, swift
from tests.servers import LevelMix, serving
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module')
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """An empty bucket of a real service."""
    with swift(tmp_path_factory.mktemp('swift')) as service:
        yield service, service.new_bucket()


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory, bucket: tuple[Service, str]) -> Iterator[LevelMix]:
    service, name = bucket
    with serving(tmp_path_factory.mktemp('site') / 'data', **service.settings(name)) as server:
        yield server


def test_a_mix_is_levelled_heard_and_downloaded_from_the_bucket(
    visit: Callable[..., Page], site: LevelMix, bucket: tuple[Service, str], tmp_path: Path
) -> None:
    page = visit('/')
    level = Level(page)
    level.level(write_mix(tmp_path / 'Köln.wav', 100))  # large enough to travel in parts
    path = job_path(level.card('Köln').first)

    page.goto(path)
    page.get_by_test_id('play').click()
    expect(page.get_by_test_id('player')).to_have_attribute('data-playing', 'true', timeout=PATIENCE_MS)
    page.keyboard.press('x')
    expect(page.get_by_test_id('player')).to_have_attribute('data-heard', 'original')

    with page.expect_download() as download:
        page.get_by_test_id('download').click()
    assert download.value.suggested_filename == 'Köln (LevelMix -14 LUFS).wav'
    assert not download.value.url.startswith(site.url), 'it comes from the bucket'
    download.value.save_as(tmp_path / 'result.wav')
    assert loudness(tmp_path / 'result.wav') == pytest.approx(-14.0, abs=0.1)

    there = {'originals', 'results', 'timelines', 'analyses', 'previews'}
    until(lambda: files_of(bucket) >= there, seconds=60, what=lambda: f'{there} in the bucket: {files_of(bucket)}')
    until(lambda: left(site) == [], seconds=60, what=lambda: f'nothing to be left here: {left(site)}')

    page.get_by_test_id('delete').click()
    level.answer(True)
    expect(page.get_by_test_id('problem')).to_be_visible()
    until(lambda: files_of(bucket) == set(), seconds=60, what=lambda: f'{files_of(bucket)} to be deleted')


def left(site: LevelMix) -> list[Path]:
    """The files on this machine."""
    return [path for name in ('files', 'scratch') for path in (site.data_dir / name).rglob('*') if path.is_file()]


def files_of(bucket: tuple[Service, str]) -> set[str]:
    """The folders in the bucket in which files lie."""
    service, name = bucket
    listed = service.client().list_objects_v2(Bucket=name).get('Contents', [])
    return {found['Key'].split('/')[1] for found in listed}
