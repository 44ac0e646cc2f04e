"""The web server around the pages: the middleware, the progress hub, the embedded worker, and the start.

Beside `app.web.sockets` the only module of `app` that knows NiceGUI.
"""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable

from nicegui import app as server
from nicegui import background_tasks, ui

from app import accounts, api, db, uploads, webhooks
from app.billing import stand_in_events
from app.config import settings
from app.errors import UnsafeSettings
from app.jobs.progress import HUB
from app.ops.upkeep import tidy_up
from app.runtime import garbage_collection
from app.targets import named_loudness
from app.web import sockets
from app.web.embedded_worker import EmbeddedWorker
from app.web.frames import pack_sparingly
from app.web.heads import BoundedHead
from app.web.metrics_port import MetricsPort
from app.web.middleware import Gateway
from app.web.scripts import Scripts

log = logging.getLogger(__name__)

TIDY_EVERY_S = 600.0
STOP_GRACE_S = 3
"""How long a stopping server waits for uploads and downloads under way, in seconds; then it breaks them off."""


def serve(root: Callable[[], object], **look: object) -> None:
    """Migrate, start the embedded worker if wanted, and serve the pages until stopped.

    Parameters
    ----------
    root : builds a page; every path of the browser leads to it.
    look : what NiceGUI is told about the pages' looks (title, favicon, language).
    """
    _check_port(settings().host, settings().port, 'LEVELMIX_PORT')
    if settings().metrics_port:
        _check_port(settings().metrics_host, settings().metrics_port, 'LEVELMIX_METRICS_PORT')
    db.upgrade()
    if settings().accounts == 'off':
        accounts.ensure_local_owner()
    _set_door()
    pack_sparingly()
    server.on_startup(_start_hub)
    worker = EmbeddedWorker()
    if settings().embedded_worker:
        server.on_startup(worker.start)
        server.on_shutdown(lambda: asyncio.to_thread(worker.stop))
    metrics_port = MetricsPort()
    server.on_startup(metrics_port.start)
    server.on_shutdown(metrics_port.stop)
    _watch_folder()
    server.on_startup(_tell_address)
    ui.run(
        root,
        host=settings().host,
        port=settings().port,
        reload=False,
        show=settings().open_browser,
        show_welcome_message=False,
        storage_secret=settings().secret,
        session_middleware_kwargs={'same_site': 'lax', 'https_only': settings().secure, 'max_age': 30 * 24 * 3600},
        reconnect_timeout=settings().page_seconds,
        timeout_graceful_shutdown=STOP_GRACE_S,
        forwarded_allow_ips=settings().trusted_proxies,
        http=BoundedHead,
        ws_max_size=sockets.MESSAGE_BYTES,
        ws_max_queue=4,
        **look,  # type: ignore[arg-type]
    )


def _watch_folder() -> None:
    """Level what appears in a folder, if one is set: a process of its own, which needs neither database nor queue."""
    if not settings().watch:
        return
    named_loudness(settings().watch_preset)
    words = ['watch', settings().watch, '--preset', settings().watch_preset, '--every', str(settings().watch_seconds)]
    words += ['--output-dir', settings().watch_output] if settings().watch_output else []
    watcher = EmbeddedWorker(words, 'watched folder')
    server.on_startup(watcher.start)
    server.on_shutdown(lambda: asyncio.to_thread(watcher.stop))


def _set_door() -> None:
    """Put our middleware around everything: what `add_middleware` adds would be inside NiceGUI's session and tracking,
    which `ui.run` adds later, and which would cut off the clean-up after an upload that broke off."""
    sockets.guard()
    inside = server.build_middleware_stack

    def with_door() -> Gateway:
        return Gateway(Scripts(sockets.Sockets(inside())), api.create(), api.prefixes())

    server.build_middleware_stack = with_door  # type: ignore[method-assign]


def _start_hub() -> None:
    background_tasks.create(HUB.run(), name='progress hub')
    background_tasks.create(garbage_collection.run(), name='garbage')
    background_tasks.create(_keep_tidy(), name='tidying')
    background_tasks.create(webhooks.run(), name='webhooks')
    background_tasks.create(uploads.importing.run(), name='imports')
    if settings().accounts == 'on' or settings().smtp_host:  # guests of a studio get mails where nobody signs in
        background_tasks.create(accounts.mail.run(), name='outbox')
    if settings().accounts == 'on':
        background_tasks.create(accounts.open_keys.run(), name='used keys')
    if settings().payments == 'stand-in':
        background_tasks.create(stand_in_events.run(), name='test payments')


async def _keep_tidy() -> None:
    """Parts of uploads are on the machine that received them, and there may be no worker on it."""
    while True:
        await asyncio.sleep(TIDY_EVERY_S)
        try:
            await asyncio.to_thread(tidy_up)
        except Exception:
            log.exception('This machine could not be tidied up; trying again later.')


def _tell_address() -> None:
    sys.stdout.write(f'LevelMix is ready: {settings().address}  (Ctrl-C ends it)\n')
    link = accounts.first_admin_link() if settings().accounts == 'on' else None
    if link is not None:
        sys.stdout.write(f'There is no admin yet. Become the admin here, within a week, once: {link}\n')
    sys.stdout.flush()


def _check_port(host: str, port: int, setting: str) -> None:
    """Refuse a port that is not free before anything starts: the server itself would find out after everything else."""
    family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(place)
        except OSError as error:
            raise UnsafeSettings(
                f'LevelMix cannot listen on port {port} ({error.strerror}). If it is running already, '
                f'open {settings().address}; otherwise choose another port, like {setting}={port % 65535 + 1}.'
            ) from None
