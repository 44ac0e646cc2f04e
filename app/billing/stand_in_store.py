"""What the stand-in remembers, and the events that it has to send."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading, transaction
from app.errors import NotFound
from models import StandInObject
from models.types import new_id, utc_now

PREFIX = {'checkout': 'cs', 'subscription': 'sub', 'invoice': 'in', 'payment': 'pi', 'event': 'evt'}
PAUSE = timedelta(seconds=5)
"""How long after a try that failed an event is sent again; twice as long each time."""
LONGEST = timedelta(hours=6)

_DUE = (
    sa.select(col(StandInObject.id))
    .where(col(StandInObject.kind) == sa.bindparam('kind'), col(StandInObject.due_at) <= sa.bindparam('now'))
    .order_by(col(StandInObject.due_at))
    .limit(50)
)
"""Asked every two seconds of three kinds, so it is put together once."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How events are sent, to try out what a real provider does at times: late, and more than once."""

    delay_s: float = 0
    times: int = 1


def make(session: Session, kind: str, state: dict[str, Any], due_at: datetime | None = None, *, name: str = '') -> str:
    """Remember something new; returns its id. What has the same name as something known is that, as it is."""
    ref = name_of(kind, name or new_id())
    if name and session.get(StandInObject, ref) is not None:
        return ref
    session.add(StandInObject(id=ref, kind=kind, state=json.dumps(state), due_at=due_at))
    session.flush()
    return ref


def name_of(kind: str, name: str) -> str:
    """The id of something by its name."""
    return f'{PREFIX[kind]}_test_{name}'


def find(session: Session, kind: str, name: str) -> dict[str, Any] | None:
    """What is remembered under a name; None where there is nothing."""
    found = session.get(StandInObject, name_of(kind, name))
    return None if found is None else json.loads(found.state)


def get(session: Session, ref: str) -> dict[str, Any]:
    """What is remembered of something; raises NotFound."""
    found = session.get(StandInObject, ref)
    if found is None:
        raise NotFound('This payment does not exist: the link is old, or it is mistyped.')
    state: dict[str, Any] = json.loads(found.state)
    return state


def change(session: Session, ref: str, **values: Any) -> None:
    """Remember something else of it; `due_at` is when it is looked at next."""
    found = session.get_one(StandInObject, ref)
    if 'due_at' in values:
        found.due_at = values.pop('due_at')
    found.state = json.dumps(json.loads(found.state) | values)
    session.add(found)
    session.flush()


def told(session: Session, kind: str, ref: str, *, how: Behaviour | None = None, **more: str) -> None:
    """Have it told that something has changed, in the same transaction."""
    how, now = how or Behaviour(), utc_now()
    event_id = f'evt_test_{new_id()}'
    body = {
        'id': event_id,
        'type': kind,
        'created': int(now.timestamp()),
        'data': {'object': {'id': ref, **more}},
    }
    state = json.dumps({'body': body, 'left': how.times, 'failed': 0})
    due = now + timedelta(seconds=how.delay_s)
    session.add(StandInObject(id=event_id, kind='event', state=state, due_at=due))
    session.flush()


def due(kind: str) -> list[str]:
    """What is to be sent or renewed now, the oldest first."""
    with reading() as session:
        return list(session.execute(_DUE, {'kind': kind, 'now': utc_now()}).scalars())


def is_due(session: Session, ref: str) -> bool:
    """The same of one thing in a transaction: nobody else has seen to it meanwhile."""
    found = session.get(StandInObject, ref, populate_existing=True)
    return found is not None and found.due_at is not None and found.due_at <= utc_now()


def take_event(ref: str) -> bytes | None:
    """The body of an event that is to be sent now; nobody else is given it for a while. None if somebody has it."""
    with transaction() as session:
        taken = session.execute(
            sa.update(StandInObject)
            .where(col(StandInObject.id) == ref, col(StandInObject.due_at) <= utc_now())
            .values(due_at=utc_now() + timedelta(seconds=30))
            .returning(col(StandInObject.state))
        ).scalar_one_or_none()
    return None if taken is None else json.dumps(json.loads(taken)['body']).encode()


def sent(ref: str, *, heard: bool) -> None:
    """An event was sent: once less to go, or once more to try."""
    with transaction() as session:
        found = session.get(StandInObject, ref)
        if found is None:
            return
        state = json.loads(found.state)
        if heard and state['left'] <= 1:
            session.delete(found)
            return
        failed = 0 if heard else state['failed'] + 1
        found.state = json.dumps(state | {'left': state['left'] - heard, 'failed': failed})
        found.due_at = utc_now() + (timedelta(0) if heard else min(LONGEST, PAUSE * 2 ** min(failed, 20)))
        session.add(found)
