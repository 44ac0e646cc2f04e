"""Uploads to a real server by another client, and over connections that break, hang, or end with the server."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient
from tusclient.storage import filestorage

from app.api.uploads import SILENCE_S
from tests.servers import LevelMix, serving
from tests.sites import Sites
from tests.waiting import until

pytestmark = pytest.mark.slow
MIB = 1024 * 1024
storage_in: Any = filestorage.FileStorage
TUS = {'Tus-Resumable': '1.0.0'}


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    with sites.lent(embedded_worker='false') as server:
        yield server


def created(site: LevelMix, size: int) -> str:
    """The path of a new upload."""
    headers = TUS | {'Upload-Length': str(size)}
    request = urllib.request.Request(f'{site.url}/files/uploads', method='POST', headers=headers)
    with urllib.request.urlopen(request, timeout=90) as answer:
        return str(answer.headers['Location'])


def offset(site: LevelMix, place: str) -> int:
    """How much has arrived; a client asks again if another request holds the upload, because that one lets go."""
    request, deadline = urllib.request.Request(site.url + place, method='HEAD', headers=TUS), time.monotonic() + 25
    while True:
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return int(answer.headers['Upload-Offset'])
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 423 or time.monotonic() > deadline:
                raise


def sending(site: LevelMix, place: str, size: int, content: bytes) -> socket.socket:
    """A connection that has announced `size` bytes and sent `content`."""
    line = socket.create_connection(('127.0.0.1', site.port), timeout=90)
    head = (
        f'PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n'
        f'Content-Type: application/offset+octet-stream\r\nContent-Length: {size}\r\n\r\n'
    )
    line.sendall(head.encode() + content)
    return line


def stored(site: LevelMix, place: str) -> bytes:
    (file,) = (site.data_dir / 'files' / 'originals').glob(f'{place.rpartition("/")[2]}.*')
    return file.read_bytes()


def part(site: LevelMix, place: str) -> Path:
    return site.data_dir / 'incoming' / place.rpartition('/')[2]


@pytest.mark.nightly
@pytest.mark.filterwarnings('ignore:unclosed file:ResourceWarning')  # that warning comes from tuspy
def test_tuspy_goes_on_after_the_server_was_killed(site: LevelMix, tmp_path: Path) -> None:
    content = os.urandom(5 * MIB + 123)
    mix = tmp_path / 'mix.wav'
    mix.write_bytes(content)
    with closing(storage_in(str(tmp_path / 'urls'))) as memory:

        def uploader(**options: object) -> Any:
            known = {'metadata': {'filename': 'mix.wav'}, 'store_url': True, 'url_storage': memory}
            client = TusClient(f'{site.url}/files/uploads')
            return client.uploader(str(mix), chunk_size=MIB, retries=2, retry_delay=1, **known, **options)

        uploader(upload_checksum=True).upload(stop_at=2 * MIB)
        site.restart(signal.SIGKILL)
        again = uploader()
        assert again.offset == 2 * MIB
        again.upload()
        place = '/' + again.url.split('/', 3)[3]
    assert stored(site, place) == content
    assert not part(site, place).exists()
    whole = urllib.request.Request(site.url + place, method='DELETE', headers=TUS)
    with urllib.request.urlopen(whole, timeout=90) as answer:
        assert answer.status == 204


def has_come(site: LevelMix, place: str, size: int) -> None:
    until(lambda: part(site, place).stat().st_size == size, seconds=120, what=f'{size} bytes to come')


@pytest.mark.nightly
def test_a_connection_that_hangs_makes_room_for_the_next_one_also_on_another_server(
    site: LevelMix, tmp_path: Path
) -> None:
    with serving(site.data_dir, embedded_worker='false') as replica:
        for asked in (site, replica):
            place, content = created(site, 1000), os.urandom(1000)
            with sending(site, place, 1000, content[:600]) as hanging:
                has_come(site, place, 600)
                assert offset(asked, place) == 600
                assert b' 423 ' in hanging.recv(100)
            headers = TUS | {'Upload-Offset': '600', 'Content-Type': 'application/offset+octet-stream'}
            rest = urllib.request.Request(asked.url + place, content[600:], headers, method='PATCH')
            with urllib.request.urlopen(rest, timeout=90) as answer:
                assert answer.headers['Upload-Offset'] == '1000'
            assert stored(site, place) == content


@pytest.mark.nightly
def test_a_server_that_stops_waits_for_nobody_for_long_and_keeps_what_came(tmp_path: Path) -> None:
    with serving(tmp_path / 'site') as server:
        place = created(server, 1_000_000)
        with sending(server, place, 1_000_000, b'x' * 1000):
            has_come(server, place, 1000)
            started = time.monotonic()
            server.end()
        assert time.monotonic() - started < SILENCE_S, 'it did not wait until the connection counts as dead'
        server.restart()
        assert offset(server, place) == 1000
        assert 'Traceback' not in server.log


def test_a_connection_that_breaks_leaves_what_it_brought(site: LevelMix) -> None:
    place = created(site, 3 * MIB)
    sending(site, place, 3 * MIB, b'x' * (2 * MIB + 5)).close()
    has_come(site, place, 2 * MIB + 5)
    assert offset(site, place) == 2 * MIB + 5
