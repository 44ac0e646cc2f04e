"""The audit log: who did what to whom, from where and when; written in the transaction that does it."""

import json
from typing import Any

from sqlmodel import Session

from app.accounts.visitor import visitor
from models import AuditEntry, User

COMMAND_LINE = 'command line'
AGENT_LIMIT = 300


def note(
    session: Session,
    action: str,
    actor: User | str | None,
    *,
    target: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write one line.

    Parameters
    ----------
    action : what was done, as `noun.verb`, like `session.opened`.
    actor : the user who did it, or a text where it was not a user.
    target : id of the user or thing that it was done to.
    before, after : what changed, without anything secret.
    """
    who = visitor()
    session.add(
        AuditEntry(
            actor_id=actor.id if isinstance(actor, User) else None,
            actor=actor.email if isinstance(actor, User) else actor or 'nobody',
            action=action,
            target=target,
            before=None if before is None else json.dumps(before, default=str),
            after=None if after is None else json.dumps(after, default=str),
            address=who.address,
            user_agent=who.agent[:AGENT_LIMIT],
        )
    )
