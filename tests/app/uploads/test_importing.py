"""A file that the server fetches: an upload like any other, within the same limits, and from nowhere inside."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import wait
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app import areas, uploads
from app.db import reading, transaction
from app.errors import AddressRefused, NotAllowed, NotFound
from app.uploads import importing
from models import Upload, UploadImport
from models.types import utc_now
from tests.app.accounts_support import person
from tests.receivers import Asked, Receiver, receiver, resolved
from tests.waiting import until

SOUND = bytes(range(256)) * 4000
HOST = 'files.example.org'


@pytest.fixture
def there(
    owner: str, change_setting: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Receiver]:
    """A server with a file, from which files may be fetched."""
    change_setting('outbound_allow', HOST)
    change_setting('import_by_url', 'true')
    resolved(monkeypatch, files__example__org='127.0.0.1')
    with receiver() as made:
        made.answers = lambda asked: (200, {'Content-Type': 'audio/wav'}, SOUND)
        yield made


def fetch() -> int:
    """Fetch what is due, and wait for it."""
    under_way = importing.fetch_due()
    done, _ = wait(under_way, timeout=30)
    for one in done:
        one.result()
    return len(under_way)


def later() -> None:
    """The pauses are over."""
    with transaction() as session:
        for row in session.exec(select(UploadImport).where(col(UploadImport.next_attempt_at).is_not(None))):
            row.next_attempt_at = utc_now() - timedelta(seconds=1)


def row(upload_id: str) -> Upload:
    with reading() as session:
        return session.get_one(Upload, upload_id)


def test_a_file_comes_and_is_an_upload_like_any_other(owner: str, there: Receiver) -> None:
    made = importing.begin(owner, there.url('/mixes/Friday%20night.wav?key=secret', HOST))
    assert [one.id for one in importing.mine(owner)] == [made.id]
    assert fetch() == 1
    upload = uploads.get(owner, made.id)
    assert (upload.filename, upload.size_bytes) == ('Friday night.wav', len(SOUND))
    assert importing.mine(owner) == [], 'its address is forgotten'
    assert 'range' not in there.asked[0].headers
    assert fetch() == 0


def test_the_job_that_was_chosen_is_made_when_it_is_there(
    owner: str, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_of: list[tuple[str, Mapping[str, Any]]] = []

    def make(user_id: str, upload_id: str, choice: Mapping[str, Any]) -> str:
        made_of.append((upload_id, choice))
        return upload_id

    monkeypatch.setitem(areas._areas, 'test', areas.Area('test', 'Tests', on_upload=make, accepts=frozenset({'.wav'})))
    made = importing.begin(owner, there.url('/mix.wav', HOST), ('test', '{"loud": true}'))
    fetch()
    assert made_of == [(made.id, {'loud': True})]


def test_what_breaks_off_goes_on_where_it_was(owner: str, there: Receiver) -> None:
    half = len(SOUND) // 2

    def answers(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if 'range' not in asked.headers:
            return 200, {'ETag': '"one"', 'Content-Length': str(len(SOUND)), 'Connection': 'close'}, SOUND[:half]
        return 206, {'ETag': '"one"', 'Content-Range': f'bytes {half}-{len(SOUND) - 1}/{len(SOUND)}'}, SOUND[half:]

    there.answers = answers
    made = importing.begin(owner, there.url('/mix.wav', HOST))
    fetch()
    assert (row(made.id).content_hash, row(made.id).refusal, uploads.received(row(made.id))) == (None, None, half)
    later()
    fetch()
    assert there.asked[1].headers['range'] == f'bytes={half}-'
    assert there.asked[1].headers['if-range'] == '"one"'
    assert row(made.id).content_hash == expected(owner)


def expected(owner: str) -> str | None:
    """The hash of the file, as an upload that is sent has it."""
    writer = uploads.begin(owner, 'sent.wav', len(SOUND))
    writer.write(SOUND)
    return writer.finish().content_hash


def test_a_file_that_has_changed_meanwhile_comes_whole(owner: str, there: Receiver) -> None:
    there.answers = lambda asked: (
        (200, {'ETag': '"old"', 'Content-Length': '2000', 'Connection': 'close'}, b'o' * 1000)
        if len(there.asked) == 1
        else (200, {'ETag': '"new"'}, SOUND)
    )
    made = importing.begin(owner, there.url('/mix.wav', HOST))
    fetch()
    later()
    fetch()
    assert (row(made.id).size_bytes, row(made.id).content_hash) == (len(SOUND), expected(owner))


@pytest.mark.parametrize(
    ('status', 'headers', 'body', 'sentence'),
    [
        (200, {'Content-Type': 'text/html; charset=utf-8'}, b'<html>', 'leads to a page, not to a file'),
        (200, {'Content-Type': 'audio/wav'}, b'\n<!DOCTYPE html><html>', 'leads to a page, not to a file'),
        (404, {}, b'', 'answered 404'),
        (200, {'Content-Encoding': 'gzip'}, b'x', 'packed in a way'),
        (200, {'Content-Type': 'audio/wav', 'Content-Length': '0'}, b'', 'This file is empty'),
        (200, {'Content-Length': str(10**13)}, b'x', 'larger than the 4,096 MB'),
        (200, {'Content-Disposition': 'attachment; filename="run.exe"'}, b'x', '“run.exe” is no kind of file'),
        (302, {'Location': 'http://10.0.0.1/mix.wav'}, b'', 'leads to no server on the internet'),
    ],
)
def test_what_is_no_file_for_us_is_given_up_with_the_reason(
    owner: str, there: Receiver, status: int, headers: dict[str, str], body: bytes, sentence: str
) -> None:
    there.answers = lambda asked: (status, headers, body)
    made = importing.begin(owner, there.url('/mix.wav', HOST))
    fetch()
    assert sentence in (row(made.id).refusal or '')
    assert [one.id for one in importing.mine(owner)] == [made.id]
    assert uploads.refused(owner) == [], 'no area has declined it'
    later()
    assert fetch() == 0
    uploads.discard(owner, made.id)
    assert importing.mine(owner) == []


def test_a_server_that_is_busy_is_asked_again_and_given_up_at_last(owner: str, there: Receiver) -> None:
    there.answers = lambda asked: (503, {}, b'')
    made = importing.begin(owner, there.url('/mix.wav', HOST))
    tries = 0
    while fetch():
        tries += 1
        later()
    assert tries == 6
    assert 'answered 503' in (row(made.id).refusal or '')


@pytest.mark.parametrize(
    ('said', 'kind', 'name'),
    [
        ('attachment; filename="Set one.flac"', '', 'Set one.flac'),
        ("attachment; filename*=UTF-8''N%C3%A4chte.wav", '', 'Nächte.wav'),
        ('attachment; filename="../../etc/passwd.wav"', '', 'passwd.wav'),
        ('', 'audio/mpeg', 'mix.mp3'),
        ('inline', 'audio/flac', 'mix.flac'),
    ],
)
def test_the_name_is_what_the_server_says_and_never_a_path(
    owner: str, there: Receiver, said: str, kind: str, name: str
) -> None:
    there.answers = lambda asked: (200, {'Content-Disposition': said, 'Content-Type': kind}, SOUND)
    made = importing.begin(owner, there.url('/mix', HOST))
    fetch()
    assert uploads.get(owner, made.id).filename == name


def test_it_is_refused_where_nobody_allowed_it_and_from_inside(
    owner: str, there: Receiver, change_setting: Callable[[str, object], None]
) -> None:
    for url in ('https://127.0.0.1/mix.wav', 'file:///etc/passwd', 'https://169.254.169.254/latest'):
        with pytest.raises(AddressRefused):
            importing.begin(owner, url)
    change_setting('import_by_url', 'false')
    with pytest.raises(NotAllowed, match='Nothing is fetched from addresses here'):
        importing.begin(owner, there.url('/mix.wav', HOST))
    assert importing.mine(owner) == []


def test_nobody_has_more_than_some_under_way(owner: str, there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, 'MOST', 2)
    for _ in range(2):
        importing.begin(owner, there.url('/mix.wav', HOST))
    with pytest.raises(NotAllowed, match='2 files are being fetched'):
        importing.begin(owner, there.url('/mix.wav', HOST))
    assert importing.begin(person('bea@example.org'), there.url('/mix.wav', HOST))


def test_one_that_is_discarded_while_it_comes_ends_at_once(owner: str, there: Receiver) -> None:

    def answers(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        return 200, {'Content-Length': str(10**9)}, SOUND * 20

    there.answers = answers
    made = importing.begin(owner, there.url('/mix.wav', HOST))
    under_way = importing.fetch_due()
    until(lambda: uploads.received(row(made.id)) > 0, seconds=20, what='the first bytes')
    uploads.discard(owner, made.id)
    wait(under_way, timeout=30)
    with pytest.raises(NotFound):
        uploads.get(owner, made.id)
    assert importing.mine(owner) == []
    assert fetch() == 0
