"""What could not be carried out of what providers tell, kept for the admin and for who sees to what it is about."""

import json
import logging
import traceback
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import areas
from app.billing.booking import Unmatched
from app.billing.provider import Event
from app.db import transaction
from app.errors import LevelMixError
from models import BillingTransaction, Booking, WebhookFailure
from models.types import utc_now

log = logging.getLogger(__name__)

BOOKING = 'booking'
"""What payments call a thing that `webhook_failures` has a column for."""
ASKED = 'asked'
"""The type of what no event told, but the provider said when it was asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a provider was asked about when it went wrong."""

    provider: str
    subject: str
    ref: str


def keep(provider: str, event: Event, error: Exception) -> None:
    """Keep what went wrong; one row for each event, however often it is tried.

    Whoever sees to a booking is told of money that does not fit it, once.
    """
    details = {'provider': provider, 'subject': event.subject, 'ref': event.ref} | _words(provider, error)
    with transaction() as session:
        row = session.exec(select(WebhookFailure).where(col(WebhookFailure.stripe_event_id) == event.id)).first()
        is_news = (row is None or row.resolved) and not _is_known(session, error)
        if row is None:
            row = WebhookFailure(webhook_type=event.type, stripe_event_id=event.id, error_message='', attempts=0)
        row.attempts, row.error_message = row.attempts + 1, details.pop('said')
        row.error_details = json.dumps(details)
        row.stripe_session_id = event.ref if event.subject == 'checkout' else None
        row.resolved, row.resolved_at = False, None
        about = _about(session, provider, event, error)
        entity_id = about.related_entity_id if about else None
        if about is not None and about.related_entity_type == BOOKING and session.get(Booking, entity_id) is not None:
            row.booking_id = entity_id
        session.add(row)
        session.flush()
        payee = areas.payee(about.related_entity_type) if about else None
        if is_news and payee is not None and entity_id and isinstance(error, Unmatched):
            payee.unmatched(session, entity_id, row)


def keep_asked(provider: str, subject: Any, ref: str, error: Exception) -> None:
    """The same of what was found by asking; nothing where an event has told it already."""
    with transaction() as session:
        known = _is_known(session, error)
    if not known:
        keep(provider, Event(f'{ASKED}-{ref}', ASKED, utc_now(), subject, ref), error)


def asked_about(failure: WebhookFailure) -> Asked | None:
    """What to ask again for a failure that no event told of; None where one did."""
    if failure.webhook_type != ASKED:
        return None
    said = json.loads(failure.error_details or '{}')
    return Asked(said['provider'], said['subject'], said['ref'])


def seen_to(session: Session, event_id: str) -> None:
    """What failed of an event is done, in this transaction."""
    same = (col(WebhookFailure.stripe_event_id) == event_id, col(WebhookFailure.resolved).is_(False))
    session.execute(sa.update(WebhookFailure).where(*same).values(resolved=True, resolved_at=utc_now()))


def _is_known(session: Session, error: Exception) -> bool:
    """Whether the same payment is known to be unmatched by another event."""
    if not isinstance(error, Unmatched):
        return False
    same = col(WebhookFailure.error_details).contains(f'"transaction": {json.dumps(error.transaction_id)}')
    return session.exec(select(WebhookFailure.id).where(same)).first() is not None


def _words(provider: str, error: Exception) -> dict[str, Any]:
    """What the admin reads, as `said`, and what else is known."""
    if isinstance(error, Unmatched):
        what = {'transaction': error.transaction_id, 'unmatched': error.cents, 'currency': error.currency}
        return {'said': str(error)} | what
    if isinstance(error, LevelMixError):
        return {'said': str(error)}
    log.error('An event of %s could not be carried out by a fault of ours.', provider, exc_info=error)
    trace = ''.join(traceback.format_exception(error))[-4000:]
    return {'said': f'A fault of ours: {type(error).__name__}', 'trace': trace}


def _about(session: Session, provider: str, event: Event, error: Exception) -> BillingTransaction | None:
    """The payment that an event is about, as far as that can be known without asking."""
    if isinstance(error, Unmatched):
        return session.get(BillingTransaction, error.transaction_id)
    if not event.ref:
        return None
    column = BillingTransaction.session_ref if event.subject == 'checkout' else BillingTransaction.payment_ref
    mine = (col(BillingTransaction.provider) == provider, col(column) == event.ref)
    return session.exec(select(BillingTransaction).where(*mine)).first()
