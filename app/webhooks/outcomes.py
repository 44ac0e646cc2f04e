"""What came back from a receiver, and what follows from it: another try, an end, or an address switched off."""

import random
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app import notifications, outbound
from app.accounts import mail
from app.accounts.mail import Letter
from app.config import settings
from app.db import transaction
from app.webhooks.endpoints import switch
from models import User, Webhook, WebhookDelivery
from models.types import utc_now

PAUSES = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 2 * 3600, 5 * 3600, 7 * 3600, 10 * 3600))
"""How long after each try comes the next one: for a day in all."""
JITTER = 0.1
"""Pauses are longer by up to this share, so that what failed together does not come back together."""
LONGEST_WISH_S = 3600
"""A receiver that is busy may ask for a pause as long as this."""
FAILS_FOR = timedelta(days=7)
GONE = 410
DISABLED = 'webhook.disabled'
"""The kind of notification: it always comes by mail, too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: a status and the beginning of an answer, or a sentence about why none did."""

    status: int | None = None
    answer: str | None = None
    error: str | None = None
    wish_s: int = 0

    @property
    def arrived(self) -> bool:
        """Whether its receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300


def note(delivery_id: str, outcome: Outcome) -> None:
    """Write down what came back, and when it is tried again, if it has to be."""
    now = utc_now()
    with transaction() as session:
        row = session.get(WebhookDelivery, delivery_id)
        hook = session.get(Webhook, row.webhook_id) if row is not None else None
        if row is None or hook is None:
            return  # removed meanwhile
        row.attempted_at, row.status_code = now, outcome.status
        row.answer, row.error = outcome.answer, None if outcome.arrived else outcome.error or _words(outcome)
        if outcome.arrived:
            row.delivered_at, row.next_attempt_at, hook.failing_since = now, None, None
        else:
            again = hook.is_enabled and not row.is_test and row.attempts <= len(PAUSES)
            row.next_attempt_at = now + pause(row.attempts, outcome.wish_s) if again else None
            if not row.is_test:
                hook.failing_since = hook.failing_since or now
            _give_up(session, hook, row, outcome)
        session.add(row)
        session.add(hook)


def pause(attempts: int, wish_s: int = 0) -> timedelta:
    """How long to wait after so many tries; a receiver may have asked for longer."""
    usual = PAUSES[attempts - 1] * (1 + JITTER * random.random())
    return max(usual, timedelta(seconds=min(wish_s, LONGEST_WISH_S)))


def _give_up(session: Session, hook: Webhook, row: WebhookDelivery, outcome: Outcome) -> None:
    """Switch an address off that wants nothing more, or at which a whole day's tries fail after a week of failures."""
    if not hook.is_enabled:
        return
    since = hook.failing_since
    if outcome.status == GONE:
        why = 'Its receiver answered 410: it wants nothing more.'
    elif row.next_attempt_at is None and not row.is_test and since is not None and since <= utc_now() - FAILS_FOR:
        why = f'Nothing has arrived there for {FAILS_FOR.days} days. The last try: {row.error}'
    else:
        return
    row.next_attempt_at = None
    give_up(session, hook, why)


def give_up(session: Session, hook: Webhook, why: str) -> None:
    """Switch an address off that nobody switches off by hand, and tell its owner why."""
    switch(session, hook, on=False, why='The webhook was switched off before this was sent.')
    hook.disabled_reason = why
    _tell(session, hook, why)


def _tell(session: Session, hook: Webhook, why: str) -> None:
    host = outbound.read(hook.url).host
    title = f'The webhook to {host} was switched off'
    place = '/account#webhooks' if settings().accounts == 'on' else '/webhooks'
    told = {'body': why, 'href': place, 'entity': 'webhook', 'entity_id': hook.id}
    notifications.notify(session, hook.user_id, DISABLED, title, **told)
    user = session.get(User, hook.user_id)
    if settings().accounts == 'on' and user is not None:
        said = (f'{title}.', why, 'What happens from now on is not sent there, until you switch it on again.')
        mail.post(session, user.email, Letter(title, said, 'Look at your webhooks', place, ending=''))


def _words(outcome: Outcome) -> str:
    if outcome.status is not None and 300 <= outcome.status < 400:
        return f'It answered {outcome.status}, which leads elsewhere. Give the webhook the address where it ends.'
    return f'It answered {outcome.status}.'
