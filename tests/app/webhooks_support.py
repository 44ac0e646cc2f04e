"""Webhooks of users at servers of the tests, and time that passes for what waits."""

from collections.abc import Callable
from concurrent.futures import wait
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from app import areas, webhooks
from app.db import reading, transaction
from app.webhooks import sending
from app.webhooks.deliveries import Delivery
from models import ProcessingJob, Webhook, WebhookDelivery
from models.types import utc_now
from tests.app.jobs_support import KIND

EVENTS = (webhooks.JOB_COMPLETED, webhooks.JOB_FAILED, webhooks.JOB_CANCELLED)
WORKING = areas.Area(
    'test',
    'Tests',
    kinds=(
        areas.Kind(KIND, ProcessingJob, 'Working', title=lambda table: table.original_file_path, page='/work/{id}'),
        areas.Kind('test.beside', ProcessingJob, 'Working beside'),
    ),
    events={'test.rung': 'A bell has rung'},
)
"""An area whose jobs are listed, each called as its original, and beside which others work."""


def send() -> int:
    """Send what is due now, and wait until it has come back; returns how many."""
    under_way = sending.send_due()
    wait(under_way, timeout=30)
    return len(under_way)


def pass_by(time: timedelta) -> None:
    """So much time passes for what waits, and for what fails."""
    with transaction() as session:
        for row in session.exec(select(WebhookDelivery).where(col(WebhookDelivery.next_attempt_at).is_not(None))):
            row.next_attempt_at = (row.next_attempt_at or utc_now()) - time
        for hook in session.exec(select(Webhook).where(col(Webhook.failing_since).is_not(None))):
            hook.failing_since = (hook.failing_since or utc_now()) - time


def happen(user_id: str, kind: str = webhooks.JOB_COMPLETED, area: str = 'test', times: int = 1) -> None:
    """Something happens, without a job."""
    for number in range(times):
        with transaction() as session:
            webhooks.tell(session, user_id, area, kind, lambda number=number: {'number': number})  # type: ignore[misc]


def sent(user_id: str, webhook_id: str) -> list[Delivery]:
    """What was sent to an address, the oldest first."""
    return webhooks.sent_to(user_id, webhook_id, 100)[::-1]


def waits_s(webhook_id: str) -> list[float]:
    """For how many seconds what waits has to wait, the soonest first."""
    with reading() as session:
        times = session.scalars(
            sa.select(col(WebhookDelivery.next_attempt_at)).where(
                col(WebhookDelivery.webhook_id) == webhook_id, col(WebhookDelivery.next_attempt_at).is_not(None)
            )
        ).all()
    return sorted((time - utc_now()).total_seconds() for time in times if time is not None)


Made = Callable[..., tuple[str, str]]
"""Makes a webhook at the receiver; returns its id and its secret."""
