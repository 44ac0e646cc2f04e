"""What of a request is no body has a bound, too, wherever it stands."""

import asyncio
import json
import socket
from typing import Any

import pytest
import uvicorn

from app.web import heads
from app.web.heads import MOST, BoundedHead

POST = b'POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n'
BEGUN = b'2\r\n{}\r\n'
MANY = b'X-More: nothing at all\r\n' * 2000


async def tells(scope: Any, receive: Any, send: Any) -> None:
    """Waits for the whole body, then says how long it was and which headers there are."""
    size, more = 0, True
    while more:
        message = await receive()
        if message['type'] == 'http.disconnect':
            return
        size, more = size + len(message.get('body', b'')), message.get('more_body', False)
    said = json.dumps([size, [name.decode() for name, _ in scope['headers']]]).encode()
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-length', b'%d' % len(said))]})
    await send({'type': 'http.response.body', 'body': said})


async def answer(*pieces: bytes) -> bytes:
    """What the server says to pieces that come one after the other, until it hangs up or has answered."""
    place = socket.create_server(('127.0.0.1', 0))
    server = uvicorn.Server(uvicorn.Config(tells, http=BoundedHead, lifespan='off', log_level='critical'))
    serving = asyncio.create_task(server.serve(sockets=[place]))
    reader, writer = await asyncio.open_connection(*place.getsockname())
    heard = asyncio.create_task(reader.read(4000))
    for piece in pieces:
        if heard.done():
            break
        writer.write(piece)
        await writer.drain()
        await asyncio.wait([heard], timeout=0.02)  # so that the next piece comes on its own
    said = await asyncio.wait_for(heard, 10)
    writer.close()
    server.should_exit = True
    await serving
    return said


@pytest.mark.parametrize(
    'endless',
    [
        pytest.param((b'GET / HTTP/1.1\r\nHost: here\r\n', MANY, MANY), id='headers'),
        pytest.param((POST, BEGUN, b'0\r\n', MANY, MANY), id='trailers'),
        pytest.param((POST, BEGUN, b'0\r\nX-Long: ', MANY[:-2].replace(b'\r\n', b'  ') * 2), id='a trailer'),
        pytest.param((POST, BEGUN, b'2;', b'x' * MOST, b'x' * MOST), id='what is said of a chunk'),
    ],
)
def test_what_never_becomes_a_body_ends_the_connection(endless: tuple[bytes, ...]) -> None:
    assert asyncio.run(answer(*endless)).startswith(b'HTTP/1.1 400')


def test_a_long_body_of_small_chunks_is_no_head() -> None:
    said = asyncio.run(answer(POST, *[BEGUN * 2000] * 10, b'0\r\n\r\n'))
    assert json.loads(said.partition(b'\r\n\r\n')[2])[0] == 40_000


def test_a_header_behind_the_body_says_nothing() -> None:
    said = asyncio.run(answer(POST, BEGUN, b'0\r\nAuthorization: Bearer late\r\n\r\n'))
    assert json.loads(said.partition(b'\r\n\r\n')[2]) == [2, ['host', 'transfer-encoding']]


@pytest.mark.parametrize('begun', [b'', b'GET / HTTP/1.1\r\nHost: he'], ids=['nothing', 'half a head'])
def test_a_head_that_never_ends_is_not_waited_for(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, 'SECONDS', 0.2)
    assert asyncio.run(answer(begun)) == b''


def test_a_request_whose_head_is_there_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, 'SECONDS', 0.05)
    pieces = [BEGUN] * 12
    assert b'200 OK' in asyncio.run(answer(POST, *pieces, b'0\r\n\r\n'))
