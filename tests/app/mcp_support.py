"""The official client, as an assistant has it: with a process of `levelmix mcp`, or with the `/mcp` of a server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx2
from anyio.from_thread import start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent
from starlette.types import Receive, Scope, Send

from app import api
from app.web.middleware import Gateway
from tests.app.console_support import command
from tests.servers import environment

INSIDE = 'http://127.0.0.1:8080'
R = TypeVar('R')
Story = Callable[[Client], Awaitable[R]]


def here(folder: Path, story: Story[R], *more: object, **settings: object) -> R:
    """Tell a story to `levelmix mcp` for one folder; what it writes to stderr is in `mcp.log` beside that."""

    async def told() -> R:
        async with _connected(folder, *more, **settings) as client:
            return await story(client)

    return asyncio.run(told())


class Telling(Protocol):
    """Tells a story to an assistant that stays."""

    def __call__(self, story: Story[R], /) -> R:
        """What the story found."""


@contextmanager
def staying(folder: Path) -> Iterator[Telling]:
    """One `levelmix mcp` for one folder and many stories: its start costs more than most of them."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(_connected(folder)) as client:

        def tell(story: Story[R], /) -> R:
            return portal.call(story, client)

        yield tell


@asynccontextmanager
async def _connected(folder: Path, *more: object, **settings: object) -> AsyncIterator[Client]:
    program, *arguments = command('mcp', '--allow', folder, *more)
    place = folder.parent
    logins = {'XDG_CONFIG_HOME': str(place / 'config'), 'XDG_STATE_HOME': str(place / 'state')}
    server = StdioServerParameters(
        command=program, args=arguments, env=environment(place / 'data', **settings) | logins
    )
    with (place / 'mcp.log').open('a') as log:
        async with Client(stdio_client(server, log)) as client:
            yield client


def at(url: str, story: Story[R], key: str = '', mode: Any = 'auto', transport: Any = None) -> R:
    """Tell a story to the `/mcp` of a server, with a key."""
    sent = {'Authorization': f'Bearer {key}'} if key else {}

    async def told() -> R:
        async with (
            httpx2.AsyncClient(headers=sent, timeout=60, transport=transport) as http,
            Client(streamable_http_client(f'{url}/mcp', http_client=http), mode=mode) as client,
        ):
            return await story(client)

    return asyncio.run(told())


def inside(story: Story[R], key: str = '', mode: Any = 'auto') -> R:
    """The same to a server inside this process: its middleware, its API, and no pages."""
    return at(INSIDE, story, key, mode, httpx2.ASGITransport(gateway()))


def gateway() -> Gateway:
    """What a request meets at a server."""
    return Gateway(_no_pages, api.create(), api.prefixes())


async def _no_pages(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError('this is no page')


def said(result: CallToolResult) -> str:
    """The text of an answer."""
    return ''.join(part.text for part in result.content if isinstance(part, TextContent))


class Heard:
    """Progress as it came."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.words: list[str] = []
        self.some = asyncio.Event()

    async def __call__(self, progress: float, total: float | None, message: str | None) -> None:
        self.shares.append(progress)
        self.words.append(message or '')
        self.some.set()
