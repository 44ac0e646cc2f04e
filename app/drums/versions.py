"""Versions of maps as people see them: listed, read, downloaded, compared, saved, and brought back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, storage
from app.accounts import throttle
from app.audio.errors import AudioError
from app.config import settings
from app.db import reading, transaction
from app.drums import canonical, differences, forms, map_files, people, version_writing, visible
from app.drums.drum_map import DrumMap
from app.drums.formats import opening
from app.errors import NotAllowed, NotFound
from models import MapAsset, MapVersion, Song, SongMap, User

PAGE_SIZE = 30
NOTE_LIMIT = 500
SAVES = throttle.Limit('drums-save', free=60, window_s=600.0, pause_s=30.0, longest_s=600.0)
SUGGEST = 'This map is not yours to change, or it was found right: suggest your change as a fix.'


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version. `words` say what changed since the one before, `note` what its writer says of it."""

    id: str
    map_id: str
    number: int
    source: str
    words: str
    counts: Mapping[str, Any]
    note: str
    restored: int | None
    created_by: str | None
    by: str
    created_at: datetime
    hit_count: int
    is_current: bool
    is_archived: bool
    has_stem: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """A page of a map's versions, the newest first."""

    found: list[VersionView]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A map as a file."""

    name: str
    content: bytes
    media_type: str


def listed(map_id: str, user_id: str = '', page: int = 1) -> Versions:
    """The versions of a map; raises NotFound."""
    theirs = col(MapVersion.map_id) == map_id
    with reading() as session:
        row, _ = visible.map_of(session, map_id, user_id)
        total = session.scalar(sa.select(sa.func.count()).select_from(MapVersion).where(theirs)) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        some = sa.select(MapVersion).where(theirs).order_by(col(MapVersion.version_number).desc())
        found = list(session.scalars(some.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
        called = people.names(session, [one.created_by for one in found])
        return Versions([_view(one, row, called) for one in found], total, page, pages)


def behind(map_id: str, user_id: str, last: int | None, limit: int) -> list[VersionView]:
    """The versions of a map before the one with this number, the newest first; raises NotFound."""
    with reading() as session:
        row, _ = visible.map_of(session, map_id, user_id)
        some = sa.select(MapVersion).where(col(MapVersion.map_id) == map_id)
        if last is not None:
            some = some.where(col(MapVersion.version_number) < last)
        found = list(session.scalars(some.order_by(col(MapVersion.version_number).desc()).limit(limit)))
        called = people.names(session, [one.created_by for one in found])
        return [_view(one, row, called) for one in found]


def get(version_id: str, user_id: str = '') -> VersionView:
    """One version; raises NotFound."""
    with reading() as session:
        version, row, _ = visible.version_of(session, version_id, user_id)
        return _view(version, row, people.names(session, [version.created_by]))


def drum_map(version_id: str, user_id: str = '') -> DrumMap:
    """What is played in a version; raises NotFound."""
    with reading() as session:
        version, _, _ = visible.version_of(session, version_id, user_id)
    return map_files.read(version.storage_uri)


def download(version_id: str, form: str, user_id: str = '') -> Sheet:
    """A version as a file of any format, like `bsm` or `mid`.

    Raises
    ------
    NotFound
        There is no such version.
    NotAllowed
        No map is written in this format.
    """
    with reading() as session:
        version, row, song = visible.version_of(session, version_id, user_id)
    suffix = f'.{form.lower().lstrip(".")}'
    try:
        content = opening.write(map_files.read(version.storage_uri), suffix)
    except AudioError as error:
        raise NotAllowed(str(error)) from error
    name = _file_name(song, f'{row.difficulty_label}, version {version.version_number}', opening.format_of(suffix))
    return Sheet(name, content, storage.media_type(f'map{suffix}'))


def stem(version_id: str, user_id: str) -> tuple[str, str]:
    """Storage key and file name of the drums alone, for people who are signed in; raises NotFound."""
    with reading() as session:
        version, _, song = visible.version_of(session, version_id, user_id)
    if not user_id or version.stem_uri is None or version.archived_at is not None:
        raise NotFound('The drums alone are not there, or not any more.')
    return version.stem_uri, _file_name(song, 'drums', PurePath(version.stem_uri).suffix)


def asset(version_id: str, asset_type: str, user_id: str = '') -> str:
    """The storage key of what is seen or heard of a version: `waveform`, `preview_audio` or `thumbnail`."""
    with reading() as session:
        visible.version_of(session, version_id, user_id)
        mine = (col(MapAsset.map_version_id) == version_id, col(MapAsset.asset_type) == asset_type)
        found = session.scalar(sa.select(col(MapAsset.storage_uri)).where(*mine))
    if found is None:
        raise NotFound('This is not there, or not any more.')
    return str(found)


def compare(before_id: str, after_id: str, user_id: str = '') -> differences.Difference:
    """What is different between two versions of one map; raises NotFound."""
    with reading() as session:
        before, row, _ = visible.version_of(session, before_id, user_id)
        after, other, _ = visible.version_of(session, after_id, user_id)
    if row.id != other.id:
        raise NotFound('These two are not versions of the same map.')
    return differences.compare(map_files.read(before.storage_uri), map_files.read(after.storage_uri))


def save(user_id: str, map_id: str, changed: DrumMap, based_on: str, note: str = '') -> VersionView:
    """Save a changed map as its next version; `based_on` is the version that was changed.

    Raises
    ------
    Changed
        Somebody has saved another version meanwhile.
    NotAllowed
        Nothing has changed, or they may only suggest it.
    """
    said = forms.lines(note, 0, NOTE_LIMIT, f'A note has up to {NOTE_LIMIT} characters.')
    _count(user_id)
    with reading() as session:
        row, _ = _editable(session, user_id, map_id)
        current = version_writing.check_current(session, row, based_on)
    found = version_writing.difference(map_files.read(current.storage_uri), changed)
    return _written(user_id, map_id, based_on, changed, note=said, **version_writing.said_of(found))


def restore(user_id: str, map_id: str, version_id: str) -> VersionView:
    """Make what an older version says the next version; raises as `save`."""
    _count(user_id)
    with reading() as session:
        row, _ = _editable(session, user_id, map_id)
        old = session.get(MapVersion, version_id)
        current = session.get(MapVersion, row.current_version_id) if row.current_version_id else None
    if old is None or old.map_id != map_id or current is None:
        raise NotFound(visible.VERSION_GONE)
    before = map_files.read(old.storage_uri)
    found = version_writing.difference(map_files.read(current.storage_uri), before)
    said = version_writing.said_of(found) | {'restored': old.version_number}
    return _written(user_id, map_id, current.id, before, **said)


def may_edit(session: Session, user: User, row: SongMap) -> bool:
    """Whether somebody saves versions themselves: whoever made a map until it is found right, and curators."""
    mine = row.created_by == user.id and row.state != 'verified'
    return mine or people.curates(session, user)


def _file_name(song: Song, what: str, suffix: str) -> str:
    """What a file that people take along is called, by whatever way it leaves."""
    called = f'{song.artist} - {song.title}' if song.artist else song.title
    return f'{called} ({what}){suffix}'


def _editable(session: Session, user_id: str, map_id: str) -> tuple[SongMap, Song]:
    row, song = visible.map_of(session, map_id, user_id)
    if not may_edit(session, accounts.acting(session, user_id), row):
        raise NotAllowed(SUGGEST)
    return row, song


def _written(user_id: str, map_id: str, based_on: str, changed: DrumMap, **said: Any) -> VersionView:
    new = version_writing.prepared(changed, 'edit', user_id, **said)
    try:
        with transaction() as session:
            row, song = _editable(session, user_id, map_id)
            version_writing.check_current(session, row, based_on)
            version = version_writing.add(session, row, song, new)
            canonical.follow(session, song)
            return _view(version, row, people.names(session, [user_id]))
    except BaseException:
        new.take_back()
        raise


def _count(user_id: str) -> None:
    if settings().accounts == 'on':
        throttle.count(SAVES, user_id)


def _view(version: MapVersion, row: SongMap, called: Mapping[str | None, str]) -> VersionView:
    said = json.loads(version.diff_summary)
    by = called[version.created_by] if version.created_by or version.source_type != 'ai' else people.TRANSCRIBER
    return VersionView(
        id=version.id,
        map_id=version.map_id,
        number=version.version_number,
        source=version.source_type,
        words=said.get('words', ''),
        counts=said.get('counts', {}),
        note=said.get('note', ''),
        restored=said.get('restored'),
        created_by=version.created_by,
        by=by,
        created_at=version.created_at,
        hit_count=version.hit_count,
        is_current=version.id == row.current_version_id,
        is_archived=version.archived_at is not None,
        has_stem=version.stem_uri is not None and version.archived_at is None,
    )
