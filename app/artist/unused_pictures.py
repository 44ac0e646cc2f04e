"""Pictures that no page shows any more go after a while, with their files."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import files
from app.artist.pictures import HOUSE_USE, forget
from app.db import transaction
from models import ArtistPicture, FileUse
from models.job import ACTIVE
from models.types import utc_now

UNUSED_DAYS = 30
"""A picture that no page shows goes after so many days."""
AT_ONCE = 200


def forget_unused(used: Callable[[Session, set[str]], set[str]]) -> int:
    """Forget old pictures that nothing shows, and files of pictures that are gone; returns how many pictures.

    `used` says which of some public ids are named anywhere.
    """
    old = col(ArtistPicture.created_at) < utc_now() - timedelta(days=UNUSED_DAYS)
    ended = col(ArtistPicture.status).not_in(ACTIVE)
    gone = 0
    behind = ''
    while True:
        some = (
            sa.select(ArtistPicture).where(old, ended, col(ArtistPicture.id) > behind).order_by(col(ArtistPicture.id))
        )
        with transaction() as session:
            rows = list(session.scalars(some.limit(AT_ONCE)))
            shown = used(session, {row.public_id for row in rows})
            for row in rows:
                if row.public_id not in shown:
                    forget(session, row)
                    gone += 1
        if len(rows) < AT_ONCE:
            break
        behind = rows[-1].id
    _release_dead()
    return gone


def _release_dead() -> None:
    """Let files of the house's pictures go whose rows are gone."""
    there = sa.exists().where(col(ArtistPicture.id) == col(FileUse.job_id))
    dead = sa.select(col(FileUse.job_id)).where(col(FileUse.kind) == HOUSE_USE, ~there).distinct().limit(AT_ONCE)
    with transaction() as session:
        ids = list(session.scalars(dead))
        if ids:
            files.release(session, *ids)
