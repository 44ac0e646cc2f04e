"""The tus protocol as its text demands it: statuses, headers, and every way to get it wrong."""

import base64
import hashlib
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import api, uploads
from app.config import MIB
from app.db import reading
from models import Upload
from models.types import utc_now

PLACE = '/files/uploads'
TUS = {'Tus-Resumable': '1.0.0'}
BYTES = TUS | {'Content-Type': 'application/offset+octet-stream'}


def encoded(text: bytes | str) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@pytest.fixture
def client(owner: str) -> TestClient:
    return TestClient(api.create())


def begin(client: TestClient, size: int, **headers: str) -> httpx2.Response:
    return client.post(PLACE, headers=TUS | {'Upload-Length': str(size)} | headers)


def sent(client: TestClient, place: str, offset: int, content: bytes, **headers: str) -> httpx2.Response:
    return client.patch(place, content=content, headers=BYTES | {'Upload-Offset': str(offset)} | headers)


def how_much(client: TestClient, place: str) -> int:
    answer = client.head(place, headers=TUS)
    assert answer.status_code == 200
    return int(answer.headers['Upload-Offset'])


def test_the_server_says_what_it_can(client: TestClient) -> None:
    answer = client.options(PLACE)
    assert answer.status_code == 204
    assert answer.headers['Tus-Version'] == '1.0.0'
    assert set(answer.headers['Tus-Extension'].split(',')) == {
        'creation', 'creation-with-upload', 'termination', 'checksum', 'expiration',
    }  # fmt: skip
    assert int(answer.headers['Tus-Max-Size']) == 4096 * MIB
    assert 'sha1' in answer.headers['Tus-Checksum-Algorithm'].split(',')


def test_a_file_in_three_pieces(client: TestClient, owner: str) -> None:
    metadata = f'filename {encoded("Köln – été.wav")},is_confidential'
    made = begin(client, 9, **{'Upload-Metadata': metadata})
    assert made.status_code == 201
    place = made.headers['Location']
    assert place.startswith(f'{PLACE}/')
    for offset, piece in ((0, b'abc'), (3, b'def')):
        assert how_much(client, place) == offset
        answer = sent(client, place, offset, piece)
        assert (answer.status_code, answer.headers['Upload-Offset']) == (204, str(offset + 3))
        assert parsedate_to_datetime(answer.headers['Upload-Expires']) > utc_now()
    assert sent(client, place, 3, b'xyz').status_code == 409
    assert sent(client, place, 6, b'ghi').headers['Upload-Offset'] == '9'
    whole = client.head(place, headers=TUS)
    assert (whole.headers['Upload-Offset'], whole.headers['Upload-Length']) == ('9', '9')
    assert whole.headers['Upload-Metadata'] == metadata
    assert whole.headers['Cache-Control'] == 'no-store'
    upload = uploads.get(owner, place.rpartition('/')[2])
    assert (upload.filename, upload.content_hash) == ('Köln – été.wav', hashlib.sha256(b'abcdefghi').hexdigest())
    assert 'LevelMix-Upload' not in whole.headers
    again = client.post(
        PLACE, content=b'abcdefghi', headers=BYTES | {'Upload-Length': '9', 'Upload-Metadata': metadata}
    )
    assert (again.status_code, again.headers['Upload-Offset']) == (201, '9')
    assert again.headers['LevelMix-Upload'] == 'known'


def test_a_whole_file_with_its_creation_and_behind_a_path(client: TestClient, owner: str) -> None:
    headers = BYTES | {'Upload-Length': '5', 'Upload-Metadata': f'filename {encoded("a.wav")}'}
    for prefix, start in (('/mix', '/mix/files/'), ('//evil.example', '/files/'), ('', '/files/')):
        made = client.post(PLACE, content=b'music', headers=headers | {'X-Forwarded-Prefix': prefix})
        assert made.headers['Location'].startswith(start)
        assert uploads.get(owner, made.json()['id']).size_bytes == 5


def test_an_upload_can_be_ended_at_any_time(client: TestClient) -> None:
    for piece in (b'', b'abc', b'abcdefghi'):
        place = begin(client, 9).headers['Location']
        if piece:
            sent(client, place, 0, piece)
        assert client.delete(place, headers=TUS).status_code == 204
        for answer in (client.head(place, headers=TUS), sent(client, place, len(piece), b'x')):
            assert answer.status_code == 404
        assert client.delete(place, headers=TUS).status_code == 404


@pytest.mark.parametrize('algorithm', ['sha1', 'sha256', 'md5'])
def test_bytes_that_do_not_match_their_checksum_are_refused_and_forgotten(client: TestClient, algorithm: str) -> None:
    place = begin(client, 6).headers['Location']
    right = f'{algorithm} {encoded(hashlib.new(algorithm, b"abc").digest())}'
    assert sent(client, place, 0, b'abX', **{'Upload-Checksum': right}).status_code == 460
    assert how_much(client, place) == 0
    assert sent(client, place, 0, b'abc', **{'Upload-Checksum': right}).headers['Upload-Offset'] == '3'
    for wrong in ('crc32 AAAA', f'{algorithm} !!!', algorithm):
        assert sent(client, place, 3, b'def', **{'Upload-Checksum': wrong}).status_code in (400, 460)
    assert how_much(client, place) == 3
    made = client.post(PLACE, content=b'abX', headers=BYTES | {'Upload-Length': '3', 'Upload-Checksum': right})
    assert made.status_code == 460


def test_a_creation_that_fails_leaves_nothing_that_counts(client: TestClient, owner: str, data_dir: Path) -> None:
    """Nobody has heard the address of such an upload, so nobody can go on with it or end it."""
    wrong = {'Upload-Checksum': f'sha1 {encoded(hashlib.sha1(b"x").digest())}'}
    for content, more, status in ((b'abX', wrong, 460), (b'abcd', {}, 413)):
        made = client.post(PLACE, content=content, headers=BYTES | {'Upload-Length': '3'} | more)
        assert made.status_code == status
    with reading() as session:
        assert session.exec(select(Upload)).all() == []
    assert list((data_dir / 'incoming').iterdir()) == []


def test_a_client_without_patch_says_what_it_means(client: TestClient) -> None:
    place = begin(client, 6).headers['Location']
    meant = BYTES | {'X-HTTP-Method-Override': 'PATCH', 'Upload-Offset': '0'}
    assert client.post(place, content=b'abc', headers=meant).headers['Upload-Offset'] == '3'
    assert client.post(place, headers=TUS | {'X-HTTP-Method-Override': 'DELETE'}).status_code == 204
    assert client.head(place, headers=TUS).status_code == 404


@pytest.mark.parametrize(
    ('headers', 'status'),
    [
        ({'Upload-Length': '9'}, 412),
        ({'Tus-Resumable': '0.2.2', 'Upload-Length': '9'}, 412),
        (TUS, 400),
        (TUS | {'Upload-Length': '-1'}, 400),
        (TUS | {'Upload-Length': '9' * 30}, 400),
        (TUS | {'Upload-Length': '0'}, 400),
        (TUS | {'Upload-Length': str(5000 * MIB)}, 413),
        (TUS | {'Upload-Defer-Length': '1'}, 400),
        (TUS | {'Upload-Length': '9', 'Upload-Concat': 'partial'}, 400),
        (TUS | {'Upload-Length': '9', 'Upload-Metadata': 'filename not-base64!'}, 400),
        (TUS | {'Upload-Length': '9', 'Upload-Metadata': 'x ' + 'A' * 5000}, 400),
    ],
)
def test_what_cannot_begin(client: TestClient, headers: dict[str, str], status: int) -> None:
    answer = client.post(PLACE, headers=headers)
    assert answer.status_code == status
    assert answer.json()['error'].endswith('.')
    assert answer.headers['Tus-Resumable'] == '1.0.0'
    assert answer.headers.get('Tus-Version') == ('1.0.0' if status == 412 else None)


def test_what_cannot_go_on(client: TestClient) -> None:
    place = begin(client, 6).headers['Location']
    assert client.patch(place, content=b'abc', headers=TUS | {'Upload-Offset': '0'}).status_code == 415
    assert client.patch(place, content=b'abc', headers=BYTES).status_code == 400
    assert sent(client, place, 0, b'abcdefgh').status_code == 413
    assert (
        client.patch(place, content=b'abc', headers=BYTES | {'Upload-Offset': '0', 'Tus-Resumable': ''}).status_code
        == 412
    )
    assert how_much(client, place) == 0, 'and nothing of all that counts'
