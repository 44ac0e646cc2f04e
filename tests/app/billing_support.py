"""Plans, payments and events for the tests of them: with the stand-in, whose events are heard when the test says so."""

import json
from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import col, select

from app import api
from app.billing import shop, stand_in_events
from app.billing.stand_in import press
from app.billing.stand_in_store import Behaviour
from app.db import reading, transaction
from models import (
    BillingTransaction,
    CreditEntry,
    Plan,
    StandInObject,
    Subscription,
    User,
    WebhookEvent,
    WebhookFailure,
)
from models.types import utc_now


def hear(client: TestClient | None = None) -> list[int]:
    """Send all events that are due over HTTP to the application, as the messenger does; returns how it answered."""
    answers: list[int] = []
    asked = client or TestClient(api.create(), raise_server_exceptions=False)

    def send(body: bytes, signature: str) -> bool:
        answer = asked.post(stand_in_events.PATH, content=body, headers={'Stripe-Signature': signature})
        answers.append(answer.status_code)
        return answer.is_success

    stand_in_events.work(send)
    return answers


def checkout_of(address: str) -> str:
    """The checkout at the end of a pay page's address."""
    return address.rpartition('/')[2]


def bought(user_id: str, plan: str, *, coupon: str = '', how: Behaviour | None = None) -> None:
    """Choose a plan or a pack, pay for it, and let the events be heard."""
    press(checkout_of(shop.buy(user_id, plan, coupon)), 'pay', how)
    hear()


def plan_of(user_id: str, product: str) -> Subscription:
    with reading() as session:
        mine = select(Subscription).where(col(Subscription.user_id) == user_id, col(Subscription.product) == product)
        return session.exec(mine).one()


def payments(user_id: str) -> list[tuple[str, str, int]]:
    """Type, status and cents of each transaction, in their order."""
    with reading() as session:
        mine = select(BillingTransaction).where(col(BillingTransaction.user_id) == user_id)
        rows = session.exec(mine.order_by(col(BillingTransaction.created_at), col(BillingTransaction.status))).all()
    return [(one.type, one.status, one.amount_cents) for one in rows]


def transactions(user_id: str) -> list[BillingTransaction]:
    with reading() as session:
        return list(session.exec(select(BillingTransaction).where(col(BillingTransaction.user_id) == user_id)))


def credit_rows(user_id: str) -> list[tuple[str, int]]:
    with reading() as session:
        mine = select(CreditEntry).where(col(CreditEntry.user_id) == user_id)
        return [(one.reason_code, one.delta) for one in session.exec(mine) if one.reason_code != 'sign_up']


def balance(user_id: str) -> int:
    with reading() as session:
        return session.get_one(User, user_id).credits


def waiting_events() -> list[str]:
    """The types of the events that the stand-in still has to send."""
    with reading() as session:
        rows = session.exec(select(StandInObject).where(col(StandInObject.kind) == 'event')).all()
    return sorted(json.loads(row.state)['body']['type'] for row in rows)


def events() -> list[tuple[str, str | None]]:
    """Type and outcome of every event that was kept."""
    with reading() as session:
        return sorted((row.type, row.outcome) for row in session.exec(select(WebhookEvent)))


def failures() -> list[WebhookFailure]:
    with reading() as session:
        return list(session.exec(select(WebhookFailure)))


def set_plan(code: str, **values: Any) -> None:
    """Change a plan without an admin."""
    with transaction() as session:
        plan = session.get_one(Plan, code)
        for name, value in values.items():
            setattr(plan, name, value)
        session.add(plan)


def let_all_be_due(*kinds: str) -> None:
    """All that the stand-in has to do later is to be done now, or that of these kinds."""
    which = (col(StandInObject.due_at).is_not(None), col(StandInObject.kind).in_(kinds or ('event', 'subscription')))
    with transaction() as session:
        for row in session.exec(select(StandInObject).where(*which)):
            row.due_at = utc_now()
            session.add(row)
