"""What every page loads is made once, and nothing of one visitor goes to another with it."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.web import scripts
from app.web.scripts import Scripts

FOR_EVERYBODY = (b'cache-control', b'public, max-age=31536000, immutable')
OF_ONE = (b'set-cookie', b'session=ann')


class Pages:
    """Counts what it is asked for, and answers in two pieces."""

    def __init__(self, *headers: tuple[bytes, bytes], status: int = 200) -> None:
        self.asked, self._headers, self._status = 0, headers, status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        headers = [*self._headers, OF_ONE, (b'vary', b'Accept-Encoding, Cookie'), (b'content-length', b'4')]
        await send({'type': 'http.response.start', 'status': self._status, 'headers': headers})
        await send({'type': 'http.response.body', 'body': b'%d:' % self.asked, 'more_body': True})
        await send({'type': 'http.response.body', 'body': scope['path'][-2:].encode()})


def ask(app: Scripts, path: str = '/_nicegui/1/static/x.js', *, method: str = 'GET', **headers: str) -> list[Message]:
    scope: dict[str, Any] = {
        'type': 'http',
        'path': path,
        'method': method,
        'query_string': b'',
        'headers': [(name.replace('_', '-').encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {'type': 'http.request'}

    asyncio.run(app(scope, receive, send))
    return sent


def body(answer: list[Message]) -> bytes:
    return b''.join(message['body'] for message in answer[1:])


def test_the_second_visitor_gets_what_the_first_got_and_no_cookie_of_theirs() -> None:
    pages = Pages(FOR_EVERYBODY)
    app = Scripts(pages)
    first, second = ask(app), ask(app)
    assert pages.asked == 1
    assert body(first) == body(second) == b'1:js'
    for answer in (first, second):
        headers = dict(answer[0]['headers'])
        assert answer[0]['status'] == 200
        assert headers[b'vary'] == b'Accept-Encoding'
        assert headers[b'content-length'] == b'4'
        assert headers[b'cache-control'] == FOR_EVERYBODY[1]
        assert b'set-cookie' not in headers


def test_packed_and_unpacked_and_each_address_are_kept_apart() -> None:
    pages = Pages(FOR_EVERYBODY)
    app = Scripts(pages)
    answers = [ask(app), ask(app, accept_encoding='gzip, br'), ask(app, '/_nicegui/1/static/y.js')]
    assert [body(answer)[:1] for answer in answers] == [b'1', b'2', b'3']
    assert body(ask(app, accept_encoding='gzip')) == body(answers[1])


@pytest.mark.parametrize(
    ('path', 'method', 'headers', 'status', 'asked'),
    [
        ('/account', 'GET', {}, 200, {}),
        ('/_nicegui_ws/socket.io/', 'GET', {}, 200, {}),
        ('/_nicegui/1/static/x.js', 'HEAD', {}, 200, {}),
        ('/_nicegui/1/static/x.js', 'GET', {}, 200, {'range': 'bytes=0-1'}),
        ('/_nicegui/1/static/x.js', 'GET', {}, 200, {'if_none_match': '"1"'}),
        ('/_nicegui/1/static/x.js', 'GET', {}, 404, {}),
        ('/_nicegui/1/static/x.js', 'GET', {b'cache-control': b'public, max-age=60'}, 200, {}),
        ('/_nicegui/1/static/x.js', 'GET', {b'cache-control': b'private, immutable'}, 200, {}),
    ],
)
def test_what_is_not_the_same_for_everybody_for_ever_is_asked_for_each_time(
    path: str, method: str, headers: dict[bytes, bytes], status: int, asked: dict[str, str]
) -> None:
    pages = Pages(*(headers or dict([FOR_EVERYBODY])).items(), status=status)
    app = Scripts(pages)
    for time in (1, 2):
        answer = ask(app, path, method=method, **asked)
        assert pages.asked == time
        assert OF_ONE in answer[0]['headers'], 'it goes through as it is'


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, 'MOST_BYTES', 5)
    pages = Pages(FOR_EVERYBODY)
    app = Scripts(pages)
    for path, asked in (('/_nicegui/a', 1), ('/_nicegui/b', 2), ('/_nicegui/a', 2), ('/_nicegui/b', 3)):
        ask(app, path)
        assert pages.asked == asked
