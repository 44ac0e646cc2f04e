"""Where things are, and ports that nobody uses."""

import os
import random
import socket
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent


_OURS, _ALL = (
    int(os.environ.get(f'PYTEST_XDIST_WORKER{name}', default).removeprefix('gw'))
    for name, default in (('', '0'), ('_COUNT', '1'))
)
_PORTS = range(10_100 + _OURS, 32_000, _ALL)
"""Above 10080, which browsers refuse, and below those that a system gives to whoever asks for any: a server that is
started again finds its port still free. Each process of the test run has ports of its own: between the choice and the
use of one, no other can take it."""
_taken: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that is given out once."""
    while True:
        port = random.SystemRandom().choice(_PORTS)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(('127.0.0.1', port))
            if port not in _taken:
                _taken.add(port)
                return port
