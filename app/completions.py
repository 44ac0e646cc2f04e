"""Questions to a language model behind an address that the operator has named: `POST /chat/completions` below it.

It does not go through `app.outbound`: that is for addresses which users choose. This one stands in the settings, and is
often inside on purpose. What is held instead: no redirect is followed, proxies of the environment are not used, an
answer has an end in time and size, and neither the key nor the address is in a sentence or the log.
"""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from app.errors import NotAllowed

log = logging.getLogger(__name__)

CONNECT_S = 3.0
MOST_BYTES = 512 * 1024


class ModelAway(NotAllowed):
    """It cannot be asked, or what it says cannot be used; the text says what happened, without a full stop."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is, what is asked for there, and what it knows us by; `silence` is how long nothing may come, in s."""

    url: str
    model: str
    key: str
    seconds: float
    silence: float = 20.0

    @property
    def name(self) -> str:
        """What people read."""
        return self.model or 'the other engine'


def exchanged(where: Place, method: str, path: str, wish: Mapping[str, Any] | None, ends: float) -> Any:
    """Ask once, and read the answer as JSON; `ends` is when it must be there, by the clock that only goes on.

    Raises
    ------
    ModelAway
        It does not answer, not in time, or not as it should.
    """
    with _Exchange(where, method, path, wish, ends) as answer:
        return _json(_whole(answer, where, ends))


def streamed(where: Place, wish: Mapping[str, Any], ends: float) -> Iterator[dict[str, Any]]:
    """Ask once, and read the answer in parts as they come; from a server that does not do that, as one part."""
    with _Exchange(where, 'POST', '/chat/completions', {**wish, 'stream': True}, ends) as answer:
        if 'event-stream' not in answer.headers.get('content-type', ''):
            yield _part_of(_json(_whole(answer, where, ends)))
            return
        came = 0
        for line in answer.iter_lines():
            came += len(line)
            if came > MOST_BYTES:
                raise away('answered with more than is taken')
            if time.monotonic() > ends:
                raise away(f'did not answer within {where.seconds:g} s')
            if line.strip() == 'data: [DONE]':
                return
            if line.startswith('data:'):
                yield _part_of(_json(line.removeprefix('data:').encode()))
        raise away('broke off')


def away(what: str) -> ModelAway:
    """The error that says what it did, which is logged."""
    log.warning('a language model %s', what)
    return ModelAway(what)


class _Exchange:
    """One request; every way in which it can fail becomes a sentence."""

    def __init__(self, where: Place, method: str, path: str, wish: Mapping[str, Any] | None, ends: float) -> None:
        left = ends - time.monotonic()
        if left <= 0:
            raise away(f'did not answer within {where.seconds:g} s')
        headers = {'User-Agent': 'LevelMix', 'Accept': 'application/json, text/event-stream'}
        if where.key:
            headers['Authorization'] = f'Bearer {where.key}'
        timeout = httpx2.Timeout(min(left, where.silence), connect=min(CONNECT_S, left))
        self._where = where
        self._client = httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False)
        self._stream = self._client.stream(method, f'{where.url}{path}', headers=headers, json=wish)

    def __enter__(self) -> httpx2.Response:
        try:
            answer = self._stream.__enter__()
            _check(answer.status_code)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return answer

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._client.close()
        if isinstance(error, httpx2.TimeoutException):
            raise away(f'did not answer within {self._where.seconds:g} s') from None
        if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL | OSError):
            raise away('does not answer') from None


def _whole(answer: httpx2.Response, where: Place, ends: float) -> bytes:
    came = bytearray()
    for part in answer.iter_bytes():
        came += part
        if len(came) > MOST_BYTES:
            raise away('answered with more than is taken')
        if time.monotonic() > ends:
            raise away(f'did not answer within {where.seconds:g} s')
    return bytes(came)


def _json(came: bytes) -> Any:
    try:
        return json.loads(came)
    except (ValueError, RecursionError):
        raise away('answered with something that cannot be read') from None


def _part_of(told: Any) -> dict[str, Any]:
    """A part of an answer: `content`, `tool_calls` and `usage`, whichever it has."""
    try:
        choices = told.get('choices') or []
        said = (choices[0].get('delta') or choices[0].get('message') or {}) if choices else {}
        usage = told.get('usage') or {}
        content, calls = said.get('content'), said.get('tool_calls')
    except (AttributeError, IndexError, KeyError, TypeError):
        raise away('answered with something that is no answer') from None
    if content is not None and not isinstance(content, str):
        raise away('answered with something that is no text')
    return {
        'content': content or '',
        'tool_calls': calls if isinstance(calls, list) else [],
        'usage': usage if isinstance(usage, dict) else {},
    }


def _check(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in (401, 403):
        raise away('refuses the key that it is asked with')
    if 300 <= status < 400:
        raise away('has another address now')
    raise away('has too much to do' if status == 429 else f'failed ({status})')
