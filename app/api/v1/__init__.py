"""The API for programs, version 1: an application of its own, mounted at `/api/v1`, with a document of its own.

How a resource is written: `jobs.py`. Routes are thin: they read what is asked, call the services that the pages call,
and tell what comes back. Who may ask says `access`, what goes wrong `problems`, lists are `paging`, single objects
`answers`, requests that make something are `idempotency`.
"""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api.v1 import (
    account,
    admin,
    area_routes,
    artist,
    description,
    drums,
    failures,
    imports,
    job_events,
    job_orders,
    jobs,
    leveling,
    library,
    notifications,
    parts,
    practice,
    studio,
    system,
    tus,
    uploads,
    voice,
    webhooks,
)
from app.api.v1.envelope import BoundedV1, Envelope

PREFIX = '/api/v1'


def create() -> FastAPI:
    """The application."""
    api = FastAPI(
        title='LevelMix',
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        separate_input_output_schemas=False,
        generate_unique_id_function=_operation_id,
    )
    for part in (jobs, job_events, library, system, tus, parts, imports, uploads, account, notifications, webhooks):
        api.include_router(part.router)
    api.include_router(job_orders.router())
    area_routes.mount(api)
    area_routes.add(api, 'leveling', *leveling.ROUTERS)
    area_routes.add(api, 'voice', *voice.ROUTERS)
    area_routes.add(api, 'artist', *artist.ROUTERS)
    area_routes.add(api, 'practice', *practice.ROUTERS)
    area_routes.add(api, 'drums', *drums.ROUTERS)
    area_routes.add(api, 'studio', *studio.ROUTERS)
    api.include_router(admin.router)
    system.add_pages(api)
    failures.add_to(api)
    description.describe(api)
    api.add_middleware(BoundedV1)
    api.add_middleware(Envelope)
    return api


def _operation_id(route: APIRoute) -> str:
    """Operations are called as the functions are: `list_jobs`."""
    return route.name
