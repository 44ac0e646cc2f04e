"""What areas answer by themselves, below `/api/` and their names; closed with them."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, FastAPI

from app import accounts, areas
from app.db import reading
from app.installation import flags

PREFIX = '/api/'


def mount(api: FastAPI) -> None:
    """Add the routes of all areas."""
    for area in areas.each():
        for router in area.routes():
            api.include_router(router, prefix=f'{PREFIX}{area.name}', dependencies=[Depends(only_if_open(area.name))])


def add(api: FastAPI, area: str, *routers: APIRouter) -> None:
    """Add routes of an area that stand at addresses of their own."""
    for router in routers:
        api.include_router(router, dependencies=[Depends(only_if_open(area))])


def only_if_open(name: str) -> Callable[[], None]:
    """Answers nothing for whom the area is switched off, nor where a program's key is for other areas."""

    def check() -> None:
        user = accounts.current_user(name)
        with reading() as session:
            flags.check_open(session, user.id, areas.get(name))

    return check
