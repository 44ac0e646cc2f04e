"""A way to a server that lets so many bytes through and then holds the rest back: for breaks at a known place."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.places import free_port

NO_END = 1 << 62


class Gate:
    """Stands between clients and a server.

    Attributes
    ----------
    up, down : how many bytes have passed to the server, and back from it.
    """

    def __init__(self, to_port: int) -> None:
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self.up = self.down = 0
        self._to_port = to_port
        self._most = {'up': NO_END, 'down': NO_END}
        self._change = threading.Condition()
        self._open: set[socket.socket] = set()
        self._full = threading.Event()

    def hold_after(self, *, up: int = NO_END, down: int = NO_END) -> None:
        """From now on only so many more bytes pass."""
        self._full.clear()
        with self._change:
            self._most = {'up': min(NO_END, self.up + up), 'down': min(NO_END, self.down + down)}

    def wait_until_held(self, seconds: float = 60) -> None:
        """Wait until something was held back."""
        assert self._full.wait(seconds), f'after {self.up} bytes up and {self.down} down nothing was held back'

    def cut(self) -> None:
        """Close all connections, and let everything through again."""
        with self._change:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self._most = {'up': NO_END, 'down': NO_END}
            self._change.notify_all()

    @contextmanager
    def running(self) -> Iterator['Gate']:
        """Stand there until the block is left."""
        with socket.create_server(('127.0.0.1', self.port)) as door:
            threading.Thread(target=self._let_in, args=(door,), daemon=True).start()
            try:
                yield self
            finally:
                self.cut()
                with suppress(OSError):
                    door.shutdown(socket.SHUT_RDWR)

    def _let_in(self, door: socket.socket) -> None:
        while True:
            try:
                near, _ = door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(('127.0.0.1', self._to_port), timeout=60)
            except OSError:  # the server is away
                near.close()
                continue
            far.settimeout(None)
            with self._change:
                self._open |= {near, far}
            both = [threading.Thread(target=self._pass_on, args=way, daemon=True) for way in self._ways(near, far)]
            for way in both:
                way.start()
            threading.Thread(target=self._after, args=(both, near, far), daemon=True).start()

    @staticmethod
    def _ways(near: socket.socket, far: socket.socket) -> list[tuple[str, socket.socket, socket.socket]]:
        return [('up', near, far), ('down', far, near)]

    def _pass_on(self, way: str, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(16 * 1024):
                with self._change:
                    while getattr(self, way) + len(block) > self._most[way]:
                        self._full.set()
                        self._change.wait()
                    setattr(self, way, getattr(self, way) + len(block))
                target.sendall(block)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _after(self, both: list[threading.Thread], near: socket.socket, far: socket.socket) -> None:
        for way in both:
            way.join()
        with self._change:
            self._open -= {near, far}
        near.close()
        far.close()
