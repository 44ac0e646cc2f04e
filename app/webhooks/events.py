"""What may be told, and telling it: written down for each address that wants it, with what happens."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import areas
from models import Webhook, WebhookDelivery
from models.types import new_id, utc_now

JOB_COMPLETED, JOB_FAILED, JOB_CANCELLED = 'job.completed', 'job.failed', 'job.cancelled'
KINDS = {JOB_COMPLETED: 'A job is done', JOB_FAILED: 'A job has failed', JOB_CANCELLED: 'A job was cancelled'}
"""What the core tells, in words."""
TEST = 'webhook.test'
MOST_WAITING = 1000
"""So many deliveries wait for one address at most."""
GAVE_WAY = 'More than {:,} deliveries waited for this address, so this one, the oldest, is not tried any more.'


def kinds() -> dict[str, str]:
    """Everything that may be told, in words, by its name."""
    return KINDS | {name: label for area in areas.each() for name, label in area.events.items()}


def tell(session: Session, user_id: str, area: str, kind: str, describe: Callable[[], Mapping[str, Any]]) -> None:
    """Tell programs of somebody that something happened in an area, in this transaction.

    Parameters
    ----------
    kind : one of `kinds`.
    describe : says what it happened to, as JSON can have it; asked only where somebody wants to know.
    """
    mine = select(Webhook).where(col(Webhook.user_id) == user_id, col(Webhook.is_enabled))
    wanting = [hook for hook in session.exec(mine) if _wants(hook, area, kind)]
    if not wanting:
        return
    event_id, text = fresh_id(), payload(kind, describe())
    for hook in wanting:
        _make_room(session, hook.id)
        session.add(waiting(hook.id, event_id, kind, text))


def fresh_id() -> str:
    """An id for an event: what receivers know it by, however often it comes."""
    return f'evt_{new_id()}'


def payload(kind: str, data: Mapping[str, Any]) -> str:
    """What is sent of an event, to the letter: this very text is signed."""
    said = {'type': kind, 'timestamp': as_text(utc_now()), 'data': data}
    return json.dumps(said, ensure_ascii=False, separators=(',', ':'))


def as_text(moment: datetime) -> str:
    """A moment as programs read it."""
    return moment.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')


def waiting(webhook_id: str, event_id: str, kind: str, text: str) -> WebhookDelivery:
    """A delivery that is sent as soon as somebody gets to it."""
    made = WebhookDelivery(webhook_id=webhook_id, event_id=event_id, type=kind, payload=text)
    made.next_attempt_at = utc_now()
    return made


def _wants(hook: Webhook, area: str, kind: str) -> bool:
    only = json.loads(hook.areas)
    return kind in json.loads(hook.events) and (not only or area in only)


def _make_room(session: Session, webhook_id: str) -> None:
    """An address that nobody answers at must not fill the database: what waited longest gives way."""
    theirs = (col(WebhookDelivery.webhook_id) == webhook_id, col(WebhookDelivery.next_attempt_at).is_not(None))
    count = session.scalar(sa.select(sa.func.count()).select_from(WebhookDelivery).where(*theirs)) or 0
    over = count + 1 - MOST_WAITING
    if over <= 0:
        return
    oldest = sa.select(col(WebhookDelivery.id)).where(*theirs)
    oldest = oldest.order_by(col(WebhookDelivery.created_at), col(WebhookDelivery.id)).limit(over)
    given_up = sa.update(WebhookDelivery).where(col(WebhookDelivery.id).in_(oldest.scalar_subquery()))
    session.execute(
        given_up.values(next_attempt_at=None, error=GAVE_WAY.format(MOST_WAITING)).execution_options(
            synchronize_session=False
        )
    )
