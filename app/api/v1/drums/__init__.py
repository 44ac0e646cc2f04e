"""Drums for programs: what the screens of the area show and do, below `/api/v1/drums`.

Who asks is found before any of these routes is called: `app.api.v1.area_routes` looks at the key, and at the flag of
the area.
"""

from app.api.v1.drums import comments, community, maps, proposals, songs, transcriptions, versions
from app.drums import area as area

ROUTERS = tuple(part.router for part in (songs, transcriptions, maps, versions, proposals, comments, community))
