"""All payments, one by one or from one on, for admins and their programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.accounts.admins import require_admin
from app.billing.admin import left
from app.db import reading
from app.errors import NotFound
from models import BillingTransaction, User
from models.types import Timestamp


@dataclass(frozen=True, slots=True)
class Transaction:
    """One payment, and who paid; `left_cents` may still be given back."""

    row: BillingTransaction
    email: str | None
    left_cents: int


def behind(status: str, last: tuple[datetime, str] | None, limit: int) -> list[Transaction]:
    """All payments, the latest first, from one on: those behind `last`, when it was made and its id."""
    require_admin()
    made, by_id = col(BillingTransaction.created_at), col(BillingTransaction.id)
    found = _with_payer()
    if status:
        found = found.where(col(BillingTransaction.status) == status)
    if last is not None:
        found = found.where(sa.tuple_(made, by_id) < sa.tuple_(sa.literal(last[0], Timestamp()), sa.literal(last[1])))
    with reading() as session:
        rows = session.execute(found.order_by(made.desc(), by_id.desc()).limit(limit))
        return [Transaction(row, email, left(row)) for row, email in rows]


def get(transaction_id: str) -> Transaction:
    """One payment; raises NotFound where there is none."""
    require_admin()
    with reading() as session:
        found = session.execute(_with_payer().where(col(BillingTransaction.id) == transaction_id)).first()
    if found is None:
        raise NotFound('There is no such payment.')
    return Transaction(found[0], found[1], left(found[0]))


def _with_payer() -> Any:
    return sa.select(BillingTransaction, col(User.email)).outerjoin(User, col(User.id) == BillingTransaction.user_id)
