"""The port that Prometheus asks, apart from the one for visitors: `/metrics`, and nothing else."""

import asyncio
import hmac
import logging
import threading
from urllib.parse import urlsplit

import uvicorn
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.config import is_loopback, settings
from app.errors import DatabaseAway
from app.ops import metrics_text
from app.web.heads import BoundedHead

log = logging.getLogger(__name__)

PATH = '/metrics'


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; without a token only to who calls this machine by a name of its own."""
    headers = {name: value.decode('latin-1') for name, value in scope['headers']}
    await (await _answer(scope['method'], scope['path'], headers))(scope, receive, send)


async def _answer(method: str, path: str, headers: dict[bytes, str]) -> Response:
    token = settings().metrics_token.get_secret_value()
    if token:
        kind, _, brought = headers.get(b'authorization', '').partition(' ')
        if kind.lower() != 'bearer' or not hmac.compare_digest(brought.strip().encode(), token.encode()):
            return PlainTextResponse('Bring the token.', 401, {'WWW-Authenticate': 'Bearer'})
    elif not is_loopback(_name(headers.get(b'host', ''))):
        return PlainTextResponse('The figures are not for this address.', 403)
    if path != PATH:
        return PlainTextResponse('There is nothing at this address.', 404)
    if method not in ('GET', 'HEAD'):
        return PlainTextResponse('The figures can be read only.', 405, {'Allow': 'GET, HEAD'})
    try:
        text = await asyncio.to_thread(metrics_text.exposition)
    except DatabaseAway as error:
        return PlainTextResponse(str(error), 503)
    return Response(text, media_type=metrics_text.KIND, headers={'Cache-Control': 'no-store'})


def _name(host: str) -> str:
    try:
        return urlsplit(f'//{host}').hostname or ''
    except ValueError:  # brackets that do not match
        return ''


class MetricsPort:
    """Listens in a thread, so that a slow answer keeps no page waiting."""

    def __init__(self) -> None:
        self._server: uvicorn.Server | None = None

    def start(self) -> None:
        """Begin to listen, if a port is set."""
        if not settings().metrics_port:
            return
        options = {'lifespan': 'off', 'ws': 'none', 'access_log': False, 'log_config': None, 'http': BoundedHead}
        host, port = settings().metrics_host, settings().metrics_port
        self._server = uvicorn.Server(uvicorn.Config(answer, host, port, **options))  # type: ignore[arg-type]
        threading.Thread(target=self._server.run, name='metrics', daemon=True).start()
        log.info('Figures for Prometheus at http://%s:%d%s', host, port, PATH)

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.should_exit = True
