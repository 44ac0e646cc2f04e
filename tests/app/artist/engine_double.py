"""A server that talks like OpenAI’s, in a stream, as the story has it: what it is asked is kept."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turn = str | list[tuple[str, dict[str, Any]]] | Callable[['Double', Any], None]
"""What it says to one request: a text, tools that it wants with their arguments, or anything that a function writes."""

PATIENCE_S = 60.0
"""So long somebody may listen to its silence, in seconds."""


class Double(ThreadingHTTPServer):
    """It; `turns` are what it says, the last one again and again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(('127.0.0.1', 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.turns: list[Turn] = []
        self.left = threading.Event()
        """Set once somebody has hung up on it while it was silent."""
        self._thread = threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f'http://127.0.0.1:{self.server_port}/v1'

    @property
    def sent(self) -> str:
        """All that it was told, as text."""
        return json.dumps(self.asked, ensure_ascii=False)

    def end(self) -> None:
        """End it."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Double

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers['content-length']))))
        turn = self.server.turns[min(len(self.server.asked), len(self.server.turns)) - 1]
        if callable(turn):
            turn(self.server, self)
        else:
            self.begin()
            self.parts(turn)

    def begin(self, status: int = 200, kind: str = 'text/event-stream') -> None:
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Connection', 'close')
        self.end_headers()

    def parts(self, turn: str | list[tuple[str, dict[str, Any]]], *, end: bool = True) -> None:
        if isinstance(turn, str):
            for start in range(0, len(turn), 12):
                self.part({'content': turn[start : start + 12]})
        else:
            for place, (name, given) in enumerate(turn):
                called = {'name': name, 'arguments': json.dumps(given)}
                self.part({'tool_calls': [{'index': place, 'id': f'c{place}', 'function': called}]})
        if end:
            self.write({'choices': [], 'usage': {'prompt_tokens': 900, 'completion_tokens': 40}})
            self.wfile.write(b'data: [DONE]\n\n')

    def part(self, delta: dict[str, Any]) -> None:
        self.write({'choices': [{'delta': delta}]})

    def write(self, told: dict[str, Any]) -> None:
        self.wfile.write(f'data: {json.dumps(told)}\n\n'.encode())
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def fails(server: Double, handler: Any) -> None:
    """An error of its own."""
    handler.begin(500, 'text/plain')


def is_silent(server: Double, handler: Any) -> None:
    """It begins, says nothing more, and notices when whoever asked hangs up."""
    handler.begin()
    handler.connection.settimeout(PATIENCE_S)
    try:
        has_left = handler.connection.recv(1) == b''
    except ConnectionError:
        has_left = True
    except TimeoutError:
        has_left = False
    if has_left:
        server.left.set()


def breaks_off(server: Double, handler: Any) -> None:
    """Half an answer."""
    handler.begin()
    handler.parts('Your streams were', end=False)
    time.sleep(0)


def says_rubbish(server: Double, handler: Any) -> None:
    """Something that is no JSON."""
    handler.begin()
    handler.wfile.write(b'data: {"choices": [\n\n')
