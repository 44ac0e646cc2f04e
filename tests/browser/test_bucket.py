"""Files in a bucket of a real S3 service: the main job, and files that go there straight from the browser."""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.screens import PATIENCE_MS, Level, full_speed, job_path, moved, slow_uploads
from tests.browser.test_main_story import loudness
from tests.cutting import Proxy, passing_on
from tests.s3_servers import Service, swift
from tests.servers import LevelMix, free_port, serving
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope='module')
def port() -> int:
    """The port of the site whose pages may send to the bucket, which must know it before the site starts."""
    return free_port()


@pytest.fixture(scope='module')
def bucket(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[tuple[Service, str]]:
    """An empty bucket of a real service."""
    with swift(tmp_path_factory.mktemp('swift'), origins=f'http://127.0.0.1:{port}') as service:
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
    mix = write_mix(tmp_path / 'Köln.wav', 100)  # large enough to be sent in parts
    begun_in_parts(page, mix)
    asked: list[tuple[str, str]] = []
    page.on('request', lambda request: asked.append((request.method, request.url.removeprefix(site.url))))
    level.level(mix)
    straight = [(method, path) for method, path in asked if path.startswith('/files/parts')]
    assert straight == [('DELETE', '/files/parts/begun')], 'pages do not talk to the bucket here'
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

    there = {'originals', 'leveling/result', 'timelines', 'analyses', 'leveling/preview'}
    until(lambda: files_of(bucket) >= there, seconds=120, what=lambda: f'{there} in the bucket: {files_of(bucket)}')
    until(lambda: left(site) == [], seconds=120, what=lambda: f'nothing to be left here: {left(site)}')

    page.get_by_test_id('delete').click()
    level.answer(True)
    expect(page.get_by_test_id('problem')).to_be_visible()
    until(lambda: files_of(bucket) == set(), seconds=120, what=lambda: f'{files_of(bucket)} to be deleted')


def left(site: LevelMix) -> list[Path]:
    """The files on this machine, even while jobs remove their folders."""
    walks = (os.walk(site.data_dir / name) for name in ('files', 'scratch'))
    return [Path(folder) / name for walk in walks for folder, _, names in walk for name in names]


def test_a_mix_goes_straight_to_the_bucket_over_a_line_that_breaks(
    browser: Browser, bucket: tuple[Service, str], port: int, tmp_path: Path
) -> None:
    """Paused, reloaded, cut and continued: every part is sent once, and none to the server."""
    service, name = bucket[0], bucket[0].new_bucket()
    mix, other = write_mix(tmp_path / 'straight.wav', 150), write_mix(tmp_path / 'other.wav', 10, seed=8)
    with (
        passing_on(int(service.endpoint.rpartition(':')[2])) as line,
        serving(
            tmp_path / 'straight', port=port, s3_direct='true', s3_public_endpoint=line.url, **service.settings(name)
        ) as site,
    ):
        page = browser.new_context(base_url=site.url).new_page()
        parts: list[int] = []
        page.on('request', lambda request: parts.extend(part_of(request)))
        page.on('dialog', lambda dialog: dialog.accept())
        page.goto('/')
        level = Level(page)
        slow = slow_uploads(page, 1_200_000)
        level.drop(mix)
        row = level.upload(mix.name)
        moved(page, row, 70)  # of the four parts, two at a time
        row.get_by_test_id('upload-pause').click()
        expect(row).to_contain_text('paused')

        page.reload()
        expect(page.get_by_test_id('unfinished')).to_contain_text('% of 25.2 MB are here')
        here = arrived(service, name)
        assert here
        del parts[:]
        level.drop(mix)
        moved(page, row, 70)
        until_sent_again(page, line, parts)
        full_speed(slow)
        level.choose('Spotify')
        level.start()
        expect(level.card(mix.name)).to_have_attribute('data-status', 'completed', timeout=PATIENCE_MS)
        assert set(parts) == {1, 2, 3, 4} - here, 'what had arrived was not sent again'
        assert [content(service, name, key) for key in keys(service, name, 'originals')] == [mix.read_bytes()]
        assert not (site.data_dir / 'incoming').exists() or not list((site.data_dir / 'incoming').iterdir())

        known_again_and_cancelled(page, other, service, name)
        goes_by_the_server(browser, other, port, line.url)
        assert unfinished(service, name) == []
        page.context.close()


def until_sent_again(page: Page, line: Proxy, parts: list[int]) -> None:
    """Cut the line again and again: the browser itself repeats after the first cut, our page after the next."""
    patience = time.monotonic() + 120
    while len(parts) == len(set(parts)):
        line.cut()
        page.wait_for_timeout(100)
        assert time.monotonic() < patience, f'of {parts} no part was sent again'


def known_again_and_cancelled(page: Page, other: Path, service: Service, name: str) -> None:
    """A file that is there already is recognised by its bytes; one that is cancelled leaves nothing in the bucket."""
    level = Level(page)
    rows = level.upload(other.name)
    for text in ('uploaded', 'was here already'):
        level.drop(other)
        expect(rows.last).to_contain_text(text, timeout=PATIENCE_MS)
    slow_uploads(page, 50_000)
    level.drop(other)
    moved(page, rows.nth(2), 1)
    rows.nth(2).get_by_test_id('upload-remove').click()
    until(lambda: unfinished(service, name) == [], seconds=120, what='the bucket to forget what was cancelled')
    assert len(keys(service, name, 'originals')) == 2


def goes_by_the_server(browser: Browser, other: Path, port: int, bucket_url: str) -> None:
    """A page of an origin that the bucket does not know sends to the server instead."""
    stranger = browser.new_context(base_url=f'http://localhost:{port}').new_page()
    told: list[str] = []
    stranger.on('console', lambda message: told.append(message.text))
    asked: list[str] = []
    stranger.on('request', lambda request: asked.append(request.url.removeprefix(f'http://localhost:{port}')))
    stranger.goto('/')
    Level(stranger).drop(other)
    expect(Level(stranger).upload(other.name)).to_have_attribute('data-state', 'ready', timeout=PATIENCE_MS)
    assert any('blocked by CORS policy' in text and bucket_url in text for text in told)
    assert '/files/uploads' in asked, 'it went by the server instead'
    stranger.context.close()


def begun_in_parts(page: Page, path: Path) -> None:
    """Let the page remember a file that was partly sent straight to the bucket, which the admin has ended since."""
    about = {'name': path.name, 'size': path.stat().st_size, 'modified': path.stat().st_mtime_ns // 1_000_000}
    note = about | {'url': page.url + 'files/parts/begun', 'sent': 1_000_000, 'tab': 'another', 'alive': 0}
    page.evaluate('notes => localStorage.setItem("levelmix.unfinished.local", notes)', json.dumps([note]))
    page.reload()
    expect(page.get_by_test_id('unfinished')).to_contain_text(path.name)


def part_of(request: Request) -> list[int]:
    """Which part a request brings to the bucket."""
    number = re.search(r'partNumber=(\d+)', request.url) if request.method == 'PUT' else None
    return [int(number[1])] if number else []


def keys(service: Service, bucket: str, folder: str) -> list[str]:
    listed = service.client().list_objects_v2(Bucket=bucket, Prefix=f'mixes/{folder}/').get('Contents', [])
    return [found['Key'] for found in listed]


def content(service: Service, bucket: str, key: str) -> bytes:
    return service.client().get_object(Bucket=bucket, Key=key)['Body'].read()


def arrived(service: Service, bucket: str) -> set[int]:
    """The numbers of the parts that the bucket has of the one file that is being sent."""
    (coming,) = service.client().list_multipart_uploads(Bucket=bucket)['Uploads']
    listed = service.client().list_parts(Bucket=bucket, Key=coming['Key'], UploadId=coming['UploadId'])
    return {part['PartNumber'] for part in listed.get('Parts', [])}


def unfinished(service: Service, bucket: str) -> list[str]:
    """The uploads that the bucket knows to be unfinished."""
    listed = service.client().list_multipart_uploads(Bucket=bucket).get('Uploads', [])
    return [found['Key'] for found in listed]


def files_of(bucket: tuple[Service, str]) -> set[str]:
    """The folders in the bucket that have files."""
    service, name = bucket
    listed = service.client().list_objects_v2(Bucket=name).get('Contents', [])
    return {'/'.join(found['Key'].split('/')[1:-1]) for found in listed}
