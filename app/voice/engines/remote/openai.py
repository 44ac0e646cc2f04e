"""The shape that most servers of speech have: `POST /v1/audio/speech`, as OpenAI asks for it."""

from threading import Event

from app.voice.engines.port import Health, Voice
from app.voice.engines.remote.asking import Asking
from app.voice.engines.remote.place import Place
from app.voice.engines.remote.shapes import Answer, named, read_by, voices_of
from app.voice.errors import EngineAway

USUAL_MODEL = 'tts-1'
USUAL_VOICES = ('alloy', 'echo', 'fable', 'nova', 'onyx', 'shimmer')
"""Who is known to a server that cannot tell: those that every copy of this interface has."""
LONGEST_S, RAW_RATE = 600.0, 24_000


class OpenAI:
    """A server of that shape; its address is what stands before `/v1`."""

    def __init__(self, place: Place) -> None:
        self.asking = Asking(place)
        self._place = place

    def health(self) -> Health:
        """Whether it tells its models."""
        return self.asking.health('/v1/models')

    def listed(self) -> list[Voice]:
        """Whom the settings name, or else the server, or else everybody's usual voices."""
        if self._place.voices:
            return named(self._place, self._place.voices)
        try:
            found = voices_of(self._place, self.asking.told('/v1/audio/voices'))
        except EngineAway:
            if self.health().state != 'ready':
                raise
            found = []
        return found or named(self._place, USUAL_VOICES)

    def said(self, text: str, voice: Voice, speed: float, stop: Event | None) -> Answer:
        """A text, said."""
        wish = {
            'model': self._place.model or USUAL_MODEL,
            'input': text,
            'voice': voice.id,
            'response_format': 'wav',
            'speed': speed,
        }
        came = self.asking.made('/v1/audio/speech', wish, stop=stop)
        return read_by(self.asking, came.content, dict(came.headers), LONGEST_S, RAW_RATE)
