"""Downloads from whichever store: ranged, resumable, under the right name, and not twice."""

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from app import storage
from app.api.delivery import deliver, play
from tests.app.storage.test_storage import arriving

NAME = 'Köln “Live” 100% (−14 LUFS).wav'
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def get(store: str, tmp_path: Path) -> Callable[..., httpx2.Response]:
    """Asks for the one file there is, follows a link to the bucket, and tells the last answer."""
    storage.put('results/a.wav', arriving(tmp_path, CONTENT))
    server = FastAPI()

    @server.head('/download')
    @server.get('/download')
    def download(request: Request) -> Response:
        return deliver(request, 'results/a.wav', NAME)

    @server.get('/play')
    def listen(request: Request) -> Response:
        return play(request, 'results/a.wav', 'audio/aac')

    client = TestClient(server, follow_redirects=False)

    def get(path: str = '/download', method: str = 'GET', **headers: str) -> httpx2.Response:
        named = {name.replace('_', '-'): value for name, value in headers.items()}
        answer = client.request(method, path, headers=named)
        if answer.status_code == 302:
            assert answer.headers['cache-control'] == 'no-store'
            with httpx2.Client(trust_env=False) as browser:
                return browser.get(answer.headers['location'], headers=named)
        return answer

    return get


def test_a_download_comes_whole_under_its_own_name(get: Callable[..., httpx2.Response]) -> None:
    answer = get()
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers['content-type'] == 'audio/wav'
    assert get('/play').headers['accept-ranges'] == 'bytes'
    assert answer.headers['content-disposition'] == (
        'attachment; filename="K_ln _Live_ 100_ (_14 LUFS).wav"; '
        "filename*=UTF-8''K%C3%B6ln%20%E2%80%9CLive%E2%80%9D%20100%25%20%28%E2%88%9214%20LUFS%29.wav"
    )


@pytest.mark.parametrize('path', ['/download', '/play'])
@pytest.mark.parametrize(
    ('asked', 'begin', 'end'),
    [('bytes=100-199', 100, 200), ('bytes=10000-', 10000, 10240), ('bytes=-40', 10200, 10240)],
)
def test_any_part_can_be_asked_for(
    get: Callable[..., httpx2.Response], path: str, asked: str, begin: int, end: int
) -> None:
    answer = get(path, Range=asked)
    assert (answer.status_code, answer.content) == (206, CONTENT[begin:end])
    assert answer.headers['content-range'] == f'bytes {begin}-{end - 1}/10240'
    assert answer.headers['content-length'] == str(end - begin)


def test_what_lies_beyond_the_end_is_refused(get: Callable[..., httpx2.Response]) -> None:
    assert get(Range='bytes=20000-').status_code == 416
    assert get('/play', Range='bytes=20000-').status_code == 416
    assert get('/play', Range=f'bytes={"9" * 5000}-').status_code in (200, 400), 'that is no number of a byte'


def test_a_download_that_broke_off_goes_on_only_where_the_file_is_the_same(
    get: Callable[..., httpx2.Response], tmp_path: Path
) -> None:
    version = get('/play').headers['etag']
    assert get('/play', Range='bytes=10000-', If_Range=version).content == CONTENT[10000:]
    storage.put('results/a.wav', arriving(tmp_path, CONTENT[::-1]))
    again = get('/play', Range='bytes=10000-', If_Range=version)
    assert (again.status_code, again.content) == (200, CONTENT[::-1])


def test_what_the_browser_has_is_not_sent_again(get: Callable[..., httpx2.Response], tmp_path: Path) -> None:
    before = get(method='HEAD')
    version, modified = before.headers['etag'], before.headers['last-modified']
    for path in ('/download', '/play'):
        assert get(path, If_None_Match=f'"other", W/{version}').status_code == 304
        assert get(path, If_Modified_Since=modified).status_code == 304
    for nonsense in ('nonsense', 'Fri, 01 Jan 2021 00:00:00 +9999999999999'):
        assert get('/play', If_Modified_Since=nonsense).status_code == 200
    assert get('/play', If_None_Match='"other"', If_Modified_Since=modified).status_code == 200, 'the tag counts'
    storage.put('results/a.wav', arriving(tmp_path, b'other'))
    assert get(If_None_Match=version).content == b'other'


def test_what_a_download_would_be_is_told_without_it(get: Callable[..., httpx2.Response]) -> None:
    answer = get(method='HEAD')
    assert (answer.status_code, answer.content) == (200, b'')
    assert answer.headers['content-length'] == '10240'
    assert answer.headers['content-type'] == 'audio/wav'
    assert 'filename*=' in answer.headers['content-disposition']
