"""Hands files over: an upload becomes a new file of a client, or another version of one that they have."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import jobs, storage, uploads
from app.accounts import audit
from app.accounts.password_sign_in import checked_email
from app.db import transaction
from app.errors import NotAllowed, NotFound
from app.studio import delivery_files, delivery_policies, delivery_readers, delivery_room, delivery_telling, people
from app.studio.delivery_files import KIND
from app.studio.delivery_readers import folded
from models import Booking, Deliverable, DeliverableVersion, DeliveryBatch, Studio, Upload, User
from models.types import utc_now

TOGETHER = timedelta(minutes=10)
"""What comes within this time is one batch, of which a client is told once."""
MOST_FILES, MOST_VERSIONS, NOTE_MOST, FOLDER_MOST = 5000, 100, 2000, 400
FROZEN = '“{name}” was approved, which freezes it. Open it again on its page, then send the new version.'
EXPIRED = 'The files of “{name}” are gone, so it takes no new version. Hand it over as a new file.'


@dataclass(frozen=True, slots=True)
class Delivery:
    """What becomes of an upload.

    Parameters
    ----------
    studio : whose file it is.
    client : the id of an account, or the mail address of a guest.
    booking : the session that it belongs to; its client is meant then.
    version_of : the file of which it is a new version; client and session are that file's.
    folder : where it lay, with slashes.
    note : what the client is told about it.
    locked : whether it is downloaded only once all is paid; None is as the studio has set it.
    """

    studio: str = ''
    client: str = ''
    booking: str = ''
    version_of: str = ''
    folder: str = ''
    note: str = ''
    locked: bool | None = None

    def as_choice(self) -> dict[str, Any]:
        """As an upload carries it."""
        return json.loads(json.dumps({name: getattr(self, name) for name in self.__slots__}))  # type: ignore[no-any-return]


def read(sent: Mapping[str, Any]) -> Delivery:
    """What an upload carries; raises NotAllowed for what says too little, or anything else."""
    texts = {name: sent.get(name) or '' for name in ('studio', 'client', 'booking', 'version_of', 'folder', 'note')}
    locked = sent.get('locked')
    if any(not isinstance(one, str) for one in texts.values()) or not isinstance(locked, bool | None):
        raise NotAllowed('This does not say for whom the file is. Choose a client, then send it again.')
    found = Delivery(**texts, locked=locked)
    if not found.version_of and not (found.studio and (found.client or found.booking)):
        raise NotAllowed('Say for whom this file is: a client of a studio, or a session.')
    if len(found.note) > NOTE_MOST or len(found.folder) > FOLDER_MOST:
        raise NotAllowed(f'A note has up to {NOTE_MOST:,} characters, a folder up to {FOLDER_MOST}.')
    return found


def submit_sent(user_id: str, upload_id: str, sent: Mapping[str, Any]) -> str:
    """The same as `submit` with the choice that an upload carries."""
    return submit(user_id, upload_id, read(sent))


def submit(user_id: str, upload_id: str, delivery: Delivery) -> str:
    """Hand an upload over; sent twice, it is one version. Returns its id, which is the upload's.

    Raises
    ------
    NotFound
        There is no such upload, studio, session or file.
    NotAllowed
        They do not work at this studio, or the file is frozen.
    OverLimit
        The studio's files would take more than its owner's plan keeps.
    """
    with transaction() as session:
        known = session.get(DeliverableVersion, upload_id)
        if known is not None and known.user_id == user_id:
            return upload_id
    upload = uploads.get(user_id, upload_id)
    with transaction() as session:
        if session.get(DeliverableVersion, upload_id) is not None:
            return upload_id
        user, row = _file(session, user_id, upload, delivery)
        version = _job(session, user, row, upload, delivery)
        jobs.submit(session, version)
        delivery_files.take(session, upload, version)
        delivery_room.check(session, row.studio_id, version)
        _point_to(session, row, version)
        action = 'deliverable.added' if version.number == 1 else 'deliverable.version_added'
        audit.note(session, action, user, target=row.id, after={'name': row.display_name, 'version': version.number})
        delivery_telling.added(session, row, version)
    return upload_id


def _file(session: Session, user_id: str, upload: Upload, delivery: Delivery) -> tuple[User, Deliverable]:
    """The file that an upload becomes, or becomes a version of, and who hands it over."""
    if delivery.version_of:
        user, row = delivery_readers.of_staff(session, user_id, delivery.version_of)
        if row.approved_at is not None:
            raise NotAllowed(FROZEN.format(name=row.display_name))
        if row.gone_at is not None:
            raise NotAllowed(EXPIRED.format(name=row.display_name))
        return user, row
    user, studio, _ = people.working(session, user_id, delivery.studio)
    client, email, booking = _whose(session, studio, delivery)
    theirs = col(Deliverable.user_id) == client if client else col(Deliverable.email) == email
    which = (col(Deliverable.studio_id) == studio.id, theirs, col(Deliverable.deleted_at).is_(None))
    if (session.scalar(sa.select(sa.func.count()).select_from(Deliverable).where(*which)) or 0) >= MOST_FILES:
        raise NotAllowed(f'A client has up to {MOST_FILES:,} files here. Delete some first.')
    row = Deliverable(
        user_id=client,
        email=None if client else email,
        studio_id=studio.id,
        booking_id=booking.id if booking is not None else None,
        file_name=upload.filename,
        display_name=upload.filename,
        folder=delivery.folder.strip('/'),
        description=delivery.note,
        uploaded_by=user.id,
        uploaded_by_name=_called(user),
        is_locked=delivery_policies.of(studio).download_after_payment if delivery.locked is None else delivery.locked,
    )
    session.add(row)
    session.flush()
    return user, row


def _whose(session: Session, studio: Studio, delivery: Delivery) -> tuple[str | None, str | None, Booking | None]:
    """The client's account, or else their address, and the session."""
    booking = None
    if delivery.booking:
        booking = session.get(Booking, delivery.booking)
        if booking is None or booking.studio_id != studio.id or booking.deleted_at is not None:
            raise NotFound('This session does not exist, or it was deleted.')
        if booking.user_id is None and not booking.customer_email:
            raise NotAllowed('Nobody knows the address of this session’s client. Write it into the booking first.')
        return booking.user_id, folded(booking.customer_email or ''), booking
    if '@' not in delivery.client:
        found = session.get(User, delivery.client)
        if found is None:
            raise NotFound('This client does not exist any more.')
        return found.id, None, None
    email = folded(checked_email(delivery.client))
    known = session.scalar(sa.select(User).where(sa.func.lower(col(User.email)) == email))
    return (known.id, None, None) if known is not None and known.email_verified_at else (None, email, None)


def _job(session: Session, user: User, row: Deliverable, upload: Upload, delivery: Delivery) -> DeliverableVersion:
    last = sa.select(sa.func.max(col(DeliverableVersion.number)))
    number = (session.scalar(last.where(col(DeliverableVersion.deliverable_id) == row.id)) or 0) + 1
    if number > MOST_VERSIONS:
        raise NotAllowed(f'A file has up to {MOST_VERSIONS} versions. Hand this one over as a new file.')
    return DeliverableVersion(
        id=upload.id,
        user_id=user.id,
        kind=KIND,
        deliverable_id=row.id,
        batch_id=_batch(session, row).id,
        number=number,
        file_name=upload.filename,
        note=delivery.note,
        sent_by_name=_called(user),
        original_key=uploads.storage_key(upload),
        file_size=upload.size_bytes,
        content_hash=upload.content_hash,
    )


def _batch(session: Session, row: Deliverable) -> DeliveryBatch:
    """What this client has not been told of yet, or a new one."""
    same = [col(DeliveryBatch.studio_id) == row.studio_id, col(DeliveryBatch.told_at).is_(None)]
    same.append(col(DeliveryBatch.user_id) == row.user_id if row.user_id else col(DeliveryBatch.email) == row.email)
    found = session.scalar(sa.select(DeliveryBatch).where(*same).order_by(col(DeliveryBatch.created_at)).limit(1))
    if found is None:
        found = DeliveryBatch(
            studio_id=row.studio_id, user_id=row.user_id, email=row.email, due_at=utc_now() + TOGETHER
        )
        session.add(found)
        session.flush()
    return found


def _point_to(session: Session, row: Deliverable, version: DeliverableVersion) -> None:
    """A file is what its latest version is, and is kept from now on for as long as its studio keeps files."""
    row.file_name, row.file_path, row.file_size = version.file_name, version.original_key, version.file_size
    row.file_type = storage.media_type(version.file_name)
    kept = delivery_policies.of(session.get(Studio, row.studio_id)).retention_days
    row.expires_at, row.warned_days = utc_now() + timedelta(days=kept), None
    session.add(row)


def _called(user: User) -> str:
    return user.display_name or user.username or user.email.partition('@')[0]
