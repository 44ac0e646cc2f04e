"""Who sees what: songs with a map are everybody's, until a rights holder has them taken down or who made them does.

`user_id` is empty for strangers, who see the same but nothing that is only just being made.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.errors import Gone, NotFound
from models import MapVersion, Song, SongMap

SONG_GONE = 'This song does not exist, or it was deleted.'
MAP_GONE = 'This map does not exist, or it was deleted.'
VERSION_GONE = 'This version does not exist, or its map was deleted.'
TAKEN_DOWN = 'This song was taken down on {day}, because a rights holder asked for it.'


def song(session: Session, song_id: str, user_id: str = '') -> Song:
    """A song that somebody may see; raises NotFound, and of its kind Gone for one that was taken down."""
    row = session.get(Song, song_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(SONG_GONE)
    if row.hidden_at is not None:
        raise Gone(TAKEN_DOWN.format(day=accounts.day(row.hidden_at)))
    if row.status == 'pending' and row.created_by != (user_id or '-'):
        raise NotFound(SONG_GONE)
    return row


def map_of(session: Session, map_id: str, user_id: str = '') -> tuple[SongMap, Song]:
    """A map that somebody may see, and its song; raises NotFound."""
    row = session.get(SongMap, map_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(MAP_GONE)
    return row, song(session, row.song_id, user_id)


def version_of(session: Session, version_id: str, user_id: str = '') -> tuple[MapVersion, SongMap, Song]:
    """A version that somebody may see, its map and its song; raises NotFound."""
    row = session.get(MapVersion, version_id)
    if row is None:
        raise NotFound(VERSION_GONE)
    return row, *map_of(session, row.map_id, user_id)


def is_there() -> sa.ColumnElement[bool]:
    """SQL for the songs that are in lists."""
    return sa.and_(col(Song.deleted_at).is_(None), col(Song.hidden_at).is_(None), col(Song.status) != 'pending')


def maps_there(song_id: str | Any) -> sa.ColumnElement[bool]:
    """SQL for the maps of a song."""
    return sa.and_(col(SongMap.song_id) == song_id, col(SongMap.deleted_at).is_(None))
