"""What surrounds every request to the API: no cookie counts, every answer has some headers, and some are kept."""

import asyncio
from dataclasses import replace

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import accounts
from app.accounts import idempotency
from app.accounts.idempotency import Answer, Begun
from app.api.v1 import rates
from app.api.v1.idempotency import KEPT_HEADERS, state
from app.version import engine_version


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


class _Keeping:
    """Sends an answer on; one to a request that makes something is whole, and kept, before its first byte leaves."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._start: Message | None = None
        self._body = b''

    async def send(self, message: Message) -> None:
        if message['type'] == 'http.response.start':
            headers = MutableHeaders(scope=message)
            headers['LevelMix-Version'] = engine_version()
            headers.update(rates.headers(self._scope))
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

    async def _keep(self, begun: Begun, start: Message) -> None:
        """A request that was refused has made nothing, and is not kept."""
        self._scope.pop('idempotency')
        if start['status'] >= 300:
            await asyncio.to_thread(idempotency.forget, begun)
            return
        told = MutableHeaders(raw=start['headers'])
        headers = {name: told[name] for name in KEPT_HEADERS if name in told}
        answer = Answer(start['status'], headers, self._body.decode())
        await asyncio.to_thread(idempotency.finish, begun, answer)

    async def end(self) -> None:
        """A request that ended without an answer has its key back."""
        begun = state(self._scope)
        if begun is not None:
            await asyncio.to_thread(idempotency.forget, begun)
