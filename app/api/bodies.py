"""How much a request may bring: every body is read here, before anything else sees it, and only up to a limit.

Whatever is not named here has the usual limit, so a new route is limited before anybody thinks of it.
"""

import asyncio
import re

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import KIB, MIB

USUAL = 64 * KIB
"""A form, however long its texts are."""
LONGER = (
    ('/auth/passkeys/', 256 * KIB),  # what an authenticator says about itself comes along
    ('/files/practice/delay', 3 * MIB),  # five seconds of clicks, as they were recorded
    ('/files/drums/', 24 * MIB),  # a map as a file
    ('/files/practice/pieces', 5 * MIB),  # a file of music
    ('/mcp', 512 * KIB),  # a tracklist may be among what a tool is given
    ('/v1/audio/', 512 * KIB),  # a long text that is to be said
    ('/webhooks/', 512 * KIB),  # an event brings along all that it is about
    ('/_nicegui_ws/', MIB),  # what a page sends if a proxy lets no WebSocket through
)
V1 = '/api/v1/'
"""The API for programs reads its bodies by itself, because it tells otherwise what was wrong: `app.api.v1.envelope`."""
_BEGUN = re.compile(r'/files/uploads(/[^/]+)?')
_GOES_ON = re.compile(r'/files/uploads/[^/]+')
_PICTURE = re.compile(r'/auth/picture')
FILES = {'POST': _BEGUN, 'PATCH': _GOES_ON, 'PUT': _PICTURE}
FILE_TYPE = b'application/offset+octet-stream'
"""The bytes of a file are let through as they come: `app.api.uploads` counts them against what was announced, and
`app.api.pictures` against the most that a picture may have."""
SECONDS = 30.0
"""A limited body that has not come by then is not waited for."""


class TooLong(Exception):
    """A body is longer than it may be."""


class Bounded:
    """Wraps an application: it gets a body only when it is complete, and none that is too long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def limit(self, scope: Scope) -> int | None:
        """How many bytes the body of a request may have; None where it is let through as it comes."""
        return limit(scope)

    def end(self, status: int, said: str) -> ASGIApp:
        """The answer where too much came, or too slowly; the rest would be sent for nothing, so the connection ends."""
        return JSONResponse({'error': said}, status, {'Connection': 'close'})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = self.limit(scope) if scope['type'] == 'http' else None
        if most is None:
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(SECONDS):
                body = await read(scope, receive, most)
        except TooLong:
            said = f'Invalid request: it is larger than {most // KIB} KB. Nothing of it was kept.'
            await self.end(413, said)(scope, receive, send)
        except TimeoutError:
            said = f'The rest of this request did not come within {SECONDS:g} seconds. Nothing was kept: send it again.'
            await self.end(408, said)(scope, receive, send)
        else:
            if body is not None:
                await self._app(scope, _again(body, receive), send)


def limit(scope: Scope) -> int | None:
    """How many bytes the body of a request may have; None for the bytes of a file, and where others ask."""
    path, way = str(scope['path']), FILES.get(scope['method'])
    if path.startswith(V1):
        return None
    if way is not None and way.fullmatch(path) and (b'content-type', FILE_TYPE) in scope['headers']:
        return None
    return next((most for beginning, most in LONGER if path.startswith(beginning)), USUAL)


async def read(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The whole body of a request; None where the connection breaks before.

    Raises
    ------
    TooLong
        More than `most` bytes are announced, or come.
    """
    announced = dict(scope['headers']).get(b'content-length', b'')
    if announced.isdigit() and (len(announced) > 18 or int(announced) > most):
        raise TooLong
    pieces, size = list[bytes](), 0
    while True:
        message = await receive()
        if message['type'] == 'http.disconnect':
            return None
        pieces.append(message.get('body', b''))
        size += len(pieces[-1])
        if size > most:
            raise TooLong
        if not message.get('more_body'):
            return b''.join(pieces)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body as one piece; after it, whatever the server has to say."""
    waiting: list[Message] = [{'type': 'http.request', 'body': body, 'more_body': False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
