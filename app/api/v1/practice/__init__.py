"""Practice for programs: what the screens of the area show and do, below `/api/v1/practice`.

Who asks is found before any of these routes is called: `app.api.v1.area_routes` looks at the key, and at the flag of
the area. `pieces` has what most of the others are about.
"""

from app.api.v1.practice import (
    calendars,
    changes,
    classes,
    collections,
    community,
    journal,
    pieces,
    play_alongs,
    progress,
    schedules,
    sheets,
    takes,
)
from app.practice import area as area

ROUTERS = tuple(
    part.router
    for part in (
        *(pieces, sheets, changes, play_alongs, takes, collections, community),
        *(journal, progress, schedules, calendars, classes),
    )
)
