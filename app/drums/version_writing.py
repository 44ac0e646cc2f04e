"""Writes versions of maps: numbers count up within a map, and what is written never changes.

Files are stored before the transaction and written down in it. The number is taken in it, where there is one writer, so
two who save at once get two numbers, and whoever had not seen the other's is told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audio.errors import AudioError
from app.drums import densities, differences, map_files, telling
from app.drums.differences import Difference
from app.drums.drum_map import DrumMap
from app.drums.map_files import STEM
from app.errors import Changed, NotAllowed
from app.files import NewFile
from models import MapAsset, MapVersion, Song, SongMap
from models.types import new_id, utc_now

THUMBNAIL, WAVEFORM, PREVIEW = 'thumbnail', 'waveform', 'preview_audio'
OF_SOUND = (WAVEFORM, PREVIEW)
MEANWHILE = 'Somebody has saved version {number} meanwhile. Yours is kept here: take it over to that one, then save.'


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What a version is made of, its files stored already.

    Attributes
    ----------
    assets : its drawing, and what was worked out of the sound, by their types; of the sound, the version before lends
        its own where none is given.
    said : what changed, as JSON has it.
    """

    id: str
    drum_map: DrumMap
    file: NewFile
    source: str
    created_by: str | None
    job_id: str | None = None
    stem: NewFile | None = None
    assets: Mapping[str, NewFile] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)

    def take_back(self) -> None:
        """Remove its files: it was not written down."""
        lent = [self.stem] if self.stem is not None else []
        map_files.take_back(self.file, *self.assets.values(), *lent)


def prepared(drum_map: DrumMap, source: str, created_by: str | None, **said: Any) -> NewVersion:
    """Store the files that follow from a map alone."""
    version_id = new_id()
    made = {THUMBNAIL: densities.store(version_id, drum_map)}
    file = map_files.put_map(version_id, drum_map)
    return NewVersion(
        id=version_id, drum_map=drum_map, file=file, source=source, created_by=created_by, assets=made, said=said
    )


def add(session: Session, row: SongMap, song: Song, new: NewVersion) -> MapVersion:
    """Write down a version as the current one of its map, in this transaction."""
    before = session.get(MapVersion, row.current_version_id) if row.current_version_id else None
    last = session.scalar(
        sa.select(sa.func.max(col(MapVersion.version_number))).where(col(MapVersion.map_id) == row.id)
    )
    version = MapVersion(
        id=new.id,
        map_id=row.id,
        version_number=(last or 0) + 1,
        source_type=new.source,
        generation_job_id=new.job_id,
        storage_uri=new.file.key,
        stem_uri=new.stem.key if new.stem is not None else None,
        diff_summary=json.dumps(dict(new.said), ensure_ascii=False),
        created_by=new.created_by,
        hit_count=len(new.drum_map.hits),
    )
    session.add(version)
    session.flush()
    map_files.note(session, new.id, new.file)
    _keep_sound(session, version, before, new)
    row.current_version_id, row.updated_at, row.archived_at = version.id, utc_now(), None
    if row.state == 'archived':
        row.state = 'unverified'
    session.add(row)
    session.add(version)
    session.flush()
    telling.new_version(session, row, song, version.version_number, new.said.get('words', ''), new.created_by)
    return version


def check_current(session: Session, row: SongMap, based_on: str) -> MapVersion:
    """The version that somebody has changed, if it is still the current one; raises Changed."""
    current = session.get(MapVersion, row.current_version_id) if row.current_version_id else None
    if current is None:
        raise NotAllowed('This map has no version that could be changed.')
    if current.id != based_on:
        raise Changed(MEANWHILE.format(number=current.version_number))
    return current


def difference(before: DrumMap, after: DrumMap) -> Difference:
    """What changes; raises NotAllowed where nothing does."""
    found = differences.compare(before, after)
    if not found:
        raise NotAllowed('Nothing was changed, so nothing is saved.')
    return found


def said_of(found: Difference) -> dict[str, Any]:
    """What changed, in words and numbers, as a version keeps it."""
    return {'words': differences.summary(found), 'counts': differences.counts(found)}


def applied(drum_map: DrumMap, found: Difference) -> DrumMap:
    """A map with the changes; raises NotAllowed where they do not fit."""
    try:
        return differences.apply(drum_map, found)
    except AudioError as error:
        raise NotAllowed(str(error)) from error


def _keep_sound(session: Session, version: MapVersion, before: MapVersion | None, new: NewVersion) -> None:
    """The sound is that of the song: every version has it, one copy of each file."""
    kept = {asset: file.key for asset, file in new.assets.items()}
    for file in new.assets.values():
        map_files.note(session, version.id, file)
    if new.stem is not None:
        map_files.note(session, version.id, new.stem)
    elif before is not None and before.stem_uri and map_files.share(session, version.id, before.stem_uri, STEM):
        version.stem_uri = before.stem_uri
    if before is not None:
        lent = sa.select(MapAsset).where(col(MapAsset.map_version_id) == before.id)
        for asset in session.scalars(lent.where(col(MapAsset.asset_type).in_(OF_SOUND))):
            if asset.asset_type not in kept and map_files.share(
                session, version.id, asset.storage_uri, asset.asset_type
            ):
                kept[asset.asset_type] = asset.storage_uri
    for asset_type, stored in kept.items():
        session.add(MapAsset(map_version_id=version.id, asset_type=asset_type, storage_uri=stored))
