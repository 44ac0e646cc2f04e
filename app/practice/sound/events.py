"""What is played, in quarters: struck notes of the parts of a band, before anybody has decided when exactly."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.practice.sound.swing import Role

Part = Literal['melody', 'piano', 'bass', 'drums']
PARTS: tuple[Part, ...] = ('melody', 'piano', 'bass', 'drums')


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of a pitched part; `ids` are the written notes that it stands for, where there are some."""

    at: Fraction
    length: Fraction
    midi: int
    velocity: int
    role: Role = 'comping'
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stroke on a drum, by the name of its recording."""

    at: Fraction
    drum: str
    velocity: int
    role: Role = 'ride'


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A whole performance: what each part plays, and how long it is, in quarters."""

    length: Fraction
    melody: tuple[Tone, ...] = ()
    piano: tuple[Tone, ...] = ()
    bass: tuple[Tone, ...] = ()
    drums: tuple[Stroke, ...] = ()

    def tones(self, part: Part) -> tuple[Tone, ...]:
        """The notes of a pitched part."""
        return {'melody': self.melody, 'piano': self.piano, 'bass': self.bass, 'drums': ()}[part]
