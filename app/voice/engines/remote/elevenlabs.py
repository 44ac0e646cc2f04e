"""The shape of ElevenLabs: speech with the times of its signs, and sounds from words."""

from collections.abc import Mapping
from threading import Event
from typing import Any
from urllib.parse import quote

from app.voice.engines.port import EffectWish, Health, Voice
from app.voice.engines.remote.asking import Asking
from app.voice.engines.remote.place import Place
from app.voice.engines.remote.shapes import Answer, named, read_by, voices_of

USUAL_MODEL = 'eleven_multilingual_v2'
SLOWEST, FASTEST = 0.7, 1.2
"""What is faster or slower is refused there."""
RAW_RATE = 24_000
"""Samples at this rate are for every plan; an effect comes as MP3, which has all that can be heard."""
LONGEST_SAID_S, LONGEST_EFFECT_S = 600.0, 60.0


class ElevenLabs:
    """A server of that shape; its address is what stands before `/v1`."""

    def __init__(self, place: Place) -> None:
        self.asking = Asking(place, ('xi-api-key', ''))
        self._place = place

    def health(self) -> Health:
        """Whether it tells its voices."""
        return self.asking.health('/v1/voices')

    def listed(self) -> list[Voice]:
        """Whom the settings name, or else the server."""
        if self._place.voices:
            return named(self._place, self._place.voices)
        return voices_of(self._place, self.asking.told('/v1/voices'))

    def said(self, text: str, voice: Voice, speed: float, stop: Event | None) -> Answer:
        """A text, said; with times where all signs of it have one."""
        path = f'/v1/text-to-speech/{quote(voice.id, safe="")}/with-timestamps?output_format=pcm_{RAW_RATE}'
        wish = {
            'text': text,
            'model_id': self._place.model or USUAL_MODEL,
            'voice_settings': {'speed': min(FASTEST, max(SLOWEST, speed))},
        }
        came = self.asking.made(path, wish, stop=stop)
        told = self.asking.data(came)
        told = told if isinstance(told, dict) else {}
        content = self.asking.decoded(told.get('audio_base64'))
        return read_by(self.asking, content, {}, LONGEST_SAID_S, RAW_RATE, _times(told.get('alignment'), text))

    def made(self, wish: EffectWish, stop: Event | None) -> Answer:
        """A sound from words."""
        asked: dict[str, Any] = {'text': wish.prompt, 'prompt_influence': wish.influence, 'loop': wish.loop}
        if wish.seconds is not None:
            asked['duration_seconds'] = wish.seconds
        came = self.asking.made('/v1/sound-generation?output_format=mp3_44100_128', asked, stop=stop)
        return read_by(self.asking, came.content, dict(came.headers), LONGEST_EFFECT_S)


def _times(alignment: Any, text: str) -> tuple[float, ...]:
    """When each sign of the text begins, and where the last one ends; nothing if they are those of another text."""
    if not isinstance(alignment, Mapping):
        return ()
    signs, starts = alignment.get('characters'), alignment.get('character_start_times_seconds')
    ends = alignment.get('character_end_times_seconds')
    if not all(isinstance(part, list) and len(part) == len(text) for part in (signs, starts, ends)):
        return ()
    times = [*starts, ends[-1]]  # type: ignore[misc, index]
    fits = ''.join(map(str, signs)) == text and all(isinstance(time, int | float) for time in times)  # type: ignore[arg-type]
    return tuple(float(time) for time in times) if fits and times == sorted(times) else ()
