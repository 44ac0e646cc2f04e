"""What can be done with one file of the library: hear it, see it, download it, send it to another area."""

from app import areas
from app.areas import Area, Chapter
from app.errors import NotAllowed
from app.library.items import Item, get


def stored(user_id: str, item_id: str) -> tuple[str, str]:
    """Storage key and name of a file.

    Raises
    ------
    NotFound
        As `get`.
    """
    item = get(user_id, item_id)
    return item.key, item.name


def sound(user_id: str, item_id: str) -> tuple[str, str]:
    """The same of a sound, for a player or for an area that goes on with it; `item_id` may be that of a job.

    Raises
    ------
    NotAllowed
        It is no sound.
    NotFound
        As `get`.
    """
    item = get(user_id, item_id)
    if not item.is_sound:
        raise NotAllowed('This file is no sound. Download it to look at it.')
    return item.key, item.name


def curve(user_id: str, item_id: str) -> list[float | None] | None:
    """The loudness of a sound over its length, LUFS at equal distances; None where its area knows none."""
    item = get(user_id, item_id)
    kind = areas.kinds().get(item.job_kind)
    return None if kind is None or kind.curve is None else kind.curve(user_id, item.job_id, item.role)


def chapters(user_id: str, item_id: str) -> list[Chapter]:
    """What is jumped by in a sound that a job has brought; none where its area knows none."""
    item = get(user_id, item_id)
    kind = areas.kinds().get(item.job_kind)
    return [] if item.is_sent or kind is None or kind.chapters is None else list(kind.chapters(user_id, item.job_id))


def takers(item: Item) -> list[Area]:
    """The areas that go on with a file."""
    return areas.accepting(item.name)
