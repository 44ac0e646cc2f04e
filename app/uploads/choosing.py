"""What shall be made of an upload: said before, while or after it comes, and carried out by the server.

Whoever closes the page after choosing has lost nothing: the request that brings the last byte makes the job, and upkeep
makes it where that server was killed in between.
"""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app import areas
from app.db import reading, transaction
from app.errors import LevelMixError, NotAllowed, NotFound, OutOfReach, Paused, Refused, StorageFailed
from app.uploads import records
from models import Upload
from models.types import utc_now

log = logging.getLogger(__name__)

CHOICE_LIMIT = 600_000
"""Characters of a choice as JSON; the longest part of one is a tracklist."""
LATER = (Paused, OutOfReach, StorageFailed)
"""Refusals of the moment: upkeep tries again, and the choice stays."""
OVERDUE = timedelta(minutes=2)
"""So long after its last byte, an upload that still has no job was forgotten by a server that was killed."""


def checked(purpose: str, choice: Mapping[str, Any]) -> str:
    """A choice as it is kept, once its area has found it possible.

    Raises
    ------
    Refused
        No area goes by this name, or it can make nothing of the choice.
    """
    area = areas.taking(purpose)
    try:
        text = json.dumps(choice, ensure_ascii=False)
        text.encode()  # JSON can name half of a sign, which nothing can be made of: no row, and no answer
    except (ValueError, RecursionError):
        raise NotAllowed('This choice has signs that are none, or is nested too deeply: write it anew.') from None
    if len(text) > CHOICE_LIMIT:
        raise NotAllowed('This choice is too long; shorten the tracklist.')
    area.check_choice(choice)
    return text


def choose(user_id: str, upload_id: str, purpose: str, choice: Mapping[str, Any]) -> str | None:
    """Say what shall be made of an upload. Returns the job's id if it could be made now, None while bytes are missing.

    Raises
    ------
    Refused
        The choice is not possible, the upload is gone, or the area declined it; the upload is kept in the last case.
    """
    text = checked(purpose, choice)
    with transaction() as session:
        upload = session.get(Upload, upload_id)
        if upload is not None and upload.user_id == user_id:
            upload.purpose, upload.choice, upload.refusal = purpose, text, None
            session.add(upload)
    if upload is None:
        return _job_of(purpose, user_id, upload_id, choice)  # a job has taken it already: then this is its id
    if upload.user_id != user_id:
        raise NotFound(records.GONE)
    return None if upload.content_hash is None else _make(upload)


def choose_complete(user_id: str, upload_id: str, purpose: str, choice: Mapping[str, Any]) -> str | None:
    """The same for an upload that has to be complete: None, and nothing is chosen, while bytes are missing."""
    with reading() as session:
        upload = session.get(Upload, upload_id)
    if upload is not None and upload.user_id == user_id and upload.content_hash is None:
        return None
    return choose(user_id, upload_id, purpose, choice)


def take_up(upload: Upload) -> str | None:
    """Make the job of an upload that has just become complete, if somebody has chosen; returns the job's id.

    What the area declines is written down for whoever sent it; nothing is raised, for the bytes have arrived.
    """
    try:
        with reading() as session:  # the row as it is now: it may have been chosen while the bytes came
            row = session.get(Upload, upload.id)
        return None if row is None or row.choice is None or row.content_hash is None else _make(row)
    except LevelMixError as error:
        log.info('Upload %s became no job: %s', upload.id, error)
    except Exception:
        log.exception('Upload %s became no job by a fault of ours; upkeep tries again.', upload.id)
    return None


def take_up_overdue() -> int:
    """Make the jobs that a killed server has left out; returns how many."""
    chosen = (col(Upload.choice).is_not(None), col(Upload.refusal).is_(None), col(Upload.content_hash).is_not(None))
    with reading() as session:
        found = select(Upload).where(*chosen, col(Upload.touched_at) < utc_now() - OVERDUE)
        overdue = list(session.exec(found.order_by(sa.func.random()).limit(100)))  # some that fail keep none out
    return sum(take_up(upload) is not None for upload in overdue)


def refused(user_id: str) -> list[Upload]:
    """Complete uploads of this user that their area declined, the newest first."""
    complete = col(Upload.content_hash).is_not(None)
    declined = (col(Upload.user_id) == user_id, col(Upload.refusal).is_not(None), complete)
    with reading() as session:
        return list(session.exec(select(Upload).where(*declined).order_by(col(Upload.created_at).desc()).limit(50)))


def _job_of(purpose: str, user_id: str, upload_id: str, choice: Mapping[str, Any]) -> str:
    make = areas.taking(purpose).on_upload
    return make(user_id, upload_id, choice) if make is not None else ''


def _make(upload: Upload) -> str:
    try:
        return _job_of(upload.purpose or '', upload.user_id, upload.id, json.loads(upload.choice or '{}'))
    except LATER:
        raise
    except Refused as error:
        with transaction() as session:
            row = session.get(Upload, upload.id)
            if row is not None and row.choice == upload.choice:  # or else somebody has chosen anew meanwhile
                row.refusal = str(error)
                session.add(row)
        raise
