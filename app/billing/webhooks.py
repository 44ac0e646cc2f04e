"""What providers tell, whoever they are: checked, kept, and handled once, however often and in whatever order it comes.

An event only says what to look at. What is there is asked for and written down in one transaction with the note that
the event was handled. What goes wrong lies in `webhook_failures`, where admins see it; the provider tells it again.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import audit
from app.accounts.admins import administering, require_admin
from app.billing import asking, failing
from app.billing.booking import Overtaken, book_payment, book_subscription, synced_of
from app.billing.provider import Event, Payment, Provider, State
from app.billing.providers import named
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from models import WebhookEvent, WebhookFailure
from models.types import new_id, utc_now

TRIES = 5
KEPT = timedelta(days=90)


def receive(provider_name: str, body: bytes, signature: str) -> str:
    """Take an event in and handle it; returns what became of it.

    Raises
    ------
    Forged
        It is not signed by the provider: nothing is kept.
    LevelMixError
        It could not be carried out: it is kept, and is tried again when it comes again.
    """
    provider = named(provider_name)
    event = provider.read_event(body, signature)
    _keep(provider.name, event, body)
    return handle(provider, event)


def handle(provider: Provider, event: Event) -> str:
    """Carry an event out that is kept, once; raises what `receive` does."""
    try:
        for _ in range(TRIES):
            try:
                return _carry_out(provider, event)
            except Overtaken:
                continue
        raise Overtaken
    except Exception as error:
        failing.keep(provider.name, event, error)
        raise


def replay(failure_id: str) -> str:
    """Handle the event of a failure again, as the admin asks; raises what `receive` does."""
    with administering() as (session, admin):
        failure = _failure(session, failure_id)
        kept = session.exec(select(WebhookEvent).where(col(WebhookEvent.event_id) == failure.stripe_event_id)).first()
        asked = failing.asked_about(failure)
        if kept is None and asked is None:
            raise NotFound('This event is not kept any more.')
        audit.note(session, 'webhook.replayed', admin, target=failure.id, after={'event': failure.stripe_event_id})
    if kept is not None:
        provider = named(kept.provider)
        return handle(provider, provider.understood(kept.body.encode()))
    assert asked is not None
    asking.bring_up(asked.provider, asked.subject, asked.ref)
    with transaction() as session:
        failing.seen_to(session, failure.stripe_event_id or '')
    return 'done'


def resolve(failure_id: str) -> None:
    """Mark a failure as seen to, by other means."""
    with administering() as (session, admin):
        failure = _failure(session, failure_id)
        failure.resolved, failure.resolved_at = True, utc_now()
        session.add(failure)
        audit.note(session, 'webhook.resolved', admin, target=failure.id, after={'resolved': True})


def failures(*, resolved: bool = False) -> list[WebhookFailure]:
    """What could not be carried out, the latest first, for the admin."""
    require_admin()
    with reading() as session:
        mine = select(WebhookFailure).where(col(WebhookFailure.resolved).is_(resolved))
        return list(session.exec(mine.order_by(col(WebhookFailure.created_at).desc()).limit(200)))


def get_failure(failure_id: str) -> WebhookFailure:
    """One of them; raises NotFound where there is none."""
    require_admin()
    with reading() as session:
        return _failure(session, failure_id)


def sweep() -> None:
    """Forget events that were handled long ago; their provider tells none of them any more."""
    old = col(WebhookEvent.handled_at) < utc_now() - KEPT
    with transaction() as session:
        session.execute(sa.delete(WebhookEvent).where(old))


def _keep(provider: str, event: Event, body: bytes) -> None:
    row = {
        'id': new_id(), 'provider': provider, 'event_id': event.id, 'type': event.type,
        'body': body.decode('utf-8', 'replace'), 'told_at': event.told_at, 'received_at': utc_now(),
    }  # fmt: skip
    with transaction() as session:
        session.execute(sa.insert(WebhookEvent).prefix_with('OR IGNORE').values(**row))


def _carry_out(provider: Provider, event: Event) -> str:
    if _is_handled(provider.name, event):
        return 'seen before'
    payment, state, synced = _look(provider, event)
    problem = None
    with transaction() as session:
        outcome = 'ignored'
        if not _mark(session, provider.name, event):
            return 'seen before'
        if state is not None:
            problem = book_subscription(session, provider.name, state, synced)
            outcome = 'done'
        if payment is not None and book_payment(session, provider.name, payment) is not None:
            outcome = 'done'
        _note_outcome(session, provider.name, event, outcome)
    if problem:
        failing.keep(provider.name, event, NotAllowed(problem))
    return outcome


def _look(provider: Provider, event: Event) -> tuple[Payment | None, State | None, int | None]:
    """How that stands now which the event is about, a payment and the subscription it is for."""
    payment = provider.payment_of(event.subject, event.ref) if event.subject in PAYMENTS else None
    ref = event.ref if event.subject == 'subscription' else payment.subscription_ref if payment else None
    if ref is None:
        return payment, None, None
    with reading() as session:
        synced = synced_of(session, ref)
    return payment, provider.subscription(ref), synced


PAYMENTS = ('checkout', 'invoice', 'payment')


def bring_up_to_date(provider: Provider, ref: str) -> None:
    """Write down how a subscription stands, because we have just changed it, or have heard nothing for long."""
    for _ in range(TRIES):
        with reading() as session:
            synced = synced_of(session, ref)
        state = provider.subscription(ref)
        if state is None:
            return
        try:
            with transaction() as session:
                book_subscription(session, provider.name, state, synced)
        except Overtaken:
            continue
        return


def _one(provider: str, event: Event) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return col(WebhookEvent.provider) == provider, col(WebhookEvent.event_id) == event.id


def _is_handled(provider: str, event: Event) -> bool:
    with reading() as session:
        handled = select(WebhookEvent.handled_at).where(*_one(provider, event))
        return session.exec(handled).first() is not None


def _mark(session: Session, provider: str, event: Event) -> bool:
    """Say that it is handled, in the transaction that does so; False if another one has done it."""
    marking = sa.update(WebhookEvent).where(*_one(provider, event), col(WebhookEvent.handled_at).is_(None))
    marked = marking.values(handled_at=utc_now()).returning(col(WebhookEvent.id))
    return session.execute(marked).first() is not None


def _note_outcome(session: Session, provider: str, event: Event, outcome: str) -> None:
    session.execute(sa.update(WebhookEvent).where(*_one(provider, event)).values(outcome=outcome))
    failing.seen_to(session, event.id)


def _failure(session: Session, failure_id: str) -> WebhookFailure:
    found = session.get(WebhookFailure, failure_id)
    if found is None:
        raise NotFound('This failure does not exist any more.')
    return found
