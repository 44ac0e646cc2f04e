"""What is heard, seen and downloaded of what was handed over; each time it is asked who may."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, storage
from app.accounts import audit
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.studio import delivery_money, delivery_names, delivery_readers, delivery_telling
from app.studio.delivery_files import LOST
from app.studio.delivery_readers import Reader
from models import Deliverable, DeliverableVersion, DeliveryVisit, Status
from models.types import utc_now

LOCKED = '{due} of this session is still to be paid: then “{name}” can be downloaded. You can hear it until then.'
NOTHING = 'There is no file to download here, or not any more.'
NOT_HEARD = 'This file cannot be heard here. Download it to open it.'
MOST_PACKED = 1000


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of an archive: its path there, its storage key, and the version that it is."""

    path: str
    key: str
    version_id: str


def original(reader: Reader, version_id: str) -> tuple[str, str, str | None]:
    """Storage key, name and SHA-256 of a version as it was sent, to the byte.

    Raises
    ------
    NotFound
        There is none, not for who asks, or its files are gone.
    NotAllowed
        It is locked until all is paid; the sentence says what is due.
    """
    with reading() as session:
        version, row = delivery_readers.seen_version(session, reader, version_id)
        _check_there(row)
        _check_paid(session, reader, row)
    return version.original_key, version.file_name, version.content_hash


def preview(reader: Reader, version_id: str) -> str:
    """The key of what is heard of a version, one levelled file; raises NotFound."""
    with reading() as session:
        version, row = delivery_readers.seen_version(session, reader, version_id)
        _check_there(row)
    if version.preview_key is None:
        raise NotFound(NOT_HEARD)
    return version.preview_key


def pieces(reader: Reader, version_id: str) -> str:
    """The key of the same in pieces; raises NotFound."""
    with reading() as session:
        version, row = delivery_readers.seen_version(session, reader, version_id)
        _check_there(row)
    if version.pieces_key is None:
        raise NotFound(NOT_HEARD)
    return version.pieces_key


def look(reader: Reader, version_id: str) -> dict[str, Any]:
    """How a version looks: its peaks from 0 to 100; raises NotFound."""
    with reading() as session:
        version, row = delivery_readers.seen_version(session, reader, version_id)
        _check_there(row)
    return {'seconds': version.duration_seconds, 'peaks': _look(version)['peaks']}


def compared(reader: Reader, version_ids: Sequence[str]) -> dict[str, Any]:
    """What a player needs to play versions of one file side by side, equally loud: where the pieces of each lie.

    Raises
    ------
    NotFound
        One of them is not there, cannot be heard, or they are of different files.
    """
    with reading() as session:
        found = [delivery_readers.seen_version(session, reader, one) for one in dict.fromkeys(version_ids)]
    if not found or len({row.id for _, row in found}) > 1:
        raise NotFound(NOT_HEARD)
    for _, row in found:
        _check_there(row)
    looks = {version.id: _look(version) for version, _ in found}
    first = next(iter(looks.values()))
    return {
        'piece_s': first['piece_s'],
        'lead_s': first['lead_s'],
        'rate': first['rate'],
        'duration_s': min(version.duration_seconds or 0.0 for version, _ in found),
        'loudness': {version.id: version.preview_lufs for version, _ in found},
        'sizes': {one: told['sizes'] for one, told in looks.items()},
        'part': 1_000_000,
        'complete': True,
    }


def packed(reader: Reader, rows: Sequence[Deliverable]) -> list[Packed]:
    """The latest version of each of these files that may be downloaded now, by names that are safe and each once.

    A version that was approved stands for its file. Raises NotAllowed where there is none.
    """
    with reading() as session:
        wanted = [row for row in rows if row.gone_at is None and _may(session, reader, row)]
        found = [(row, standing(session, row)) for row in wanted[:MOST_PACKED]]
    there = [(row, version) for row, version in found if version is not None]
    if not there:
        raise NotAllowed(NOTHING)
    paths = delivery_names.each_once(delivery_names.path(row.folder, version.file_name) for row, version in there)
    return [Packed(one, version.original_key, version.id) for one, (_, version) in zip(paths, there, strict=True)]


def rows_of(reader: Reader, *, studio_id: str = '', booking_id: str = '', client: str = '') -> list[Deliverable]:
    """The files that who asks may download together: their own, of one session or all; for staff those of a client."""
    which: list[sa.ColumnElement[bool]] = [col(Deliverable.deleted_at).is_(None)]
    if booking_id:
        which.append(col(Deliverable.booking_id) == booking_id)
    if client:
        which += [col(Deliverable.studio_id) == studio_id]
        which.append(col(Deliverable.email) == client if '@' in client else col(Deliverable.user_id) == client)
    elif reader.user_id:
        which.append(col(Deliverable.user_id) == reader.user_id)
    else:
        which += [col(Deliverable.studio_id) == reader.studio_id, col(Deliverable.email) == reader.email]
        which.append(col(Deliverable.user_id).is_(None))
    order = (col(Deliverable.folder), col(Deliverable.created_at), col(Deliverable.id))
    with reading() as session:
        if client and not delivery_readers.works_at(session, reader, studio_id):
            raise NotFound(delivery_readers.GONE)
        return list(session.scalars(sa.select(Deliverable).where(*which).order_by(*order).limit(MOST_PACKED)))


def heard(reader: Reader, version_id: str) -> None:
    """Note that a client has begun to hear a version; what its studio hears itself does not count."""
    _visit(reader, version_id, downloaded=False)


def downloaded(reader: Reader, *version_ids: str) -> None:
    """Note that a client has downloaded versions."""
    for version_id in version_ids:
        _visit(reader, version_id, downloaded=True)


def _visit(reader: Reader, version_id: str, *, downloaded: bool) -> None:
    with transaction() as session:
        version, row = delivery_readers.seen_version(session, reader, version_id)
        if not delivery_readers.is_theirs(reader, row) or delivery_readers.works_at(session, reader, row.studio_id):
            return
        user = delivery_readers.acting(session, reader)
        visit = session.get(DeliveryVisit, (version.id, reader.who))
        visit = visit or DeliveryVisit(version_id=version.id, who=reader.who)
        visit.name = delivery_readers.name_of(session, reader, user)
        if downloaded:
            visit.downloads, visit.downloaded_at = visit.downloads + 1, utc_now()
            told = {'version': version.number, 'by': visit.name}
            audit.note(session, 'deliverable.downloaded', user or reader.name, target=row.id, after=told)
            delivery_telling.programs(session, row, 'deliverable.downloaded', told)
        else:
            visit.plays, visit.heard_at = visit.plays + 1, utc_now()
            if visit.plays == 1 and user is not None:
                areas.happened(session, 'studio.file_heard', user.id, row.id)
        session.add(visit)


def _check_there(row: Deliverable) -> None:
    if row.gone_at is not None:
        raise NotFound(f'The files of “{row.display_name}” are no longer kept. Ask the studio to send them again.')


def _may(session: Session, reader: Reader, row: Deliverable) -> bool:
    return delivery_money.due(session, row) is None or delivery_readers.works_at(session, reader, row.studio_id)


def _check_paid(session: Session, reader: Reader, row: Deliverable) -> None:
    due = delivery_money.due(session, row)
    if due is not None and not delivery_readers.works_at(session, reader, row.studio_id):
        raise NotAllowed(LOCKED.format(due=due.told, name=row.display_name))


def standing(session: Session, row: Deliverable) -> DeliverableVersion | None:
    """The version that stands for a file: the one that was approved, or the latest; None where there is none."""
    if row.approved_version_id is not None:
        return session.get(DeliverableVersion, row.approved_version_id)
    mine = sa.select(DeliverableVersion).where(col(DeliverableVersion.deliverable_id) == row.id)
    found: DeliverableVersion | None = session.scalar(mine.order_by(col(DeliverableVersion.number).desc()).limit(1))
    return found


def _look(version: DeliverableVersion) -> Mapping[str, Any]:
    if version.look_key is None or version.status != Status.COMPLETED:
        raise NotFound(NOT_HEARD)
    try:
        told: Mapping[str, Any] = json.loads(b''.join(storage.read(version.look_key)))
    except ValueError:
        raise NotFound(LOST) from None
    return told
