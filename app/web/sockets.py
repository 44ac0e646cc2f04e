"""What pages send through their sockets: whose socket it is, which events are accepted, how much and how often.

A page's id is part of addresses, and addresses get into logs: it opens nothing. A socket belongs to the one page that
it was opened for, and only the session that had the page built can open it, or go on with it. Beside `app.web.server`
the only module of `app` that knows NiceGUI.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import socketio
from nicegui import Client, core, ui
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.config import KIB, MIB
from app.web.middleware import SESSION

log = logging.getLogger(__name__)

MESSAGE_CHARS = 1_000_000
"""Characters of one message; NiceGUI's script in the browser refuses to send a longer one."""
MESSAGE_BYTES = MIB
"""The same in bytes, because some characters take two or three: a longer message is not even gathered."""
EVENT_CHARS = 16 * KIB
"""Characters that one event may carry, unless the class of its element says otherwise by its own `EVENT_CHARS`."""
MOST_ARGS = 8
TOO_LONG = 'This is longer than what can be written here. It was not saved: make it shorter and try again.'
PER_SECOND, AT_ONCE, CHARS_EACH = 100.0, 600.0, 50_000
"""How many messages a socket may send; a long one counts as several. A socket that sends more is closed."""
_HEARD = re.compile(r'[01]|2\d{0,6}\["(event|ack|handshake|javascript_response)",')
"""Opening, closing, and the four events that pages need: nothing else is even parsed, NiceGUI's `log` included."""
_PAGE, _PACE = 'levelmix.page', 'levelmix.pace'


def guard() -> None:
    """Put our checks in front of NiceGUI's own handlers."""
    sio = core.sio
    inside = dict(sio.handlers['/'])
    sio.eio.max_http_buffer_size = MESSAGE_CHARS
    del sio.handlers['/']['log']
    sio.on('connect', _connecting(inside['connect']))
    sio.on('handshake', _shaking_hands(inside['handshake']))
    sio.on('event', _of_its_page(inside['event'], _is_short))
    for name in ('ack', 'javascript_response'):
        sio.on(name, _of_its_page(inside[name]))
    sio.eio.on('message', _take)


class Sockets:
    """In front of NiceGUI's application: all requests of a socket that polls must come from whoever opened it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope.get('path', '').startswith('/_nicegui_ws/') or _goes_on_by_right(scope):
            await self._app(scope, receive, send)
        elif scope['type'] == 'websocket':
            await send({'type': 'websocket.close', 'code': 1008})
        else:
            await PlainTextResponse('This socket belongs to another session. Load the page again.', 403)(
                scope, receive, send
            )


def _goes_on_by_right(scope: Scope) -> bool:
    named = parse_qs(scope.get('query_string', b'').decode('latin-1')).get('sid', [''])[0]
    opened = core.sio.environ.get(named)
    # Whoever signs in goes on with the socket of the page where they did it, until they leave it.
    return opened is None or _session(opened) in (None, scope.get(SESSION))


class Pace:
    """How much a socket may still send: the allowance comes back with time."""

    def __init__(self, now: float) -> None:
        self._left, self._at = AT_ONCE, now

    def allows(self, chars: int, now: float) -> bool:
        """Whether a message may still be taken; counts it."""
        self._left = min(AT_ONCE, self._left + (now - self._at) * PER_SECOND) - 1 - chars / CHARS_EACH
        self._at = now
        return self._left >= 0


async def _take(socket_id: str, message: str | bytes) -> None:
    """Every message, before it is parsed. Pages send no bytes, so there are no parts of a message to be gathered."""
    environ = core.sio.environ.get(socket_id)
    if environ is None:
        return
    now = time.monotonic()
    if not environ.setdefault(_PACE, Pace(now)).allows(len(message), now):
        log.warning('A page sent far more than pages do, and its socket was closed.')
        talking = core.sio.eio.sockets[socket_id]
        await talking.close(wait=False)
        await talking.queue.put(None)  # also if the other side does not hang up when it is told to
    elif isinstance(message, str) and _HEARD.match(message):
        try:
            await core.sio._handle_eio_message(socket_id, message)
        except ValueError:
            log.debug('A message of a page could not be read.', exc_info=True)


def _connecting(inside: Callable[..., Any]) -> Callable[..., Any]:
    async def connect(socket_id: str, environ: dict[str, Any], _: object = None) -> None:
        said = {name: values[0] for name, values in parse_qs(environ.get('QUERY_STRING', '')).items()}
        at_once = said.get('implicit_handshake') == 'true'
        if at_once and not _may_open(environ, said):
            raise socketio.exceptions.ConnectionRefusedError('Implicit handshake failed')  # the page loads itself again
        await inside(socket_id, environ)
        if at_once:
            environ[_PAGE] = said['client_id']

    return connect


def _shaking_hands(inside: Callable[..., Any]) -> Callable[..., Any]:
    async def handshake(socket_id: str, *said: Any) -> bool:
        environ = core.sio.get_environ(socket_id)
        if len(said) != 1 or environ is None or _PAGE in environ or not _may_open(environ, said[0]):
            return False
        taken = bool(await inside(socket_id, said[0]))
        if taken:
            environ[_PAGE] = said[0]['client_id']
        return taken

    return handshake


def _may_open(environ: dict[str, Any], said: Any) -> bool:
    """Whether the session that a socket came with is the one that had the page built."""
    words = ('client_id', 'tab_id', 'document_id')
    if not isinstance(said, dict) or not all(isinstance(said.get(word), str) for word in words):
        return False
    page = Client.instances.get(said['client_id'])
    return page is not None and page.request.scope.get(SESSION) == _session(environ)


def _session(environ: dict[str, Any]) -> str | None:
    """Whose session the first request of a socket came with."""
    found: str | None = environ['asgi.scope'].get(SESSION)
    return found


def _of_its_page(
    inside: Callable[..., Any], fine: Callable[[Client, dict[str, Any]], bool] = lambda page, said: True
) -> Callable[..., Any]:
    """Events about the page that the socket belongs to; those about any other are dropped."""

    def heard(socket_id: str, *said: Any) -> None:
        environ = core.sio.get_environ(socket_id) or {}
        told = said[0] if len(said) == 1 and isinstance(said[0], dict) else {}
        page = Client.instances.get(environ.get(_PAGE, ''))
        if page is None or told.get('client_id') != page.id:
            return
        try:
            if fine(page, told):
                inside(socket_id, told)
        except (ValueError, TypeError, LookupError):
            # From an element that is gone meanwhile, or in a form that no page sends: nothing can be done with it.
            log.debug('An event could not be read.', exc_info=True)

    return heard


def _is_short(page: Client, told: dict[str, Any]) -> bool:
    """Whether an event carries no more than its element takes. Its arguments are still texts, of JSON."""
    args = told.get('args', [])
    element = page.elements.get(told['id'])
    if element is None or len(args) > MOST_ARGS or not all(arg is None or isinstance(arg, str) for arg in args):
        return False
    if sum(len(arg or '') for arg in args) <= getattr(element, 'EVENT_CHARS', EVENT_CHARS):
        return True
    with page:
        ui.notify(TOO_LONG, position='bottom', classes='bad', timeout=9000, attrs={'data-testid': 'toast'})
    return False
