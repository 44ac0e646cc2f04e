"""Levels what is in the library already: a sound of another area, a result of this one, an upload from long ago."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlmodel import col, select

from app import library, uploads
from app.db import reading
from app.errors import NotFound, Refused
from app.leveling import service
from app.leveling.options import LevelingOptions, choice_of
from models import ProcessingJob


def level_stored(user_id: str, item_id: str, options: LevelingOptions) -> str:
    """Make a job of a sound of the library; returns its id.

    What was levelled before is run again, which costs nothing. Anything else counts like an upload, without being sent.

    Raises
    ------
    Refused
        As `service.submit`.
    """
    options.check()
    key, name = library.sound(user_id, item_id)
    mine = (col(ProcessingJob.user_id) == user_id, col(ProcessingJob.original_file_path) == key)
    with reading() as session:
        before = session.exec(select(ProcessingJob.id).where(*mine).order_by(col(ProcessingJob.created_at))).first()
    if before is not None:
        return service.rerun(user_id, before, options)
    upload_id = uploads.hand_in(user_id, key, name)
    try:
        return service.submit(user_id, upload_id, options)
    except Refused:
        with suppress(NotFound):
            uploads.discard(user_id, upload_id)
        raise


def level_chosen(user_id: str, item_id: str, sent: Mapping[str, Any]) -> str:
    """The same with the choice that a program has sent."""
    return level_stored(user_id, item_id, choice_of(sent))
