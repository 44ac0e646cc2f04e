"""One question to a server that talks like OpenAI's: `POST /chat/completions` below its address.

It does not go through `app.outbound`: that is for addresses which users choose. This one stands in the settings, and is
often inside on purpose. What is held instead: no redirect is followed, proxies of the environment are not used, an
answer has an end in time and size, and neither the key nor the address is in a sentence or the log.
"""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from app.config import settings
from app.errors import NotAllowed

log = logging.getLogger(__name__)

CONNECT_S, LOOK_S = 3.0, 5.0
MOST_BYTES = 512 * 1024
Message = Mapping[str, str]


class WriterAway(NotAllowed):
    """It cannot be asked, or what it says is no line; the text says what happened, without a full stop."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is, what is asked for there, and what it knows us by."""

    url: str
    model: str
    key: str
    seconds: float

    @property
    def name(self) -> str:
        """What people read."""
        return self.model or 'the other engine'


def place() -> Place | None:
    """The engine that the operator has named; None without one."""
    known = settings()
    if not known.practice_writer_url:
        return None
    key = known.practice_writer_key.get_secret_value()
    return Place(known.practice_writer_url.rstrip('/'), known.practice_writer_model, key, known.practice_writer_seconds)


def answered(where: Place, messages: Sequence[Message], ends: float) -> str:
    """What it says; `ends` is when it must be there, by the clock that only goes on. Raises WriterAway."""
    wish = {'messages': list(messages), 'temperature': 0.9, **({'model': where.model} if where.model else {})}
    told = _exchanged(where, 'POST', '/chat/completions', wish, ends)
    try:
        said = told['choices'][0]['message']['content']
    except (KeyError, IndexError, TypeError):
        raise _away('answered with something that is no answer') from None
    if not isinstance(said, str):
        raise _away('answered with something that is no text')
    return said


def listed(where: Place) -> None:
    """Ask it for its models, which costs nothing; raises WriterAway where it does not answer."""
    _exchanged(where, 'GET', '/models', None, time.monotonic() + min(LOOK_S, where.seconds))


def _exchanged(where: Place, method: str, path: str, wish: Mapping[str, Any] | None, ends: float) -> Any:
    left = ends - time.monotonic()
    if left <= 0:
        raise _away(f'did not answer within {where.seconds:g} s')
    headers = {'User-Agent': 'LevelMix', 'Accept': 'application/json'}
    if where.key:
        headers['Authorization'] = f'Bearer {where.key}'
    timeout = httpx2.Timeout(left, connect=min(CONNECT_S, left))
    try:
        with (
            httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
            client.stream(method, f'{where.url}{path}', headers=headers, json=wish) as answer,
        ):
            _check(answer.status_code)
            return json.loads(_whole(answer, where, ends))
    except httpx2.TimeoutException:
        raise _away(f'did not answer within {where.seconds:g} s') from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
        raise _away('does not answer') from None
    except (ValueError, RecursionError):
        raise _away('answered with something that cannot be read') from None


def _whole(answer: httpx2.Response, where: Place, ends: float) -> bytes:
    came = bytearray()
    for part in answer.iter_bytes():
        came += part
        if len(came) > MOST_BYTES:
            raise _away('answered with more than is taken')
        if time.monotonic() > ends:
            raise _away(f'did not answer within {where.seconds:g} s')
    return bytes(came)


def _check(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in (401, 403):
        raise _away('refuses the key that it is asked with')
    if 300 <= status < 400:
        raise _away('has another address now')
    raise _away('has too much to do' if status == 429 else f'failed ({status})')


def _away(what: str) -> WriterAway:
    log.warning('the writer of lines %s', what)
    return WriterAway(what)
