"""What is kept how long: sounds of maps that nobody cares for, jobs, recordings, and files of versions that are gone.

What is written is small and stays; what goes after sixty days are sounds, and the place in lists.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import files
from app.db import transaction
from app.drums import canonical, map_files, roles
from app.drums.map_files import MAP
from models import AiJob, FileUse, MapAsset, MapEditProposal, MapVersion, Song, SongMap, StoredObject
from models.job import ACTIVE
from models.types import utc_now

UNVERIFIED_KEPT, JOBS_KEPT, ORIGINALS_KEPT = timedelta(days=60), timedelta(days=180), timedelta(days=7)
BATCH = 200


def upkeep() -> None:
    """All of it, some at a time, until there is no more; any number of processes may do this side by side."""
    for part in (_archive_versions, _archive_maps, _release_originals, _trim_jobs, _forget_unmade, _release_files):
        while part() >= BATCH:
            pass
    roles.grant_everybody()


def _archive_versions() -> int:
    """Let old versions of maps that nobody found right go silent, unless a fix to their map waits.

    The one that is current goes when its map has not been touched for as long.
    """
    limit = utc_now() - UNVERIFIED_KEPT
    current = col(SongMap.current_version_id) == col(MapVersion.id)
    old = (
        sa.select(MapVersion)
        .join(SongMap, col(SongMap.id) == col(MapVersion.map_id))
        .where(
            col(MapVersion.archived_at).is_(None),
            col(MapVersion.created_at) < limit,
            col(SongMap.state) != 'verified',
            ~current | (col(SongMap.updated_at) < limit),
            ~_waits(),
        )
    )
    with transaction() as session:
        found = list(session.scalars(old.order_by(col(MapVersion.created_at)).limit(BATCH)))
        for version in found:
            version.archived_at, version.stem_uri = utc_now(), None
            session.add(version)
        session.flush()
        ids = [version.id for version in found]
        session.execute(sa.delete(MapAsset).where(col(MapAsset.map_version_id).in_(ids)))
        _release_sounds(session, ids)
    return len(found)


def _archive_maps() -> int:
    """A map whose current version was archived is, too, and its song when it has no other."""
    silent = (
        sa.select(SongMap)
        .join(MapVersion, col(MapVersion.id) == col(SongMap.current_version_id))
        .where(col(SongMap.state) == 'unverified', col(MapVersion.archived_at).is_not(None))
    )
    with transaction() as session:
        found = list(session.scalars(silent.limit(BATCH)))
        for row in found:
            row.state, row.archived_at = 'archived', utc_now()
            session.add(row)
        for song_id in {row.song_id for row in found}:
            canonical.follow(session, session.get_one(Song, song_id))
    return len(found)


def _release_originals() -> int:
    """Recordings of jobs that failed or were cancelled are kept for a week, so that they can be tried again."""
    over = (col(AiJob.s3_key).is_not(None), col(AiJob.status).not_in(ACTIVE))
    old = sa.select(AiJob).where(*over, col(AiJob.completed_at) < utc_now() - ORIGINALS_KEPT)
    with transaction() as session:
        found = list(session.scalars(old.limit(BATCH)))
        for job in found:
            release_original(session, job)
    return len(found)


def release_original(session: Session, job: AiJob) -> None:
    """Let a recording go that a job was made of, in this transaction; another area may need it still."""
    job.s3_key = None
    session.add(job)
    session.flush()
    files.release(session, job.id)


def _trim_jobs() -> int:
    """Jobs go after half a year: what they brought stays, and no longer says which job that was."""
    old = sa.select(col(AiJob.id)).where(
        col(AiJob.status).not_in(ACTIVE), col(AiJob.created_at) < utc_now() - JOBS_KEPT
    )
    with transaction() as session:
        ids = list(session.scalars(old.limit(BATCH)))
        session.execute(sa.delete(AiJob).where(col(AiJob.id).in_(ids)))
        files.release(session, *ids)
    return len(ids)


def _forget_unmade() -> int:
    """Songs of which no map came, because their jobs failed or were deleted, are not kept."""
    alive = sa.exists().where(col(AiJob.song_id) == col(Song.id), col(AiJob.s3_key).is_not(None))
    has_map = sa.exists().where(col(SongMap.song_id) == col(Song.id))
    unmade = (col(Song.status) == 'pending', col(Song.created_at) < utc_now() - ORIGINALS_KEPT, ~alive, ~has_map)
    with transaction() as session:
        ids = list(session.scalars(sa.select(col(Song.id)).where(*unmade).limit(BATCH)))
        session.execute(sa.delete(Song).where(col(Song.id).in_(ids)))
    return len(ids)


def _release_files() -> int:
    """Files of versions that are gone for good, because their map or song was purged."""
    there = sa.exists().where(col(MapVersion.id) == col(FileUse.job_id))
    dead = sa.select(col(FileUse.job_id)).where(col(FileUse.kind) == map_files.USE, ~there).distinct()
    with transaction() as session:
        ids = list(session.scalars(dead.limit(BATCH)))
        files.release(session, *ids)
    return len(ids)


def _release_sounds(session: Session, version_ids: list[str]) -> None:
    """All files but the maps themselves; a sound goes when no version needs it any more."""
    used = sa.select(col(FileUse.object_id), col(FileUse.job_id)).join(
        StoredObject, col(StoredObject.id) == col(FileUse.object_id)
    )
    ours = (col(FileUse.kind) == map_files.USE, col(FileUse.job_id).in_(version_ids), col(StoredObject.role) != MAP)
    rows = session.execute(used.where(*ours)).all()
    object_ids = sorted({row.object_id for row in rows})
    for some in files.parts(object_ids):
        gone = sa.delete(FileUse).where(
            col(FileUse.kind) == map_files.USE, col(FileUse.job_id).in_(version_ids), col(FileUse.object_id).in_(some)
        )
        files.do(session, gone)
        files.remove(session, files.unneeded(session, some))


def _waits() -> sa.ColumnElement[bool]:
    """Whether a fix to the map of a version waits for a decision."""
    of_map = sa.select(col(MapVersion.id)).where(col(MapVersion.map_id) == col(SongMap.id)).correlate(SongMap)
    return sa.exists().where(col(MapEditProposal.status) == 'pending', col(MapEditProposal.map_version_id).in_(of_map))
