"""The sound of a piece as files: a mix and a stem for each part, at any tempo and in any key, made by a worker."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, jobs
from app.accounts import throttle
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.practice import events, forms, performing, visible
from app.practice.options import FASTEST, SLOWEST
from app.practice.performing import HOUSE as HOUSE
from models import GeneratedContent, PlayAlong, Status
from models.job import ACTIVE

SOUND = 'practice.sound'
MOST_CHORUSES, MOST_INTRO, BAND_LIMIT = 8, 4, 40
GONE = 'This recording does not exist, or it was deleted.'
SOUNDS = throttle.Limit('practice-sound', free=20, window_s=60.0, pause_s=5.0, longest_s=60.0)


@dataclass(frozen=True, slots=True)
class SoundOptions:
    """How a piece is played. `tempo` None is as written; `band` is the trio of the house, or a groove of MMA."""

    tempo: int | None = None
    transpose: int = 0
    choruses: int = 1
    intro: int = 0
    band: str = HOUSE

    def check(self) -> None:
        """Raise NotAllowed for what no band plays."""
        if self.tempo is not None:
            forms.within(self.tempo, SLOWEST, FASTEST, f'Choose a tempo from {SLOWEST} to {FASTEST}.')
        most = performing.MOST_SEMITONES
        forms.within(self.transpose, -most, most, f'Transpose by up to {most} semitones.')
        forms.within(self.choruses, 1, MOST_CHORUSES, f'Play it 1 to {MOST_CHORUSES} times.')
        forms.within(self.intro, 0, MOST_INTRO, f'An introduction has up to {MOST_INTRO} bars.')
        if len(self.band) > BAND_LIMIT:
            raise NotAllowed('There is no band of this name.')


@dataclass(frozen=True, slots=True)
class SoundView:
    """A recording of the band. `stems` has each part with how loud it is in the mix, in dB; `seconds` is its length."""

    id: str
    content_id: str
    title: str
    status: Status
    percent: int
    error: str | None
    options: SoundOptions
    stems: Mapping[str, float]
    seconds: float | None

    @property
    def there(self) -> bool:
        """Whether it can be heard."""
        return self.status == Status.COMPLETED and bool(self.stems)


def submit(user_id: str, content_id: str, options: SoundOptions = SoundOptions()) -> str:
    """Have a piece recorded; what is there already, or being made, is that. Returns the id of the job.

    Raises
    ------
    NotFound
        There is no such piece, or not for this user.
    NotAllowed
        No band plays it like that.
    """
    options.check()
    if settings().accounts == 'on':
        throttle.count(SOUNDS, user_id)
    told = json.dumps(asdict(options), sort_keys=True)
    with transaction() as session:
        accounts.acting(session, user_id)
        piece = visible.seen(session, user_id, content_id)
        there = session.scalar(_like(user_id, content_id, told))
        if there is not None:
            found: str = there.id
            return found
        job = PlayAlong(user_id=user_id, kind=SOUND, content_id=piece.id, title=piece.title, settings=told)
        jobs.submit(session, job)
        return job.id


def get(user_id: str, sound_id: str) -> SoundView:
    """One recording of this user's; raises NotFound."""
    with reading() as session:
        return _view(owned(session, user_id, sound_id))


def of_piece(user_id: str, content_id: str) -> list[SoundView]:
    """A user's recordings of a piece, the latest first."""
    mine = (col(PlayAlong.user_id) == user_id, col(PlayAlong.content_id) == content_id)
    latest = sa.select(PlayAlong).where(*mine).order_by(col(PlayAlong.created_at).desc()).limit(20)
    with reading() as session:
        return [_view(row) for row in session.scalars(latest)]


def result(user_id: str, sound_id: str) -> tuple[str, str]:
    """Storage key and file name of the mix; raises NotFound where it is not there."""
    return stem(user_id, sound_id, 'mix')


def stem(user_id: str, sound_id: str, part: str) -> tuple[str, str]:
    """The same of one part; `mix` is all of them."""
    with reading() as session:
        row = owned(session, user_id, sound_id)
    if row.status != Status.COMPLETED or row.s3_key is None:
        raise NotFound('This recording is not made yet.' if row.status in ACTIVE else 'This recording was not made.')
    if row.files_gone_at is not None:
        raise NotFound(f'The files of this recording are gone since {accounts.day(row.files_gone_at)}. Make it again.')
    told = json.loads(row.outcome or '{}')
    keys = {'mix': row.s3_key} | told.get('keys', {})
    if part not in keys:
        raise NotFound('This recording has no such part.')
    return keys[part], f'{row.title} ({part}).flac'


def options_of(row: PlayAlong) -> SoundOptions:
    """How a recording was asked for; what another version wrote is left out."""
    known = {field.name for field in fields(SoundOptions)}
    return SoundOptions(**{name: value for name, value in json.loads(row.settings).items() if name in known})


def owned(session: Session, user_id: str, sound_id: str) -> PlayAlong:
    """The row of a user's recording; raises NotFound."""
    row = session.get(PlayAlong, sound_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def ended(session: Session, row: PlayAlong) -> None:
    """The piece says where it was heard last, and programs hear of it, in the transaction that ends the job."""
    if row.status == Status.COMPLETED:
        events.play_along_ready(session, row, sorted(json.loads(row.outcome or '{}').get('keys', {})))
    piece = session.get(GeneratedContent, row.content_id)
    if piece is not None and piece.user_id == row.user_id and row.status == Status.COMPLETED:
        piece.audio_url = f'/files/practice/sounds/{row.id}/mix'
        session.add(piece)


def _like(user_id: str, content_id: str, told: str) -> Any:
    good = col(PlayAlong.status).in_((*ACTIVE, Status.COMPLETED)) & col(PlayAlong.files_gone_at).is_(None)
    mine = (col(PlayAlong.user_id) == user_id, col(PlayAlong.content_id) == content_id)
    return sa.select(PlayAlong).where(*mine, col(PlayAlong.settings) == told, good).limit(1)


def _view(row: PlayAlong) -> SoundView:
    told = json.loads(row.outcome or '{}')
    gone = row.files_gone_at is not None
    return SoundView(
        id=row.id,
        content_id=row.content_id,
        title=row.title,
        status=Status(row.status),
        percent=row.progress_percentage,
        error=row.error_message,
        options=options_of(row),
        stems={} if gone else told.get('gains_db', {}),
        seconds=told.get('seconds'),
    )
