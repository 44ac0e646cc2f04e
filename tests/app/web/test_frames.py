"""What pages are sent: small messages as they are, large ones deflated, and a browser reads both."""

import asyncio
import socket
import tracemalloc
import zlib
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.websockets import wsproto_impl
from websockets.asyncio.client import connect
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame
from wsproto.frame_protocol import FrameProtocol

from app.web.frames import MOST, SMALL, DeflateTheLarge, pack_sparingly

SAID = ['a step of progress', 'x' * SMALL, 'a screen ' * 5000, 'another step']


async def says_all(scope: Any, receive: Any, send: Any) -> None:
    await send({'type': 'websocket.accept'})
    for text in SAID:
        await send({'type': 'websocket.send', 'text': text})
    while (await receive())['type'] != 'websocket.disconnect':
        await send({'type': 'websocket.send', 'text': 'heard'})


@pytest.fixture
def deflated(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The server packs sparingly; of each message that a page is sent, whether it was deflated."""
    known = vars(wsproto_impl)
    monkeypatch.setitem(known, 'PerMessageDeflate', known['PerMessageDeflate'])  # put back at the end
    pack_sparingly()
    found: list[bool] = []
    decode = PerMessageDeflate.decode

    def noting(self: PerMessageDeflate, frame: Frame, **limits: Any) -> Frame:
        found.append(frame.rsv1)
        return decode(self, frame, **limits)

    monkeypatch.setattr(PerMessageDeflate, 'decode', noting)
    return found


def test_only_what_is_large_is_deflated_and_all_of_it_is_read(deflated: list[bool]) -> None:
    async def listen() -> list[str]:
        place = socket.create_server(('127.0.0.1', 0))
        server = uvicorn.Server(uvicorn.Config(says_all, ws='wsproto', lifespan='off', log_level='error'))
        serving = asyncio.create_task(server.serve(sockets=[place]))
        async with connect(f'ws://127.0.0.1:{place.getsockname()[1]}') as page:
            heard = [str(await page.recv()) for _ in SAID]
            await page.send('a large answer ' * 5000)  # deflated, too
            heard.append(str(await page.recv()))
        server.should_exit = True
        await serving
        return heard

    assert asyncio.run(listen()) == [*SAID, 'heard']
    assert deflated[: len(SAID)] == [len(text) > SMALL for text in SAID]


def test_what_would_unpack_to_far_more_than_is_taken_is_not_unpacked() -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(bytes(80 * MOST)) + packer.flush(zlib.Z_SYNC_FLUSH)[:-4]
    extension = DeflateTheLarge()
    extension.accept('permessage-deflate; client_max_window_bits')
    frames = FrameProtocol(client=False, extensions=[extension])
    frames.receive_bytes(b'\xc2\xff' + len(packed).to_bytes(8) + bytes(4) + packed)  # binary, packed, masked
    tracemalloc.start()
    unpacked = sum(len(frame.payload) for frame in frames.received_frames())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert MOST < unpacked < 2 * MOST, 'uvicorn sees that it is too much'
    assert peak < 6 * MOST


def test_no_window_is_kept_for_a_page_between_its_messages() -> None:
    offered = 'permessage-deflate; client_max_window_bits'
    assert 'server_no_context_takeover' in str(DeflateTheLarge().accept(offered))
