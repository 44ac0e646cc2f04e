"""The audit log: who did what to whom, from where and when; written in the transaction that does it."""

import json
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.visitor import visitor
from models import AuditEntry, User
from models.types import id_after, new_id

COMMAND_LINE = 'command line'
AGENT_LIMIT = 300
OF_A_USER = (
    'session',
    'user',
    'password',
    'email',
    'identity',
    'passkey',
    'phone',
    'role',
    'second_factor',
    'admin',
    'data',
)
ENTITIES = {**dict.fromkeys(OF_A_USER, 'user'), 'share': 'job'}
"""What the target of an action is, by the action's noun, where that is not the noun itself."""


def note(
    session: Session,
    action: str,
    actor: User | str | None,
    *,
    target: str | None = None,
    entity: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write one line.

    Parameters
    ----------
    action : what was done, as `noun.verb`, like `session.opened`.
    actor : the user who did it, or a text where it was not a user.
    target : id of the user or thing that it was done to.
    entity : what that is; where it is not given, the noun of the action says it.
    before, after, details : what changed and what else is worth knowing, without anything secret.
    """
    who, noun = visitor(), action.partition('.')[0]
    session.add(
        AuditEntry(
            id=_next_id(session),
            user_id=actor.id if isinstance(actor, User) else None,
            performed_by=actor.email if isinstance(actor, User) else actor or 'nobody',
            action=action,
            entity=entity or ENTITIES.get(noun, noun),
            entity_id=target,
            old_data=_json(before),
            new_data=_json(after),
            details=_json(details),
            ip_address=who.address,
            user_agent=who.agent[:AGENT_LIMIT],
        )
    )


def _json(values: dict[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, default=str)


def _next_id(session: Session) -> str:
    """Behind the last line, whatever the clocks say: there is one writer at a time, so lines stand as they came."""
    with session.no_autoflush:
        written = session.scalar(sa.select(sa.func.max(AuditEntry.id))) or ''
    last = max(written, session.info.get(_LAST, ''))  # that of this transaction may not be written yet
    session.info[_LAST] = id_after(last) if last else new_id()
    return str(session.info[_LAST])


_LAST = 'last audit line'
