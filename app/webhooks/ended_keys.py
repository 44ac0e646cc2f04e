"""A webhook that a program has made ends with the program's key: whoever revokes a key means all that it has set up."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading, transaction
from app.webhooks.outcomes import give_up
from models import ApiKey, Webhook
from models.types import utc_now


def has_ended(session: Session, hook: Webhook) -> bool:
    """Whether a webhook was made by a key that opens nothing any more."""
    return hook.key_id is not None and session.scalar(_good(hook.key_id, utc_now())) is None


def switch_off() -> int:
    """Switch off what was made by keys that were revoked or have expired since; returns how many."""
    with reading() as session:
        found = list(session.execute(_LEFT, {'now': utc_now()}).scalars())
    if not found:
        return 0
    with transaction() as session:
        return sum(_end(session, hook_id) for hook_id in found)


def _end(session: Session, hook_id: str) -> bool:
    hook = session.get(Webhook, hook_id)
    if hook is None or not hook.is_enabled or not has_ended(session, hook):
        return False
    give_up(session, hook, f'It was made with the API key “{hook.key_name}”, which was revoked or has expired.')
    return True


def _good(key_id: Any, now: Any) -> sa.Select[Any]:
    """A key that still opens something."""
    still = sa.or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now)
    return sa.select(col(ApiKey.id)).where(col(ApiKey.id) == key_id, col(ApiKey.is_active), still)


_LEFT = sa.select(col(Webhook.id)).where(
    col(Webhook.is_enabled),
    col(Webhook.key_id).is_not(None),
    ~_good(col(Webhook.key_id), sa.bindparam('now')).exists(),
)
"""Asked each second, so it is put together once."""
