"""Maps that somebody has brought before: the same file makes no second song, it leads to the first."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.drums import map_files
from app.drums.drum_map import DrumMap
from app.errors import ChooseAnew, NotFound
from models import MapVersion, Song, SongMap

LOOKED_AT = 20
"""So many maps at most, with as many hits, are read to be compared; the newest first."""
SAID = 'You brought this map before: it is a map of “{title}”. Give it another title to make a second song of it.'


class BroughtBefore(ChooseAnew):
    """The map is there already: it may be opened, or brought under another title."""

    def __init__(self, title: str, map_id: str) -> None:
        super().__init__(SAID.format(title=title))
        self.map_id = map_id


def check_new(user_id: str, drum_map: DrumMap, title: str) -> None:
    """Raise BroughtBefore where this user has a song of this title, or once had it by this file, out of the same notes.

    What counts is what was brought, whatever became of the map or of its song's name since; what was deleted does not.
    """
    with reading() as session:
        alike = _as_many(session, user_id, drum_map)
    for map_id, called, stored in alike:
        try:
            before = map_files.read(stored)
        except NotFound:  # it was archived, and its file is gone
            continue
        titles = {called.casefold(), before.title.casefold()}
        if (before.hits, before.timing) == (drum_map.hits, drum_map.timing) and title.casefold() in titles:
            raise BroughtBefore(called, map_id)


def _as_many(session: Session, user_id: str, drum_map: DrumMap) -> list[tuple[str, str, str]]:
    """What this user brought with as many hits: the map, what its song is called now, and the file that came."""
    rows = (
        sa.select(col(SongMap.id), col(Song.title), col(MapVersion.storage_uri))
        .join(SongMap, col(SongMap.song_id) == col(Song.id))
        .join(MapVersion, col(MapVersion.map_id) == col(SongMap.id))
        .where(col(Song.created_by) == user_id, col(Song.deleted_at).is_(None))
        .where(col(SongMap.created_by) == user_id, col(SongMap.deleted_at).is_(None))
        .where(col(MapVersion.version_number) == 1, col(MapVersion.hit_count) == len(drum_map.hits))
        .order_by(col(MapVersion.created_at).desc())
        .limit(LOOKED_AT)
    )
    return [(map_id, title, stored) for map_id, title, stored in session.execute(rows)]
