"""Our own contract, for whoever writes a few lines around a model: `/generate`, `/convert`, `/voices`, `/health`.

An answer is the sound itself; or JSON, with the sound in `audio` as base64, or with its address in `audio_url`.
"""

from collections.abc import Mapping
from threading import Event
from typing import Any

from app.voice.engines.port import EffectWish, Health, Voice
from app.voice.engines.remote.asking import OPERATOR, Asking
from app.voice.engines.remote.place import Place
from app.voice.engines.remote.shapes import Answer, named, read_by, voices_of
from app.voice.engines.remote.wire import Came

LONGEST_SAID_S, LONGEST_EFFECT_S = 600.0, 120.0


class Plain:
    """The contract of a program that serves one model."""

    def __init__(self, place: Place) -> None:
        self.asking = Asking(place)
        self._place = place

    def health(self) -> Health:
        """What it says about itself."""
        return self.asking.health('/health')

    def listed(self) -> list[Voice]:
        """Whom it names; those of the settings where there are some."""
        if self._place.voices:
            return named(self._place, self._place.voices)
        return voices_of(self._place, self.asking.told('/voices'))

    def said(self, text: str, voice: Voice, speed: float, stop: Event | None) -> Answer:
        """A text, said."""
        wish = {'text': text, 'target_voice': voice.id, 'language': voice.language, 'speed': speed, 'format': 'wav'}
        return self._answer('/generate', wish, LONGEST_SAID_S, stop)

    def brought(self, wav: bytes, seconds: float, voice: Voice, stop: Event | None) -> Answer:
        """A recording in another voice."""
        wish = {'target_voice': voice.id, 'format': 'wav'}
        return self._answer('/convert', wish, 2 * seconds + 10, stop, wav, seconds)

    def made(self, wish: EffectWish, stop: Event | None) -> Answer:
        """A sound from words."""
        asked = {
            'prompt': wish.prompt,
            'seconds': wish.seconds,
            'loop': wish.loop,
            'influence': wish.influence,
            'seed': wish.seed,
            'format': 'wav',
        }
        return self._answer('/generate', asked, LONGEST_EFFECT_S, stop)

    def _answer(
        self,
        path: str,
        wish: Mapping[str, Any],
        most_s: float,
        stop: Event | None,
        file: bytes | None = None,
        longer_s: float = 0.0,
    ) -> Answer:
        model = {'model': self._place.model} if self._place.model else {}
        came = self.asking.made(path, {**wish, **model}, stop=stop, file=file, longer_s=longer_s)
        if 'json' in came.headers.get('content-type', ''):
            came = self._inside(came, stop)
        return read_by(self.asking, came.content, dict(came.headers), most_s)

    def _inside(self, came: Came, stop: Event | None) -> Came:
        """The sound that an answer of data carries, or names."""
        told = self.asking.data(came)
        told = told if isinstance(told, dict) else {}
        if told.get('audio'):
            return Came(came.status, {}, self.asking.decoded(told['audio']))
        if isinstance(told.get('audio_url'), str):
            return self.asking.fetched(told['audio_url'], stop)
        raise self.asking.away('answered with something that is no sound', OPERATOR)
