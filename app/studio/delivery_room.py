"""How much room files take that were handed over: they are the studio's, so they count to what its owner's plan keeps.

Nothing of that is written down: it follows from the ledger, from who owns a studio, and from what it has handed over.
What is heard of a file beside it counts to nobody, as everywhere.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, files
from app.accounts import tiers
from app.config import MIB, settings
from app.errors import OverLimit
from app.studio import delivery_files
from app.studio.delivery_files import USE
from models import Booking, Deliverable, DeliverableVersion, FileUse, StoredObject, Studio

FULL = 'The plan of this studio’s owner keeps {most} of files in all, and this one would be more. {kept}'
NOTHING_KEPT = 'Nothing of it was kept. Delete files of clients first.'
KEPT = (
    'It was not handed over, and what you have sent stays for {hours} hours: delete files of clients, then try again.'
)


def sizes() -> Any:
    """The SELECT of each file that was handed over and is there: whose it is, and how large."""
    there = sa.select(col(Studio.owner_id), col(StoredObject.size_bytes)).select_from(Studio)
    there = there.join(Deliverable, col(Deliverable.studio_id) == col(Studio.id))
    there = there.join(DeliverableVersion, col(DeliverableVersion.deliverable_id) == col(Deliverable.id))
    there = there.join(FileUse, col(FileUse.job_id) == col(DeliverableVersion.id))
    there = there.join(StoredObject, col(StoredObject.id) == col(FileUse.object_id))
    delivered = (col(FileUse.kind) == USE, col(StoredObject.role) == delivery_files.ORIGINAL)
    return there.where(*delivered, col(StoredObject.gone_at).is_(None), col(Studio.owner_id).is_not(None))


def admit(session: Session, size: int, choice: Mapping[str, Any]) -> None:
    """Refuse what is announced to be handed over, if there is no room for it.

    Raises
    ------
    OverLimit
        Under hard limits, where the studio's files would take more than its owner's plan keeps.
    """
    studio = _studio(session, choice)
    if studio is not None and studio.owner_id is not None:
        _check(session, studio.owner_id, size, NOTHING_KEPT)


def check(session: Session, studio_id: str, version: DeliverableVersion) -> None:
    """Refuse to hand over what has arrived meanwhile, and counts already; raises as `admit`."""
    studio = session.get(Studio, studio_id)
    if studio is not None and studio.owner_id is not None:
        more = version.file_size if delivery_files.is_borrowed(session, version) else 0  # it is copied later
        _check(session, studio.owner_id, more, KEPT.format(hours=settings().upload_keep_hours))


def _check(session: Session, owner_id: str, more: int, kept: str) -> None:
    most = accounts.most_kept(session, owner_id)
    if most is not None and files.bytes_of(session, owner_id) + more > most:
        gigabytes = f'{most / MIB / 1024:,.3g} GB'
        raise OverLimit(f'{FULL.format(most=gigabytes, kept=kept)} {tiers.way_up()}')


def _studio(session: Session, choice: Mapping[str, Any]) -> Studio | None:
    """The studio that hands something over, as far as the choice says so; who may do that is asked later."""
    studio_id = choice.get('studio') or ''
    if version_of := choice.get('version_of'):
        row = session.get(Deliverable, version_of)
        studio_id = row.studio_id if row is not None else ''
    elif not studio_id and (booking := session.get(Booking, choice.get('booking') or '')) is not None:
        studio_id = booking.studio_id
    return session.get(Studio, studio_id) if studio_id else None
