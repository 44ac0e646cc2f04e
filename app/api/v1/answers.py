"""What answers of the API have in common: objects with some of their fields, an ETag, and nothing sent twice."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Header, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, PlainSerializer

from app.api.v1.problems import Problem
from app.db import only_if

FRESH = 'private, no-cache'
"""May be kept by the program that asked, which asks each time whether it still holds."""


def _as_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')


Moment = Annotated[datetime, PlainSerializer(_as_text, when_used='json')]
"""A moment in UTC, as ISO 8601 with a Z."""


def _described(schema: dict[str, Any], kind: type[BaseModel]) -> None:
    """`fields` leaves out whatever a program does not want, so a reader can be sure of the id alone."""
    example = getattr(kind, 'example', None)
    if example is not None:
        schema['examples'] = [example()]
    if issubclass(kind, Resource):
        schema['required'] = [name for name in ('id',) if name in schema.get('properties', {})]


class Resource(BaseModel):
    """One object as the API tells it. Every field is told unless `fields` names others; `id` always is."""

    model_config = ConfigDict(json_schema_extra=_described, frozen=True)

    def told(self, fields: frozenset[str] | None = None) -> dict[str, Any]:
        """The object as JSON has it."""
        return self.model_dump(mode='json', include=None if fields is None else set(fields))


class Wanted(BaseModel):
    """What a request sends; what it names must be known."""

    model_config = ConfigDict(extra='forbid', json_schema_extra=_described)

    def given(self, *clearing: str) -> dict[str, Any]:
        """What was sent, by its names. Null is as if it were left out, but for the fields that are named here: those it
        clears."""
        said = self.model_dump(exclude_unset=True)
        return {name: value for name, value in said.items() if value is not None or name in clearing}


Fields = Annotated[
    str | None,
    Query(
        max_length=500,
        description='Only these fields, with commas between; `id` always comes along.',
        examples=['id'],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias='If-Match',
        max_length=1000,
        description='The ETag that you have read: if it has changed since, nothing is done, and the answer is 412.',
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias='If-None-Match',
        max_length=1000,
        description='The ETag that you have: if it still holds, the answer is 304 without a body.',
    ),
]


def chosen(fields: str | None, kind: type[Resource]) -> frozenset[str] | None:
    """The fields that are wanted, None for all; raises Problem for one that there is not."""
    if not fields:
        return None
    wanted = {name.strip() for name in fields.split(',')} - {''}
    unknown = sorted(wanted - set(kind.model_fields))
    if unknown:
        known = ', '.join(kind.model_fields)
        raise Problem('malformed', f'There is no field “{unknown[0][:40]}”. These are known: {known}.')
    return frozenset(wanted | ({'id'} & set(kind.model_fields)))


def etag(told: Mapping[str, Any], fields: frozenset[str] | None = None) -> str:
    """A strong ETag: the same as long as nothing of the object changes; what is told of it is part of it."""
    mark = _digest(json.dumps(told, sort_keys=True))
    return f'"{mark}"' if fields is None else f'"{mark}.{_digest(",".join(sorted(fields)))[:8]}"'


def one(request: Request, found: Resource, fields: str | None = None, status: int = 200, **headers: str) -> Response:
    """The answer that tells one object, or that the program has it already."""
    wanted = chosen(fields, type(found))
    every = found.told()
    mark = etag(every, wanted)
    kept = {'ETag': mark, 'Cache-Control': FRESH, **headers}
    if request.method == 'GET' and mark in _marks(request.headers.get('if-none-match', '')):
        return Response(status_code=304, headers=kept)
    body = every if wanted is None else {name: said for name, said in every.items() if name in wanted}
    return JSONResponse(body, status, kept)


def is_known(if_none_match: str, found: Resource) -> bool:
    """Whether a program has an object as it is now, whatever fields of it."""
    marks = [mark.strip('"').partition('.')[0] for mark in _marks(if_none_match)]
    return etag(found.told()).strip('"') in marks


def check_unchanged(if_match: str | None, found: Resource) -> None:
    """Raise Problem where a program changes what it has read, and somebody else has changed it since."""
    if not if_match or '*' in _marks(if_match):
        return
    if not is_known(if_match, found):
        raise Problem('changed', 'It has changed since you read it. Nothing was done: read it again.')


@contextmanager
def if_still(if_match: str | None, shown: Callable[[], Resource]) -> Iterator[None]:
    """Do what the block does only if what a program has read still holds: looked at again in the transaction that
    changes it, so nobody gets in between. `shown` reads it."""
    if not if_match:
        yield
        return
    check_unchanged(if_match, shown())
    with only_if(lambda: check_unchanged(if_match, shown())):
        yield


def unless_changed(if_match: str | None, shown: Callable[[Any], Resource]) -> Callable[[Any], None]:
    """The same for who looks in the transaction that changes it: nobody gets in between."""
    return lambda found: check_unchanged(if_match, shown(found))


def _marks(header: str) -> list[str]:
    """The tags that a header names; a weak one never stands for the very same bytes."""
    return [tag.strip() for tag in header.split(',') if not tag.strip().startswith('W/')]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def listed(found: Iterable[Resource], fields: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Several objects as JSON has them."""
    return [one.told(fields) for one in found]
