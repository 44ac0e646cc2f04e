"""Room for what is about to be written: asked for before, and again and again on the way.

What must stay free on the disk is for everybody's rows; whoever writes files stops before it. Many write side by side,
in several processes that know nothing of each other. So the less there is, the sooner each of them asks again.
"""

from collections.abc import Callable

from app.config import MIB
from app.errors import TooLarge

ASK_EVERY = 64 * MIB
LEAST = MIB
WRITERS = 16
"""So many may write side by side before what must stay free is touched; the next ones cost it `LEAST` each at most."""


FULL = 'The disk of the server is full. Your original is kept: delete old jobs, or wait a while, and try again.'


class Room:
    """What one writer may still write.

    Parameters
    ----------
    free : how many bytes there are, after what must stay free.
    refusal : what is said before anything is begun; `{needs}` and `{free}` tell how much.
    amid : what is said on the way.
    """

    def __init__(self, free: Callable[[], int], refusal: str, amid: str) -> None:
        self._free, self._refusal, self._amid = free, refusal, amid
        self._granted = 0

    def need(self, size: int) -> None:
        """Refuse what will not fit, before it is begun.

        Raises
        ------
        TooLarge
        """
        free = self._free()
        if free < size:
            raise TooLarge(self._refusal.format(needs=_amount(size), free=_amount(max(0, free))))

    def take(self, size: int) -> None:
        """Before the next bytes are written, at most so many: ask again where enough was written since the last time.

        Raises
        ------
        TooLarge
        """
        self._granted -= size
        if self._granted < 0:
            free = self._free()
            if free < size:
                raise TooLarge(self._amid)
            self._granted = min(free - size, max(LEAST, min(ASK_EVERY, free // WRITERS)))


def _amount(size: int) -> str:
    mib = size / MIB
    return f'{mib / 1024:,.1f} GB' if mib >= 1024 else f'{mib:,.0f} MB'
