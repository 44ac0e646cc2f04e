"""Files of numbers that artists bring: read by a worker, shown before anything is saved, saved whole, taken back.

An import goes from `read` to `preview`, where it asks what the file leaves open (answers have it read again) or shows
what would change; from there by `save` to `saved`, and within a day by `undo` to `undone`. Each of these is the same
row, queued as a job once more.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, files, jobs, uploads
from app.accounts import audit, throttle
from app.artist import goals, insight_jobs, points
from app.artist.import_views import PREVIEW, READ, SAVE, SAVED, UNDO, owned, view
from app.artist.import_views import ImportView as ImportView
from app.artist.import_views import behind as behind
from app.artist.import_views import get as get
from app.db import reading, transaction
from app.errors import NotAllowed, Refused, TooLarge
from models import MetricImport, MetricMapping, Status, Upload, User
from models.job import ACTIVE

KIND = 'artist.import'
CHOICE = 'numbers'
"""The word of an upload's choice that brings it here; its value are answers that are known already."""
STAGES = {
    'fetch': 'Fetching the file from the storage',
    'look': 'Reading the file',
    'compare': 'Comparing it with what is known',
    'save': 'Saving its values',
    'undo': 'Taking its values back',
}
MOST_BYTES = 50 * 1024 * 1024
MOST_OPEN = 30
"""Imports of one artist that are neither saved nor thrown away."""
MOST_MAPPINGS = 100
ANSWERS_MOST = 20_000
UNDO_WITHIN = timedelta(hours=24)
KEPT_UNSAVED = timedelta(days=7)
BRINGS = throttle.Limit('artist-import', free=60, window_s=3600.0, pause_s=30.0, longest_s=600.0)
BUSY = 'This import is at work. Wait until that is done.'
RESTS = {SAVE: PREVIEW, UNDO: SAVED}
"""The step to which an import returns that was not carried out."""
BAD = 'These answers are none that can be taken. Answer once more on the page of the import.'


def check(sent: Mapping[str, Any]) -> None:
    """Raise NotAllowed for a choice of an upload that is none."""
    _answers(sent.get(CHOICE))


def submit_sent(user_id: str, upload_id: str, sent: Mapping[str, Any]) -> str:
    """Have an upload read; sent twice, it is one import. Returns its id, which is the upload's.

    Raises
    ------
    NotFound
        There is no such upload.
    TooLarge, NotAllowed, TooManyTries
        It is over 50 MB, or too many are open, or came lately.
    """
    answers = _answers(sent.get(CHOICE))
    with reading() as session:
        known = session.get(MetricImport, upload_id)
    if known is not None and known.user_id == user_id:
        return upload_id
    upload = uploads.get(user_id, upload_id)
    if upload.size_bytes > MOST_BYTES:
        raise TooLarge('A file of numbers has at most 50 MB here. Bring it in parts, like a year each.')
    throttle.count(BRINGS, user_id)
    with transaction() as session:
        accounts.acting(session, user_id)
        if session.get(MetricImport, upload_id) is None:
            _submit(session, user_id, upload, answers)
    return upload_id


def _submit(session: Session, user_id: str, upload: Upload, answers: dict[str, Any]) -> None:
    open_ones = sa.select(sa.func.count()).select_from(MetricImport).where(*_open(user_id))
    if (session.scalar(open_ones) or 0) >= MOST_OPEN:
        raise NotAllowed(f'{MOST_OPEN} files wait already: save them, or throw them away.')
    row = MetricImport(
        id=upload.id,
        user_id=user_id,
        kind=KIND,
        priority=5,
        file_name=upload.filename,
        original_key=uploads.storage_key(upload),
        size_bytes=upload.size_bytes,
        answers=json.dumps(answers),
    )
    jobs.submit(session, row)
    uploads.take(session, upload, row)


def answer(user_id: str, import_id: str, answers: Mapping[str, Any]) -> None:
    """Answer what an import asks; it is read again with that. Raises NotFound, and NotAllowed once it is saved."""
    told = _answers(answers)
    with transaction() as session:
        row = _idle(session, user_id, import_id)
        if row.step not in (READ, PREVIEW):
            raise NotAllowed('This import is saved already. Take it back to answer anew.')
        row.answers = json.dumps(_answers({**json.loads(row.answers), **told}))
        if 'columns' in told:
            _remember(session, user_id, row, told)
        _again(session, row, READ)


def save(user_id: str, import_id: str) -> None:
    """Save all values of an import that has shown them; they are there whole once it is done, or not at all.

    Raises
    ------
    NotFound
        There is no such import.
    NotAllowed
        It has something to ask, was saved, or is at work.
    """
    with transaction() as session:
        row = _idle(session, user_id, import_id)
        if not view(row).can_save:
            raise NotAllowed('This import cannot be saved as it stands: answer what it asks, or bring the file again.')
        _again(session, row, SAVE)


def undo(user_id: str, import_id: str) -> None:
    """Take the values of an import back, up to 24 hours after it was saved; raises NotFound and NotAllowed."""
    with transaction() as session:
        row = _idle(session, user_id, import_id)
        if not view(row).can_undo:
            raise NotAllowed('An import can be taken back for 24 hours after it was saved, and once.')
        _again(session, row, UNDO)


def discard(user_id: str, import_id: str) -> None:
    """Throw an import away that was not saved, or was taken back; raises NotFound and NotAllowed."""
    with transaction() as session:
        row = _idle(session, user_id, import_id)
        if row.step in (SAVE, SAVED, UNDO):
            raise NotAllowed('The values of this import stand in your numbers. Take it back first.')
        files.release(session, row.id)
        session.delete(row)


def cancel(user_id: str, import_id: str) -> None:
    """Stop an import that waits or runs; what it has written so far is taken back. Raises NotFound."""
    get(user_id, import_id)

    def still_theirs(session: Session, row: MetricImport) -> None:
        accounts.acting(session, user_id)
        owned(session, user_id, row.id)
        if row.status == Status.QUEUED:
            row.step = RESTS.get(row.step, row.step)
            session.add(row)

    jobs.cancel(KIND, import_id, also=still_theirs)


def remembered(session: Session, user_id: str, fingerprint: str) -> dict[str, Any]:
    """What this artist has said of the columns of a file with this heading; empty where they have not."""
    mine = (col(MetricMapping.user_id) == user_id, col(MetricMapping.fingerprint) == fingerprint)
    row = session.scalar(sa.select(MetricMapping).where(*mine))
    return dict(json.loads(row.answers)) if row is not None else {}


def saved(session: Session, row: MetricImport) -> None:
    """What follows once an import is saved, in the transaction that says so; the worker calls this."""
    files.release(session, row.id)
    row.original_key = None
    session.add(row)
    if row.user_id is not None:
        points.earn(session, row.user_id, 'import', row.id)
        waiting_are_outdated(session, row.user_id)
        goals.note_reached(session, row.user_id)
        _note(session, row, 'numbers.imported')
        look_again(session, row.user_id)


def waiting_are_outdated(session: Session, user_id: str) -> None:
    """What the imports that wait would bring was compared with numbers that have changed now."""
    for row in session.scalars(sa.select(MetricImport).where(*_open(user_id))):
        if row.step == PREVIEW:
            row.found = json.dumps(json.loads(row.found) | {'outdated': True})
            session.add(row)


def undone(session: Session, row: MetricImport) -> None:
    """The same once it is taken back."""
    if row.user_id is not None:
        points.take_back(session, row.user_id, 'import', row.id)
        waiting_are_outdated(session, row.user_id)
        _note(session, row, 'numbers.import_undone')
        look_again(session, row.user_id)


def look_again(session: Session, user_id: str) -> None:
    """Have insights looked for in what has changed; where that cannot be asked now, it is done at night."""
    with suppress(Refused):
        insight_jobs.ask(session, user_id)


def _note(session: Session, row: MetricImport, action: str) -> None:
    after = {'file': row.file_name, 'service': row.service, 'counts': json.loads(row.found).get('counts', {})}
    actor = session.get(User, row.user_id)
    audit.note(session, action, actor, target=row.id, entity='import', after=after)


def _again(session: Session, row: MetricImport, step: str) -> None:
    """Queue an import that rests for its next step."""
    jobs.put(session, row, status=Status.QUEUED, attempts=0, error_message=None, completed_at=None, **jobs.IDLE)
    jobs.put(session, row, progress_percentage=0, started_at=None, step=step)
    jobs.submit(session, row)


def _remember(session: Session, user_id: str, row: MetricImport, told: Mapping[str, Any]) -> None:
    if not row.fingerprint:
        return
    mine = sa.select(MetricMapping).where(col(MetricMapping.user_id) == user_id)
    found = session.scalar(mine.where(col(MetricMapping.fingerprint) == row.fingerprint))
    if found is None:
        old = list(session.scalars(mine.order_by(col(MetricMapping.updated_at).desc()).offset(MOST_MAPPINGS - 1)))
        for one in old:
            session.delete(one)
        found = MetricMapping(user_id=user_id, fingerprint=row.fingerprint)
    kept = {name: told[name] for name in ('platform', 'columns', 'day_order') if name in told}
    found.answers = json.dumps(kept)
    session.add(found)


def _answers(sent: Any) -> dict[str, Any]:
    """Answers as they are kept: texts by name, and what columns are, by their numbers."""
    if sent is None or sent is True:
        return {}
    if not isinstance(sent, Mapping) or len(json.dumps(sent)) > ANSWERS_MOST:
        raise NotAllowed(BAD)
    for name, said in sent.items():
        nested = said.items() if isinstance(said, Mapping) else [(name, said)]
        if any(not isinstance(key, str) or not isinstance(value, str) for key, value in nested):
            raise NotAllowed(BAD)
    return dict(sent)


def _open(user_id: str) -> tuple[Any, ...]:
    return (col(MetricImport.user_id) == user_id, col(MetricImport.step).in_((READ, PREVIEW)))


def _idle(session: Session, user_id: str, import_id: str) -> MetricImport:
    accounts.acting(session, user_id)
    row = owned(session, user_id, import_id)
    if row.status in ACTIVE:
        raise NotAllowed(BUSY)
    return row
