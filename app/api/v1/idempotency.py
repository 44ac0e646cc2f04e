"""`Idempotency-Key`: a request that makes something may be sent again, and is answered as it was the first time.

A dependency asks whether the request is known; `app.api.v1.envelope` keeps the answer before it is sent, so that a
connection that breaks in between changes nothing.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import Response

from app.accounts import idempotency
from app.accounts.idempotency import Answer, Begun
from app.api.v1.access import Caller

NAME = 'Idempotency-Key'
REPLAYED = 'Idempotency-Replayed'
LONGEST = 200
STATE = 'idempotency'
"""Where a request keeps what `envelope` finishes."""
KEPT_HEADERS = ('content-type', 'location', 'etag', 'tus-resumable', 'upload-expires', 'levelmix-job')

Key = Annotated[
    str | None,
    Header(
        alias=NAME,
        max_length=LONGEST,
        pattern='^[!-~]*$',
        description='A name for this request, made by the program: sent again with the same name within 24 hours, it '
        'is answered as the first time, and nothing is made twice.',
        examples=['nightly-2026-11-28'],
    ),
]


@dataclass
class Replay(Exception):
    """The request was answered before, like this."""

    answer: Answer


def replayed(error: Replay) -> Response:
    """That answer once more."""
    answer = error.answer
    return Response(answer.body, answer.status, {**answer.headers, REPLAYED: 'true'})


async def begin(request: Request, who: Caller, key: str | None, digest: str) -> None:
    """Ask whether a request is known, by what it asks for; raises Replay, or what `idempotency.begin` does."""
    if not key:
        return
    found = await asyncio.to_thread(idempotency.begin, who.id, key, digest)
    if isinstance(found, Answer):
        raise Replay(found)
    request.scope[STATE] = found


def digest_of(request: Request, *parts: bytes) -> str:
    """The SHA-256 of what a request asks for."""
    told = hashlib.sha256()
    for part in (request.method.encode(), request.url.path.encode(), request.url.query.encode(), *parts):
        told.update(len(part).to_bytes(8) + part)
    return told.hexdigest()


async def _check(request: Request, key: Key = None) -> None:
    await begin(request, request.state.caller, key, digest_of(request, await request.body()))


async def _check_head(request: Request, key: Key = None) -> None:
    told = (request.headers.get(name, '').encode() for name in ('upload-length', 'upload-metadata'))
    await begin(request, request.state.caller, key, digest_of(request, *told))


OnceByHead = Annotated[None, Depends(_check_head)]
"""The same where what is asked for stands in the head, and the bytes of a file may follow it."""
Once = Annotated[None, Depends(_check)]
"""Of a route that makes something; it comes behind whoever asks, because the name of a request is theirs alone."""


def state(scope: object) -> Begun | None:
    """What is to be finished when this request is answered."""
    found = scope.get(STATE) if isinstance(scope, dict) else None
    if isinstance(found, Begun):
        return found
    return None
