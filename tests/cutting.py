"""A proxy on the loopback that passes bytes on, tells how many, and cuts its connections when it is told to."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

BLOCK = 64 * 1024


class Proxy:
    """Listens on a port of its own and passes everything on to `port`.

    Parameters
    ----------
    on_bytes : called with the number of bytes that have come from clients so far, after each block.
    """

    def __init__(self, port: int, on_bytes: Callable[[int], None] = lambda _: None) -> None:
        self._target, self._on_bytes = port, on_bytes
        self._listener = socket.create_server(('127.0.0.1', 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f'http://127.0.0.1:{self.port}'
        self.cuts = 0
        self.passed = 0
        self._lines: set[socket.socket] = set()
        self._guard = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End all connections, as a network does that goes away."""
        with self._guard:
            self.cuts += 1
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more connections, and end those there are."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(('127.0.0.1', self._target))
        except OSError:
            client.close()
            return
        with client, server:
            with self._guard:
                self._lines |= {client, server}
            back = threading.Thread(target=self._pass, args=(server, client, False), daemon=True)
            back.start()
            self._pass(client, server, True)
            back.join()
            with self._guard:
                self._lines -= {client, server}

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while block := source.recv(BLOCK):
                sink.sendall(block)
                if counted:
                    with self._guard:
                        self.passed += len(block)
                    self._on_bytes(self.passed)
        for line in (source, sink):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


@contextmanager
def passing_on(port: int, on_bytes: Callable[[int], None] = lambda _: None) -> Iterator[Proxy]:
    """A proxy that is closed with the block."""
    proxy = Proxy(port, on_bytes)
    try:
        yield proxy
    finally:
        proxy.close()


class Trouble:
    """Cuts and kills at random places of the way, spread over all of it."""

    def __init__(self, size: int, cuts: int, kills: int, seed: int) -> None:
        chance = random.Random(seed)
        self._places = sorted(
            [(chance.uniform(0.02, 0.97) * size, 'cut') for _ in range(cuts)]
            + [((number + chance.uniform(0.3, 0.7)) / kills * size, 'kill') for number in range(kills)]
        )
        self._guard = threading.Lock()
        self.cut: Callable[[], None] = lambda: None
        self.kill: Callable[[], None] = lambda: None
        self.cuts = self.kills = 0

    def passed(self, count: int) -> None:
        """So many bytes have come from the browser."""
        with self._guard:
            if not self._places or count < self._places[0][0]:
                return
            _, what = self._places.pop(0)
        if what == 'cut':
            self.cuts += 1
            self.cut()
        else:
            self.kills += 1
            threading.Thread(target=self.kill, daemon=True).start()
