"""What only a bucket can do: links, parts, and trouble on the network. On moto and on a real server."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import IncompleteReadError
from moto.server import ThreadedMotoServer

from app import storage
from app.config import settings
from app.errors import NotAllowed, NotFound, StorageFailed
from app.storage import s3
from app.storage.parts import SMALLEST
from tests.app.storage.test_storage import LARGE, arriving
from tests.s3_servers import Service
from tests.servers import free_port


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by their small names, and body, as a browser gets them."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {}, error.read()


def linked(tmp_path: Path, name: str = 'Köln “Live” 100%.wav') -> str:
    storage.put('results/a.wav', arriving(tmp_path, b'0123456789'))
    address = storage.link('results/a.wav', name)
    assert address is not None
    return address


@pytest.mark.nightly('moto')
def test_a_link_downloads_ranged_under_the_right_name(service: Service, tmp_path: Path) -> None:
    status, head, body = get(linked(tmp_path))
    assert (status, body) == (200, b'0123456789')
    assert head['content-type'] == 'audio/wav'
    assert head['content-disposition'] == (
        'attachment; filename="K_ln _Live_ 100_.wav"; '
        "filename*=UTF-8''K%C3%B6ln%20%E2%80%9CLive%E2%80%9D%20100%25.wav"
    )
    status, head, body = get(linked(tmp_path), Range='bytes=4-')
    assert (status, body) == (206, b'456789')
    assert head['content-range'] == 'bytes 4-9/10'


def test_a_file_in_parts_is_stored_as_such_with_its_type(service: Service, tmp_path: Path) -> None:
    storage.put('originals/mix.flac', arriving(tmp_path, os.urandom(LARGE)))
    bucket, prefix = settings().bucket
    head = service.client().head_object(Bucket=bucket, Key=f'{prefix}originals/mix.flac')
    assert head['ETag'].strip('"').endswith('-3')
    assert head['ContentType'] == 'audio/flac'


def test_parts_arrive_in_any_order_from_here_and_by_links(service: Service) -> None:
    parts = storage.parts()
    assert parts is not None
    key, first, last = 'originals/mix.wav', os.urandom(SMALLEST), b'the end'
    upload = parts.begin(key)
    with pytest.raises(NotAllowed, match='missing'):
        parts.finish(key, upload)
    parts.put(key, upload, 2, last)
    with pytest.raises(NotAllowed, match='missing'):
        parts.finish(key, upload)
    sending = urllib.request.Request(
        parts.link(key, upload, 1, SMALLEST), first, {'Content-Type': 'audio/wav'}, method='PUT'
    )
    with urllib.request.urlopen(sending, timeout=60) as answer:
        etag = answer.headers['ETag']
    assert [(part.number, part.size) for part in parts.arrived(key, upload)] == [(1, len(first)), (2, len(last))]
    assert parts.arrived(key, upload)[0].etag.strip('"') == etag.strip('"')
    assert not storage.exists(key), 'nothing is there before it is whole'
    assert parts.finish(key, upload) == len(first) + len(last)
    assert b''.join(storage.read(key)) == first + last
    with storage.local(key) as path:
        assert path.stat().st_size == len(first) + len(last)


def test_an_upload_in_parts_that_is_dropped_is_gone(service: Service) -> None:
    parts = storage.parts()
    assert parts is not None
    upload = parts.begin('originals/mix.wav')
    parts.abort('originals/mix.wav', upload)
    parts.abort('originals/mix.wav', upload)
    with pytest.raises(NotFound, match='drop the file again'):
        parts.arrived('originals/mix.wav', upload)


def test_uploads_in_parts_that_nobody_finished_are_swept(
    real_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = storage.parts()
    assert parts is not None
    upload = parts.begin('originals/mix.wav')
    parts.put('originals/mix.wav', upload, 1, b'x')
    assert storage.remove_leftovers() == 0  # moto says that every upload began in 2010
    tomorrow = time.time() + 25 * 3600
    monkeypatch.setattr('app.storage.garbage.time.time', lambda: tomorrow)
    assert storage.remove_leftovers() == 1
    with pytest.raises(NotFound, match='drop the file again'):
        parts.put('originals/mix.wav', upload, 2, b'x')


def test_reading_goes_on_where_the_connection_broke(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(3_500_000)
    storage.put('a', arriving(tmp_path, content))
    monkeypatch.setattr('app.storage.s3.time.sleep', lambda _: None)
    breaking, opened = s3.Bucket._open, 0

    def open_badly(bucket: s3.Bucket, *asked: Any) -> Any:
        nonlocal opened
        opened += 1
        answer = breaking(bucket, *asked)
        if opened < 3:
            answer['Body'] = _Breaks(answer['Body'])
        return answer

    monkeypatch.setattr(s3.Bucket, '_open', open_badly)
    assert b''.join(storage.read('a', 10)) == content[10:]
    assert opened == 3


class _Breaks:
    """A body that ends after its first megabyte."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def iter_chunks(self, size: int) -> Iterator[bytes]:
        yield next(self._body.iter_chunks(size))
        raise IncompleteReadError(actual_bytes=size, expected_bytes=2 * size)


def test_a_copy_that_is_not_what_was_stored_is_refused(service: Service, tmp_path: Path) -> None:
    storage.put('a', arriving(tmp_path, b'as it was'))
    bucket, prefix = settings().bucket
    client = service.client()
    about = client.head_object(Bucket=bucket, Key=f'{prefix}a')['Metadata']
    client.put_object(Bucket=bucket, Key=f'{prefix}a', Body=b'as it is.', Metadata=about)
    with pytest.raises(StorageFailed, match='as it was stored'), storage.local('a'):
        pass


def test_what_this_machine_has_just_stored_does_not_travel_back(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(1000)
    fetched: list[int] = []
    storage.put('originals/a.wav', arriving(tmp_path, content), cache_locally=True)
    with storage.local('originals/a.wav', tmp_path, fetched.append) as path:
        assert (path.read_bytes(), fetched) == (content, [])
        later = time.time() + 3600
        monkeypatch.setattr('app.storage.local_cache.time.time', lambda: later)
        with storage.local('originals/a.wav', tmp_path, fetched.append) as again:
            assert again.read_bytes() == content
        assert sum(fetched) == len(content), 'half an hour later it does'
        assert path.read_bytes() == content, 'and who still reads the copy is not disturbed'
    storage.delete('originals/a.wav')
    with pytest.raises(NotFound), storage.local('originals/a.wav'):
        pass


def test_links_lead_to_where_browsers_find_the_service(
    service: Service, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('s3_public_endpoint', 'https://files.example.org')
    address = storage.link('results/a.wav', 'a.wav')
    assert address is not None
    assert address.startswith(f'https://files.example.org/{settings().bucket[0]}/mixes/results/a.wav?')


@pytest.mark.nightly('swift')
def test_a_real_server_refuses_what_is_not_signed_by_us(
    real_service: Service,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change_setting: Callable[[str, object], None],
) -> None:
    address = linked(tmp_path)
    assert get(address)[0] == 200
    path, _, query = address.partition('?')
    assert get(path)[0] in (400, 401, 403), 'without a signature'
    last = '0' if query[-1] != '0' else '1'
    forged = query[:-1] + last if 'Signature' in query.rpartition('&')[2] else query.replace('a.wav', 'b.wav')
    assert get(f'{path}?{forged}')[0] == 403
    assert get(address.replace('/a.wav?', '/b.wav?'))[0] == 403, 'for another file'
    monkeypatch.setattr(s3, 'LINK_S', 1)
    address = linked(tmp_path)
    time.sleep(2.2)
    assert get(address)[0] == 403, 'too old'
    change_setting('s3_secret_key', 'not-the-secret')
    storage.close()
    with pytest.raises(StorageFailed, match='Nothing is lost'):
        storage.exists('results/a.wav')


def test_a_service_that_is_away_is_a_sentence_and_a_worker_waits_for_it(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change_setting: Callable[[str, object], None]
) -> None:
    port = free_port()
    service = Service(f'http://127.0.0.1:{port}', 'a', 'b')
    for name, value in service.settings('levelmix-away').items():
        monkeypatch.setenv(f'LEVELMIX_{name.upper()}', value)
    change_setting('min_free_disk_mb', 0)
    monkeypatch.setattr('app.storage.s3_client.CONFIG', s3_quickly())
    with pytest.raises(StorageFailed, match='try again in a minute'):
        storage.exists('results/a.wav')

    server = ThreadedMotoServer(ip_address='127.0.0.1', port=port, verbose=False)
    waits: list[int] = []

    def come_back(moved: int) -> None:
        waits.append(moved)
        if len(waits) == 1:
            server.start()
            service.client().create_bucket(Bucket='levelmix-away')

    try:
        storage.put('results/a.wav', arriving(tmp_path, b'x'), come_back)
        assert storage.exists('results/a.wav')
    finally:
        server.stop()
        storage.close()


def s3_quickly() -> Any:
    """As we ask, without the patience."""
    from app.storage.s3_client import CONFIG

    return CONFIG.merge(type(CONFIG)(retries={'total_max_attempts': 1}, connect_timeout=2))
