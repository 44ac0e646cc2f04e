"""What areas answer by themselves, below `/api/v1/` and their names; closed with them, and to keys for other areas."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Security

from app import areas
from app.accounts.api_keys import READ, WRITE
from app.api.v1.access import caller
from app.db import reading
from app.installation import flags


def mount(api: FastAPI) -> None:
    """Add the routes of all areas."""
    for area in areas.each():
        add(api, area.name, *area.routes())


def add(api: FastAPI, name: str, *routers: APIRouter) -> None:
    """Add routes of an area. Those that change something need a key that may write there, the others one that reads."""
    for router in routers:
        for deed in (READ, WRITE):
            part = _part(router, deed)
            if part.routes:
                needed: list[Any] = [Security(caller, scopes=[f'{name}:{deed}']), Depends(_only_if_open(name))]
                api.include_router(part, prefix=f'/{name}', dependencies=needed, tags=[areas.label(name)])


def _part(router: APIRouter, deed: str) -> APIRouter:
    """Those routes of a router that read, or those that write."""
    found = APIRouter()
    for route in router.routes:
        reads = getattr(route, 'methods', set()) <= {'GET', 'HEAD'}
        if reads == (deed == READ):
            found.routes.append(route)
    return found


def _only_if_open(name: str) -> Callable[[Request], None]:
    """Answers nothing for whom the area is switched off."""

    def check(request: Request) -> None:
        with reading() as session:
            flags.check_open(session, request.state.caller.id, areas.get(name))

    return check
