"""Says once that something is out of reach and once that it is back, and not three times a second."""

import logging
import time

log = logging.getLogger(__name__)

SAY_AGAIN_S = 300.0


class Outage:
    """The outages of one thing, as one process sees them.

    Parameters
    ----------
    what : the thing, as it begins a sentence.
    meanwhile : what follows for the work, as a sentence.
    """

    def __init__(self, what: str, meanwhile: str) -> None:
        self._what, self._meanwhile = what, meanwhile
        self._began: float | None = None
        self._said = 0.0

    def met(self, error: BaseException) -> None:
        """It did not answer."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        elif now - self._said < SAY_AGAIN_S:
            return
        self._said = now
        log.warning('%s is out of reach (%s). %s', self._what, _first_line(error), self._meanwhile)

    def over(self) -> None:
        """It answered."""
        if self._began is not None:
            log.warning('%s is in reach again after %.0f s.', self._what, time.monotonic() - self._began)
            self._began = None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [''])[0][:200] or type(error).__name__
