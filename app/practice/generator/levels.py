"""What a level is allowed, and how it is talked to: range, devices, targets, harmony."""

from dataclasses import dataclass

from app.practice.options import Difficulty, Style

D, S = Difficulty, Style


@dataclass(frozen=True, slots=True)
class Level:
    """`span` is the range in semitones; `devices` have a price each (none: not used); `degrees` are the price of
    targets root, third, fifth, seventh, and of what else the symbol names.
    """

    span: int
    devices: dict[str, float]
    degrees: tuple[float, float, float, float]
    named: float
    chromatic: bool
    substitutions: float
    rules: tuple[str, ...]
    leaning: float = 0.0
    """How often a target on the beat comes late."""


LEVELS = {
    D.BEGINNER: Level(12, {'run': 0.0, 'arpeggio': 1.6, 'thirds': 1.8}, (0.5, 0.0, 0.6, 1.8), 9.0, False, 0.0, ()),
    D.INTERMEDIATE: Level(
        17,
        {'run': 0.3, 'arpeggio': 1.0, 'thirds': 0.9, 'cell': 0.6, 'neighbour': 0.6, 'half step': 1.3, 'enclosure': 0.8},
        (1.4, 0.0, 1.1, 0.8),
        1.4,
        True,
        0.12,
        ('related ii', 'secondary dominant', 'passing diminished'),
    ),
    D.ADVANCED: Level(
        24,
        {'run': 0.6, 'bebop': 0.4, 'arpeggio': 0.8, 'thirds': 0.5, 'cell': 0.7, 'neighbour': 1.4, 'half step': 1.6,
         'enclosure': 0.6, 'chromatic': 1.3},
        (1.8, 0.0, 1.3, 0.4),
        0.7,
        True,
        0.35,
        ('related ii', 'secondary dominant', 'passing diminished', 'tritone', 'backdoor', 'altered', 'sus'),
        0.15,
    ),
    D.EXPERT: Level(
        29,
        {'run': 0.7, 'bebop': 0.4, 'arpeggio': 0.9, 'thirds': 0.5, 'cell': 0.8, 'neighbour': 1.6, 'half step': 1.6,
         'enclosure': 0.5, 'chromatic': 0.9, 'quartal': 1.0},
        (2.0, 0.1, 1.4, 0.3),
        0.4,
        True,
        0.5,
        ('related ii', 'secondary dominant', 'passing diminished', 'tritone', 'backdoor', 'altered', 'sus', 'coltrane',
         'side-slip'),
        0.3,
    ),
}  # fmt: skip
LEANINGS: dict[Style, dict[str, float]] = {
    # what a style likes more (less than 0) or less than its level would
    S.BEBOP: {'enclosure': -0.4, 'bebop': -0.4, 'thirds': -0.2, 'run': 0.2},
    S.MODAL: {'quartal': -1.0, 'bebop': 2.0, 'enclosure': 1.0, 'chromatic': 1.5, 'cell': -0.4},
    S.BOSSA: {'thirds': -0.4, 'arpeggio': -0.2, 'chromatic': 0.4},
    S.BALLAD: {'arpeggio': -0.3, 'chromatic': 0.5, 'neighbour': -0.5},
    S.STRIDE: {'arpeggio': -0.5, 'half step': -0.5, 'neighbour': -0.4, 'quartal': 3.0},
    S.BLUES: {'half step': -0.4, 'cell': -0.3},
    S.FUNK: {'cell': -0.4, 'bebop': 1.0},
    S.LATIN: {'arpeggio': -0.5, 'thirds': -0.3},
}


def price(level: Difficulty, style: Style) -> dict[str, float]:
    """What every device costs a line of this level and style."""
    leaning = LEANINGS.get(style, {})
    return {name: cost + leaning.get(name, 0.0) for name, cost in LEVELS[level].devices.items()}
