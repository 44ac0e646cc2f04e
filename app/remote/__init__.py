"""A LevelMix server from afar: what `levelmix remote` is made of, usable alone.

It knows the addresses below `/api/v1` and nothing of what a server is made of: no database, no engine, no page.
"""

from app.remote.client import Client as Client
from app.remote.connection import Connection as Connection
from app.remote.connection import Halt as Halt
from app.remote.connection import Halted as Halted
from app.remote.servers import Login as Login
from app.remote.servers import chosen as chosen


def client(server: str = '', halt: Halt | None = None) -> Client:
    """A client of the server that is meant, see `servers.chosen`."""
    login = chosen(server)
    return Client(Connection(login.server, login.key, halt=halt))
