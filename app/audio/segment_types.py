"""The words of levelling inside a mix: a cue somebody wrote down, a segment that was measured, and how much to even."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a tracklist: where a track begins (s from the start of the mix), and what it is called, if known."""

    start_s: float
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One track inside a mix.

    Attributes
    ----------
    start_s, end_s : from where to where, s; segments touch each other and cover the whole mix.
    loudness_lufs : integrated loudness of the original between its transitions, LUFS; None for silence.
    gain_db : what matching adds to this segment before the gain of the whole mix, dB.
    title : as the tracklist has it; None if nobody said.
    """

    start_s: float
    end_s: float
    loudness_lufs: float | None
    gain_db: float = 0.0
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """Where one track gives way to the next: from `start_s` (the new one comes in) to `end_s` (the old one is gone)."""

    start_s: float
    end_s: float

    @property
    def middle_s(self) -> float:
        """Where both are as loud."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """How far the tracks are brought together.

    Attributes
    ----------
    strength : 0 leaves the mix as it is, bit for bit; 1 brings every track to the mix's own level.
    most_db : no track is turned up or down by more than this, dB.
    cues : where the tracks begin; None lets the engine look into the file's chapters, and then find them itself.
    placed : the same, set by hand: each is the middle of its transition and stays there; goes before `cues`.
    """

    strength: float = 0.0
    most_db: float = 12.0
    cues: tuple[Cue, ...] | None = None
    placed: tuple[Cue, ...] | None = None


def to_json(segments: Iterable[Segment]) -> dict[str, Any]:
    """The form in which segments leave the program: seconds to the millisecond, levels to the hundredth of a dB."""
    rounded = []
    for segment in segments:
        facts = asdict(segment)
        facts['start_s'], facts['end_s'] = round(segment.start_s, 3), round(segment.end_s, 3)
        facts['loudness_lufs'] = None if segment.loudness_lufs is None else round(segment.loudness_lufs, 2)
        facts['gain_db'] = round(segment.gain_db, 2)
        rounded.append(facts)
    return {'segments': rounded}


def from_json(stored: dict[str, Any]) -> list[Segment]:
    """Segments from what `to_json` made; raises KeyError or TypeError for anything else."""
    return [Segment(**facts) for facts in stored['segments']]
