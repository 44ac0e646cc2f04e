"""Maps of songs: seen, made of a file, found right, chosen to stand for their song, and taken back."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit, throttle
from app.audio.errors import AudioError
from app.config import settings
from app.db import reading, transaction
from app.drums import canonical, forms, karma, levels, people, telling, version_writing, visible
from app.drums.drum_map import DrumMap
from app.drums.formats import opening
from app.drums.map_views import MapView as MapView
from app.drums.map_views import views
from app.errors import NotAllowed
from models import MapFollow, MapVersion, Song, SongMap
from models.types import utc_now

LABEL_LIMIT = 40
MOST_OF_SONG = 100
BRINGS = throttle.Limit('drums-map', free=20, window_s=3600.0, pause_s=60.0, longest_s=3600.0)
NOT_THEIRS = 'Only who made this map does that, and curators.'


def get(map_id: str, user_id: str = '') -> MapView:
    """One map; raises NotFound."""
    with reading() as session:
        row, song = visible.map_of(session, map_id, user_id)
        return views(session, [(row, song)], user_id)[0]


def of_song(song_id: str, user_id: str = '', *, archived: bool = False) -> list[MapView]:
    """The maps of a song: the one that stands for it first, then those that were found right, the easier ones first."""
    with reading() as session:
        song = visible.song(session, song_id, user_id)
        where = [visible.maps_there(song_id)]
        if not archived:
            where.append(col(SongMap.state) != 'archived')
        rows = sa.select(SongMap).where(*where).order_by(col(SongMap.created_at), col(SongMap.id)).limit(MOST_OF_SONG)
        found = views(session, [(row, song) for row in session.scalars(rows)], user_id)
    order = {label: place for place, label in enumerate(levels.LEVELS)}
    return sorted(found, key=lambda one: (not one.is_canonical, one.state, order.get(one.difficulty, len(order))))


def create(user_id: str, song_id: str, drum_map: DrumMap, difficulty: str = '') -> MapView:
    """Make another map of a song out of what somebody has written; raises as `bring`."""
    label = forms.line(difficulty or drum_map.difficulty, 1, LABEL_LIMIT, 'Say how difficult it is, in up to 40 signs.')
    check_playable(drum_map)
    if settings().accounts == 'on':
        throttle.count(BRINGS, user_id)
    new = version_writing.prepared(drum_map, 'manual', user_id)
    try:
        with transaction() as session:
            accounts.acting(session, user_id)
            song = visible.song(session, song_id, user_id)
            made = add(session, song, label, user_id)
            version_writing.add(session, made, song, new)
            if song.status in ('pending', 'archived'):
                song.status = 'unverified'
            canonical.follow(session, song)
            return views(session, [(made, song)], user_id)[0]
    except BaseException:
        new.take_back()
        raise


def bring(user_id: str, song_id: str, data: bytes, difficulty: str = '') -> MapView:
    """Make another map of a song out of a file that somebody has, of any of the formats.

    Raises
    ------
    NotFound
        There is no such song.
    NotAllowed
        It is no drum map that can be read, or has nothing to play.
    """
    with reading() as session:
        visible.song(session, song_id, user_id)
    return create(user_id, song_id, read(data), difficulty)


def read(data: bytes) -> DrumMap:
    """The map in a file that somebody sent; raises NotAllowed."""
    try:
        return opening.read(data)
    except AudioError as error:
        raise NotAllowed(str(error)) from error


def check_playable(drum_map: DrumMap) -> None:
    """Raise NotAllowed where there is nothing to play."""
    if not drum_map.hits:
        raise NotAllowed('There is nothing to play in this map yet, so it is not kept. Draw some hits first.')


def add(session: Session, song: Song, difficulty: str, created_by: str | None) -> SongMap:
    """A new map without a version, in this transaction; who made it follows it."""
    made = SongMap(song_id=song.id, difficulty_label=difficulty, created_by=created_by)
    session.add(made)
    session.flush()
    telling.follow(session, made.id, created_by)
    return made


def verify(user_id: str, map_id: str, right: bool = True) -> None:
    """Say that a map is right as it is, or not any more.

    Raises
    ------
    NotAllowed
        They are no verifier, or the map is their own. What another verifier said, only curators take back.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row, song = visible.map_of(session, map_id, user_id)
        if not people.reviews(session, user):
            raise NotAllowed('Verifiers say which maps are right. Your karma page tells what is missing.')
        if right == (row.state == 'verified'):
            return
        if not right and row.verified_by not in (None, user_id) and not people.curates(session, user):
            raise NotAllowed('Another verifier found this map right: a curator can take that back.')
        set_verified(session, row, song, user_id if right else None)
        audit.note(
            session, 'map.verified' if right else 'map.unverified', user, target=row.id, after={'state': row.state}
        )


def set_verified(session: Session, row: SongMap, song: Song, by: str | None) -> None:
    """Let a map be found right by somebody, or by nobody any more, in this transaction."""
    current = session.get(MapVersion, row.current_version_id) if row.current_version_id else None
    if by is not None and current is None:
        raise NotAllowed('There is nothing to play in this map yet.')
    if by is not None and settings().accounts == 'on' and by in (row.created_by, current and current.created_by):
        raise NotAllowed('Nobody finds their own map right: somebody else has to look at it.')
    row.state = 'verified' if by is not None else 'unverified'
    row.verified_by, row.verified_at, row.updated_at = by, utc_now() if by is not None else None, utc_now()
    session.add(row)
    canonical.follow(session, song)
    if by is not None and row.created_by:
        karma.book(session, by, 'verification_complete', about='map', entity_id=row.id, by=row.created_by)


def make_canonical(user_id: str, map_id: str) -> None:
    """Let a map stand for its song; the one before gives way.

    Raises
    ------
    NotAllowed
        They are no curator, or nobody has found the map right.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row, song = visible.map_of(session, map_id, user_id)
        if not people.curates(session, user):
            raise NotAllowed('Curators choose which map stands for a song.')
        if row.state != 'verified':
            raise NotAllowed('Only a map that was found right stands for a song: verify it first.')
        before = song.canonical_map_id
        canonical.switch(session, song, row)
        audit.note(session, 'song.canonical', user, target=song.id, before={'map': before}, after={'map': row.id})


def set_difficulty(user_id: str, map_id: str, difficulty: str) -> None:
    """Say anew how difficult a map is; raises NotAllowed for whoever may not."""
    label = forms.line(difficulty, 1, LABEL_LIMIT, 'Say how difficult it is, in up to 40 signs.')
    with transaction() as session:
        row, _ = _mine(session, user_id, map_id)
        row.difficulty_label = label
        session.add(row)


def delete(user_id: str, map_id: str) -> None:
    """Take a map back; for thirty days whoever runs the server can bring it back.

    Raises
    ------
    NotAllowed
        It is not theirs, or others have put work into it.
    """
    with transaction() as session:
        row, song = _mine(session, user_id, map_id)
        user = accounts.acting(session, user_id)
        others = sa.select(MapVersion).where(
            col(MapVersion.map_id) == map_id,
            col(MapVersion.created_by).is_not(None),
            col(MapVersion.created_by) != user_id,
        )
        if not people.curates(session, user) and (
            row.state == 'verified' or session.scalar(others.limit(1)) is not None
        ):
            raise NotAllowed('Others have put work into this map, so a curator decides whether it goes.')
        row.deleted_at, row.is_canonical = utc_now(), False
        session.add(row)
        canonical.follow(session, song)
        audit.note(session, 'map.deleted', user, target=row.id, before={'state': row.state})


def revive(user_id: str, map_id: str) -> None:
    """Bring a map back that was archived because nobody had looked after it."""
    with transaction() as session:
        row, song = _mine(session, user_id, map_id)
        if row.state != 'archived':
            return
        row.state, row.archived_at, row.updated_at = 'unverified', None, utc_now()
        session.add(row)
        current = session.get_one(MapVersion, row.current_version_id)
        current.archived_at = None  # its sounds are gone, what is written is not
        session.add(current)
        if song.status == 'archived':
            song.status = 'unverified'
        canonical.follow(session, song)


def follow(user_id: str, map_id: str, follows: bool = True) -> None:
    """Be told what becomes of a map, or no longer."""
    with transaction() as session:
        accounts.acting(session, user_id)
        visible.map_of(session, map_id, user_id)
        row = session.get(MapFollow, (map_id, user_id))
        if follows and row is None:
            session.add(MapFollow(map_id=map_id, user_id=user_id))
        elif not follows and row is not None:
            session.delete(row)


def _mine(session: Session, user_id: str, map_id: str) -> tuple[SongMap, Song]:
    user = accounts.acting(session, user_id)
    row, song = visible.map_of(session, map_id, user_id)
    if row.created_by != user_id and not people.curates(session, user):
        raise NotAllowed(NOT_THEIRS)
    return row, song
