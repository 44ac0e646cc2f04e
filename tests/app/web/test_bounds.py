"""Nobody fills the memory: every route takes so much and no more, whoever sends it, and breaks on nothing."""

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from nicegui import app as nicegui_app
from starlette.types import Message, Receive, Scope, Send

import pages
from app import accounts, api, leveling
from app.accounts import admin_actions, audit_log
from app.api import assistants, bodies, v1
from app.api.v1.envelope import MOST_BYTES
from app.errors import NotAllowed
from app.jobs import feed
from app.leveling import LevelingOptions
from app.web.middleware import Gateway
from tests.app.accounts_support import person, session_of, visiting
from tests.app.api.programs import document

PIECE, PIECES = b'[' * 65536, 400
METHODS = ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE')
FILES = {
    ('POST', '/files/uploads'),
    ('POST', '/files/uploads/{upload_id}'),
    ('PATCH', '/files/uploads/{upload_id}'),
    ('PUT', '/auth/picture'),
}
"""What takes the bytes of a mix or a picture, and so has no limit of this kind."""


async def greedy(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that takes whatever comes."""
    while (await receive()).get('more_body'):
        pass
    await send({'type': 'http.response.start', 'status': 200, 'headers': []})
    await send({'type': 'http.response.body', 'body': b''})


def pour(
    method: str,
    path: str,
    *,
    announced: bool,
    kind: bytes = b'application/json',
    token: str = '',
    door: Gateway | None = None,
) -> tuple[int, int]:
    """Send 25 MB to the door; returns the status, and how many bytes were taken."""
    taken, sent = 0, list[Message]()
    headers = [(b'host', b'127.0.0.1'), (b'content-type', kind)]
    headers.append((b'cookie', f'{accounts.cookie_name()}={token}'.encode()))
    headers += [(b'content-length', str(len(PIECE) * PIECES).encode())] if announced else []

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {'type': 'http.request', 'body': PIECE, 'more_body': taken < PIECES}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        'type': 'http', 'method': method, 'path': path, 'raw_path': path.encode(), 'query_string': b'',
        'headers': headers, 'client': ('127.0.0.1', 1), 'server': ('127.0.0.1', 8080), 'scheme': 'http',
        'http_version': '1.1', 'root_path': '',
    }  # fmt: skip
    asyncio.run((door or Gateway(greedy, api.create(), api.PREFIXES))(scope, receive, send))
    return sent[0]['status'], taken * len(PIECE)


def paths() -> set[str]:
    """Every path of both applications, with names where ids stand."""
    known = {path for path in api.create().openapi()['paths']} | {*pages.ROUTES, *pages.ENTERING, *pages.SIGNED_IN}
    known |= {getattr(route, 'path', '') + '/socket.io/' * ('_ws' in str(route)) for route in nicegui_app.routes}
    assert len(known) > 40
    return known


def filled(path: str) -> str:
    return re.sub(r'{[^}]+}', 'x', path) or '/'


@pytest.mark.nightly('unannounced')
@pytest.mark.parametrize('announced', [True, False], ids=['announced', 'unannounced'])
def test_every_route_refuses_25_mb_and_takes_next_to_nothing_of_them(announced: bool, with_accounts: None) -> None:
    most = 0 if announced else max(most for _, most in bodies.LONGER) + len(PIECE)
    ann, sent_on, door = session_of(person()), set[str](), Gateway(greedy, api.create(), api.PREFIXES)
    for path in paths():
        for method in METHODS:
            status, taken = pour(method, filled(path), announced=announced, token=ann, door=door)
            assert taken <= most, (method, path)
            if status == 303:  # nothing of it was wanted
                sent_on.add(path)
            else:
                assert status == 413, (method, path)
    assert sent_on == {'/sign-in', '/sign-up', '/auth/oidc/{provider_id}/callback'}


@pytest.mark.nightly('announced')
@pytest.mark.nightly('unannounced')
@pytest.mark.parametrize('announced', [True, False], ids=['announced', 'unannounced'])
def test_every_route_for_programs_refuses_25_mb_and_takes_a_little_of_them(
    announced: bool, with_accounts: None
) -> None:
    most = 0 if announced else MOST_BYTES + len(PIECE)
    ways = [(method, f'{v1.PREFIX}{filled(path)}') for path in document()['paths'] for method in METHODS]
    ways.append(('POST', assistants.PATH))
    assert len(ways) > 400
    door = Gateway(greedy, api.create(), api.PREFIXES)
    for method, path in ways:
        status, taken = pour(method, path, announced=announced, door=door)
        assert (status, taken <= most) == (413, True), (method, path, taken)


@pytest.mark.parametrize('kind', [b'multipart/form-data; boundary=x', bodies.FILE_TYPE])
def test_programs_without_a_key_send_no_bytes_of_files(kind: bytes, with_accounts: None) -> None:
    places = ['/uploads'] if kind.startswith(b'multipart') else ['/uploads/tus', '/uploads/tus/x']
    for place in places:
        for method in ('POST', 'PATCH'):
            status, taken = pour(method, f'{v1.PREFIX}{place}', announced=False, kind=kind)
            assert (status, taken <= MOST_BYTES + len(PIECE)) == (401, True) or status in (405, 413), (
                method,
                place,
                status,
            )


def test_the_bytes_of_mixes_alone_have_no_such_limit(with_accounts: None) -> None:
    free = {
        (method, path)
        for path in paths()
        for method in METHODS
        if bodies.limit({'method': method, 'path': filled(path), 'headers': [(b'content-type', bodies.FILE_TYPE)]})
        is None
    }
    assert free == FILES
    status, taken = pour('POST', '/files/uploads', announced=False, kind=bodies.FILE_TYPE)
    assert (status, taken) == (401, 0), 'but nobody is asked before the first byte is taken'


def test_a_form_just_as_long_as_it_may_be_arrives_whole() -> None:
    async def story(size: int, most: int) -> bytes | None:
        pieces = [b'a' * (size - 10), b'b' * 10]

        async def receive() -> Message:
            return {'type': 'http.request', 'body': pieces.pop(0), 'more_body': bool(pieces)}

        return await bodies.read({'headers': []}, receive, most)

    assert asyncio.run(story(bodies.USUAL, bodies.USUAL)) == b'a' * (bodies.USUAL - 10) + b'b' * 10
    with pytest.raises(bodies.TooLong):
        asyncio.run(story(bodies.USUAL + 1, bodies.USUAL))


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, 'SECONDS', 0.0)
    sent = list[Message]()

    async def never() -> Message:
        return await asyncio.Future[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {'type': 'http', 'method': 'POST', 'path': '/auth/sign-in', 'headers': []}
    asyncio.run(bodies.Bounded(greedy)(scope, never, send))
    assert sent[0]['status'] == 408


EXTREMES = (
    '9' * 30,
    '-1',
    '1e999',
    'nan',
    '[' * 9000,
    '%' * 9000,
    'a' * 30_000,
    '9999-12-31',
    '0001-01-01',
    '\0',
    '\\',
)


@pytest.fixture
def anns(with_accounts: None) -> Iterator[str]:
    """Ann visits, who is an admin."""
    ann = person()
    admin_actions.set_admin('the tests', ann, True)
    with visiting(session_of(ann)):
        yield ann


@pytest.mark.nightly
@pytest.mark.slow
def test_no_route_breaks_on_what_nobody_means(anns: str) -> None:
    client = TestClient(api.create(), raise_server_exceptions=False)
    headers = {'Content-Type': 'application/json', 'Tus-Resumable': '1.0.0'}
    for path, ways in api.create().openapi()['paths'].items():
        if path in ('/readyz', '/auth/sign-out', '/auth/end'):
            continue
        for method, described in ways.items():
            names = [one['name'] for one in described.get('parameters', ()) if one['in'] == 'query']
            for extreme in EXTREMES:
                way = re.sub(r'{[^}]+}', quote(extreme[:200], safe=''), path.replace('{form}', 'csv'))
                sent = None if method == 'get' else dict.fromkeys(('email', 'token', 'password', 'name'), extreme)
                for name in names or ['']:
                    answer = client.request(method, way, params={name: extreme}, json=sent, headers=headers)
                    assert answer.status_code < 500, (method, path, name, extreme[:20])


@pytest.mark.parametrize('signed', ['[' * 100_000, '[' * 6000, '"\\ud800"', '{"challenge": "\\ud800"}', '{}', '7'])
def test_a_passkey_in_no_form_is_refused_with_a_sentence(signed: str, with_accounts: None) -> None:
    import base64

    client = TestClient(api.create(), raise_server_exceptions=False)
    data = base64.urlsafe_b64encode(signed.encode()).decode()
    told: list[Any] = [{'id': 'x', 'response': {'clientDataJSON': data}}, {'response': {'clientDataJSON': [data]}}, {}]
    for credential in told:
        answer = client.post('/auth/passkeys/enter', json=credential)
        assert answer.status_code == 400, answer.text
        assert 'passkey' in answer.json()['error']


def test_a_search_far_longer_than_any_name_is_refused_with_a_sentence(owner: str) -> None:
    for search in ('a' * 60_000, '_' * 40_000, 'a' * (feed.SEARCH_LIMIT + 1)):
        for look in (feed.feed, leveling.all_packed, leveling.packed_size):
            with pytest.raises(NotAllowed, match='Search for at most'):
                look(owner, search=search)
    assert feed.feed(owner, search='_' * feed.SEARCH_LIMIT).total == 0


def test_the_name_of_a_preset_that_comes_with_a_job_is_no_longer_than_a_preset_has() -> None:
    LevelingOptions(-14.0, preset_name='n' * 60).check()
    with pytest.raises(NotAllowed, match='at most 60'):
        LevelingOptions(-14.0, preset_name='n' * 600_000).check()


def test_the_log_is_taken_along_whole_up_to_the_last_day_that_there_is(anns: str) -> None:
    whole = audit_log.Wanted(first=date.min, last=date.max)
    for form in audit_log.FORMATS:
        assert 'user.admin' in ''.join(audit_log.exported(whole, form))
    assert audit_log.log(whole).found


def test_the_list_of_people_can_be_searched_for_anything(anns: str) -> None:
    assert accounts.users('_' * 60_000).total == 0
