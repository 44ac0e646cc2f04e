"""A client of no server: what it asks is answered by the test, and no pause takes time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from app.remote import Client, Connection
from app.remote.connection import Halt

SERVER = 'https://mix.example.org'
KEY = 'lmx_testtesttesttest'
Answers = Callable[[httpx2.Request], httpx2.Response]
Connect = Callable[[Answers], Client]


class Quick(Halt):
    """Remembers how long it should have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.check()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this user's settings and memory lie."""
    for name, folder in (('XDG_CONFIG_HOME', 'config'), ('XDG_STATE_HOME', 'state')):
        monkeypatch.setenv(name, str(tmp_path / folder))
    for name in ('LEVELMIX_SERVER', 'LEVELMIX_KEY'):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def halt() -> Quick:
    return Quick()


@pytest.fixture
def connect(home: Path, halt: Quick) -> Iterator[Connect]:
    """A client whose requests this function answers."""
    made: list[Client] = []

    def connect(answers: Answers) -> Client:
        made.append(Client(Connection(SERVER, KEY, halt=halt, transport=httpx2.MockTransport(answers))))
        return made[-1]

    yield connect
    for client in made:
        client.connection.close()
