"""Levelling for programs: what the screens of the area show and do, below `/api/v1/leveling`.

Who asks is found before any of these routes is called: `app.api.v1.area_routes` looks at the key, and at the flag of
the area.
"""

from app.api.v1.leveling import (
    forecasts,
    jobs,
    lookahead,
    preset_routes,
    previews,
    reports,
    shares,
    timelines,
    tracklists,
)

ROUTERS = tuple(
    part.router
    for part in (jobs, reports, timelines, previews, forecasts, shares, preset_routes, lookahead, tracklists)
)
