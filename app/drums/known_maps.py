"""Maps that somebody has brought before: the same file makes no second song, it leads to the first."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.db import reading
from app.drums import map_files, visible
from app.drums.drum_map import DrumMap
from app.errors import ChooseAnew, Gone, NotFound
from models import MapVersion, Song, SongMap

LOOKED_AT = 20
"""So many maps at most, with as many hits, are read to be compared; the newest first."""
GONE = 'You brought this map before. '
SAID = 'You brought this map before: it is a map of “{title}”. Give it another title to make a second song of it.'


class BroughtBefore(ChooseAnew):
    """The map is there already: it may be opened, or brought under another title."""

    def __init__(self, title: str, map_id: str) -> None:
        super().__init__(SAID.format(title=title))
        self.map_id = map_id


def check_new(user_id: str, drum_map: DrumMap, title: str, *, is_given: bool) -> None:
    """Raise BroughtBefore where this user has a song of this title, or once had it by this file, out of the same notes.

    What counts is what was brought, whatever became of the map or of its song's name since; what was deleted does not.
    `is_given` says whether the title was typed: then it is another song's where none is called so.

    Raises
    ------
    BroughtBefore
    Gone
        The same, but its song was taken down.
    """
    with reading() as session:
        alike = _as_many(session, user_id, drum_map)
    for map_id, called, stored, hidden_at in alike:
        try:
            before = map_files.read(stored)
        except NotFound:  # it was archived, and its file is gone
            continue
        titles = {called.casefold()} if is_given else {called.casefold(), before.title.casefold()}
        if (before.hits, before.timing) != (drum_map.hits, drum_map.timing) or title.casefold() not in titles:
            continue
        if hidden_at is not None:
            raise Gone(GONE + visible.TAKEN_DOWN.format(day=accounts.day(hidden_at)))
        raise BroughtBefore(called, map_id)


def _as_many(session: Session, user_id: str, drum_map: DrumMap) -> list[tuple[str, str, str, datetime | None]]:
    """What this user brought with as many hits: the map, what its song is called now, the file that came, and since
    when the song is taken down."""
    rows = (
        sa.select(col(SongMap.id), col(Song.title), col(MapVersion.storage_uri), col(Song.hidden_at))
        .join(SongMap, col(SongMap.song_id) == col(Song.id))
        .join(MapVersion, col(MapVersion.map_id) == col(SongMap.id))
        .where(col(Song.created_by) == user_id, col(Song.deleted_at).is_(None))
        .where(col(SongMap.created_by) == user_id, col(SongMap.deleted_at).is_(None))
        .where(col(MapVersion.version_number) == 1, col(MapVersion.hit_count) == len(drum_map.hits))
        .order_by(col(MapVersion.created_at).desc())
        .limit(LOOKED_AT)
    )
    return [(map_id, title, stored, hidden) for map_id, title, stored, hidden in session.execute(rows)]
