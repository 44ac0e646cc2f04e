"""The addresses themselves: made, changed and removed by their owner."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, outbound
from app.accounts import audit, mail, reauthentication
from app.accounts.mail import NOT_YOU, Letter
from app.config import settings
from app.db import reading, transaction
from app.errors import AddressRefused, Invalid, NoAnswer, NotAllowed, NotFound, SignedOut
from app.unchanged import Look, unseen
from app.webhooks import signing
from app.webhooks.events import kinds
from models import ApiKey, User, Webhook, WebhookDelivery
from models.types import utc_now

MOST = 20
"""So many addresses has one user at most."""
OLD_SECRET_HOLDS = timedelta(hours=24)
GONE = 'This webhook does not exist, or it was removed.'
MADE = {'webhook.created': 'made', 'webhook.changed': 'given another address'}
BY_HAND = 'It was switched off before this was sent.'


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address as its owner sees it; times in UTC. No `areas` means all of them.

    `key_name` is the API key that has made it, and with which it ends; None where its owner did by hand.
    """

    id: str
    url: str
    events: tuple[str, ...]
    areas: tuple[str, ...]
    is_enabled: bool
    disabled_reason: str | None
    failing_since: datetime | None
    key_name: str | None
    created_at: datetime


def create(
    user_id: str, url: str, events: Collection[str], only: Collection[str] = (), key_id: str = ''
) -> tuple[Endpoint, str]:
    """Make a webhook; returns it and its secret, this once. `only` limits it to these areas.

    `key_id` is the API key that asks: what it has made ends with it.

    Raises
    ------
    Invalid
        The address leads inside or is none, or an event or an area is not known.
    NotAllowed
        There are too many.
    ConfirmFirst
        It is a while since they signed in; programs need a key that writes, and whoever owns it hears by mail.
    """
    address = _checked(url, events, only)
    secret = signing.fresh()
    with transaction() as session:
        user = accounts.acting(session, user_id)
        reauthentication.check(session, keys=True)
        theirs = sa.select(sa.func.count()).select_from(Webhook).where(col(Webhook.user_id) == user_id)
        if (session.scalar(theirs) or 0) >= MOST:
            raise NotAllowed(f'You have {MOST} webhooks, which is the most. Remove one first.')
        row = Webhook(user_id=user_id, url=url.strip(), secret=signing.seal(secret))
        row.events, row.areas = _events(events), json.dumps(sorted(set(only)))
        _take_over(session, row, key_id)
        session.add(row)
        session.flush()
        _tell(session, user, 'webhook.created', row, address)
        return _endpoint(row), secret


def mine(user_id: str) -> list[Endpoint]:
    """All of a user, the newest first."""
    theirs = select(Webhook).where(col(Webhook.user_id) == user_id)
    with reading() as session:
        return [
            _endpoint(row)
            for row in session.exec(theirs.order_by(col(Webhook.created_at).desc(), col(Webhook.id).desc()))
        ]


def endpoint(user_id: str, webhook_id: str) -> Endpoint:
    """One of this user; raises NotFound for somebody else's."""
    with reading() as session:
        return _endpoint(owned(session, user_id, webhook_id))


def change(
    user_id: str,
    webhook_id: str,
    *,
    url: str | None = None,
    events: Collection[str] | None = None,
    only: Collection[str] | None = None,
    is_enabled: bool | None = None,
    key_id: str = '',
    look: Look = unseen,
) -> Endpoint:
    """Change what is named; raises as `create`, and NotFound. One that is switched off sends nothing that waits. `look`
    is shown it as it was. Whoever gives it an address or switches it on has made it from then on."""
    before = endpoint(user_id, webhook_id)
    moved = None if url is None or url.strip() == before.url else url.strip()
    address = _checked(moved, events, only)
    with transaction() as session:
        user, row = accounts.acting(session, user_id), owned(session, user_id, webhook_id)
        look(_endpoint(row))
        if address is not None and moved is not None:
            reauthentication.check(session, keys=True)
            row.url, row.failing_since = moved, None
            _take_over(session, row, key_id)
            _tell(session, user, 'webhook.changed', row, address)
        if events is not None:
            row.events = _events(events)
        if only is not None:
            row.areas = json.dumps(sorted(set(only)))
        if is_enabled is not None and is_enabled != row.is_enabled:
            switch(session, row, on=is_enabled, why=BY_HAND)
            row.disabled_reason = None
            if is_enabled:
                _take_over(session, row, key_id)
            audit.note(session, 'webhook.changed', user, target=row.id, after={'enabled': is_enabled})
        session.add(row)
        session.flush()
        return _endpoint(row)


def rotate(user_id: str, webhook_id: str) -> tuple[Endpoint, str]:
    """Give it a new secret, and return that, this once; the old one signs beside it for a day.

    Raises
    ------
    NotFound, ConfirmFirst
        As `change`.
    """
    secret = signing.fresh()
    with transaction() as session:
        user, row = accounts.acting(session, user_id), owned(session, user_id, webhook_id)
        reauthentication.check(session, keys=True)
        row.old_secret, row.old_secret_until = row.secret, utc_now() + OLD_SECRET_HOLDS
        row.secret = signing.seal(secret)
        session.add(row)
        audit.note(session, 'webhook.secret', user, target=row.id, after={'url': row.url})
        session.flush()
        return _endpoint(row), secret


def delete(user_id: str, webhook_id: str, look: Look = unseen) -> None:
    """Remove it, with all that was sent; raises NotFound for somebody else's. `look` is shown it as it was."""
    with transaction() as session:
        user, row = accounts.acting(session, user_id), owned(session, user_id, webhook_id)
        look(_endpoint(row))
        session.delete(row)
        audit.note(session, 'webhook.removed', user, target=webhook_id, before={'url': row.url})


def owned(session: Session, user_id: str, webhook_id: str) -> Webhook:
    """The row of one of this user; raises NotFound for somebody else's."""
    row = session.get(Webhook, webhook_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def switch(session: Session, row: Webhook, *, on: bool, why: str) -> None:
    """Switch one on, as if nothing had ever failed, or off, so that nothing more that waits is sent."""
    row.is_enabled, row.failing_since = on, None
    session.add(row)
    if not on:
        waits = (col(WebhookDelivery.webhook_id) == row.id, col(WebhookDelivery.next_attempt_at).is_not(None))
        session.execute(sa.update(WebhookDelivery).where(*waits).values(next_attempt_at=None, error=why))


def _checked(url: str | None, events: Collection[str] | None, only: Collection[str] | None) -> outbound.Address | None:
    """The address, once it was found to lead to where something may be sent; None is not looked at.

    All that is wrong is told at once: raises Invalid.
    """
    wrong: dict[str, str] = {}
    address = None
    try:
        address = None if url is None else outbound.check(url)
    except (AddressRefused, NoAnswer) as error:
        wrong['url'] = str(error)
    if events is not None and not events:
        wrong['events'] = 'Choose at least one event.'
    if unknown := sorted(set(events or ()) - kinds().keys()):
        wrong['events'] = f'There is no event “{unknown[0][:60]}”. There are {", ".join(kinds())}.'
    if unknown := sorted(set(only or ()) - {area.name for area in areas.each()}):
        wrong['areas'] = f'There is no part of LevelMix called “{unknown[0][:60]}”.'
    if wrong:
        raise Invalid(wrong)
    return address


def _take_over(session: Session, row: Webhook, key_id: str) -> None:
    key = session.get(ApiKey, key_id) if key_id else None
    if key_id and key is None:
        raise SignedOut('This API key was revoked meanwhile.')
    row.key_id, row.key_name = (key.id, key.name) if key is not None else (None, None)


def _events(events: Collection[str]) -> str:
    return json.dumps([kind for kind in kinds() if kind in set(events)])


def _tell(session: Session, user: User, action: str, row: Webhook, address: outbound.Address | None) -> None:
    """Whoever has the account learns of it by mail: what is sent there goes on after a password has changed."""
    host = address.host if address is not None else ''
    audit.note(session, action, user, target=row.id, after={'host': host})
    if settings().accounts == 'on':
        said = f'A webhook was {MADE[action]}: from now on {host} is told what happens in your account.'
        letter = Letter('A webhook of your account', (said,), 'Look at your account', '/account', NOT_YOU)
        mail.post(session, user.email, letter)


def _endpoint(row: Webhook) -> Endpoint:
    values: dict[str, Any] = {name: getattr(row, name) for name in Endpoint.__slots__}
    return Endpoint(**values | {'events': tuple(json.loads(row.events)), 'areas': tuple(json.loads(row.areas))})
