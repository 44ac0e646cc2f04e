"""A client approves a version: that freezes its file, until somebody opens it again."""

from sqlmodel import Session

from app.accounts import audit
from app.db import transaction
from app.errors import Changed, NotAllowed
from app.studio import delivery_readers, delivery_telling
from app.studio.delivery_readers import Reader
from models import Deliverable, DeliverableVersion, User
from models.types import utc_now

NOT_YOURS = 'The client approves a file, not the studio.'


def approve(reader: Reader, version_id: str) -> None:
    """Approve a version: no other is sent and nothing more is said of it until it is opened again. Twice is once.

    Raises
    ------
    NotFound
        There is no such version, or not for who asks.
    NotAllowed
        It is the studio's own, or its files are gone.
    Changed
        Another version was approved before.
    """
    with transaction() as session:
        user = delivery_readers.acting(session, reader)
        version, row = delivery_readers.seen_version(session, reader, version_id)
        if not delivery_readers.is_theirs(reader, row):
            raise NotAllowed(NOT_YOURS)
        if row.approved_version_id == version.id:
            return
        if row.approved_at is not None:
            raise Changed('Another version was approved already. Open the file again first.')
        if row.gone_at is not None:
            raise NotAllowed('The files of this version are gone. Ask the studio to send it again.')
        row.approved_version_id, row.approved_at = version.id, utc_now()
        row.approved_by, row.approved_name = (
            (user.id if user else None),
            delivery_readers.name_of(session, reader, user),
        )
        session.add(row)
        _note(session, 'deliverable.approved', user, reader, row, version)
        delivery_telling.bell(
            session,
            delivery_telling.responsible(session, row),
            delivery_telling.APPROVED,
            f'{row.approved_name} approves “{row.display_name}”',
            body=f'Version {version.number} is the one. It is frozen until somebody opens it again.',
            href=delivery_telling.page_of(row),
            about=row.id,
        )
        told = {'version': version.number, 'by': row.approved_name}
        delivery_telling.programs(session, row, 'deliverable.approved', told)


def reopen(reader: Reader, deliverable_id: str) -> None:
    """Take an approval back, so that comments and versions go on: its client may, and the studio. Raises NotFound."""
    with transaction() as session:
        user = delivery_readers.acting(session, reader)
        row = delivery_readers.seen(session, reader, deliverable_id)
        if row.approved_at is None:
            return
        version = session.get(DeliverableVersion, row.approved_version_id or '')
        _note(session, 'deliverable.reopened', user, reader, row, version)
        row.approved_version_id = row.approved_at = row.approved_by = None
        row.approved_name = ''
        session.add(row)


def _note(
    session: Session,
    action: str,
    user: User | None,
    reader: Reader,
    row: Deliverable,
    version: DeliverableVersion | None,
) -> None:
    number = version.number if version is not None else None
    audit.note(session, action, user or reader.name, target=row.id, after={'name': row.display_name, 'version': number})
