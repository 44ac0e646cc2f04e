"""Takes: somebody plays a piece, by microphone or keyboard; a worker hears it, and says note by note how it went."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, jobs, paging, uploads
from app.accounts import throttle
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.practice import events, forms, performing, progress, visible
from app.practice.options import FASTEST, SLOWEST
from app.practice.takes.clicks import MOST_MS
from app.practice.takes.notes import Played
from app.practice.takes.result import TakeResult
from models import GeneratedContent, PracticeSession, PracticeTake, Status

TAKE = 'practice.take'
TAKES = throttle.Limit('practice-take', free=20, window_s=60.0, pause_s=5.0, longest_s=60.0)
MOST_NOTES, LONGEST_S = 20_000, 600.0
GONE = 'This take does not exist, or it was deleted.'


@dataclass(frozen=True, slots=True)
class TakeOptions:
    """What was played. `tempo` None is as written; `first` and `last` are bars of the page, None of both is all; with
    `band` the play-along may be heard in it. Where the band began in the recording is `began_ms`, and `delay_ms` how
    late the device is; None where that is not known."""

    tempo: int | None = None
    transpose: int = 0
    first: int | None = None
    last: int | None = None
    band: bool = False
    began_ms: int | None = None
    delay_ms: int | None = None

    @property
    def begins_s(self) -> float | None:
        """Where the piece begins for whoever plays exactly with the band, in seconds of the recording."""
        return None if self.began_ms is None or self.delay_ms is None else (self.began_ms + self.delay_ms) / 1000

    @property
    def bars(self) -> tuple[int, int] | None:
        """The bars that were played."""
        return None if self.first is None or self.last is None else (self.first, self.last)

    def check(self) -> None:
        """Raise NotAllowed for what nobody can have played."""
        if self.tempo is not None:
            forms.within(self.tempo, SLOWEST, FASTEST, f'Choose a tempo from {SLOWEST} to {FASTEST}.')
        most = performing.MOST_SEMITONES
        forms.within(self.transpose, -most, most, f'Transpose by up to {most} semitones.')
        if (self.first is None) != (self.last is None) or (self.first or 0) > (self.last or 0):
            raise NotAllowed('Name the first and the last bar that you played, or none.')
        forms.within(self.began_ms or 0, 0, LONGEST_S * 1000, 'The band begins within the recording, or not at all.')
        forms.within(self.delay_ms or 0, 0, MOST_MS, f'A device is up to {MOST_MS:,} ms late.')


@dataclass(frozen=True, slots=True)
class TakeView:
    """One take as its player sees it; `result` is None until it is scored."""

    id: str
    content_id: str
    title: str
    source: str
    status: Status
    percent: int
    error: str | None
    score: float | None
    options: TakeOptions
    result: TakeResult | None
    created_at: datetime


def submit_recording(user_id: str, upload_id: str, content_id: str, options: TakeOptions = TakeOptions()) -> str:
    """Have an uploaded recording scored; sent twice, it is one take. Returns the id of the job.

    Raises
    ------
    NotFound
        There is no such piece or upload, or not for this user.
    NotAllowed
        Nobody can have played that.
    """
    options.check()
    if _made_already(user_id, upload_id):
        return upload_id
    upload = uploads.get(user_id, upload_id)
    _count(user_id)
    with transaction() as session:
        job = _job(session, user_id, content_id, 'audio', asdict(options))
        job.id, job.s3_key = upload_id, uploads.storage_key(upload)
        if session.get(PracticeTake, upload_id) is not None:
            return upload_id
        jobs.submit(session, job)
        uploads.take(session, upload, job)
        return job.id


def submit_keyboard(
    user_id: str, notes: Sequence[Mapping[str, Any]], content_id: str, options: TakeOptions = TakeOptions()
) -> str:
    """Have what a MIDI keyboard sent scored: notes with `at` and `length` in seconds, `pitch` and `velocity`.

    Raises as `submit_recording`, and NotAllowed for notes that no keyboard has.
    """
    with reading() as session:
        visible.seen(session, user_id, content_id)
    options.check()
    told = [asdict(one) for one in read_notes(notes)]
    _count(user_id)
    with transaction() as session:
        job = _job(session, user_id, content_id, 'midi', {**asdict(options), 'notes': told})
        jobs.submit(session, job)
        return job.id


def read_notes(notes: Sequence[Mapping[str, Any]]) -> list[Played]:
    """Notes as a browser or a program sends them; raises NotAllowed."""
    if not 0 < len(notes) <= MOST_NOTES:
        raise NotAllowed(f'Play something: 1 to {MOST_NOTES:,} notes are scored.')
    found = []
    for note in notes:
        try:
            at, lasts = float(note['at']), float(note['length'])
            pitch, velocity = int(note['pitch']), int(note.get('velocity', 80))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise NotAllowed('These are no notes of a keyboard: each has at, length and pitch.') from None
        if not (0 <= at <= LONGEST_S and 0 <= lasts <= LONGEST_S and 0 <= pitch <= 127 and 1 <= velocity <= 127):
            raise NotAllowed('These are no notes of a keyboard: seconds are 0 to 600, pitch and velocity up to 127.')
        found.append(Played(at, lasts, pitch, velocity))
    return sorted(found, key=lambda one: (one.at, one.pitch))


def get(user_id: str, take_id: str) -> TakeView:
    """One take of this user's; raises NotFound."""
    with reading() as session:
        return _view(owned(session, user_id, take_id))


def of_piece(user_id: str, content_id: str, limit: int = 20) -> list[TakeView]:
    """A user's takes of a piece, the latest first."""
    mine = (col(PracticeTake.user_id) == user_id, col(PracticeTake.content_id) == content_id)
    latest = sa.select(PracticeTake).where(*mine).order_by(col(PracticeTake.created_at).desc()).limit(limit)
    with reading() as session:
        return [_view(row) for row in session.scalars(latest)]


def behind(user_id: str, content_id: str, last: paging.Last, limit: int) -> list[TakeView]:
    """The same from one on, for who reads on; raises NotFound where there is no such piece."""
    mine = (col(PracticeTake.user_id) == user_id, col(PracticeTake.content_id) == content_id)
    found = sa.select(PracticeTake).where(*mine)
    some = paging.behind(found, col(PracticeTake.created_at), col(PracticeTake.id), last, limit)
    with reading() as session:
        visible.seen(session, user_id, content_id)
        return [_view(row) for row in session.scalars(some)]


def recording(user_id: str, take_id: str) -> tuple[str, str]:
    """Storage key and name of what was recorded; raises NotFound where there is nothing to hear."""
    with reading() as session:
        row = owned(session, user_id, take_id)
    if row.s3_key is None or row.files_gone_at is not None:
        raise NotFound('There is no recording of this take, or not any more.')
    return row.s3_key, row.title


def options_of(row: PracticeTake) -> TakeOptions:
    """What was played; what another version wrote is left out."""
    known = {field.name for field in fields(TakeOptions)}
    return TakeOptions(**{name: value for name, value in json.loads(row.settings).items() if name in known})


def owned(session: Session, user_id: str, take_id: str) -> PracticeTake:
    """The row of a user's take; raises NotFound."""
    row = session.get(PracticeTake, take_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def ended(session: Session, row: PracticeTake) -> None:
    """A scored take is progress, in the transaction that ends its job: a point in the charts, and due again."""
    piece = session.get(GeneratedContent, row.content_id)
    if row.status != Status.COMPLETED or row.score is None or piece is None or row.user_id is None:
        return
    told = json.loads(row.outcome or '{}')
    completion = told.get('result', {}).get('completion')
    minutes = round(told.get('seconds', 0.0) / 60)
    progress.note(
        session,
        row.user_id,
        piece,
        score=row.score,
        minutes=minutes,
        completion=completion,
        details={'take': row.id},
    )
    events.take_scored(session, row, completion)


def _job(session: Session, user_id: str, content_id: str, source: str, told: Mapping[str, Any]) -> PracticeTake:
    accounts.acting(session, user_id)
    piece = visible.seen(session, user_id, content_id)
    running = sa.select(col(PracticeSession.id)).where(
        col(PracticeSession.user_id) == user_id, col(PracticeSession.ended_at).is_(None)
    )
    return PracticeTake(
        user_id=user_id,
        kind=TAKE,
        content_id=piece.id,
        practice_session_id=session.scalar(running),
        title=f'Take of {piece.title}',
        source=source,
        settings=json.dumps(dict(told)),
    )


def _count(user_id: str) -> None:
    if settings().accounts == 'on':
        throttle.count(TAKES, user_id)


def _made_already(user_id: str, upload_id: str) -> bool:
    with reading() as session:
        row = session.get(PracticeTake, upload_id)
    return row is not None and row.user_id == user_id


def _view(row: PracticeTake) -> TakeView:
    told = json.loads(row.outcome or '{}').get('result')
    return TakeView(
        id=row.id,
        content_id=row.content_id,
        title=row.title,
        source=row.source,
        status=Status(row.status),
        percent=row.progress_percentage,
        error=row.error_message,
        score=row.score,
        options=options_of(row),
        result=_result(told) if told else None,
        created_at=row.created_at,
    )


def _result(told: Mapping[str, Any]) -> TakeResult | None:
    """What another version has written is not read: the score stays, the notes are not coloured."""
    try:
        return TakeResult.from_json(told)
    except ValueError:
        return None
