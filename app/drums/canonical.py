"""Which map stands for its song, and what that says of the song: written in one place, because two columns say it."""

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Song, SongMap

LIVE = ('verified', 'unverified')


def switch(session: Session, song: Song, row: SongMap | None) -> None:
    """Let this map stand for its song, or none; the map before gives way in the same transaction."""
    session.flush()
    others = sa.update(SongMap).where(col(SongMap.song_id) == song.id, col(SongMap.is_canonical))
    session.execute(others.values(is_canonical=False).execution_options(synchronize_session=False))
    for known in session.identity_map.values():
        if isinstance(known, SongMap) and known.song_id == song.id:
            session.refresh(known, ['is_canonical'])
    song.canonical_map_id = None
    if row is not None:
        row.is_canonical, song.canonical_map_id = True, row.id
        session.add(row)
    session.add(song)
    session.flush()


def follow(session: Session, song: Song) -> None:
    """Bring a song in step with its maps: how it stands, and which map stands for it, by itself a verified one."""
    session.flush()
    live = (col(SongMap.song_id) == song.id, col(SongMap.deleted_at).is_(None), col(SongMap.state).in_(LIVE))
    order = (col(SongMap.verified_at), col(SongMap.id))
    maps = list(session.scalars(sa.select(SongMap).where(*live).order_by(*order)))
    verified = [one for one in maps if one.state == 'verified']
    if verified:
        song.status = 'verified'
    elif maps:
        song.status = 'unverified'
    elif song.status != 'pending':
        song.status = 'archived'
    if not any(one.is_canonical for one in verified):
        switch(session, song, verified[0] if verified else None)
    session.add(song)
