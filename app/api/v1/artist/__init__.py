"""Artists' things for programs: what their screens show and do, below `/api/v1/artist`.

Who asks is found before any of these routes is called: `app.api.v1.area_routes` looks at the key, and at the flag of
the area. What is whose, the services ask.
"""

from app.api.v1.artist import growth, imports, insights, messages, metrics, platforms, portfolio, posts
from app.artist import area as area

ROUTERS = tuple(part.router for part in (growth, insights, platforms, metrics, imports, posts, portfolio, messages))
from typing import Any

from app.api.v1.artist import adviser, growth, insights, messages, platforms, portfolio, posts

ROUTERS: tuple[Any, ...] = (
    *(
        adviser.router,
        growth.router,
        insights.router,
        platforms.router,
        posts.router,
        portfolio.router,
        messages.router,
    ),
)
