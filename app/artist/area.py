"""What the core is told of an artist's things: the one place where the area registers itself."""

from collections.abc import Sequence
from typing import Any

from app import areas
from app.areas import Area, Public
from app.artist import hearing, points, upkeep


def _public() -> Sequence[Any]:
    from app.artist import public_routes

    return [public_routes.router]


AREA = Area(
    'artist',
    'Artist',
    does='Your music has one page, your numbers one place, and an adviser who knows them answers.',
    upkeep=upkeep.upkeep,
    often=upkeep.often,
    notifications=points.NOTIFICATIONS,
    hears=hearing.hears,
    public=Public(('/u/', '/blog', '/portfolio', '/contact', '/embed/'), _public),
)
areas.register(AREA)
