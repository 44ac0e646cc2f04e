"""Pages without a browser: fetched and followed as NiceGUI's script does it, many of them in one process.

Only what is asked for is read of a message: a browser's work is done on another machine, and a client that drew pages
here would measure itself.
"""

import ast
import asyncio
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

ACK_EVERY_S = 3.0
_QUERY = re.compile(r'query: (\{.*?\}),')
_PERCENT = re.compile(r'"aria-valuenow":"(\d+)"')
_MESSAGE = re.compile(r'"_id":(\d+)')

Hear = Callable[[int, float], None]
"""Hears a percentage that a page was told, and when, in seconds since 1970."""


async def fetch(port: int, path: str) -> tuple[float, str]:
    """A page by one request of its own: how many seconds it took, and its text."""
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    writer.write(f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n'.encode())
    said = await reader.read()
    writer.close()
    assert said.startswith(b'HTTP/1.1 200'), said[:200]
    return time.perf_counter() - started, said.decode()


class OpenPage:
    """One page that stays open: its socket, and every percentage that comes by it."""

    def __init__(self, port: int, path: str, hear: Hear) -> None:
        self._port, self._path, self._hear = port, path, hear
        self._next_id = 0
        self._listening: asyncio.Task[None] | None = None
        self.messages = 0

    async def open(self) -> None:
        """Fetch the page and connect its socket."""
        _, text = await fetch(self._port, self._path)
        found = _QUERY.search(text)
        assert found is not None, 'NiceGUI writes its pages otherwise now'
        query = ast.literal_eval(found[1])
        self._client_id, self._next_id = query['client_id'], query['next_message_id']
        told = {
            **query,
            'implicit_handshake': 'true',
            'document_id': f'd{self._client_id}',
            'tab_id': f't{self._client_id}',
            'EIO': 4,
            'transport': 'websocket',
        }
        here = f'127.0.0.1:{self._port}'
        address = f'ws://{here}/_nicegui_ws/socket.io/?{urlencode(told)}'
        socket = await connect(
            address, origin=Origin(f'http://{here}'), max_size=None, ping_interval=None, open_timeout=60
        )
        assert str(await socket.recv()).startswith('0')
        await socket.send('40')
        self._listening = asyncio.create_task(self._listen(socket))

    async def close(self) -> None:
        """Leave, as who closes a tab does."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def _listen(self, socket: ClientConnection) -> None:
        ack_at = time.monotonic() + ACK_EVERY_S
        try:
            with suppress(ConnectionClosed):
                async for message in socket:
                    await self._take(socket, str(message))
                    if time.monotonic() > ack_at:
                        ack_at = time.monotonic() + ACK_EVERY_S
                        said = {'client_id': self._client_id, 'next_message_id': self._next_id}
                        await socket.send(f'42{json.dumps(["ack", said])}')
        finally:
            await socket.close()

    async def _take(self, socket: ClientConnection, message: str) -> None:
        if message == '2':
            await socket.send('3')
            return
        self.messages += 1
        percent = _PERCENT.search(message)
        if percent is not None:
            self._hear(int(percent[1]), time.time())
        number = _MESSAGE.search(message[-40:])
        if number is not None:
            self._next_id = int(number[1]) + 1
