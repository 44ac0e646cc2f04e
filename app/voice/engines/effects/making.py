"""How a sound is to be made: by chance of its own, for so long, and in the manner that the prompt asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from app.voice.engines.effects.signals import RATE, Curve, Line, Rng, Stereo, times


@dataclass(frozen=True, slots=True)
class Manner:
    """What the words around a sound say of it: each 0 as it is by nature, up to 1 more and −1 less.

    Attributes
    ----------
    force : heavy and loud, or light and soft.
    pace : fast or slow.
    height : high and small, or low and big.
    distance : far away, 0 to 1.
    """

    force: float = 0.0
    pace: float = 0.0
    height: float = 0.0
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Making:
    """One making.

    Attributes
    ----------
    rng : all chance comes from here.
    count : how many frames are wanted; what happens once may be shorter or longer.
    free : how far chance may go, 0 to 1.
    """

    rng: Rng
    count: int
    manner: Manner = Manner()
    free: float = 0.5

    @property
    def seconds(self) -> float:
        """How long it is to be."""
        return self.count / RATE

    @property
    def now(self) -> Curve:
        """The second of each frame."""
        return times(self.count)

    def about(self, value: float, part: float = 0.15) -> float:
        """A value that chance may move by this part of it, as far as it is free."""
        return value * float(1 + self.free * 2 * part * (self.rng.random() * 2 - 1))

    def pitched(self, hertz: float) -> float:
        """A frequency as high as the manner asks for: up to an octave away, and by chance up to two semitones."""
        return float(hertz * 2 ** (self.manner.height * 0.7) * 2 ** (self.free * 2 * (self.rng.random() - 0.5) / 6))

    def paced(self, seconds: float) -> float:
        """A period as fast as the manner asks for: up to twice or half, and a little by chance."""
        return self.about(seconds * 2 ** (-self.manner.pace * 0.8), 0.06)

    def forced(self, amount: float) -> float:
        """An amount as forceful as the manner asks for: up to three times or a third of it."""
        return float(amount * 3**self.manner.force)


Family = Callable[[Making], Stereo | Line]
"""One channel where the sound has one place."""
