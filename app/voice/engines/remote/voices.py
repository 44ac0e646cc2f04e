"""Who can be heard at an address: asked once in a while, and known here by names that no other engine has."""

import time
from dataclasses import replace
from threading import Lock

from app.voice.engines.port import Health, Voice
from app.voice.engines.remote.elevenlabs import ElevenLabs
from app.voice.engines.remote.openai import OpenAI
from app.voice.engines.remote.place import Place
from app.voice.engines.remote.plain import Plain
from app.voice.errors import EngineAway, NoVoice

FRESH_S = 60.0
"""So long what an engine has said about itself is taken as true."""
SHAPES: dict[str, type[Plain] | type[OpenAI] | type[ElevenLabs]] = {
    'plain': Plain,
    'openai': OpenAI,
    'elevenlabs': ElevenLabs,
}
NOT_TOLD = 'not told'


class Remote:
    """What all engines of one address have in common."""

    tells_times = False

    def __init__(self, place: Place) -> None:
        self.place = place
        self.name = place.name
        self.licence = place.licence or NOT_TOLD
        self._heard: list[tuple[float, list[Voice]]] = []
        self._lock = Lock()

    def health(self) -> Health:
        """Whether it answers now."""
        return self.shape().health()

    def shape(self) -> Plain | OpenAI | ElevenLabs:
        """How it is asked."""
        return SHAPES[self.place.shape](self.place)

    def voices(self) -> list[Voice]:
        """Everybody who can be heard there; nobody while it does not answer."""
        try:
            return [voice for voice, _ in self._known()]
        except EngineAway:
            return []

    def voice(self, name: str) -> Voice:
        """A voice by its id, or by its name there; raises `NoVoice`, or `EngineAway` where nobody can tell."""
        return self._pair(name)[0]

    def theirs(self, name: str) -> Voice:
        """The same, by the id that the engine knows."""
        return self._pair(name)[1]

    def _pair(self, name: str) -> tuple[Voice, Voice]:
        known = self._known()
        found = [pair for pair in known if pair[0].id == name] or [
            pair for pair in known if name.lower() in (pair[0].name.lower(), pair[1].id.lower())
        ]
        if len(found) != 1:
            raise NoVoice(
                f'There is no voice “{name}” at the engine “{self.name}”. See `levelmix voice voices` for all of them.'
            )
        return found[0]

    def _known(self) -> list[tuple[Voice, Voice]]:
        with self._lock:
            if not self._heard or time.monotonic() > self._heard[0][0] + FRESH_S:
                self._heard[:] = [(time.monotonic(), self.shape().listed())]
            return [(replace(voice, id=f'{self.name}-{voice.id}'), voice) for voice in self._heard[0][1]]
