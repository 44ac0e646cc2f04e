"""What surrounds every request to the API: no cookie counts, every answer has some headers, and some are kept."""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import accounts
from app.accounts import idempotency
from app.accounts.idempotency import Answer, Begun
from app.api.bodies import FILE_TYPE, Bounded
from app.api.v1 import problems, rates
from app.api.v1.idempotency import KEPT_HEADERS, state
from app.api.v1.problems import CATALOGUE, Problem
from app.config import MIB
from app.errors import DatabaseAway
from app.version import engine_version

log = logging.getLogger(__name__)

MOST_BYTES = MIB
"""A request with the longest tracklist that anybody pastes."""
_FORM = re.compile(r'/uploads')
_TUS = re.compile(r'/uploads/tus(/[^/]+)?')
FILES = {
    ('POST', 'multipart/form-data'): _FORM,
    ('POST', FILE_TYPE.decode()): _TUS,
    ('PATCH', FILE_TYPE.decode()): _TUS,
}
"""Where the bytes of files come: they are counted as they are read, once it is known who sends them."""


class Envelope:
    """Wraps the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http':
            await self._app(scope, receive, send)
            return
        accounts.let_in(_bringing_a_key(scope))
        keeping = _Keeping(scope, send)
        try:
            await self._app(scope, receive, keeping.send)
        finally:
            await keeping.end()


def _bringing_a_key(scope: Scope) -> accounts.Visitor:
    """Whoever asks, known by the key that the request brings, and by nothing else."""
    kind, _, key = Headers(scope=scope).get('authorization', '').partition(' ')
    found = key.strip() if kind.lower() == 'bearer' else ''
    writes = scope['method'] not in ('GET', 'HEAD', 'OPTIONS')
    return replace(accounts.visitor(), token='', marks='', signed_in=None, api_key=found, writes=writes)


class BoundedV1(Bounded):
    """Reads bodies, but for those of files, and tells by a problem what was wrong."""

    def limit(self, scope: Scope) -> int | None:
        """How much a request may bring."""
        kind = Headers(scope=scope).get('content-type', '').partition(';')[0]
        path = str(scope['path']).removeprefix('/api/v1')
        if (scope['method'], kind) in FILES and FILES[scope['method'], kind].fullmatch(path):
            return None
        return MOST_BYTES

    def end(self, status: int, said: str) -> ASGIApp:
        """The problem that it is."""
        name = {413: 'too-large', 408: 'timeout'}[status]

        async def tell(scope: Scope, receive: Receive, send: Send) -> None:
            problem = Problem(name, said, headers={'Connection': 'close'})
            await problems.answer(Request(scope), problem)(scope, receive, send)

        return tell


class _Keeping:
    """Sends an answer on; one to a request that makes something is whole, and kept, before its first byte leaves."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send, self._begun = scope, send, time.perf_counter()
        self._start: Message | None = None
        self._unmarked: Message | None = None
        self._problem: bytes | None = None
        self._body = b''

    async def send(self, message: Message) -> None:
        if message['type'] == 'http.response.start':
            headers = MutableHeaders(scope=message)
            if message['status'] >= 400 and headers.get('content-type', '').startswith('text/plain'):
                message = self._turned(message, headers)
                headers = MutableHeaders(scope=message)
            headers['LevelMix-Version'] = engine_version()
            headers.update(rates.headers(self._scope))
            headers['Server-Timing'] = f'app;dur={(time.perf_counter() - self._begun) * 1000:.1f}'
        elif self._problem is not None:
            message, self._problem = {'type': 'http.response.body', 'body': self._problem}, b''
        if self._unmarked is not None or self._is_unmarked(message):
            await self._mark(message)
            return
        begun = state(self._scope)
        if begun is None:
            await self._send(message)
            return
        if message['type'] == 'http.response.start':
            self._start = message
            return
        self._body += message.get('body', b'')
        if self._start is not None and not message.get('more_body'):
            await self._keep(begun, self._start)
            await self._send(self._start)
            await self._send({'type': 'http.response.body', 'body': self._body})

    def _is_unmarked(self, message: Message) -> bool:
        """Whether an answer begins that a program could have already, and that has no mark to tell it by."""
        if message['type'] != 'http.response.start' or message['status'] != 200 or self._scope['method'] != 'GET':
            return False
        told = Headers(raw=message['headers'])
        return told.get('content-type') == 'application/json' and 'content-length' in told and 'etag' not in told

    async def _mark(self, message: Message) -> None:
        """Give an answer an ETag of its bytes, and leave them out where the program has them."""
        if message['type'] == 'http.response.start':
            self._unmarked = message
            return
        self._body += message.get('body', b'')
        if message.get('more_body') or self._unmarked is None:
            return
        start, self._unmarked = self._unmarked, None
        headers = MutableHeaders(scope=start)
        headers['ETag'] = f'"{hashlib.sha256(self._body).hexdigest()[:32]}"'
        if headers['ETag'] in Headers(scope=self._scope).get('if-none-match', ''):
            del headers['content-length'], headers['content-type']
            start, self._body = {**start, 'status': 304, 'headers': headers.raw}, b''
        await self._send(start)
        await self._send({'type': 'http.response.body', 'body': self._body})

    def _turned(self, message: Message, headers: MutableHeaders) -> Message:
        """What a library says in plain text, of a range that it cannot send, is a problem like all others."""
        name = 'no-such-range' if message['status'] == 416 else 'malformed'
        answer = problems.answer(Request(self._scope), Problem(name, CATALOGUE[name].advice))
        self._problem = bytes(answer.body)
        kept = [(n.encode(), v.encode()) for n, v in headers.items() if n not in ('content-type', 'content-length')]
        return {**message, 'headers': [*kept, *answer.raw_headers]}

    async def _keep(self, begun: Begun, start: Message) -> None:
        """A request that was refused has made nothing, and is not kept."""
        self._scope.pop('idempotency')
        if start['status'] >= 300:
            await _tried(idempotency.forget, begun)
            return
        told = MutableHeaders(raw=start['headers'])
        headers = {name: told[name] for name in KEPT_HEADERS if name in told}
        answer = Answer(start['status'], headers, self._body.decode())
        await _tried(idempotency.finish, begun, answer)

    async def end(self) -> None:
        """A request that ended without an answer has its key back."""
        begun = state(self._scope)
        if begun is not None:
            await _tried(idempotency.forget, begun)


async def _tried(deed: Callable[..., None], *about: object) -> None:
    """Do it if the database answers: what was made is made, and whoever made it is to hear of it all the same."""
    try:
        await asyncio.to_thread(deed, *about)
    except (DatabaseAway, sa.exc.OperationalError) as error:
        log.warning('What a request with an Idempotency-Key was answered could not be written down: %s', error)
