"""Artists' things for programs: what their screens show and do, below `/api/v1/artist`.

Who asks is found before any of these routes is called: `app.api.v1.area_routes` looks at the key, and at the flag of
the area. What is whose, the services ask.
"""

from app.api.v1.artist import (
    adviser,
    growth,
    imports,
    insights,
    messages,
    metrics,
    page,
    platforms,
    portfolio,
    posts,
    releases,
    sounds,
)
from app.artist import area as area

PAGES = (page, releases, sounds, posts, portfolio, messages)
NUMBERS = (growth, insights, platforms, metrics, imports, adviser)
ROUTERS = tuple(part.router for part in (*PAGES, *NUMBERS))
