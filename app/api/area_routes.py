"""What pages fetch of an area at addresses of its own; closed with it. For programs: `app.api.v1.area_routes`."""

from collections.abc import Callable

from fastapi import APIRouter, Depends, FastAPI

from app import accounts, areas
from app.db import reading
from app.installation import flags


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
