"""The times that packets carry against the samples that were decoded: where they jump ahead, sound is missing."""

from typing import Any

LEAST_S = 0.1
"""Times that jump by less are no loss, unless something could not be decoded: programs write them as they come."""
MOST_S = 10
"""A jump by more is believed only where the sound is known to be as long."""


class Places:
    """Where each frame of one container belongs.

    Parameters
    ----------
    rate : of the samples that are counted.
    exact : whether the times are known to the sample.
    end : where the sound ends by what the container says, in samples; 0 where it says nothing.

    Attributes
    ----------
    next : where the next frame belongs by its time, in samples; None before the first one.
    bad : whether something behind the last frame could not be decoded.
    """

    def __init__(self, rate: int, exact: bool, end: int) -> None:
        self._rate, self._exact, self._end = rate, exact, end
        self.next: float | None = None
        self._first = 0.0
        self.bad = False

    def gap(self, frame: Any) -> int:
        """How many samples are missing in front of a frame.

        Each is compared with the one before it alone: clocks of recorders drift, and this is no loss.
        """
        if frame.pts is None or not frame.time_base:
            return 0
        place = float(frame.pts * frame.time_base * self._rate)
        expected, self.next = self.next, place
        if expected is None:
            self._first = place
            return 0
        least = 2 * float(frame.time_base * self._rate) + 1 if self.bad or self._exact else LEAST_S * self._rate
        jump = round(place - expected)
        believed = jump < MOST_S * self._rate or place - self._first <= self._end + self._rate
        return jump if jump >= least and believed else 0

    def went(self, samples: int) -> None:
        """So many samples were delivered."""
        self.next = None if self.next is None else self.next + samples
