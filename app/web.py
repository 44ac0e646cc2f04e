"""The web server around the pages: the outermost door, the progress hub, the embedded worker, and the start.

The only module of `app` that knows NiceGUI.
"""

import asyncio
import socket
import sys
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from nicegui import app as server
from nicegui import background_tasks, ui
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import accounts, api, db
from app.config import is_loopback, settings
from app.embedded import EmbeddedWorker
from app.errors import UnsafeSettings
from app.progress import HUB

STOP_GRACE_S = 3
"""How long a stopping server waits for uploads and downloads under way, in seconds; then it breaks them off."""
HEADERS = {
    # NiceGUI's pages carry inline scripts and compile templates, so those two words must stand.
    b'content-security-policy': b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    b"connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    b'x-content-type-options': b'nosniff',
    b'x-frame-options': b'DENY',
    b'referrer-policy': b'same-origin',
    b'cross-origin-opener-policy': b'same-origin',
    b'cross-origin-resource-policy': b'same-origin',
    b'permissions-policy': b'camera=(), microphone=(), geolocation=()',
}


def serve(root: Callable[[], object], **look: object) -> None:
    """Migrate, start the embedded worker if wanted, and serve the pages until stopped.

    Parameters
    ----------
    root : builds a page; every path of the browser leads to it.
    look : what NiceGUI shall know of the pages' looks (title, favicon, language).
    """
    _check_port()
    db.upgrade()
    accounts.ensure_local_owner()
    _set_door()
    server.on_startup(_start_hub)
    worker = EmbeddedWorker()
    if settings().embedded_worker:
        server.on_startup(worker.start)
        server.on_shutdown(lambda: asyncio.to_thread(worker.stop))
    server.on_startup(_tell_address)
    ui.run(
        root,
        host=settings().host,
        port=settings().port,
        reload=False,
        show=settings().open_browser,
        show_welcome_message=False,
        storage_secret=settings().secret_key,
        session_middleware_kwargs={'same_site': 'lax', 'https_only': False, 'max_age': 30 * 24 * 3600},
        reconnect_timeout=10.0,
        timeout_graceful_shutdown=STOP_GRACE_S,
        **look,  # type: ignore[arg-type]
    )


def _set_door() -> None:
    """Put the door around everything: what `add_middleware` adds would stand inside NiceGUI's session and tracking,
    which `ui.run` adds later, and which would break the clean-up of a broken-off upload off too."""
    inside = server.build_middleware_stack
    server.build_middleware_stack = lambda: Door(inside(), api.create())  # type: ignore[method-assign]


class Door:
    """Outermost middleware: refuses foreign hosts and origins, sends files and health to their own application."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._pages, self._api = app, api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] not in ('http', 'websocket'):
            await self._pages(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)
            return
        target = self._api if scope['path'].startswith(api.PREFIXES) else self._pages
        await target(scope, receive, _with_headers(send))


def _refusal(scope: Scope) -> str | None:
    headers = {name: value.decode('latin-1') for name, value in scope['headers'] if name in (b'host', b'origin')}
    host, origin = headers.get(b'host', ''), headers.get(b'origin')
    # Without accounts the address is the only lock: a foreign name that points here (DNS rebinding) must not open it.
    if not is_loopback(_split(f'//{host}').hostname or ''):
        return 'This address is not LevelMix’s: open it by the address that it printed at its start.'
    # NiceGUI's socket lets every origin in, also where it polls by GET.
    socket_path = scope['path'].startswith('/_nicegui_ws/')
    changes = scope['type'] == 'websocket' or socket_path or scope['method'] not in ('GET', 'HEAD', 'OPTIONS')
    if changes and origin is not None and _split(origin).netloc != host:
        return 'This request comes from another site and was refused.'
    return None


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # brackets that do not match
        return urlsplit('')


async def _refuse(sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope['type'] == 'websocket':
        await send({'type': 'websocket.close', 'code': 1008, 'reason': sentence[:100]})
    else:
        await PlainTextResponse(sentence, status_code=403)(scope, receive, send)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message['type'] == 'http.response.start':
            present = {name.lower() for name, _ in message['headers']}
            message['headers'] = [*message['headers'], *((n, v) for n, v in HEADERS.items() if n not in present)]
        await send(message)

    return send_with_headers


def _start_hub() -> None:
    background_tasks.create(HUB.run(), name='progress hub')


def _tell_address() -> None:
    sys.stdout.write(f'LevelMix is ready: {_address()}  (Ctrl-C ends it)\n')
    sys.stdout.flush()


def _address() -> str:
    host = f'[{settings().host}]' if ':' in settings().host else settings().host
    return f'http://{host}:{settings().port}'


def _check_port() -> None:
    """Refuse a port that cannot be had before anything starts: the server itself would find out after all the rest."""
    host, port = settings().host, settings().port
    family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(place)
        except OSError as error:
            raise UnsafeSettings(
                f'LevelMix cannot listen on port {port} ({error.strerror}). If it is running already, '
                f'open {_address()}; otherwise choose another port, like LEVELMIX_PORT={port % 65535 + 1}.'
            ) from None
