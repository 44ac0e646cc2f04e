"""The search for the mixture of voices that is nearest to a speaker: a few dozen trials of three seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from app.voice.engines import colour, pitch, speakers, styles
from app.voice.engines.kokoro import Kokoro
from app.voice.engines.mixing import Mixtures, nearest
from app.voice.engines.port import Sound
from app.voice.engines.sounds import known
from app.voice.engines.trial_texts import Texts
from app.voice.errors import Stopped
from app.voice.rates import at_rate

TRIALS, SEED = 40, 1
"""How many mixtures are heard; chance is the same each time."""
BY_SHARE, BY_LIKENESS, LEAST_SHARE = 5, 3, 0.05
"""Which voices are heard alone first: those of the best mixture on paper, and the nearest."""
LOWEST, HIGHEST = 0.7, 1.5
"""So far pitch is moved at most: further, it sounds like a tape at the wrong speed."""
LOUDNESS_DB = -26.0
RATE = speakers.RATE
TABLE = Path(__file__).with_name('likeness.npz')
STOPPED = 'Learning the voice was stopped; nothing of it was kept.'


@dataclass(frozen=True, slots=True)
class Target:
    """Whose voice is sought.

    Attributes
    ----------
    pitch : in Hz; 0 where none can be told.
    """

    heard: speakers.Floats
    colour: colour.Gains
    pitch: float


@dataclass(frozen=True, slots=True)
class Settled:
    """What was found."""

    styles: NDArray[np.float16]
    pitch: float
    gains: colour.Gains
    likeness: float


@dataclass(frozen=True, slots=True)
class Table:
    """Who is heard, and how high, when each voice of the pack says the English trial: `bench/voice_likeness.py`."""

    heard: speakers.Floats
    pitches: speakers.Floats


@cache
def table() -> Table:
    """The table, in the order of `styles.ids`."""
    with np.load(TABLE, allow_pickle=False) as parts:
        return Table(speakers.unit(parts['heard'].astype(np.float32)), parts['pitches'].astype(np.float32))


def levelled(sound: Sound) -> Sound:
    """The sound at the loudness at which all are compared."""
    power = float(np.mean(np.square(sound))) if len(sound) else 0.0
    return sound * np.float32(10 ** (LOUDNESS_DB / 20) / np.sqrt(power + 1e-12))


class Search:
    """One search."""

    def __init__(
        self, says: Kokoro, tells: speakers.Speakers, target: Target, said: Texts, stop: Event | None = None
    ) -> None:
        self._texts = said
        self._says, self._tells, self._target, self._stop = says, tells, target, stop
        self._mixtures = Mixtures(target.heard)

    def run(self, report: Callable[[float], None]) -> speakers.Floats:
        """The shares of the best mixture."""
        chance = np.random.default_rng(SEED)
        alone = [np.eye(len(styles.ids()), dtype=np.float32)[place] for place in self._promising()]
        for number in range(TRIALS):
            shares = alone[number] if number < len(alone) else self._mixtures.next(chance)
            self._mixtures.add(shares, self._trial(shares))
            report((number + 1) / TRIALS)
        return self._mixtures.middle

    def settled(self, shares: speakers.Floats) -> Settled:
        """The mixture with its pitch and its colour, measured on a longer text than that of the trials."""
        mixed = np.tensordot(shares, styles.every(), 1)
        raised = self._raised(shares)
        sound = self._last(mixed, raised)
        found = pitch.usual(sound, RATE)
        if found and self._target.pitch:
            raised = _within(raised * self._target.pitch / found)
        gains = colour.towards(self._target.colour, colour.colour(sound, RATE))
        return Settled(mixed.astype(np.float16), raised, gains, self._alike(colour.coloured(sound, RATE, gains)))

    def likeness_of(self, voice: str) -> float:
        """How near a voice of the pack is as it stands, measured as the result is."""
        return self._alike(self._last(styles.every()[styles.ids().index(voice)], 1.0))

    def _promising(self) -> list[int]:
        """Voices to hear alone, by their places in the pack."""
        heard = table().heard
        shares, alike = nearest(heard, self._target.heard), heard @ self._target.heard
        by_share = [int(place) for place in np.argsort(-shares)[:BY_SHARE] if shares[place] >= LEAST_SHARE]
        return list(dict.fromkeys([*by_share, *(int(place) for place in np.argsort(-alike)[:BY_LIKENESS])]))

    def _trial(self, shares: speakers.Floats) -> speakers.Floats:
        """Who is heard when a mixture speaks at the pitch and in the colour of the target."""
        mixed = np.tensordot(shares, styles.every(), 1)
        sound = self._said(self._texts.trial, mixed, self._raised(shares))
        gains = colour.towards(self._target.colour, colour.colour(sound, RATE))
        return self._tells.of(levelled(colour.coloured(sound, RATE, gains)))

    def _raised(self, shares: speakers.Floats) -> float:
        """How much higher a mixture has to speak, as far as that is known before it is heard."""
        usual = float(shares @ table().pitches)
        return _within(self._target.pitch / usual) if self._target.pitch and usual > 0 else 1.0

    def _last(self, mixed: NDArray[np.float32], raised: float) -> Sound:
        return np.concatenate([self._said(sounds, mixed, raised) for sounds in self._texts.last])

    def _alike(self, sound: Sound) -> float:
        return speakers.likeness(self._tells.of(levelled(sound)), self._target.heard)

    def _said(self, sounds: str, mixed: NDArray[np.float32], raised: float) -> Sound:
        if self._stop is not None and self._stop.is_set():
            raise Stopped(STOPPED)
        ids, _ = known(sounds)
        sound, _ = self._says.said(ids, mixed[len(ids) - 1, None], pitch=raised)
        return at_rate(sound, self._says.rate, RATE)


def _within(raised: float) -> float:
    return min(HIGHEST, max(LOWEST, raised))
