"""A LevelMix server that the user of this machine is logged in to: what it offers, passed on beside what is here.

Nothing is asked of it before somebody wants to know. Each question is a session of its own, because a server keeps
nothing between two requests either: one that breaks takes no other with it, and another login counts at once.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx2
import mcp_types as types
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from app.errors import LevelMixError, NotFound
from app.mcp_server import problems, renaming
from app.mcp_server.beside import NOTHING, Offer, Tell
from app.mcp_server.renaming import PREFIX
from app.remote import Login
from app.remote.connection import TIMEOUTS

log = logging.getLogger(__name__)

PLACE = '/mcp'
LISTING_S = 10.0
"""An assistant that begins does not wait longer for a server to say what it offers."""
CALL_S = 120.0
"""A server answers within a minute."""
KEPT_S = 60.0
"""What a server offers, or that it does not answer, is not asked again for so long."""
MOST_BYTES = 64 * 1024 * 1024
"""The longest answer: a report with all tracks of a mix of twelve hours takes a hundredth of it."""


class Elsewhere:
    """The server of the last login, or that of the environment."""

    def __init__(self) -> None:
        self.offer = NOTHING
        """What was offered when it was asked last."""
        self._asked_at, self._asking, self._said = -KEPT_S, anyio.Lock(), ''

    async def asked(self) -> Offer:
        """What it offers now. That it offers nothing is said once in the log, and costs nothing else."""
        async with self._asking:
            if anyio.current_time() - self._asked_at >= KEPT_S:
                self.offer = await self._ask()
                self._asked_at = anyio.current_time()
        return self.offer

    async def call(self, name: str, arguments: dict[str, Any], tell: Tell) -> types.CallToolResult:
        """Have the server do something; raises LevelMixError with what is against that."""

        async def heard(progress: float, total: float | None, message: str | None) -> None:
            await tell(progress / (total or 1.0), message or '')

        request = types.CallToolRequest(
            params=types.CallToolRequestParams(name=name.removeprefix(PREFIX), arguments=arguments)
        )
        async with _session(CALL_S) as client:
            # By no method that checks it: whoever has asked here does, by the schema that was passed on.
            done = await client.session.send_request(request, types.CallToolResult, progress_callback=heard)
        return types.CallToolResult(
            content=done.content, structured_content=done.structured_content, is_error=done.is_error
        )

    async def read(self, address: str) -> types.ReadResourceResult:
        """Read something that the server has, by its address here."""
        there = renaming.address_there(address)
        if there is None:
            raise NotFound(f'There is no resource {address[:200]} here. Look at what is listed.')
        async with _session(CALL_S) as client:
            found = await client.read_resource(there)
        contents = [one.model_copy(update={'uri': address}) for one in found.contents]
        return types.ReadResourceResult(contents=contents)

    async def _ask(self) -> Offer:
        try:
            async with _session(LISTING_S) as client:
                offer = _renamed(
                    (await client.list_tools()).tools,
                    (await client.list_resources()).resources,
                    (await client.list_resource_templates()).resource_templates,
                )
        except NotFound:
            return NOTHING  # nobody is logged in
        except LevelMixError as error:
            if self._said != str(error):
                self._said = str(error)
                log.warning('%s', error)
            return NOTHING
        self._said = ''
        return offer


@asynccontextmanager
async def _session(seconds: float) -> AsyncIterator[Client]:
    """A session with the server; what goes wrong there is a LevelMixError that names no address."""
    login = problems.login()
    try:
        with anyio.fail_after(seconds):
            async with _http(login) as http, Client(_transport(login, http)) as client:
                yield client
    except Exception as error:
        told = problems.told(error, login)
        if told is None:
            raise
        raise told from None


def _http(login: Login) -> httpx2.AsyncClient:
    async def refuse(answer: httpx2.Response) -> None:
        await problems.refuse(answer, login)

    return httpx2.AsyncClient(
        headers={'Authorization': f'Bearer {login.key}'} if login.key else {},
        timeout=TIMEOUTS,
        follow_redirects=False,
        event_hooks={'response': [refuse]},
    )


def _transport(login: Login, http: httpx2.AsyncClient) -> Any:
    return streamable_http_client(f'{login.server}{PLACE}', http_client=http, max_sse_event_size=MOST_BYTES)


def _renamed(
    tools: list[types.Tool], resources: list[types.Resource], templates: list[types.ResourceTemplate]
) -> Offer:
    names = frozenset(tool.name for tool in tools)
    return Offer(
        tuple(_tool(tool, names) for tool in tools),
        tuple(
            one.model_copy(update={'uri': address, 'name': f'{PREFIX}{one.name}'})
            for one in resources
            if (address := renaming.address_here(str(one.uri))) is not None
        ),
        tuple(
            one.model_copy(update={'uri_template': address, 'name': f'{PREFIX}{one.name}'})
            for one in templates
            if (address := renaming.address_here(one.uri_template)) is not None
        ),
    )


def _tool(tool: types.Tool, names: frozenset[str]) -> types.Tool:
    """The tool as it is called here."""
    title = f'{tool.title or tool.name} (server)'
    return tool.model_copy(
        update={
            'name': f'{PREFIX}{tool.name}',
            'title': title,
            'annotations': tool.annotations and tool.annotations.model_copy(update={'title': title}),
            'description': f'On the server: {renaming.reworded(tool.description or "", names)}',
            'input_schema': renaming.reworded_schema(tool.input_schema, names),
            'output_schema': renaming.reworded_schema(tool.output_schema, names),
        }
    )
