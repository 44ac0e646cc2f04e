"""Pieces as their owners make, change and delete them; each is kept with all that makes it again."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, files, notifications
from app.accounts import throttle
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed
from app.practice import forms, visible
from app.practice.notation.reading import read_musicxml
from app.practice.notation.writing import to_musicxml
from app.practice.options import Options
from app.practice.score import Score
from app.practice.score_json import from_json, to_json
from app.practice.writer import writing
from models import GeneratedContent, PlayAlong, PracticeTake
from models.job import ACTIVE
from models.types import utc_now

A_DAY = 'practice.generations_a_day'
"""How many pieces somebody may have made on a day, as their plan names it."""
TITLE_LIMIT = 120
PIECES = throttle.Limit('practice', free=60, window_s=60.0, pause_s=5.0, longest_s=60.0)
LONG_TITLE = f'Give a piece a title of up to {TITLE_LIMIT} characters.'


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as somebody sees it, without its notes. `tempo` is in beats a minute; times are UTC."""

    id: str
    mine: bool
    title: str
    description: str
    type: str
    difficulty: str
    key: str
    tempo: int
    time_signature: str
    style: str
    tags: tuple[str, ...]
    is_public: bool
    taken_down: bool
    likes: int
    views: int
    based_on_id: str | None
    created_at: datetime
    updated_at: datetime
    stamp: str
    """Changes whenever the notes do."""


def create(user_id: str, options: Options, based_on: str | None = None) -> Piece:
    """Make a piece of what somebody asks for.

    Raises
    ------
    NotAllowed
        The options cannot be met; an `Invalid` has a sentence for each that is wrong. Nothing is counted then.
    OverLimit
        No more pieces today, by the plan.
    """
    if settings().accounts == 'on':
        throttle.count(PIECES, user_id)
    return keep(user_id, writing.written(user_id, options), based_on)


def keep(user_id: str, score: Score, based_on: str | None = None, *, counts: bool = True) -> Piece:
    """Keep a piece that was made or brought along; raises as `create`."""
    row = GeneratedContent(user_id=user_id, type=score.kind, title=score.title, parameters='{}', music_data='{}')
    _write(row, score)
    with transaction() as session:
        accounts.acting(session, user_id)
        if based_on is not None:
            row.based_on_id = visible.seen(session, user_id, based_on).id
        session.add(row)
        session.flush()
        if counts:
            accounts.reserve(session, user_id, A_DAY, 1, row.id, called='pieces')
        return view(row, user_id)


def bring(user_id: str, data: bytes) -> Piece:
    """Keep a piece out of a MusicXML file (plain or compressed); raises NotAllowed with why it cannot be read."""
    if settings().accounts == 'on':
        throttle.count(PIECES, user_id)
    return keep(user_id, read_musicxml(data), counts=False)


def another(user_id: str, content_id: str, deed: Callable[[Score], Score]) -> Piece:
    """Make another piece of one that this user may see: harder, easier, the next seed. Raises as `create`."""
    if settings().accounts == 'on':
        throttle.count(PIECES, user_id)
    return keep(user_id, deed(score(user_id, content_id)), content_id)


def get(user_id: str, content_id: str) -> Piece:
    """A piece that this user may see; raises NotFound."""
    with reading() as session:
        return view(visible.seen(session, user_id, content_id), user_id)


def score(user_id: str, content_id: str) -> Score:
    """Its notes; raises NotFound."""
    with reading() as session:
        return score_of(visible.seen(session, user_id, content_id))


def score_of(row: GeneratedContent) -> Score:
    """The notes of a row."""
    return from_json(json.loads(row.music_data))


def change(
    user_id: str, content_id: str, deed: Callable[[Score], Score], check: Callable[[Piece], None] = lambda _: None
) -> Piece:
    """Change the notes of one's own piece.

    Parameters
    ----------
    deed : makes the new score of the old one; what it raises is raised, and nothing is changed.
    check : sees the piece as it is in the transaction.
    """
    with transaction() as session:
        accounts.acting(session, user_id)
        row = visible.owned(session, user_id, content_id)
        check(view(row, user_id))
        _write(row, deed(score_of(row)))
        session.add(row)
        session.flush()
        _forget_sound(session, row.id)
        return view(row, user_id)


def rename(user_id: str, content_id: str, title: str, check: Callable[[Piece], None] = lambda _: None) -> Piece:
    """Give a piece another title; raises NotFound and NotAllowed."""
    said = forms.line(title, TITLE_LIMIT, LONG_TITLE)
    if not said:
        raise NotAllowed('Give the piece a title.')
    with transaction() as session:
        accounts.acting(session, user_id)
        row = visible.owned(session, user_id, content_id)
        check(view(row, user_id))
        row.title = said
        session.add(row)
        session.flush()
        return view(row, user_id)


def delete(user_id: str, content_id: str, check: Callable[[Piece], None] = lambda _: None) -> None:
    """Delete one's own piece with its sound and its takes; what was written in the journal stays. Raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = visible.owned(session, user_id, content_id)
        check(view(row, user_id))
        takes = session.scalars(sa.select(PracticeTake).where(col(PracticeTake.content_id) == row.id)).all()
        if any(take.status in ACTIVE for take in takes):
            raise NotAllowed('A take of this piece is still being heard. Cancel that first.')
        _forget(session, takes)
        _forget_sound(session, row.id)
        row.deleted_at, row.is_public = utc_now(), False
        session.add(row)


def view(row: GeneratedContent, user_id: str) -> Piece:
    """A row as somebody sees it."""
    return Piece(
        id=row.id,
        mine=row.user_id == user_id,
        title=row.title,
        description=row.description or '',
        type=row.type,
        difficulty=row.difficulty,
        key=row.key or '',
        tempo=row.tempo or 0,
        time_signature=row.time_signature or '',
        style=row.style or '',
        tags=tuple(json.loads(row.tags)),
        is_public=row.is_public,
        taken_down=row.taken_down_at is not None,
        likes=row.likes,
        views=row.views,
        based_on_id=row.based_on_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        stamp=hashlib.sha256(row.music_data.encode()).hexdigest()[:16],
    )


def _write(row: GeneratedContent, score: Score) -> None:
    """Everything that lists and searches need follows from the notes."""
    row.type, row.title, row.description = score.kind, score.title, score.description
    row.parameters = json.dumps({**asdict(score.options), 'seed': score.seed, 'version': score.version})
    row.music_data = json.dumps(to_json(score), ensure_ascii=False)
    row.music_xml = to_musicxml(score).decode()
    row.difficulty, row.key, row.tempo = score.difficulty, str(score.key), score.tempo
    row.time_signature, row.style, row.tags = str(score.time), score.style, json.dumps(list(score.tags))


def _forget_sound(session: Session, content_id: str) -> None:
    """The sound is made anew of the notes as they are; one that is being made is of no use any more."""
    _forget(session, session.scalars(sa.select(PlayAlong).where(col(PlayAlong.content_id) == content_id)).all())


def _forget(session: Session, jobs: Iterable[PlayAlong | PracticeTake]) -> None:
    rows = list(jobs)
    for row in rows:
        session.delete(row)
        notifications.forget(session, notifications.JOB, row.id)
    session.flush()
    files.release(session, *(row.id for row in rows))
