"""Progress as it is told: a few times a second, and always at the start and the end of a stage."""

from time import monotonic

from .types import Progress, Report, Stage

EVERY_S = 0.2


class Ticker:
    """Counts frames of one stage and calls `report`; what that raises passes through."""

    def __init__(self, report: Report | None, shares: dict[Stage, tuple[float, float]] | None = None) -> None:
        """`shares` maps a stage to where it starts and ends in the whole run (0..1)."""
        self._report = report
        self._shares = shares or {}
        self._stage: Stage = 'analyse'
        self._done = self._total = 0
        self._last = 0.0
        self._reached, self._from, self._base = 0.0, 0.0, 0.0

    def start(self, stage: Stage, total: int) -> None:
        """Begin a stage of `total` frames."""
        self._stage, self._done, self._total = stage, 0, max(1, total)
        first = self._shares.get(stage, (0.0, 1.0))[0]
        if (
            first < self._reached
        ):  # done once more: what is left of the whole is shared out anew, for a bar never goes back
            self._from, self._base = first, self._reached
        self._tell()

    def advance(self, frames: int) -> None:
        """So many frames more are done."""
        self._done += frames
        if monotonic() - self._last >= EVERY_S:
            self._tell()

    def finish(self) -> None:
        """The stage is complete, whatever was expected."""
        self._done = self._total
        self._tell()

    def complete(self) -> None:
        """The whole run is done."""
        self._base = self._reached = 1.0
        self._tell()

    def _tell(self) -> None:
        self._last = monotonic()
        if self._report:
            self._total = max(self._total, self._done)
            first, last = self._shares.get(self._stage, (0.0, 1.0))
            overall = first + (last - first) * self._done / self._total
            overall = self._base + (1.0 - self._base) * (overall - self._from) / (1.0 - self._from)
            self._reached = max(self._reached, overall)
            self._report(Progress(self._stage, self._done, self._total, self._reached))
