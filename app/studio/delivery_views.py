"""What was handed over, as its client and its studio see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas
from app.db import reading
from app.studio import delivery_money, delivery_readers
from app.studio.delivery_money import Due
from app.studio.delivery_readers import Reader
from models import Booking, Deliverable, DeliverableComment, DeliverableVersion, DeliveryVisit, Status, Studio
from models.job import ACTIVE

Row = Deliverable


@dataclass(frozen=True, slots=True)
class Visit:
    """Who has heard or downloaded a version, and when last."""

    name: str
    plays: int
    downloads: int
    heard_at: datetime | None
    downloaded_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version. Lengths in seconds, loudness in LUFS, sizes in bytes; `plays` says whether it can be heard here.

    `open_comments` are those that the studio has not ticked off. `visits` are told to the studio alone.
    """

    id: str
    number: int
    file_name: str
    note: str
    by: str
    status: Status
    percent: int
    stage_label: str
    error: str
    size_bytes: int
    sha256: str
    duration_s: float | None
    lufs: float | None
    preview_lufs: float | None
    plays: bool
    created_at: datetime
    comments: int = 0
    open_comments: int = 0
    visits: tuple[Visit, ...] = ()

    @property
    def active(self) -> bool:
        """Whether what is heard of it is still being made."""
        return self.status in ACTIVE


@dataclass(frozen=True, slots=True)
class FileView:
    """One file with its versions, the latest first. `due` is what is to be paid before it may be downloaded."""

    id: str
    name: str
    folder: str
    description: str
    media_type: str
    size_bytes: int
    studio_id: str
    studio: str
    booking_id: str | None
    user_id: str | None
    email: str | None
    by: str
    created_at: datetime
    updated_at: datetime
    is_locked: bool
    due: Due | None
    approved_version_id: str | None
    approved_at: datetime | None
    approved_by: str
    expires_at: datetime | None
    gone_at: datetime | None
    shown_at: datetime | None
    is_staff: bool
    is_mine: bool
    versions: tuple[VersionView, ...] = ()

    @property
    def client(self) -> str:
        """By what its client is found: the id of an account, or an address."""
        return self.user_id or self.email or ''

    @property
    def may_download(self) -> bool:
        """Whether who asks may have the file itself now."""
        return self.gone_at is None and (self.is_staff or self.due is None)

    @property
    def latest(self) -> VersionView | None:
        """The version that counts: the one that was approved, or the last."""
        approved = [one for one in self.versions if one.id == self.approved_version_id]
        return next(iter((*approved, *self.versions)), None)


@dataclass(frozen=True, slots=True)
class SessionFiles:
    """What was handed over after one session; `begins` is None for what belongs to none."""

    booking_id: str | None
    studio: str
    zone: str
    begins: datetime | None
    files: list[FileView] = field(default_factory=list)


def get(reader: Reader, deliverable_id: str) -> FileView:
    """One file; raises NotFound."""
    with reading() as session:
        return views(session, reader, [delivery_readers.seen(session, reader, deliverable_id)])[0]


def of_version(reader: Reader, version_id: str) -> FileView:
    """The file that a version is one of; raises NotFound."""
    with reading() as session:
        return views(session, reader, [delivery_readers.seen_version(session, reader, version_id)[1]])[0]


def views(session: Session, reader: Reader, rows: Sequence[Row]) -> list[FileView]:
    """These files as who asks sees them, in this order."""
    studios = {row.id: row for row in session.scalars(sa.select(Studio).where(col(Studio.id).in_(_studios(rows))))}
    staffed = {one for one in studios if delivery_readers.works_at(session, reader, one)}
    versions = _versions(session, rows, staffed)
    return [
        FileView(
            id=row.id,
            name=row.display_name,
            folder=row.folder,
            description=row.description,
            media_type=row.file_type,
            size_bytes=row.file_size,
            studio_id=row.studio_id,
            studio=studios[row.studio_id].name,
            booking_id=row.booking_id,
            user_id=row.user_id,
            email=row.email,
            by=row.uploaded_by_name,
            created_at=row.created_at,
            updated_at=row.updated_at,
            is_locked=row.is_locked,
            due=delivery_money.due(session, row),
            approved_version_id=row.approved_version_id,
            approved_at=row.approved_at,
            approved_by=row.approved_name,
            expires_at=None if row.shown_at is not None else row.expires_at,
            gone_at=row.gone_at,
            shown_at=row.shown_at,
            is_staff=row.studio_id in staffed,
            is_mine=delivery_readers.is_theirs(reader, row),
            versions=tuple(versions.get(row.id, ())),
        )
        for row in rows
    ]


def by_session(session: Session, found: Sequence[FileView]) -> list[SessionFiles]:
    """Files grouped by the session that they belong to, the latest session first; the rest at the end."""
    wanted = {one.booking_id for one in found if one.booking_id}
    held = {row.id: row for row in session.scalars(sa.select(Booking).where(col(Booking.id).in_(wanted)))}
    ids = {one.studio_id for one in found}
    zones = {row.id: row.zone for row in session.scalars(sa.select(Studio).where(col(Studio.id).in_(ids)))}
    groups: dict[tuple[str | None, str], SessionFiles] = {}
    for one in found:
        booking = held.get(one.booking_id or '')
        key = (booking.id if booking is not None else None, one.studio_id)
        begins = booking.start_time if booking is not None else None
        if key not in groups:
            groups[key] = SessionFiles(key[0], one.studio, zones[one.studio_id], begins)
        groups[key].files.append(one)
    dated = [(one.begins, one) for one in groups.values() if one.begins is not None]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return [*(one for _, one in dated), *(one for one in groups.values() if one.begins is None)]


def _studios(rows: Sequence[Row]) -> set[str]:
    return {row.studio_id for row in rows}


def _versions(session: Session, rows: Sequence[Row], staffed: set[str]) -> dict[str, list[VersionView]]:
    """Versions by their files, the latest first."""
    ids = [row.id for row in rows]
    studio = {row.id: row.studio_id for row in rows}
    wanted = sa.select(DeliverableVersion).where(col(DeliverableVersion.deliverable_id).in_(ids))
    found = list(session.scalars(wanted.order_by(col(DeliverableVersion.number).desc())))
    told = [one.id for one in found if studio[one.deliverable_id] in staffed]
    visits, counts = _visits(session, told), _comments(session, [one.id for one in found])
    views: dict[str, list[VersionView]] = {}
    for one in found:
        said, open_ones = counts.get(one.id, (0, 0))
        views.setdefault(one.deliverable_id, []).append(
            version_view(one, said, open_ones, tuple(visits.get(one.id, ())))
        )
    return views


def version_view(
    one: DeliverableVersion, comments: int = 0, open_comments: int = 0, visits: tuple[Visit, ...] = ()
) -> VersionView:
    """A version, with what is counted of it."""
    return VersionView(
        id=one.id,
        number=one.number,
        file_name=one.file_name,
        note=one.note,
        by=one.sent_by_name,
        status=Status(one.status),
        percent=one.progress_percentage,
        stage_label=areas.stage_label(one.kind, one.stage),
        error=one.error_message or '',
        size_bytes=one.file_size,
        sha256=one.content_hash or '',
        duration_s=one.duration_seconds,
        lufs=one.loudness_lufs,
        preview_lufs=one.preview_lufs,
        plays=one.preview_key is not None,
        created_at=one.created_at,
        comments=comments,
        open_comments=open_comments,
        visits=visits,
    )


def _visits(session: Session, version_ids: Sequence[str]) -> dict[str, list[Visit]]:
    rows = sa.select(DeliveryVisit).where(col(DeliveryVisit.version_id).in_(version_ids))
    found: dict[str, list[Visit]] = {}
    for row in session.scalars(rows.order_by(col(DeliveryVisit.name))):
        one = Visit(row.name, row.plays, row.downloads, row.heard_at, row.downloaded_at)
        found.setdefault(row.version_id, []).append(one)
    return found


def _comments(session: Session, version_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How much was said of each version, and how much of that is not done."""
    still = sa.func.sum(sa.case((col(DeliverableComment.done_at).is_(None), 1), else_=0))
    which = col(DeliverableComment.version_id)
    rows = sa.select(which, sa.func.count(), still).where(which.in_(version_ids)).group_by(which)
    return {version_id: (int(said), int(open_ones)) for version_id, said, open_ones in session.execute(rows)}
