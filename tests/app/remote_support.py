"""The client of the command line, whose requests are answered by the API itself, in this process."""

from collections.abc import Callable

import httpx2

from app import remote
from app.remote.connection import Halt
from tests.app.api.programs import Program

SERVER = 'http://127.0.0.1'


def asking(
    api: Program,
    key: str = '',
    *,
    halt: Halt | None = None,
    then: Callable[[httpx2.Request, httpx2.Response], object] = lambda request, answer: None,
) -> remote.Client:
    """A client with this key; `then` happens after each request, before its answer arrives."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.raw_path.decode().removeprefix('/api/v1')
        told = api.ask(request.method, path, headers=dict(request.headers), content=request.content)
        found = httpx2.Response(told.status_code, headers=dict(told.headers), content=told.content)
        then(request, found)
        return found

    return remote.Client(remote.Connection(SERVER, key, halt=halt, transport=httpx2.MockTransport(answer)))
