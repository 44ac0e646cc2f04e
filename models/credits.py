"""What users may use up beyond their tier: credits with every movement, and what admins grant to one of them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from models.billing import Plan, Subscription
from models.types import NOW, Timestamp, new_id, utc_now
from models.users import User


class CreditEntry(SQLModel, table=True):
    """One movement of a user's credits. Their sum is `users.credits`, which `balance_after` says as of then.

    A `hold` is taken when a job is submitted. It becomes `spent` when that brings something, otherwise `held`, with a
    `release` of the same amount.
    """

    __tablename__ = 'credit_ledger'
    __table_args__ = (
        sa.Index('idx_credit_ledger_user', 'user_id', 'recorded_at'),
        sa.Index('idx_credit_ledger_entity', 'related_entity_id', 'reason_code'),
    )

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    delta: int = Field(sa_type=sa.Integer)
    reason_code: str = Field(sa_type=sa.Text)
    related_entity_type: str | None = Field(default=None, sa_type=sa.Text)
    related_entity_id: str | None = Field(default=None, sa_type=sa.Text)
    balance_after: int = Field(sa_type=sa.Integer)
    recorded_at: datetime = Field(default_factory=utc_now, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW})


class EntitlementOverride(SQLModel, table=True):
    """What an admin has granted to one user beyond their plans; `value` None is without end."""

    __tablename__ = 'entitlement_overrides'
    __table_args__ = (sa.UniqueConstraint('user_id', 'key', name='uq_entitlement_overrides_user_key'),)

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=sa.Text)
    user_id: str = Field(foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    key: str = Field(sa_type=sa.Text)
    value: int | None = Field(default=None, sa_type=sa.Integer)
    reason: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    until: datetime | None = Field(default=None, sa_type=Timestamp)
    by: str = Field(default='', sa_type=sa.Text, sa_column_kwargs={'server_default': sa.text("''")})
    created_at: datetime = Field(
        default_factory=utc_now, nullable=True, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW}
    )


@sa.event.listens_for(User, 'after_insert')
def _begin_with_what_everybody_has(_: Any, connection: sa.Connection, user: User) -> None:
    """Give a new user their first credits and the free plan of each product, wherever accounts are made."""
    first = {'user_id': user.id, 'delta': user.credits, 'reason_code': 'sign_up', 'balance_after': user.credits}
    connection.execute(sa.insert(CreditEntry).values(id=new_id(), **first))
    free = connection.execute(sa.select(col(Plan.product), col(Plan.code)).where(col(Plan.tier) == 'FREE')).all()
    rows = [{'id': new_id(), 'user_id': user.id, 'product': one.product, 'plan_code': one.code} for one in free]
    if rows:
        connection.execute(sa.insert(Subscription), rows)
