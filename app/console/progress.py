"""Work that is told of in the words of the audio engine's own reports, whoever does it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """How far it is, 0 to 1, and what is being done."""

    overall: float
    stage: str
