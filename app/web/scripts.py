"""Scripts and styles that never change under their address, kept in memory once they were asked for.

Each first visit asks for some fifty of them, and each would pass the session, the tracking and the packing of the
pages' application, which together takes three times as long as the page itself. They are the same for everybody: no
cookie belongs to them, and another cookie is no reason for a browser to ask for them again.
"""

from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLACE = '/_nicegui/'
MOST_BYTES = 16 << 20
"""What is kept altogether; all that the pages load is an eighth of it."""
ASKS_FOR_LESS = {b'range', b'if-none-match', b'if-modified-since'}
LEFT_OUT = {b'set-cookie', b'vary', b'content-length'}
"""What belongs to one visitor, or to the way in which it is sent."""


@dataclass(slots=True)
class _Answer:
    headers: list[tuple[bytes, bytes]]
    body: bytearray = field(default_factory=bytearray)


class Scripts:
    """In front of the pages' application, which is asked for each of these once in each encoding."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[tuple[str, bytes, bool], _Answer] = {}
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _can_be_kept(scope):
            await self._app(scope, receive, send)
            return
        packed = any(name == b'accept-encoding' and b'gzip' in value for name, value in scope['headers'])
        key = (str(scope['path']), scope.get('query_string', b''), packed)
        if key not in self._kept:
            await self._app(scope, receive, self._keeping(key, send))
            return
        answer = self._kept[key]
        await send({'type': 'http.response.start', 'status': 200, 'headers': list(answer.headers)})
        await send({'type': 'http.response.body', 'body': bytes(answer.body)})

    def _keeping(self, key: tuple[str, bytes, bool], send: Send) -> Send:
        """Send on, without what belongs to one visitor, and keep what was sent to the end."""
        coming: _Answer | None = None

        async def sending(message: Message) -> None:
            nonlocal coming
            if message['type'] == 'http.response.start' and _is_for_everybody(message):
                headers = [(name, value) for name, value in message['headers'] if name.lower() not in LEFT_OUT]
                coming = _Answer([*headers, (b'vary', b'Accept-Encoding')])
                lengths = [(name, value) for name, value in message['headers'] if name.lower() == b'content-length']
                message = {**message, 'headers': [*coming.headers, *lengths]}
            elif message['type'] == 'http.response.body' and coming is not None:
                coming.body += message.get('body', b'')
                if not message.get('more_body'):
                    self._keep(key, coming)
            await send(message)

        return sending

    def _keep(self, key: tuple[str, bytes, bool], answer: _Answer) -> None:
        if key not in self._kept and self._bytes + len(answer.body) <= MOST_BYTES:
            answer.headers.append((b'content-length', b'%d' % len(answer.body)))
            self._kept[key] = answer
            self._bytes += len(answer.body)


def _can_be_kept(scope: Scope) -> bool:
    if scope['type'] != 'http' or scope['method'] != 'GET' or not scope['path'].startswith(PLACE):
        return False
    return ASKS_FOR_LESS.isdisjoint(name for name, _ in scope['headers'])


def _is_for_everybody(message: Message) -> bool:
    said = {name.lower(): value for name, value in message['headers']}.get(b'cache-control', b'')
    return bool(message['status'] == 200 and said.startswith(b'public') and b'immutable' in said)
