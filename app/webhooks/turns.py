"""Whose delivery sets out next: several are on their way at a time, and nobody's crowd or silence hides the others.

Any number of web servers ask at once: whoever takes a delivery puts its next try off in the same transaction, so that
no other takes it meanwhile, and one whose server is killed is tried again.
"""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import standing
from app.clocks import is_over
from app.db import reading, transaction
from app.webhooks import ended_keys, signing
from app.webhooks.outcomes import PAUSES
from models import User, Webhook, WebhookDelivery
from models.types import utc_now

HELD = timedelta(seconds=60)
"""So long a delivery stays with the server that has taken it."""
AT_ONCE, OF_A_HOOK, OF_A_USER, AT_ONCE_FAILING = 32, 2, 4, 16
"""So many are on their way at a time: in all, to one address, of one user, to addresses that fail."""
ALL, FAILING = 'all', 'failing'
Names = tuple[str, ...]
"""Under which a delivery counts as being on its way."""


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that this process has taken."""

    id: str
    webhook_id: str
    user_id: str
    url: str
    event_id: str
    body: bytes
    secrets: tuple[str, ...]


class _OnTheWay:
    """What this process is sending just now: by address, by user, and to addresses that fail."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._count: Counter[str] = Counter()

    def count(self, *names: str) -> int:
        """How many are on their way under all these names together."""
        with self._guard:
            return sum(self._count[name] for name in names)

    def add(self, names: Iterable[str], by: int) -> None:
        """Note that something sets out, or has come back."""
        with self._guard:
            for name in names:
                self._count[name] += by
            self._count += Counter()  # forgets who has none


ON_THE_WAY = _OnTheWay()


def claim() -> list[tuple[Due, Names]]:
    """Take what may set out now, those first whose receivers have answered so far."""
    now = utc_now()
    with reading() as session:
        if not session.execute(_WAITS, {'now': now, 'never': now + 4 * PAUSES[-1]}).scalar_one():
            return []
        found = session.execute(_due(now).limit(4 * AT_ONCE)).all()
    chosen = [(row, names) for row in found if (names := _room(row)) is not None]
    if not chosen:
        return []
    taken: list[tuple[Due, Names]] = []
    try:
        with transaction() as session:
            for row, names in chosen:
                if (due := _take(session, row.id, now)) is None:
                    ON_THE_WAY.add(names, -1)
                else:
                    taken.append((due, names))
    except BaseException:
        for _, names in chosen:
            ON_THE_WAY.add(names, -1)
        raise
    return taken


_WAITS = sa.select(
    sa.exists().where(
        (col(WebhookDelivery.next_attempt_at) <= sa.bindparam('now'))
        | (col(WebhookDelivery.next_attempt_at) > sa.bindparam('never'))
    )
)
"""Whether the time of any has come: asked each second, so it is put together once, and mostly says no. What is further
ahead than any pause was written by a wrong clock: see `clocks.is_over`."""


def _due(now: datetime) -> Any:
    """Deliveries whose time has come, a few of each address and each user, so that nobody's crowd hides the others."""
    place = sa.func.row_number
    order = (col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.id))
    every = (
        sa.select(
            col(WebhookDelivery.id),
            col(WebhookDelivery.webhook_id),
            col(Webhook.user_id),
            col(Webhook.failing_since).is_not(None).label('fails'),
            col(WebhookDelivery.next_attempt_at),
            place().over(partition_by=col(WebhookDelivery.webhook_id), order_by=order).label('of_hook'),
        )
        .join(Webhook, col(Webhook.id) == col(WebhookDelivery.webhook_id))
        .join(User, col(User.id) == col(Webhook.user_id))
        .where(is_over(col(WebhookDelivery.next_attempt_at), now, 2 * PAUSES[-1]), col(Webhook.is_enabled))
        .where(standing.is_open(now), col(User.delete_after).is_(None))
        .subquery()
    )
    few = sa.select(every).where(every.c.of_hook <= OF_A_HOOK).subquery()
    turn = place().over(partition_by=few.c.user_id, order_by=(few.c.fails, few.c.next_attempt_at, few.c.id))
    some = sa.select(few, turn.label('of_user')).subquery()
    return (
        sa.select(some)
        .where(some.c.of_user <= OF_A_USER)
        .order_by(some.c.fails, some.c.of_user, some.c.next_attempt_at)
    )


def _room(row: Any) -> Names | None:
    """The names under which it counts from now on as being on its way; None where it has to wait."""
    names = (ALL, f'hook {row.webhook_id}', f'user {row.user_id}', *([FAILING] if row.fails else []))
    most = (AT_ONCE, OF_A_HOOK, OF_A_USER, AT_ONCE_FAILING)
    if any(ON_THE_WAY.count(name) >= limit for name, limit in zip(names, most, strict=False)):
        return None
    ON_THE_WAY.add(names, 1)
    return names


def _take(session: Session, delivery_id: str, now: datetime) -> Due | None:
    """Take one for this process, unless another has it, or its owner has switched it off."""
    row = session.get(WebhookDelivery, delivery_id)
    hook = session.get(Webhook, row.webhook_id) if row is not None else None
    if row is None or hook is None or not hook.is_enabled or ended_keys.has_ended(session, hook):
        return None
    if row.next_attempt_at is None or not is_over(row.next_attempt_at, now, 2 * PAUSES[-1]):
        return None
    row.attempts, row.next_attempt_at = row.attempts + 1, now + HELD
    session.add(row)
    old = hook.old_secret if hook.old_secret_until is not None and hook.old_secret_until > now else None
    secrets = tuple(signing.unseal(hook.secret, old))
    return Due(row.id, hook.id, hook.user_id, hook.url, row.event_id, row.payload.encode(), secrets)
