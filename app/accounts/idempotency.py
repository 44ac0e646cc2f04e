"""Requests that make something and come again: a program that did not get the answer asks once more, and gets that one.

The program names its request by a key of its own. Only what was made is remembered: a request that was refused has made
nothing, and may be sent again with the same key.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.sealing import ANSWERS, seal, unseal
from app.clocks import bring_back, is_recent
from app.db import transaction
from app.errors import InUse, NotAllowed
from models import IdempotencyKey
from models.types import new_id, utc_now

KEPT = timedelta(hours=24)
GIVEN_UP = timedelta(minutes=15)
"""A request that has no answer after so long was broken off by a server that was killed."""


class OtherRequest(NotAllowed):
    """The key names another request."""


class StillAnswering(InUse):
    """The first request of this key is still being answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given: its status, some of its headers, its body."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A request that is the first of its key, and is to be answered now."""

    id: str


def begin(user_id: str, key: str, digest: str) -> Begun | Answer:
    """Remember that a request is being answered; the answer itself, where that was done before.

    Raises
    ------
    OtherRequest
        The key was used for another request.
    StillAnswering
        The same request came just before, and has no answer yet.
    """
    fresh = IdempotencyKey(id=new_id(), user_id=user_id, key=key, digest=digest)
    with transaction() as session:
        known = session.exec(_of(user_id, key)).first()
        if known is not None and not _counts(known):
            session.delete(known)
            session.flush()
            known = None
        if known is None:
            session.add(fresh)
            return Begun(fresh.id)
    if known.digest != digest:
        raise OtherRequest(
            'This Idempotency-Key was used for another request in the last 24 hours. Nothing was made: '
            'use a new key for a new request.'
        )
    if known.status is None:
        raise StillAnswering('The same request is being answered already. Ask again in a moment, with the same key.')
    return Answer(known.status, json.loads(known.headers), unseal(known.sealed_body, ANSWERS) or '')


def finish(begun: Begun, answer: Answer) -> None:
    """Keep the answer of a request."""
    values = {'status': answer.status, 'headers': json.dumps(dict(answer.headers))}
    with transaction() as session:
        kept = sa.update(IdempotencyKey).where(col(IdempotencyKey.id) == begun.id)
        session.execute(kept.values(**values, sealed_body=seal(answer.body, ANSWERS)))


def forget(begun: Begun) -> None:
    """The request has made nothing: its key is free again."""
    with transaction() as session:
        session.execute(sa.delete(IdempotencyKey).where(col(IdempotencyKey.id) == begun.id))


def sweep(session: Session) -> None:
    """Remove what is older than a program may ask for."""
    bring_back(session, IdempotencyKey, 'created_at')
    session.execute(sa.delete(IdempotencyKey).where(col(IdempotencyKey.created_at) <= utc_now() - KEPT))


def _of(user_id: str, key: str) -> Any:
    return select(IdempotencyKey).where(col(IdempotencyKey.user_id) == user_id, col(IdempotencyKey.key) == key)


def _counts(row: IdempotencyKey) -> bool:
    return bool(is_recent(row.created_at, utc_now(), KEPT if row.status is not None else GIVEN_UP))
