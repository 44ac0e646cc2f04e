"""What was sent, as the owner of an address reads it; sending it once more, or something to try it out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts
from app.clocks import bring_back
from app.db import PAGE, reading, transaction
from app.errors import NotAllowed, NotFound
from app.webhooks.endpoints import owned
from app.webhooks.events import TEST, fresh_id, payload, waiting
from models import Webhook, WebhookDelivery
from models.types import utc_now

KEPT = timedelta(days=30)
MOST_SHOWN = 100
MOST_BY_HAND = 20
"""So many that were sent by hand may wait for one address at a time."""
GONE = 'This delivery does not exist any more.'


class Delivered(StrEnum):
    """What has become of a delivery so far."""

    WAITING = 'waiting'
    DELIVERED = 'delivered'
    FAILED = 'failed'


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one address, as the owner of both sees it; times in UTC."""

    id: str
    event_id: str
    type: str
    payload: str
    attempts: int
    next_attempt_at: datetime | None
    attempted_at: datetime | None
    status_code: int | None
    answer: str | None
    error: str | None
    created_at: datetime
    delivered_at: datetime | None

    @property
    def state(self) -> Delivered:
        """Whether it has arrived, is still tried, or was given up."""
        if self.delivered_at is not None:
            return Delivered.DELIVERED
        return Delivered.FAILED if self.next_attempt_at is None else Delivered.WAITING


def sent_to(
    user_id: str, webhook_id: str, limit: int = 20, behind: tuple[datetime, str] | None = None
) -> list[Delivery]:
    """What was sent to one of this user's addresses, the newest first; behind a time and an id, if these are given."""
    place = sa.tuple_(col(WebhookDelivery.created_at), col(WebhookDelivery.id))
    found = select(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook_id)
    if behind is not None:
        kind = WebhookDelivery.__table__.c.created_at.type  # type: ignore[attr-defined]
        found = found.where(place < sa.tuple_(*map(sa.literal, behind, (kind, sa.Text()))))
    ordered = found.order_by(col(WebhookDelivery.created_at).desc(), col(WebhookDelivery.id).desc())
    with reading() as session:
        owned(session, user_id, webhook_id)
        return [_delivery(row) for row in session.exec(ordered.limit(min(limit, MOST_SHOWN + 1)))]


def delivery(user_id: str, webhook_id: str, delivery_id: str) -> Delivery:
    """One of them; raises NotFound for somebody else's."""
    with reading() as session:
        owned(session, user_id, webhook_id)
        return _delivery(_row(session, webhook_id, delivery_id))


def replay(user_id: str, webhook_id: str, delivery_id: str) -> Delivery:
    """Send the same event once more, as a delivery of its own; its receiver knows it by its id.

    Raises
    ------
    NotFound
        There is no such delivery, or it is somebody else's.
    NotAllowed
        The address is switched off, or still waits for too many.
    """
    with transaction() as session:
        hook = _ready(session, user_id, webhook_id)
        row = _row(session, webhook_id, delivery_id)
        again = waiting(hook.id, row.event_id, row.type, row.payload)
        again.is_test = row.is_test
        session.add(again)
        session.flush()
        return _delivery(again)


def try_out(user_id: str, webhook_id: str) -> Delivery:
    """Send something that tells nothing, whatever events were chosen; it is tried once. Raises as `replay`."""
    with transaction() as session:
        hook = _ready(session, user_id, webhook_id)
        made = waiting(hook.id, fresh_id(), TEST, payload(TEST, {'webhook_id': hook.id}))
        made.is_test = True
        session.add(made)
        session.flush()
        return _delivery(made)


def upkeep() -> None:
    """Forget what was sent long ago, and secrets that hold no more."""
    now = utc_now()
    with transaction() as session:
        bring_back(session, WebhookDelivery, 'created_at', 'next_attempt_at')
        over = sa.update(Webhook).where(col(Webhook.old_secret_until) <= now)
        session.execute(over.values(old_secret=None, old_secret_until=None))
    old = sa.select(col(WebhookDelivery.id)).where(col(WebhookDelivery.created_at) < now - KEPT).limit(PAGE)
    while True:
        with transaction() as session:
            some = list(session.scalars(old))
            session.execute(sa.delete(WebhookDelivery).where(col(WebhookDelivery.id).in_(some)))
        if len(some) < PAGE:
            return


def _ready(session: Session, user_id: str, webhook_id: str) -> Webhook:
    """An address to which something may be sent by hand."""
    accounts.acting(session, user_id)
    hook = owned(session, user_id, webhook_id)
    if not hook.is_enabled:
        raise NotAllowed('This webhook is switched off. Switch it on first.')
    waits = (col(WebhookDelivery.webhook_id) == hook.id, col(WebhookDelivery.next_attempt_at).is_not(None))
    count = sa.select(sa.func.count()).select_from(WebhookDelivery).where(*waits)
    if (session.scalar(count) or 0) >= MOST_BY_HAND:
        raise NotAllowed('Many deliveries already wait for this address. Try again when they have been sent.')
    return hook


def _row(session: Session, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    row = session.get(WebhookDelivery, delivery_id)
    if row is None or row.webhook_id != webhook_id:
        raise NotFound(GONE)
    return row


def _delivery(row: WebhookDelivery) -> Delivery:
    values: dict[str, Any] = {name: getattr(row, name) for name in Delivery.__slots__}
    return Delivery(**values)
