"""What the protocol asks of where it runs: a server, for whoever brought the key, or a machine with its own folders."""

from collections.abc import Sequence
from typing import Protocol

from app.tools import Call, Toolbox


class Host(Protocol):
    """One of the two; each of its methods may take a moment, and is called in a thread of its own."""

    @property
    def instructions(self) -> str:
        """What an assistant is told at the beginning."""

    def toolboxes(self) -> Sequence[tuple[str, Toolbox]]:
        """All that there is, by area; what belongs to none has ''."""

    def offers(self, area: str, *, writes: bool) -> bool:
        """Whether whoever asks may use what belongs to this area."""

    def admit(self, area: str, *, writes: bool) -> Call:
        """Begin a call.

        Raises
        ------
        Refused : it may not be made now, or not by this one.
        """
