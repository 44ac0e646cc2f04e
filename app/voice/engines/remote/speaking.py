"""Speech by an engine at an address: read and cut as for the engines that are here, and asked for piece by piece."""

from collections.abc import Iterator
from copy import copy
from threading import Event
from typing import cast

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.port import Chunk, Speech
from app.voice.engines.remote.asking import Stopped
from app.voice.engines.remote.place import Place
from app.voice.engines.remote.received import resampled
from app.voice.engines.remote.shapes import Answer, Says
from app.voice.engines.remote.voices import Remote
from app.voice.engines.speaking import Rendered, Speaking
from app.voice.phonemes.spelling import Spelt
from app.voice.pieces import Piece
from app.voice.text.words import Script, Sentence


class RemoteSpeaking(Remote, Speaking):
    """It gets words instead of sounds, with numbers and names written out, so that all engines read a text alike."""

    def __init__(self, place: Place) -> None:
        Remote.__init__(self, place)
        self.rate = place.rate
        self._stop: Event | None = None

    def speak_on(self, speech: Speech, pieces: int, seconds: float, stop: Event | None = None) -> Iterator[Chunk]:
        """The sound, piece by piece; a piece that is waited for is given up when `stop` is set."""
        once = copy(self)  # it belongs to this text alone, and shares what is known of the voices
        once._stop = stop
        try:
            yield from Speaking.speak_on(once, speech, pieces, seconds, stop)
        except Stopped:
            return

    def spell(self, sentence: Sentence) -> Spelt:
        """Letters instead of sounds: the engine makes these itself."""
        text, starts = '', []
        for word in sentence.words:
            starts.append(len(text))
            text += f'{_once_ended(word.spoken)} '
        return Spelt(sentence, text.rstrip(), tuple(starts))

    def render(self, piece: Piece, speed: float) -> Rendered:
        """The sound of one piece."""
        shape = cast(Says, self.shape())
        answer = shape.said(piece.sounds, self.theirs(piece.manner.voice), speed, self._stop)
        sound = resampled(answer.received.mono, answer.received.rate, self.rate)
        return Rendered(sound, _times(answer, len(piece.sounds), len(sound), self.rate))

    def _prepare(self, speech: Speech) -> tuple[Script, list[Piece]]:
        self.known()  # an engine that is away has no voices, and it is not the voice that is wrong then
        return super()._prepare(speech)


def _once_ended(spoken: str) -> str:
    """An abbreviation at the end of a sentence, with one stop instead of two."""
    twice = spoken.endswith('..') and not spoken.endswith('...')
    return spoken[:-1] if twice else spoken


def _times(answer: Answer, signs: int, length: int, rate: int) -> NDArray[np.int64]:
    """Where each sign begins: as the engine tells, or else by their share of the whole."""
    told = len(answer.times) == signs + 1
    places = np.array(answer.times) * rate if told else np.linspace(0, length, signs + 1)
    found: NDArray[np.int64] = np.clip(places, 0, length).astype(np.int64)
    return found
