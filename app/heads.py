"""How long the head of a request may be: the server's parser itself would gather it without an end."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 32 * 1024
"""The first line and all headers, in bytes. What comes in one piece from the network may be read before it counts."""


class BoundedHead(HttpToolsProtocol):
    """Speaks HTTP, and ends a connection whose request does not come to its end in time."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_head, self._read = True, 0

    def data_received(self, data: bytes) -> None:
        """Count what comes while a head is open."""
        if self._in_head:
            self._read += len(data)
        super().data_received(data)
        if self._in_head and self._read > MOST and not self.transport.is_closing():
            self.send_400_response(f'The head of this request is longer than {MOST // 1024} KB.')

    def on_message_begin(self) -> None:
        """A request begins, perhaps in the same piece that ended the one before."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is there; what follows is a body."""
        self._in_head, self._read = False, 0
        super().on_headers_complete()
