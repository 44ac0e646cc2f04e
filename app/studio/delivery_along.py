"""Takes what was handed over along: into one's own library, from where other areas go on with it."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app import library, storage, uploads
from app.accounts import throttle
from app.areas import Offered
from app.config import settings
from app.db import reading
from app.errors import LevelMixError, NotFound
from app.studio import delivery_changes, delivery_downloads, delivery_lists, delivery_readers
from app.studio.delivery_files import LOST
from models import Deliverable, DeliverableVersion, StoredObject

COPIES = throttle.Limit('studio-copy', free=20, window_s=3600.0, pause_s=30.0, longest_s=3600.0)


def into_library(user_id: str, version_id: str) -> str:
    """Copy a version that may be downloaded into the library of who asks; returns the id that it has there.

    It counts like any file that they send. Unused, it goes after some hours, like any upload.

    Raises
    ------
    Refused
        It is locked until all is paid, or they have no room for it.
    """
    key, name, _ = delivery_downloads.original(delivery_readers.signed_in(user_id), version_id)
    if settings().accounts == 'on':
        throttle.count(COPIES, user_id)
    found = storage.stat(key)
    if found is None:
        raise NotFound(LOST)
    writer = uploads.begin(user_id, name, found.size)
    try:
        for chunk in storage.read(key):
            writer.write(chunk)
        upload = writer.finish()
    except LevelMixError:
        writer.abort()
        raise
    return _item_of(user_id, uploads.storage_key(upload))


def result(user_id: str, version_id: str) -> tuple[str, str]:
    """Storage key and name of a version for its client, once it may be downloaded; raises NotFound and NotAllowed."""
    key, name, _ = delivery_downloads.original(delivery_readers.signed_in(user_id), version_id)
    return key, name


def newest_of(user_id: str, deliverable_id: str) -> str:
    """The id of the version that stands for a file of this client's; raises NotFound."""
    with reading() as session:
        row = delivery_readers.seen(session, delivery_readers.signed_in(user_id), deliverable_id)
        version = delivery_downloads.standing(session, row)
    if version is None:
        raise NotFound(delivery_readers.GONE)
    return version.id


def theirs(user_id: str) -> list[Offered]:
    """The sounds that studios have handed over to somebody and that may be downloaded, the newest first."""
    found = list[Offered]()
    for session in delivery_lists.mine(user_id):
        for file in session.files:
            version = file.latest
            if version is not None and version.plays and file.may_download:
                found.append(Offered(version.id, file.name, file.studio, version.duration_s, version.created_at))
    return sorted(found, key=lambda one: one.since, reverse=True)


def show(session: Session, user_id: str, version_id: str) -> None:
    """Keep a file of this client's, because they show a version of it to everybody; raises NotFound and NotAllowed."""
    delivery_changes.show(session, user_id, _file_of(session, version_id))


def hide(session: Session, user_id: str, version_id: str) -> None:
    """They show it no more; a file that is gone is none to hide."""
    version = session.get(DeliverableVersion, version_id)
    if version is not None and session.get(Deliverable, version.deliverable_id) is not None:
        delivery_changes.hide(session, user_id, version.deliverable_id)


def _file_of(session: Session, version_id: str) -> str:
    version = session.get(DeliverableVersion, version_id)
    if version is None:
        raise NotFound(delivery_readers.GONE)
    return version.deliverable_id


def _item_of(user_id: str, key: str) -> str:
    """The id that a file of this key has in the library."""
    mine = (col(StoredObject.key) == key, col(StoredObject.user_id) == user_id)
    with reading() as session:
        found: str | None = session.scalar(sa.select(col(StoredObject.id)).where(*mine))
    if found is None:
        raise NotFound(LOST)
    return library.get(user_id, found).id
