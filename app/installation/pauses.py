"""What an admin has paused: new jobs, or all workers. It is a row, so it outlives every restart."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts
from app.accounts import audit
from app.db import reading
from app.errors import NotAllowed, Paused
from models import Pause

INTAKE, WORKERS = 'intake', 'workers'
SENTENCES = {
    INTAKE: 'Nothing new is taken at the moment. What you have sent is kept; please try again later.',
    WORKERS: 'Jobs wait at the moment and are done later. Nothing is lost.',
}
"""What everybody reads if the admin wrote nothing."""
SENTENCE_LIMIT = 300


def paused() -> dict[str, Pause]:
    """What is paused now, by name."""
    with reading() as session:
        return {row.name: row for row in session.exec(select(Pause))}


def check_intake(session: Session) -> None:
    """Refuse a new job while the intake is paused: called in the transaction that makes it.

    Raises
    ------
    Paused
        With the admin's sentence.
    """
    row = session.get(Pause, INTAKE)
    if row is not None:
        raise Paused(row.sentence)


def working() -> sa.ColumnElement[bool]:
    """SQL: the workers are not paused. It is part of the claim itself, so no worker can slip past."""
    return ~sa.exists().where(col(Pause.name) == WORKERS)


def pause(name: str, sentence: str = '') -> None:
    """Pause something; what runs already goes on. Paused again, it has the new sentence."""
    accounts.require_admin()
    said = ' '.join(sentence.split()) or SENTENCES[name]
    if len(said) > SENTENCE_LIMIT:
        raise NotAllowed(f'Keep the sentence under {SENTENCE_LIMIT} characters.')
    with accounts.administering() as (session, admin):
        before = session.get(Pause, name)
        audit.note(session, f'{name}.paused', admin, before=_told(before), after={'paused': True, 'sentence': said})
        session.merge(Pause(name=name, sentence=said, by=admin.email))


def resume(name: str) -> None:
    """Resume it."""
    with accounts.administering() as (session, admin):
        row = session.get(Pause, name)
        if row is not None:
            session.delete(row)
            audit.note(session, f'{name}.resumed', admin, before=_told(row), after={'paused': False})


def _told(row: Pause | None) -> dict[str, object]:
    return {'paused': False} if row is None else {'paused': True, 'sentence': row.sentence}
