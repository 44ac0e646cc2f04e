"""Songs and their maps as everybody finds them, without an account: pages to read, sounds to hear, files to take along.

Strangers read the names that people have chosen for everybody, and no others.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col

from app import storage
from app.areas import Place
from app.db import reading
from app.drums import maps, people, songs, versions, visible
from app.drums.formats import opening
from app.drums.map_views import MapView
from app.drums.songs import SongView
from app.drums.version_writing import PREVIEW, THUMBNAIL, WAVEFORM
from app.drums.versions import Sheet, VersionView
from app.errors import Gone, NotFound
from models import MapAsset, MapVersion, Song, SongMap

SONG, MAP = '/song/', '/map/'
STRANGER = ''
"""Who asks: nobody, so that what is only just being made is not found."""
MOST_PLACES = 10_000
"""A sitemap has up to 50,000 addresses, of all areas together; so many songs, and so many maps."""
COLUMNS = 240
ARCHIVED = 'This drum map was archived, because nobody had looked after it for long. Ask who made it, or write it anew.'
ALL_ARCHIVED = 'All drum maps of this song were archived, because nobody had looked after them for long.'


@dataclass(frozen=True, slots=True)
class MapShown:
    """A map. `by` is who wrote it, as far as they are known to everybody; `drawing` is an SVG, `wave` the path of one.

    `sounds` says whether half a minute of it can be heard.
    """

    map: MapView
    by: tuple[str, ...]
    drawing: str
    wave: str
    sounds: bool


@dataclass(frozen=True, slots=True)
class SongShown:
    """A song with its maps; `heard` is the one whose sound stands for it, if one has any."""

    song: SongView
    maps: list[MapShown]
    heard: MapShown | None


@dataclass(frozen=True, slots=True)
class MapPage:
    """A map with its versions, the newest first, each with who wrote it, empty where nobody may know."""

    song: SongView
    shown: MapShown
    versions: list[tuple[VersionView, str]]
    total: int


def song_address(song_id: str) -> str:
    """Where everybody finds a song."""
    return f'{SONG}{song_id}'


def map_address(map_id: str) -> str:
    """Where everybody finds a map."""
    return f'{MAP}{map_id}'


def song(song_id: str) -> SongShown:
    """A song; raises NotFound, and Gone for one that was taken down or archived."""
    found = songs.get(song_id, STRANGER)
    if found.status == 'archived':
        raise Gone(ALL_ARCHIVED)
    shown = _shown(maps.of_song(song_id, STRANGER))
    return SongShown(found, shown, next((one for one in shown if one.sounds), None))


def map_page(map_id: str) -> MapPage:
    """A map; raises as `song`."""
    found = _map(map_id)
    listed = versions.listed(map_id, STRANGER)
    with reading() as session:
        called = people.handles(session, [one.created_by for one in listed.found])
    written = [(one, _writer(one.source, one.created_by, called)) for one in listed.found]
    return MapPage(songs.get(found.song_id, STRANGER), _shown([found])[0], written, listed.total)


def preview(map_id: str) -> str:
    """The storage key of half a minute of a map's song; raises as `song`."""
    return versions.asset(_map(map_id).version_id or '', PREVIEW, STRANGER)


def sheet(map_id: str, form: str, number: int | None = None) -> Sheet:
    """A map as one of `FORMS`, as it is now or as an older version has it; raises as `song`."""
    found = _map(map_id)
    if form not in opening.FORMS:
        raise NotFound('Nobody writes this map in this format. Its page says in which there is one.')
    return versions.download(_version(found, number), form, STRANGER)


def places() -> Iterator[Place]:
    """The pages that search engines shall know, the newest first."""
    listed = (visible.is_there(), col(Song.status) != 'archived')
    found = sa.select(col(Song.id), col(Song.updated_at)).where(*listed).order_by(col(Song.created_at).desc())
    theirs = sa.select(col(SongMap.id), col(SongMap.updated_at)).join(Song, col(Song.id) == col(SongMap.song_id))
    theirs = theirs.where(*listed, col(SongMap.deleted_at).is_(None), col(SongMap.state) != 'archived')
    with reading() as session:
        known = session.execute(found.limit(MOST_PLACES)).all()
        mapped = session.execute(theirs.order_by(col(SongMap.created_at).desc()).limit(MOST_PLACES)).all()
    yield from (Place(song_address(one), changed) for one, changed in known)
    yield from (Place(map_address(one), changed) for one, changed in mapped)


def _map(map_id: str) -> MapView:
    found = maps.get(map_id, STRANGER)
    if found.state == 'archived':
        raise Gone(ARCHIVED)
    return found


def _version(found: MapView, number: int | None) -> str:
    """The id of a version of a map."""
    if number is None:
        return found.version_id or ''
    mine = (col(MapVersion.map_id) == found.id, col(MapVersion.version_number) == number)
    with reading() as session:
        version_id = session.scalar(sa.select(col(MapVersion.id)).where(*mine))
    if version_id is None:
        raise NotFound(visible.VERSION_GONE)
    return str(version_id)


def _shown(found: list[MapView]) -> list[MapShown]:
    with reading() as session:
        written = _writers(session, [one.id for one in found])
        kept = _assets(session, [one.version_id for one in found])
    shown = list[MapShown]()
    for one in found:
        has = kept.get(one.version_id or '', {})
        drawing, wave = _text(has.get(THUMBNAIL)), _path(_text(has.get(WAVEFORM)))
        shown.append(MapShown(one, written.get(one.id, ()), drawing, wave, PREVIEW in has))
    return shown


def _writers(session: Session, map_ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Who wrote versions of each map, those first who began."""
    who = (col(MapVersion.map_id), col(MapVersion.created_by), col(MapVersion.source_type))
    first = sa.func.min(col(MapVersion.version_number))
    rows = session.execute(sa.select(*who).where(col(MapVersion.map_id).in_(map_ids)).group_by(*who).order_by(first))
    found = rows.all()
    called = people.handles(session, [created_by for _, created_by, _ in found])
    names: dict[str, dict[str, None]] = {}
    for map_id, created_by, source in found:
        if name := _writer(source, created_by, called):
            names.setdefault(map_id, {})[name] = None
    return {map_id: tuple(known) for map_id, known in names.items()}


def _writer(source: str, created_by: str | None, called: Mapping[str, str]) -> str:
    if created_by is None:
        return people.TRANSCRIBER if source == 'ai' else ''
    return called.get(created_by, '')


def _assets(session: Session, version_ids: Iterable[str | None]) -> dict[str, dict[str, str]]:
    """What is seen and heard of each version, by its type."""
    found: dict[str, dict[str, str]] = {}
    wanted = [one for one in version_ids if one]
    for asset in session.scalars(sa.select(MapAsset).where(col(MapAsset.map_version_id).in_(wanted))):
        found.setdefault(asset.map_version_id, {})[asset.asset_type] = asset.storage_uri
    return found


def _text(key: str | None) -> str:
    """A small file of ours; empty where it is gone."""
    if key is None or not storage.exists(key):
        return ''
    return b''.join(storage.read(key)).decode()


def _path(told: str) -> str:
    """How the sound of a song looks, as the path of a drawing `COLUMNS` wide and 100 high; empty where it has none."""
    peaks = json.loads(told)['peaks'] if told else []
    if not peaks:
        return ''
    bounds = [place * len(peaks) // COLUMNS for place in range(COLUMNS + 1)]
    tall = [max(peaks[start : max(end, start + 1)]) for start, end in pairwise(bounds)]
    return ''.join(f'M{place + 0.5} {50 - one / 2:g}V{50 + max(1, one) / 2:g}' for place, one in enumerate(tall))
