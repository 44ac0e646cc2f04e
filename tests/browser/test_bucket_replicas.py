"""Files that go straight to a bucket of an installation with several web servers."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screens import FINISHED, PATIENCE_MS, Level, full_speed, moved, slow_uploads
from tests.browser.test_bucket import content, keys, part_of, unfinished
from tests.browser.test_replicas import replica
from tests.house import house
from tests.places import free_port
from tests.s3_servers import swift
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def test_a_file_on_its_way_to_the_bucket_outlives_the_server_that_began_it(browser: Browser, tmp_path: Path) -> None:
    """No part of it is on a web server: the other one signs the rest, and nothing is sent twice."""
    port = free_port()
    folder = tmp_path / 's3'
    folder.mkdir()
    with (
        swift(folder, origins=f'http://127.0.0.1:{port}') as service,
        house(
            tmp_path, service.settings(bucket := service.new_bucket()) | {'s3_direct': 'true'}, workers=1, port=port
        ) as home,
    ):
        page = browser.new_context(base_url=home.proxy.url).new_page()
        parts: list[int] = []
        page.on('request', lambda request: parts.extend(part_of(request)))
        page.on('dialog', lambda dialog: dialog.dismiss())  # leave the page? no
        page.goto('/')
        level = Level(page)
        mix = write_mix(tmp_path / 'straight.wav', 150)
        slow = slow_uploads(page, 1_000_000)
        level.drop(mix)
        level.choose('Spotify')
        level.start()
        row = level.upload(mix.name)
        expect(row).to_contain_text('starts by itself')  # the choice has reached the page
        moved(page, row, 30)
        dies = replica(page)
        home.webs['ab'.index(dies)].end(signal.SIGKILL)
        full_speed(slow)
        expect(level.card(mix.name)).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
        expect(level.card(mix.name)).to_have_attribute('data-status', 'completed')
        assert replica(page) != dies
        assert sorted(parts) == [1, 2, 3, 4], 'each was sent once'
        assert [content(service, bucket, key) for key in keys(service, bucket, 'originals')] == [mix.read_bytes()]
        assert unfinished(service, bucket) == []
        page.context.close()
