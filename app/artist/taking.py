"""What becomes of an upload for the area: its choice says by one word of it whose it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.artist import import_jobs, pictures
from app.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Taker:
    """One way to take an upload: what checks its choice, and what makes its job, given user, upload and choice."""

    check: Callable[[Mapping[str, Any]], object]
    submit: Callable[[str, str, Mapping[str, Any]], str]


TAKERS: dict[str, Taker] = {
    'use': Taker(pictures.read, pictures.submit_sent),
    import_jobs.CHOICE: Taker(import_jobs.check, import_jobs.submit_sent),
}
"""By the word that only their choices have."""
UNKNOWN = 'This does not say what the file is for. Choose it once more on the page where it shall be.'


def check(choice: Mapping[str, Any]) -> None:
    """Raise NotAllowed for a choice that nothing can be made of."""
    _taker(choice).check(choice)


def submit(user_id: str, upload_id: str, choice: Mapping[str, Any]) -> str:
    """Make the job of an upload; made twice, it is one. Returns its id, raises as whoever takes it."""
    return _taker(choice).submit(user_id, upload_id, choice)


def _taker(choice: Mapping[str, Any]) -> Taker:
    found = next((taker for word, taker in TAKERS.items() if word in choice), None)
    if found is None:
        raise NotAllowed(UNKNOWN)
    return found
