"""Limits the head of a request, and its tail: the server's own parser would gather both without an end."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 30.0
"""A head that has not ended by then, in seconds, is not waited for."""
MOST = 32 * 1024
"""Bytes of the first line and all headers; and of what is behind them and no body: trailers, and words about chunks.
What comes in one piece from the network may be read before it is counted."""


class BoundedHead(HttpToolsProtocol):
    """Speaks HTTP, and ends a connection that brings more than this without an end of the head or a byte of a body."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_head, self._read = True, 0
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting: the connection is gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_more()
        self._patience = self.loop.call_later(SECONDS, self._give_up)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Count what comes; the end of a head and a body start the count again."""
        self._read += len(data)
        super().data_received(data)
        if self._read > MOST and not self.transport.is_closing():
            self.send_400_response(f'Invalid request: its head is longer than {MOST // 1024} KB.')

    def on_message_begin(self) -> None:
        """A request begins, perhaps in the same piece that ended the one before."""
        self._in_head = True
        self._wait()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header. One behind the body is ignored: those in front were read long ago."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is complete; what follows is a body."""
        self._in_head, self._read = False, 0
        self._wait_no_more()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Bytes of a body, which `app.api.bodies` counts."""
        self._read = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete."""
        self._read = 0
        super().on_message_complete()
