"""Voice for programs: what the screens of the area show and do, below `/api/v1/voice`.

Who asks is found before any of these routes is called: `app.api.v1.area_routes` looks at the key, and at the flag of
the area. Each tool brings a router of its own.
"""

from app.api.v1.voice import changing, clips, dictionary, effects, own_voices, shares, speech, streams, voices
from app.voice import area as area

ROUTERS = tuple(
    part.router for part in (voices, speech, changing, effects, clips, streams, shares, dictionary, own_voices)
)
