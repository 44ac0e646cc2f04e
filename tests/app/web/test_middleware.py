"""The door: who may come in from where, and what every answer carries."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.api import PREFIXES
from app.web.middleware import Gateway


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'x-from', b'page')]})
    await send({'type': 'http.response.body', 'body': b''})


async def api(scope: Scope, receive: Receive, send: Send) -> None:
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'x-from', b'api')]})
    await send({'type': 'http.response.body', 'body': b''})


def ask(path: str = '/', *, method: str = 'GET', kind: str = 'http', **headers: str) -> Message:
    """Send one request through the door; returns how the answer starts."""
    headers = {'host': '127.0.0.1:8080'} | headers
    scope: dict[str, Any] = {
        'type': kind,
        'path': path,
        'method': method,
        'headers': [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {'type': 'http.request'}

    asyncio.run(Gateway(page, api, PREFIXES)(scope, receive, send))
    return sent[0]


def source(answer: Message) -> str:
    return str(dict(answer['headers'])[b'x-from'], 'ascii')


def test_files_and_health_go_to_their_own_application() -> None:
    assert source(ask('/')) == 'page'
    assert source(ask('/files/results/1')) == 'api'
    assert source(ask('/healthz')) == 'api'


@pytest.mark.parametrize('host', ['127.0.0.1', 'localhost:9000', '[::1]:8080'])
def test_this_machine_may_come_in(host: str) -> None:
    assert ask(host=host)['status'] == 200


@pytest.mark.parametrize('host', ['evil.example', '192.168.1.5:8080', '', 'localhost.evil.example', '[', '[evil]:1'])
def test_a_foreign_name_that_points_here_opens_nothing(host: str) -> None:
    assert ask(host=host)['status'] == 403


def test_another_site_can_change_nothing_and_open_no_socket() -> None:
    evil = 'http://evil.example'
    assert ask('/files/uploads', method='POST', origin=evil)['status'] == 403
    for method in ('PATCH', 'DELETE', 'POST'):
        assert ask('/files/uploads/1', method=method, origin=evil)['status'] == 403
    assert ask('/files/uploads', method='POST', origin='http://[')['status'] == 403
    assert ask('/_nicegui_ws/socket.io/', origin=evil)['status'] == 403, 'nor by polling'
    assert ask('/_nicegui_ws/', kind='websocket', origin=evil)['type'] == 'websocket.close'
    assert ask('/files/uploads', method='POST', origin='http://127.0.0.1:8080')['status'] == 200
    assert ask('/', origin=evil)['status'] == 200, 'a link from elsewhere may open a page'


def test_every_answer_says_what_a_browser_may_do_with_it() -> None:
    headers = dict(ask('/')['headers'])
    assert b"frame-ancestors 'none'" in headers[b'content-security-policy']
    assert b"default-src 'self'" in headers[b'content-security-policy']
    assert headers[b'x-content-type-options'] == b'nosniff'
    assert headers[b'cache-control'] == b'no-store', 'the next one at this computer finds nothing'
    assert b'cache-control' not in dict(ask('/_nicegui/1/components/x.js')['headers'])


@pytest.mark.parametrize(
    ('path', 'how'),
    [
        ('/', {'host': 'evil.example'}),
        ('/files/uploads', {'method': 'POST', 'origin': 'http://evil.example'}),
        ('/files/reports/1', {}),
        ('/shared/x', {}),
        ('/auth/oidc/apple/callback', {'method': 'POST'}),
    ],
)
def test_what_is_no_page_may_run_nothing(path: str, how: dict[str, str]) -> None:
    headers = dict(ask(path, **how)['headers'])
    assert b"default-src 'none'" in headers[b'content-security-policy']
    assert b'script' not in headers[b'content-security-policy']
    assert headers[b'x-content-type-options'] == b'nosniff'


def test_behind_tls_a_page_without_it_is_another_site(change_setting: Callable[[str, object], None]) -> None:
    change_setting('public_url', 'https://mix.example.org')
    change_setting('accounts', 'on')
    mine = {'method': 'POST', 'host': 'mix.example.org'}
    assert ask('/files/uploads', origin='https://mix.example.org', **mine)['status'] == 200
    assert ask('/files/uploads', origin='http://mix.example.org', **mine)['status'] == 403


def test_pages_may_talk_to_the_bucket_only_where_files_go_straight_there(
    change_setting: Callable[[str, object], None],
) -> None:
    def policy() -> list[bytes]:
        (found,) = [value for name, value in ask('/')['headers'] if name == b'content-security-policy']
        return [rule.strip() for rule in found.split(b';') if b'connect-src' in rule]

    assert policy() == [b"connect-src 'self'"]
    change_setting('storage', 's3://mixes')
    change_setting('s3_endpoint', 'http://s3:8333')
    change_setting('s3_public_endpoint', 'https://files.example.org:8443/')
    assert policy() == [b"connect-src 'self'"]
    change_setting('s3_direct', True)
    assert policy() == [b"connect-src 'self' https://files.example.org:8443"]


def test_one_of_several_servers_ties_a_visitor_to_itself(change_setting: Callable[[str, object], None]) -> None:
    def tie(path: str = '/', **headers: str) -> bytes | None:
        return dict(ask(path, **headers)['headers']).get(b'set-cookie')

    assert tie() is None, 'one server alone sets none'
    change_setting('redis_url', 'redis://127.0.0.1:1/0')
    change_setting('secret_key', 'k' * 40)
    change_setting('replica', 'a')
    assert tie() == b'replica=a; Path=/; HttpOnly; SameSite=Lax'
    assert tie(cookie='replica=a; other=b') is None
    assert tie(cookie='replica=b') == b'replica=a; Path=/; HttpOnly; SameSite=Lax', 'the other one is gone'
    assert tie('/_nicegui/static/x.js') is None, 'others may keep a copy of that'
    change_setting('public_url', 'https://mix.example.org')
    assert (tie() or b'').endswith(b'; Secure')
