"""Lists in pages, by a cursor: whatever is added or removed meanwhile, nothing is told twice and nothing is left out.

A cursor says behind what to go on. It is signed, so that nobody has to wonder what a made-up one could ask for, and it
counts for the list and the filters that it was given with.
"""

import base64
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from app.api.v1.answers import FRESH, Fields, Resource, chosen, listed
from app.api.v1.problems import Problem
from app.config import settings
from app.paging import Last

T = TypeVar('T', bound=Resource)
USUAL, MOST = 20, 100
PURPOSE = 'cursors'
NOT_FILTERS = ('cursor', 'limit', 'fields')
Place = Sequence[str | int | float | None]
"""What a list goes on behind: the values that it is sorted by."""


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """What the document calls it: `JobPage`."""
        return f'{params[0].__name__}Page'

    items: list[T] = Field(description='The objects of this page.')
    next: str | None = Field(description='The cursor of the next page; null where this is the last one.')


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants of a list: how many, behind what, and which fields."""

    limit: int
    after: Place | None
    fields: str | None
    request: Request


async def asked(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST, description='How many at most on a page.')] = USUAL,
    cursor: Annotated[
        str | None, Query(max_length=1000, description='`next` of the page before; without it, the first page.')
    ] = None,
    fields: Fields = None,
) -> Asked:
    """What is wanted; the dependency of every list."""
    return Asked(limit, _read(request, cursor) if cursor else None, fields, request)


def page(wanted: Asked, found: Sequence[Any], kind: type[T], place: Any, shown: Iterable[T]) -> JSONResponse:
    """The answer that tells one page.

    Parameters
    ----------
    found : what was asked for, one more than `limit` where there is more.
    place : gives the place of one of these in the order of the list.
    shown : the same, as it is told; what is over is left out here.
    """
    fields = chosen(wanted.fields, kind)
    items = listed(list(shown)[: wanted.limit], fields)
    follows = _written(wanted.request, place(found[wanted.limit - 1])) if len(found) > wanted.limit else None
    headers = {'Cache-Control': FRESH}
    if follows:
        query = [(name, value) for name, value in wanted.request.query_params.multi_items() if name != 'cursor']
        link = f'{wanted.request.url.path}?{urlencode([*query, ("cursor", follows)])}'
        headers['Link'] = f'<{link}>; rel="next"'
    return JSONResponse({'items': items, 'next': follows}, headers=headers)


def again(answer: Response) -> Response:
    """The same answer for another request: what goes out gets headers of its own."""
    return Response(answer.body, answer.status_code, dict(answer.headers))


def last(wanted: Asked) -> Last:
    """What a list goes on behind that is sorted by time and id."""
    return None if wanted.after is None else (datetime.fromisoformat(str(wanted.after[0])), str(wanted.after[1]))


def time_and_id(row: Any) -> Place:
    """The place of a row in such a list."""
    return row.created_at.isoformat(), row.id


def _list_of(request: Request) -> str:
    """Which list this is: its address and its filters."""
    filters = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in NOT_FILTERS)
    return f'{request.url.path}?{urlencode(filters)}'


def _written(request: Request, place: Place) -> str:
    told = json.dumps(list(place), separators=(',', ':')).encode()
    return base64.urlsafe_b64encode(_signature(request, told) + told).decode().rstrip('=')


def _read(request: Request, cursor: str) -> Place:
    try:
        told = base64.urlsafe_b64decode(cursor.encode() + b'=' * (-len(cursor) % 4))
    except ValueError:
        told = b''
    if not hmac.compare_digest(told[:16], _signature(request, told[16:])):
        raise Problem('malformed', 'This cursor is not of this list: begin without one, with your filters.')
    return list(json.loads(told[16:]))


def _signature(request: Request, told: bytes) -> bytes:
    signed = _list_of(request).encode() + b'\0' + told
    return hmac.digest(settings().sealing_key(PURPOSE), signed, 'sha256')[:16]
