"""What an area of LevelMix tells the core about people: which files are theirs, and how all of it goes when they leave.

Export and erasing ask every area that is registered, so that one more area needs no line here or there. Rows need no
registration: the schema says whose they are (see `accounts.everything`).
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """One area.

    Parameters
    ----------
    name : one word, the same in every layer; a user's files lie in a folder of this name when they are taken along.
    files_of : the files of a user that are still there: the path in an archive, and the storage key.
    erase : removes what a user who leaves has here; False where something still runs, and it shall be asked again.
    measure : finds out, now and then, who keeps how much.
    """

    name: str
    files_of: Callable[[str], list[tuple[str, str]]]
    erase: Callable[[str], bool]
    measure: Callable[[], None]


_areas: dict[str, Area] = {}


def register(area: Area) -> None:
    """Make an area known."""
    _areas[area.name] = area


def files_of(user_id: str) -> list[tuple[str, str]]:
    """A user's files in all areas: the path in an archive, and the storage key."""
    return [(f'{area.name}/{path}', key) for area in _areas.values() for path, key in area.files_of(user_id)]


def erase(user_id: str) -> bool:
    """Remove what a user who leaves has in all areas; False where one of them has to be asked again."""
    return all([area.erase(user_id) for area in _areas.values()])


def measure() -> None:
    """Find out who keeps how much."""
    for area in _areas.values():
        area.measure()
