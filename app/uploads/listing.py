"""The uploads of a user as a program sees them: newest first, and how much of each has come."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import col, select

from app import paging
from app.db import reading
from app.uploads import partial_file
from models import Upload


def behind(user_id: str, last: paging.Last, limit: int, among: Collection[str] | None = None) -> list[Upload]:
    """A user's uploads from one on, newest first: those behind `last`, an upload's time and id.

    `among` are the areas that may take them; what is for none yet is always included.
    """
    found = select(Upload).where(col(Upload.user_id) == user_id)
    if among is not None:
        found = found.where(sa.or_(col(Upload.purpose).is_(None), col(Upload.purpose).in_(among)))
    with reading() as session:
        return list(session.exec(paging.behind(found, col(Upload.created_at), col(Upload.id), last, limit)))


def received(upload: Upload) -> int:
    """How many bytes have come, as this server sees it, without keeping anybody from sending more.

    What goes straight to a bucket is not seen here before it is complete.
    """
    if upload.content_hash is not None:
        return upload.size_bytes
    try:
        return min(upload.size_bytes, (partial_file.folder() / upload.id).stat().st_size)
    except FileNotFoundError:
        return 0
