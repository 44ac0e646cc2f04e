"""New jobs: every area says what a job of it is told, and takes its file from an upload or out of the library.

What programs send is checked against a model for each area, which is made of the area's own record: an area needs no
line here.
"""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, create_model

from app import areas, library, uploads
from app.accounts.api_keys import WRITE
from app.api.upload_threads import call
from app.api.v1.access import Caller, WritesAny
from app.api.v1.answers import Wanted, one
from app.api.v1.choices import model_of
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.imports import Url, fetched
from app.api.v1.jobs import Job, find, told
from app.api.v1.problems import Problem
from app.api.v1.uploads import Upload
from app.areas import Area
from app.errors import NotFound
from app.jobs.progress import HUB
from app.runtime.thread_pools import LOOKS

Id = Annotated[str, Field(min_length=1, max_length=64, examples=['019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11'])]


class FromUpload(Wanted):
    """A complete upload; the job takes it over, and has its id."""

    upload_id: Id


class FromObject(Wanted):
    """A file of the library, which stays there."""

    object_id: Id


class FromUrl(Wanted):
    """A file on the internet, where this installation fetches such; the job is made once it has come."""

    url: Url


SOURCES: tuple[type[Wanted], ...] = (FromUpload, FromObject, FromUrl)
"""Where a job's file may come from."""


def router() -> APIRouter:
    """The route, for the areas that there are."""
    made = APIRouter(tags=['jobs'])
    orders = [_order(area) for area in areas.each() if area.on_upload is not None]
    if not orders:  # no area takes a file
        return made
    kinds: Any = reduce(or_, orders)
    wanted: Any = Annotated[kinds, Body(discriminator='area' if len(orders) > 1 else None)]

    async def create_job(request: Request, who: WritesAny, _: Once, order: wanted) -> Response:
        """Have something done: `source` says to which file, `options` how.

        The answer comes once the file was looked at; the job itself waits for a worker then. A file that has to be
        fetched first is answered with its upload (202), which the job takes over, with its id, when all of it is here.
        """
        who.check(WRITE, order.area)
        options = order.options.model_dump(mode='json', exclude_unset=True)
        if isinstance(order.source, FromUrl):
            coming = await call(fetched, who.id, order.source.url, order.area, options)
            return one(request, coming, status=202, Location=f'/api/v1/uploads/{coming.id}')
        job_id = await LOOKS.call(who.id, _make, who, areas.get(order.area), order.source, options)
        HUB.poke()
        made = told(who.id, [find(who, job_id)])[0]
        return one(request, made, status=201, Location=f'/api/v1/jobs/{job_id}')

    made.add_api_route(
        '/jobs',
        create_job,
        methods=['POST'],
        status_code=201,
        response_model=Job,
        responses={202: {'model': Upload, 'description': 'The file is being fetched.'}},
        summary='Make a job',
        openapi_extra=may_fail('conflict', 'over-limit', 'not-found', 'paused', 'other-side-failed', 'in-use'),
    )
    return made


def _make(who: Caller, area: Area, source: BaseModel, options: Mapping[str, Any]) -> str:
    """The job; its id."""
    if isinstance(source, FromUpload):
        return _of_upload(who.id, source.upload_id, area, options)
    assert isinstance(source, FromObject)
    item = library.get(who.id, source.object_id)
    if area.on_object is not None:
        return area.on_object(who.id, item.id, options)
    return _of_upload(who.id, uploads.hand_in(who.id, item.key, item.name), area, options)


def _of_upload(user_id: str, upload_id: str, area: Area, options: Mapping[str, Any]) -> str:
    job_id = uploads.choose_complete(user_id, upload_id, area.name, options)
    if job_id is None:
        raise Problem('conflict', 'This upload is not complete. Send the rest of it first; what came is kept.')
    if not job_id:
        raise NotFound('This upload is no longer there. Send the file again.')
    return job_id


def _order(area: Area) -> type[BaseModel]:
    """The model of what an area is asked for."""
    name = ''.join(part.capitalize() for part in area.name.split('_'))
    source: Any = reduce(or_, SOURCES)
    options = _options(area, name)
    example = {'area': area.name, 'source': {'upload_id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11'}, 'options': {}}
    if 'target_lufs' in options.model_fields:
        example['options'] = {'target_lufs': -14.0}
    needed = any(field.is_required() for field in options.model_fields.values())
    told = ... if needed else Field(default_factory=options)
    fields: dict[str, Any] = {'area': (Literal[area.name], ...), 'source': (source, ...), 'options': (options, told)}
    made = create_model(f'{name}Order', __base__=Wanted, __doc__=area.does, **fields)
    made.example = classmethod(lambda _: example)  # type: ignore[attr-defined]
    return made


def _options(area: Area, name: str) -> type[BaseModel]:
    """What a job of an area may be told: the fields of its dataclass, which itself takes what it does not know."""
    choice: Any = area.options
    if choice is None:
        return create_model(f'{name}Options', __base__=Wanted, __doc__='Nothing can be chosen here.')
    return model_of(choice, f'{name}Options')
