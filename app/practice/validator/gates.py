"""What a piece must measure to be handed out. The same gates serve whoever wrote it: rules, or a model behind a
port.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.practice.options import Difficulty, Kind
from app.practice.score import Score
from app.practice.validator.measures import Measures, measured, of_moves
from app.practice.validator.pages import Page
from app.practice.validator.rules import faults

K, D = Kind, Difficulty
SINGING = (K.JAZZ_LICK, K.MELODY, K.COMPLETE_PIECE)
LINES = (*SINGING, K.SCALE_PATTERN)
CHORDS = (K.CHORD_PROGRESSION, K.HARMONY_EXERCISE)
SPANS = {D.BEGINNER: 12.0, D.INTERMEDIATE: 17.0, D.ADVANCED: 24.0, D.EXPERT: 29.0}
STRONG = {D.BEGINNER: 0.95, D.INTERMEDIATE: 0.9, D.ADVANCED: 0.88, D.EXPERT: 0.85}


@dataclass(frozen=True, slots=True)
class Gate:
    """A measure, its bounds, for which kinds, and from how many notes and bars on it says something."""

    name: str
    words: str
    low: float
    high: float
    kinds: tuple[Kind, ...]
    notes: int = 0
    bars: int = 0

    def bounds(self, level: Difficulty, kind: Kind) -> tuple[float, float]:
        """By level, where the level decides."""
        if self.name == 'range':
            return self.low, SPANS[level]
        if self.name == 'strong':
            return (0.5 if kind == K.SCALE_PATTERN else STRONG[level]), self.high
        if self.name == 'chromatic' and level == D.BEGINNER:
            return 0.0, 0.0
        return self.low, self.high


GATES = (
    Gate('strong', 'chord tones on strong beats', 0.85, 1.0, LINES, notes=8),
    Gate('chordal', 'chord tones over all notes', 0.55, 0.80, SINGING, notes=12),
    Gate('chromatic', 'chromatic notes', 0.0, 0.15, LINES),
    Gate('resolved', 'of these resolved by step within two notes', 0.9, 1.0, LINES),
    Gate('steps', 'steps', 0.5, 0.8, SINGING, notes=12),
    Gate('leaps', 'leaps over a major sixth', 0.0, 0.05, LINES),
    Gate('repeats', 'repeated notes', 0.0, 0.12, LINES),
    Gate('range', 'range in semitones', 4, 29, LINES),
    Gate('intervals', 'entropy of intervals in bits', 2.5, 9, SINGING, notes=24),
    Gate('rhythms', 'entropy of bar rhythms in bits', 1.5, 4, SINGING, bars=8),
    Gate('motif', 'bars whose rhythm comes again', 0.4, 0.95, SINGING, bars=8),
    Gate('silence', 'silence', 0.15, 0.45, SINGING, notes=12),
    Gate('offbeats', 'onsets off the beat', 0.3, 0.6, SINGING, notes=12),
    Gate('patterns', 'distinct patterns of four intervals', 0.85, 1.0, SINGING, notes=12),
    Gate('sections', 'A is more like A than like B, by', 0.2, 1.0, SINGING),
    Gate('bass root', 'bass: root at the start of a bar', 0.75, 1.0, CHORDS),
    Gate('bass into', 'bass: at most a step into the bar', 0.65, 1.0, CHORDS),
    Gate('bass leaps', 'bass: leaps over a fifth', 0.0, 0.03, CHORDS),
    Gate('bass repeats', 'bass: repeated notes', 0.0, 0.05, CHORDS),
    Gate('motion', 'voices: semitones a change, mean', 0.0, 2.0, CHORDS),
    Gate('worst motion', 'voices: semitones a change, worst', 0.0, 7.0, CHORDS),
    Gate('clashes', 'minor ninths on strong beats', 0, 0, tuple(Kind)),
    Gate('crossed', 'notes at which the hands cross', 0, 0, tuple(Kind)),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a piece measures at a gate."""

    gate: Gate
    value: float
    low: float
    high: float

    @property
    def passed(self) -> bool:
        return self.low - 1e-9 <= self.value <= self.high + 1e-9

    @property
    def sentence(self) -> str:
        return f'{self.gate.words}: {self.value:.2f}, where {self.low:g} to {self.high:g} is wanted'


def judged(score: Score, page: Page | None = None) -> list[Verdict]:
    """The verdict of every gate that has something to say about this piece; `page` is it as read, if it was."""
    return _verdicts(measured(score, page), score.kind, score.difficulty, len(score.bars))


def moves_well(pitches: Sequence[int], kind: Kind, level: Difficulty, bars: int) -> bool:
    """Whether a line passes the gates that its pitches alone decide: one that does not need not be written out."""
    return all(verdict.passed for verdict in _verdicts(of_moves(pitches), kind, level, bars))


def _verdicts(found: Measures, kind: Kind, level: Difficulty, bars: int) -> list[Verdict]:
    return [
        Verdict(gate, found[gate.name], *gate.bounds(level, kind))
        for gate in GATES
        if kind in gate.kinds and gate.name in found and found.get('notes', 0.0) >= gate.notes and bars >= gate.bars
    ]


def reasons(score: Score) -> list[str]:
    """Why a piece is not handed out, a sentence each; none where it may be."""
    wrong = faults(score)
    return wrong or [verdict.sentence for verdict in judged(score) if not verdict.passed]
