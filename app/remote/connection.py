"""Requests to one server: with the key, asked again where that may help, and never longer than is sensible."""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from app.remote import problems
from app.remote.problems import BUSY, RemoteError
from app.version import engine_version

API = '/api/v1'
TIMEOUTS = httpx2.Timeout(connect=15, read=60, write=60, pool=None)
"""A server that waits for something says so every 15 s, or answers after 30."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
PATIENCE_S = 120.0
"""So long a request is asked again without any of them being taken."""
UNHEARD_S = 5.0
"""So long of a server that has not answered yet: whoever has mistyped an address learns it soon."""
REPEATABLE = frozenset({'GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'})
LASTING = frozenset({'paused'})
"""Problems with a status of the moment that last as long as a person wants them to."""


class Halted(Exception):
    """Work was given up on purpose, because the process is asked to end; what was remembered stays."""


class Halt:
    """Whether to end, asked between two pieces of work and during every pause."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """From now on all that look here end."""
        self._asked.set()

    def check(self) -> None:
        """Raise `Halted` where that was asked for."""
        if self._asked.is_set():
            raise Halted

    def pause(self, seconds: float) -> None:
        """Wait, and end at once where that is asked for meanwhile."""
        self._asked.wait(seconds)
        self.check()


class Patience:
    """How long to go on trying: pauses grow, and begin anew with each success.

    Parameters
    ----------
    halt : ends a pause.
    most_s : all pauses together, without a success between them.
    """

    def __init__(self, halt: Halt, most_s: float = PATIENCE_S) -> None:
        self._halt, self._most_s = halt, most_s
        self.reset()

    def reset(self) -> None:
        """It worked: whatever fails next is the first failure."""
        self._tries, self._waited_s = 0, 0.0

    def wait(self, error: RemoteError, asked_s: float | None = None) -> None:
        """Pause before another try, as long as the server asks for if it does; raises the error where it is over."""
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0**self._tries) * random.uniform(0.5, 1.0)
        pause_s = max(pause_s, asked_s or 0.0)
        if self._waited_s + pause_s > self._most_s:
            raise error
        self._tries += 1
        self._waited_s += pause_s
        self._halt.pause(pause_s)


class Connection:
    """One server, asked in the name of one key; several threads may use it.

    Parameters
    ----------
    server : its address, as `servers.address` writes it.
    key : empty where the server asks for none.
    transport : takes the requests instead of the network.
    """

    def __init__(
        self,
        server: str,
        key: str = '',
        *,
        halt: Halt | None = None,
        transport: httpx2.BaseTransport | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.server, self.halt = server, halt or Halt()
        self._patience_s, self._heard = patience_s, False
        headers = {'User-Agent': f'levelmix/{engine_version()}', 'Accept': 'application/json, application/problem+json'}
        if key:
            headers['Authorization'] = f'Bearer {key}'
        self._client = httpx2.Client(
            base_url=f'{server}{API}/', headers=headers, timeout=TIMEOUTS, transport=transport, follow_redirects=False
        )

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def patience(self) -> Patience:
        """For who tries again by themselves, because each try begins somewhere else."""
        return Patience(self.halt, self._patience_s if self._heard else min(UNHEARD_S, self._patience_s))

    def ask(
        self,
        method: str,
        path: str,
        *,
        creates: bool | str = False,
        params: dict[str, Any] | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        """The answer to a request, asked again while the server is away or busy, if that cannot do it twice.

        Parameters
        ----------
        creates : it makes something; a key of its own lets the server see that it is the same request once more. A
            text is that key, of whoever asks again another day.

        Raises
        ------
        RemoteError : it was refused, or no answer came.
        """
        sent = dict(headers or {}) | (_named(creates) if creates else {})
        patience: Patience | None = None
        while True:
            self.halt.check()
            try:
                answer = self.once(method, path, params=params, json=json, headers=sent)
            except problems.NoAnswer as error:
                if not creates and method not in REPEATABLE:
                    raise
                patience = patience or self.patience()
                patience.wait(error)
                continue
            if answer.is_success or answer.status_code == 304:
                return answer
            refusal, patience = problems.of_answer(answer, self.server), patience or self.patience()
            if answer.status_code not in BUSY or refusal.name in LASTING:
                raise refusal
            patience.wait(refusal, retry_after_s(answer))

    def once(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """One request and whatever answer comes; raises `NoAnswer` without one."""
        try:
            answer = self._client.request(method, path.lstrip('/'), **request)
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise problems.no_answer(self.server, error) from None
        self._heard = True
        return answer

    @contextmanager
    def stream(self, path: str, headers: dict[str, str], *, redirected: bool = False) -> Iterator[httpx2.Response]:
        """An answer whose body is read piece by piece; breaks of the line are `NoAnswer` wherever they come.

        Parameters
        ----------
        redirected : go where the server sends, as for a file in a bucket; another host hears nothing of the key.
        """
        try:
            with self._client.stream('GET', path.lstrip('/'), headers=headers, follow_redirects=redirected) as answer:
                if answer.is_error:
                    answer.read()
                yield answer
        except (httpx2.TransportError, httpx2.DecodingError, httpx2.StreamError) as error:
            raise problems.no_answer(self.server, error) from None


def _named(creates: bool | str) -> dict[str, str]:
    return {'Idempotency-Key': creates if isinstance(creates, str) else str(uuid.uuid4())}


def retry_after_s(answer: httpx2.Response) -> float | None:
    """How long the server asks to wait, if it does."""
    said = answer.headers.get('retry-after', '').strip()
    if said.isascii() and said.isdecimal():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
