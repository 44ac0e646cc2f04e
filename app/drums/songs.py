"""Songs: everybody's once they have a map; who brought one names it, and takes it back while it is theirs alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit, throttle
from app.config import settings
from app.db import reading, transaction
from app.drums import forms, known_maps, maps, people, song_names, visible
from app.drums.maps import MapView
from app.errors import Invalid, NotAllowed
from models import MapEditProposal, MapVersion, Song, SongMap, User
from models.types import utc_now

NAME_LIMIT = 200
BRINGS = throttle.Limit('drums-song', free=20, window_s=3600.0, pause_s=60.0, longest_s=3600.0)
UNNAMED = f'Give the song a title of up to {NAME_LIMIT} characters.'
TOO_LONG = f'The name of an artist has up to {NAME_LIMIT} characters.'


@dataclass(frozen=True, slots=True)
class SongView:
    """One song. `heard` says that it is known by its sound; `difficulties` are those that it has maps of."""

    id: str
    title: str
    artist: str
    bpm: float | None
    status: str
    length_ms: int | None
    canonical_map_id: str | None
    created_by: str | None
    by: str
    created_at: datetime
    updated_at: datetime
    heard: bool
    may_edit: bool
    difficulties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SongPage:
    """A song with its maps, the one that stands for it first."""

    song: SongView
    maps: list[MapView]


def get(song_id: str, user_id: str = '') -> SongView:
    """One song; raises NotFound."""
    with reading() as session:
        return views(session, [visible.song(session, song_id, user_id)], user_id)[0]


def page(song_id: str, user_id: str = '') -> SongPage:
    """A song with all that its page shows; raises NotFound."""
    return SongPage(get(song_id, user_id), maps.of_song(song_id, user_id))


def named(title: str, artist: str) -> dict[str, str]:
    """What a song is called, as it is stored; raises Invalid."""
    found: dict[str, str] = Invalid.read(
        {
            'title': lambda: forms.line(title, 1, NAME_LIMIT, UNNAMED),
            'artist': lambda: forms.line(artist, 0, NAME_LIMIT, TOO_LONG),
        }
    )
    return found


def bring(user_id: str, data: bytes, title: str = '', artist: str = '', file_name: str = '') -> MapView:
    """Make a song of a map that somebody has as a file; it is known by its sound once somebody sends that.

    Where neither they nor the map say what it is called, the name of the file does.

    Raises
    ------
    NotAllowed
        It is no drum map that can be read, or nobody says what the song is called.
    BroughtBefore
        They have made the same song of the same map.
    """
    drum_map = maps.read(data)
    maps.check_playable(drum_map)
    by_file = song_names.called(PurePath(file_name).stem[:NAME_LIMIT]) if not title and not drum_map.title else ('', '')
    called = named(title or drum_map.title or by_file[0], artist or drum_map.artist or by_file[1])
    known_maps.check_new(user_id, drum_map, called['title'], is_given=bool(title))
    if settings().accounts == 'on':
        throttle.count(BRINGS, user_id)
    song = Song(
        title=called['title'],
        artist=called['artist'],
        created_by=user_id,
        length_ms=drum_map.length_ms,
        bpm=drum_map.timing[0].bpm,
    )
    with transaction() as session:
        accounts.acting(session, user_id)
        session.add(song)
    return maps.create(user_id, song.id, drum_map)


def rename(user_id: str, song_id: str, title: str, artist: str) -> None:
    """Say anew what a song is called.

    Raises
    ------
    Invalid
        It has no title, or too long a name.
    NotAllowed
        They have not brought it, and are no curator.
    """
    called = named(title, artist)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        song = visible.song(session, song_id, user_id)
        if not _may_edit(session, user, song):
            raise NotAllowed('Who brought a song names it, and curators. Tell them below one of its maps.')
        before = {'title': song.title, 'artist': song.artist}
        song.title, song.artist = called['title'], called['artist']
        session.add(song)
        audit.note(session, 'song.renamed', user, target=song.id, before=before, after=dict(called))


def delete(user_id: str, song_id: str) -> None:
    """Take a song back with all its maps; for thirty days whoever runs the server can bring it back.

    Raises
    ------
    NotAllowed
        They have not brought it, or others have put work into it.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        song = visible.song(session, song_id, user_id)
        if not _may_edit(session, user, song):
            raise NotAllowed('Only who brought a song takes it back, and curators.')
        if not people.curates(session, user) and _others_worked(session, song, user_id):
            raise NotAllowed('Others have put work into this song, so a curator decides whether it goes.')
        song.deleted_at = utc_now()
        session.add(song)
        audit.note(session, 'song.deleted', user, target=song.id, before={'title': song.title, 'artist': song.artist})


def views(session: Session, rows: list[Song], user_id: str = '') -> list[SongView]:
    """These songs as a user sees them, in this order."""
    user = session.get(User, user_id) if user_id else None
    called = people.names(session, [row.created_by for row in rows])
    live = (col(SongMap.song_id).in_([row.id for row in rows]), col(SongMap.deleted_at).is_(None))
    labels: dict[str, dict[str, None]] = {row.id: {} for row in rows}
    shown = sa.select(col(SongMap.song_id), col(SongMap.difficulty_label)).where(*live)
    for song_id, label in session.execute(shown.where(col(SongMap.state) != 'archived').order_by(col(SongMap.id))):
        labels[song_id][label] = None
    curates = user is not None and people.curates(session, user)
    return [_view(row, user, curates, called, tuple(labels[row.id])) for row in rows]


def _view(
    row: Song, user: User | None, curates: bool, called: Mapping[str | None, str], labels: tuple[str, ...]
) -> SongView:
    return SongView(
        id=row.id,
        title=row.title,
        artist=row.artist,
        bpm=row.bpm,
        status=row.status,
        length_ms=row.length_ms,
        canonical_map_id=row.canonical_map_id,
        created_by=row.created_by,
        by=called[row.created_by],
        created_at=row.created_at,
        updated_at=row.updated_at,
        heard=row.fingerprint_hash is not None,
        may_edit=curates or (user is not None and row.created_by == user.id),
        difficulties=labels,
    )


def _may_edit(session: Session, user: User, song: Song) -> bool:
    return song.created_by == user.id or people.curates(session, user)


def _others_worked(session: Session, song: Song, user_id: str) -> bool:
    """Whether anybody else has a map, a version or a fix here."""
    theirs = sa.select(col(SongMap.id)).where(col(SongMap.song_id) == song.id)
    written = sa.select(col(MapVersion.id)).where(col(MapVersion.map_id).in_(theirs))
    proposed = sa.select(sa.literal(1)).where(
        col(MapEditProposal.map_version_id).in_(written), col(MapEditProposal.proposer_id) != user_id
    )
    questions = (
        sa.select(sa.literal(1)).where(col(SongMap.song_id) == song.id, col(SongMap.created_by) != user_id),
        sa.select(sa.literal(1)).where(col(MapVersion.map_id).in_(theirs), col(MapVersion.created_by) != user_id),
        proposed,
    )
    return any(session.scalar(one.limit(1)) is not None for one in questions)
