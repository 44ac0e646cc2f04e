"""Files that are fetched from an address: an upload like any other, whose bytes the server gets by itself.

One who closes the page loses nothing. What breaks off goes on where it was, if the other server can; whoever does not
want it any more discards the upload.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from sqlmodel import col, select

from app import outbound
from app.clocks import is_over
from app.config import settings
from app.db import reading, transaction
from app.errors import (
    AddressRefused,
    DatabaseAway,
    InUse,
    Invalid,
    LevelMixError,
    NoAnswer,
    NotAllowed,
    NotFound,
    StorageFailed,
)
from app.outbound import Limits
from app.runtime.thread_pools import FairPool
from app.uploads import digest, lifecycle, partial_file, records
from app.uploads.choosing import checked, take_up
from app.uploads.lifecycle import NOTHING, Wanted
from app.uploads.naming import clean_name
from app.uploads.partial_file import PartialFile
from app.uploads.remote_file import RemoteFile, check_beginning, described
from app.uploads.writer import UploadWriter
from models import Upload, UploadImport
from models.types import utc_now

log = logging.getLogger(__name__)

PERIOD_S = 1.0
LIMITS = Limits(whole_s=6 * 3600.0, silence_s=20.0, redirects=5)
PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800))
"""How long after each try that brought nothing comes the next one."""
HELD = timedelta(minutes=2)
"""So long an import stays with the server that has taken it, unless more comes."""
AT_ONCE, OF_A_USER, MOST = 6, 2, 20
CLOSED = 'Nothing is fetched from addresses here. Send the file itself.'
LATER = (NoAnswer, InUse, StorageFailed, DatabaseAway)
_POOL = FairPool('import', AT_ONCE, each=OF_A_USER)


def begin(user_id: str, url: str, wanted: Wanted = NOTHING) -> Upload:
    """Have a file fetched; returns its upload, to which nothing has come yet.

    Raises
    ------
    NotAllowed
        It is switched off here, or too many are under way.
    AddressRefused, NoAnswer
        The address leads inside, or nowhere.
    Refused
        As for an upload that is sent.
    """
    if not settings().import_by_url:
        raise NotAllowed(CLOSED)
    address = outbound.check(url)
    upload = Upload(user_id=user_id, filename=clean_name(unquote(address.path.partition('?')[0])), size_bytes=0)
    upload.purpose, upload.choice = wanted
    with transaction() as session:
        lifecycle.check_allowed(session, user_id, 0)
        coming = sa.select(sa.func.count()).select_from(UploadImport).join(Upload).where(col(Upload.user_id) == user_id)
        if (session.scalar(coming.where(col(UploadImport.next_attempt_at).is_not(None))) or 0) >= MOST:
            raise NotAllowed(f'{MOST} files are being fetched for you already. Wait for one of them, or remove it.')
        session.add(upload)
        session.flush()
        session.add(UploadImport(upload_id=upload.id, url=url.strip(), next_attempt_at=utc_now()))
    return upload


def ask(user_id: str, url: str, purpose: str, choice: Mapping[str, Any]) -> Upload:
    """The same from a form, with what shall be made of it; raises Invalid for an address that cannot be taken."""
    wanted = (purpose, checked(purpose, choice))
    try:
        return begin(user_id, url, wanted)
    except (AddressRefused, NoAnswer) as error:
        raise Invalid({'url': str(error)}) from None


def mine(user_id: str) -> list[Upload]:
    """What is fetched for a user and is not complete, or was given up, which `refusal` says; the newest first."""
    theirs = select(Upload).join(UploadImport).where(col(Upload.user_id) == user_id)
    with reading() as session:
        return list(session.exec(theirs.order_by(col(Upload.created_at).desc()).limit(MOST)))


async def run() -> None:
    """Fetch what waits again and again, until cancelled."""
    while settings().import_by_url:
        try:
            with suppress(DatabaseAway):  # logged once, where it happens
                await asyncio.to_thread(fetch_due)
        except Exception:
            log.exception('Imports could not be looked at; trying again.')
        await asyncio.sleep(PERIOD_S)


def fetch_due() -> list[Future[None]]:
    """Begin to fetch what is due; returns what is under way from here."""
    return [_POOL.submit(upload.user_id, partial(_fetch, upload)) for upload in _claim()]


def _claim() -> list[Upload]:
    now = utc_now()
    due = is_over(col(UploadImport.next_attempt_at), now, 2 * PAUSES[-1])
    found = select(UploadImport.upload_id).where(due).order_by(col(UploadImport.next_attempt_at)).limit(AT_ONCE)
    with reading() as session:
        if session.exec(found).first() is None:
            return []
    taken = []
    with transaction() as session:
        for upload_id in session.exec(found).all():
            row, upload = session.get_one(UploadImport, upload_id), session.get_one(Upload, upload_id)
            row.attempts, row.next_attempt_at = row.attempts + 1, now + HELD
            session.add(row)
            taken.append(upload)
    return taken


def _fetch(upload: Upload) -> None:
    """Fetch one, or as much of it as comes; what goes wrong is written down for its owner."""
    try:
        complete = _fetch_some(upload)
    except LATER as error:
        _note(upload.id, str(error), again=True)
    except LevelMixError as error:
        _note(upload.id, str(error), again=False)
    except Exception:
        log.exception('A file could not be fetched, by a fault of ours.')
        _note(upload.id, 'Something went wrong on our side.', again=True)
    else:
        if complete is not None:
            with transaction() as session:
                session.execute(sa.delete(UploadImport).where(col(UploadImport.upload_id) == upload.id))
            take_up(complete)


def _fetch_some(upload: Upload) -> Upload | None:
    """The complete upload; None if somebody has discarded it meanwhile."""
    with reading() as session:
        row = session.get(UploadImport, upload.id)
    if row is None:
        return None
    part = _part(upload.id)
    try:
        if 0 < upload.size_bytes == part.length:
            return UploadWriter(upload, part).finish()  # all had come, and could not be stored
        have = part.length if row.version and not row.version.startswith('W/') else 0
        wanted = {'Range': f'bytes={have}-', 'If-Range': row.version or ''} if have else {}
        with outbound.fetch(row.url, wanted, LIMITS) as answer:
            file = described(answer, have)
            upload = _noted(upload, file)
            if file.start == 0 and part.length:
                part.close()
                part = _from_the_start(upload.id)
            return _receive(UploadWriter(upload, part), answer)
    finally:
        part.close()


def _receive(writer: UploadWriter, answer: outbound.Answer) -> Upload | None:
    """Take the bytes that come; None if somebody wants the upload gone."""
    seen = writer.offset
    try:
        for block in answer.blocks():
            if writer.offset == 0:
                check_beginning(block)
            if writer.is_wanted:
                writer.break_off()
                return None
            writer.write(block)
            if writer.offset - seen >= 8 * 2**20:
                seen = writer.offset
                _still_there(writer.upload.id)
        return writer.finish()
    except BaseException:
        writer.break_off()
        raise


def _part(upload_id: str) -> PartialFile:
    try:
        return PartialFile.open(upload_id)
    except FileNotFoundError:
        return PartialFile.make(upload_id)


def _from_the_start(upload_id: str) -> PartialFile:
    """Begin at the first byte again: the file is another one by now, or its server sends it whole only."""
    partial_file.remove(upload_id)
    digest.borrow(upload_id)
    return PartialFile.make(upload_id)


def _noted(upload: Upload, file: RemoteFile) -> Upload:
    """Write down what the server says of the file, if a file like this may come."""
    lifecycle.check_size(upload.user_id, file.size)
    with transaction() as session:
        lifecycle.check_allowed(
            session, upload.user_id, file.size, but=upload.id, wanted=(upload.purpose, upload.choice)
        )
        row, source = session.get(Upload, upload.id), session.get(UploadImport, upload.id)
        if row is None or source is None:
            raise NotFound(records.GONE)
        row.filename, row.size_bytes, row.refusal, source.version = file.name, file.size, None, file.version
        session.add(row)
        session.add(source)
    return row


def _still_there(upload_id: str) -> None:
    """Note that it comes: it stays with this server, and the tries that brought nothing are forgotten."""
    with transaction() as session:
        row = session.get(UploadImport, upload_id)
        if row is None:
            raise NotFound(records.GONE)
        row.attempts, row.next_attempt_at = 1, utc_now() + HELD
        session.add(row)


def _note(upload_id: str, why: str, *, again: bool) -> None:
    """Write down why it did not come: it is tried again, or its owner reads it."""
    with suppress(DatabaseAway), transaction() as session:
        row, upload = session.get(UploadImport, upload_id), session.get(Upload, upload_id)
        if row is None or upload is None:
            return  # discarded meanwhile
        if again and row.attempts <= len(PAUSES):
            pause = PAUSES[row.attempts - 1] * (1 + 0.1 * random.random())
            row.next_attempt_at = utc_now() + pause
        else:
            row.next_attempt_at, upload.refusal = None, why
        session.add(row)
        session.add(upload)
