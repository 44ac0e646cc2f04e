"""`/mcp`: the tools of all areas for assistants, by MCP over HTTP, with the keys, limits and sentences of the API.

Each request stands for itself: nothing is remembered between two of them, so any of several servers may answer.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any

from anyio.to_thread import run_sync
from fastapi.security import HTTPAuthorizationCredentials, SecurityScopes
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app import accounts, areas
from app.accounts.api_keys import ANY_AREA, READ, WRITE
from app.api.v1 import problems, rates
from app.api.v1.access import Caller, identify
from app.api.v1.problems import Problem
from app.config import settings
from app.db import reading
from app.errors import LevelMixError, TooManyTries
from app.installation import flags, open_areas
from app.mcp_server import job_tools
from app.tools import Call, Toolbox

PATH = '/mcp'
MOST_AT_ONCE = 20
"""Requests of one user that are answered at the same time; those that wait for a job are among them."""
METHOD = 'Only POST is taken here: there is nothing to listen to between two requests.'

_open = Counter[str]()


class ServerHost:
    """This server, for whoever has brought the key of one request."""

    def __init__(self, who: Caller) -> None:
        self._who = who
        self._areas = open_areas.areas_open(who.id)

    @property
    def instructions(self) -> str:
        """What an assistant is told at the beginning."""
        address = settings().address
        return (
            'LevelMix makes copies of DJ mixes that are exactly as loud as chosen. Files are named by the ids of '
            f'uploads, library files or jobs; send new ones to {address}/api/v1/uploads with the same API key, see '
            f'{address}/api/v1/docs. Results are addresses that the same key opens. Loudness is in LUFS (integrated, '
            'EBU R 128), peaks in dBTP. Jobs take a minute for an hour of sound: follow them by get_job.'
        )

    def toolboxes(self) -> Sequence[tuple[str, Toolbox]]:
        """What belongs to all areas, and what each brings."""
        return [('', job_tools.toolbox()), *((area.name, area.tools()) for area in areas.each())]

    def offers(self, area: str, *, writes: bool) -> bool:
        """Whether the area is switched on for them, and their key is for it."""
        reachable = self._reachable(WRITE if writes else READ)
        return area in reachable if area else bool(reachable)

    def admit(self, area: str, *, writes: bool) -> Call:
        """Begin a call; raises what the key, or the switch of the area, is against it."""
        deed = WRITE if writes else READ
        self._who.check(deed, area or ANY_AREA)
        if area:
            with reading() as session:
                flags.check_open(session, self._who.id, areas.get(area))
        may_write = bool(self._reachable(WRITE) & {area} if area else self._reachable(WRITE))
        return Call(self._who.id, self._reachable(deed), may_write, settings().address)

    def _reachable(self, deed: str) -> frozenset[str]:
        known = self._who.areas(deed)
        return self._areas if known is None else self._areas & known


class Assistants:
    """The application behind `/mcp`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, sending = Request(scope), _with_rates(scope, send)
        try:
            if request.method != 'POST':
                raise Problem('no-such-method', METHOD, headers={'Allow': 'POST'})
            who = await run_sync(_caller, request)
            host = await run_sync(ServerHost, who)
            if _open[who.id] >= MOST_AT_ONCE:
                raise TooManyTries(f'{MOST_AT_ONCE} requests of yours are being answered. Wait for one of them.', 1)
        except Problem as problem:
            await problems.answer(request, problem)(scope, receive, sending)
        except LevelMixError as error:
            await problems.answer(request, problems.of(error))(scope, receive, sending)
        else:
            await _answer(host, who.id, scope, receive, sending)


async def _answer(host: ServerHost, user_id: str, scope: Scope, receive: Receive, send: Send) -> None:
    _open[user_id] += 1
    try:
        manager = await run_sync(_manager, host)
        async with manager.run():
            await manager.handle_request(scope, receive, send)
    finally:
        _open[user_id] -= 1
        if not _open[user_id]:
            del _open[user_id]


def route() -> Route:
    """Where it stands."""
    return Route(PATH, Assistants(), include_in_schema=False)


def _manager(host: ServerHost) -> Any:
    """What speaks the protocol; imported with the first request, in a thread, because that takes a second."""
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from app.mcp_server.protocol import create

    logging.getLogger('mcp').setLevel(logging.WARNING)
    return StreamableHTTPSessionManager(create(host), stateless=True)


def _caller(request: Request) -> Caller:
    key = accounts.visitor().api_key
    sent = HTTPAuthorizationCredentials(scheme='Bearer', credentials=key) if key else None
    return identify(request, SecurityScopes(), sent)


def _with_rates(scope: Scope, send: Send) -> Send:
    """Answers say how many requests are left."""

    async def send_with_rates(message: Message) -> None:
        if message['type'] == 'http.response.start':
            more = [(name.lower().encode(), value.encode()) for name, value in rates.headers(scope).items()]
            message['headers'] = [*message['headers'], *more]
        await send(message)

    return send_with_rates
