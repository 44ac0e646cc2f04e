"""Who can be heard at an address: asked once in a while, and known here by names that no other engine has."""

from dataclasses import replace

from app.voice.engines.port import Health, Voice
from app.voice.engines.remote.elevenlabs import ElevenLabs
from app.voice.engines.remote.openai import OpenAI
from app.voice.engines.remote.place import Place
from app.voice.engines.remote.plain import Plain
from app.voice.engines.remote.remembered import Remembered
from app.voice.errors import EngineAway, NoVoice

HEALTH_FRESH_S, VOICES_FRESH_S = 15.0, 60.0
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
        self._heard = Remembered(lambda: self.shape().listed(), VOICES_FRESH_S)
        self._health = Remembered(lambda: self.shape().health(), HEALTH_FRESH_S)

    def health(self) -> Health:
        """Whether it answers, as it was a moment ago."""
        return self._health.get()

    def shape(self) -> Plain | OpenAI | ElevenLabs:
        """How it is asked."""
        return SHAPES[self.place.shape](self.place)

    def voices(self) -> list[Voice]:
        """Everybody who can be heard there; nobody while it does not answer."""
        try:
            return [voice for voice, _ in self.known()]
        except EngineAway:
            return []

    def theirs(self, name: str) -> Voice:
        """A voice as the engine knows it, by its id here; raises `NoVoice`, or `EngineAway` where nobody can tell."""
        found = [theirs for ours, theirs in self.known() if name == ours.id]
        if not found:
            raise NoVoice(f'There is no voice “{name}” at the engine “{self.name}”: choose another one.')
        return found[0]

    def known(self) -> list[tuple[Voice, Voice]]:
        """Everybody, as they are called here and there; raises `EngineAway`."""
        return [(replace(voice, id=f'{self.name}-{voice.id}'), voice) for voice in self._heard.get()]
