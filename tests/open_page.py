"""A page as a browser has it open, without one: its elements, and what goes through its socket."""

import asyncio
import json
import re
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self

import httpx2
import websockets
from websockets.asyncio.client import ClientConnection

ESCAPED = (('&#36;', '$'), ('&#96;', '`'), ('&gt;', '>'), ('&lt;', '<'), ('&amp;', '&'))

_OPEN: list[ClientConnection] = []


async def closing(story: Coroutine[Any, Any, None]) -> None:
    """Tell a story, and close every socket that was opened in it."""
    try:
        await story
    finally:
        while _OPEN:
            await _OPEN.pop().close()


class OpenPage:
    """One page of a server, opened with a cookie or without one."""

    def __init__(self, url: str, cookie: str = '') -> None:
        self._url = url
        self._headers = {'Origin': url} | ({'Cookie': cookie} if cookie else {})
        self.id, self.tab = '', str(uuid.uuid4())
        self.elements: dict[int, dict[str, Any]] = {}
        self.heard: list[str] = []
        self._new = asyncio.Event()
        self._socket: ClientConnection | None = None

    async def open(self, path: str) -> Self:
        """Load the page and open its socket."""
        async with httpx2.AsyncClient(timeout=60) as browser:
            text = (await browser.get(self._url + path, headers=self._headers)).text
        self.id = _found(r"client_id': '([0-9a-f-]{36})", text)
        raw = _found(r'parseElements\(String.raw`(.*?)`\)', text)
        for sign, plain in ESCAPED:
            raw = raw.replace(sign, plain)
        self._learn(json.loads(raw))
        await self.connect(self.id, self.tab)
        return self

    def query(self, page_id: str, tab: str, transport: str) -> str:
        """What the address of a socket says."""
        who = f'client_id={page_id}&tab_id={tab}&document_id={uuid.uuid4()}&next_message_id=0&implicit_handshake=true'
        return f'{who}&EIO=4&transport={transport}'

    async def connect(self, page_id: str, tab: str) -> str:
        """Open a socket for a page, this one or another; returns the answer to that."""
        address = f'{self._url.replace("http", "ws")}/_nicegui_ws/socket.io/?{self.query(page_id, tab, "websocket")}'
        self._socket = await websockets.connect(address, additional_headers=self._headers, max_size=None)
        _OPEN.append(self._socket)
        await self._socket.recv()
        await self._socket.send('40')
        answer = str(await self._socket.recv())
        self._reading = asyncio.create_task(self._read(self._socket))
        return answer

    async def poll(self, method: str, query: str, content: str = '') -> httpx2.Response:
        """Ask as a page does that no WebSocket is let through for."""
        async with httpx2.AsyncClient(timeout=60) as browser:
            address = f'{self._url}/_nicegui_ws/socket.io/?{query}'
            return await browser.request(method, address, content=content or None, headers=self._headers)

    def named(self, testid: str) -> int:
        """The element with a name for tests."""
        return next(key for key, one in self.elements.items() if (one.get('props') or {}).get('data-testid') == testid)

    def event(self, element: int, kind: str, *args: object) -> str:
        """What a browser says when something happens to an element of this page."""
        known = next(one for one in self.elements[element]['events'] if kind in one['type'])
        told = [json.dumps(arg) for arg in args]
        what = {'id': element, 'client_id': self.id, 'listener_id': known['listener_id'], 'args': told}
        return '42' + json.dumps(['event', what])

    async def say(self, message: str | bytes) -> None:
        """Send a message through the socket."""
        assert self._socket is not None
        await self._socket.send(message)

    async def closed(self) -> int | None:
        """Wait until the server closes the socket; returns its reason, by number."""
        assert self._socket is not None
        await asyncio.wait_for(self._socket.wait_closed(), 60)
        return self._socket.close_code

    async def until(self, what: str) -> None:
        """Wait until the server has said something that contains a text."""
        async with asyncio.timeout(60):
            while not any(what in one for one in self.heard):
                self._new.clear()
                await self._new.wait()

    async def _read(self, opened: ClientConnection) -> None:
        with suppress(websockets.ConnectionClosed):
            async for message in opened:
                text = str(message)
                self.heard.append(text)
                self._new.set()
                if text == '2':
                    await opened.send('3')
                if text.startswith('42["update"'):
                    self._learn(json.loads(text[2:])[1])

    def _learn(self, told: dict[str, Any]) -> None:
        self.elements |= {int(key): value for key, value in told.items() if key.isdigit() and value}


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    assert match, f'no page: {text[:500]}'
    return match[1]
