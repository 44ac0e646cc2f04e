"""What admins see and change: plans with prices and limits, what one user is granted, and all payments."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import audit, credits
from app.accounts.admins import administering, require_admin
from app.accounts.password_sign_in import by_email
from app.billing.money import LARGEST, checked, parsed, read_as
from app.billing.offers import STATUS, Paid, as_line
from app.db import reading
from app.errors import Invalid, NotAllowed, NotFound
from models import BillingTransaction, EntitlementOverride, Plan, User
from models.types import utc_now

PAGE = 50
NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Payments:
    """A page of all payments; `found` has who paid, the line and how many cents may still be given back."""

    found: list[tuple[str, Paid, int]]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Granted:
    """What one user is granted beyond their plans."""

    id: str
    email: str
    key: str
    value: int | None
    until: datetime | None
    reason: str


def plans() -> list[Plan]:
    """All plans and packs, in their order."""
    require_admin()
    with reading() as session:
        return list(session.exec(select(Plan).order_by(col(Plan.position), col(Plan.code))))


def save_plan(
    code: str, name: str, price: str, currency: str, limits: str, stripe_price_id: str, trial_days: str, *, public: bool
) -> None:
    """Change a plan. Who has it keeps the price at the provider; what it grants changes for everybody at once.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be as it is.
    """
    after = Invalid.read({
        'name': lambda: _checked_name(name),
        'price_cents': lambda: parsed(price, read_as(currency)),
        'currency': lambda: checked(currency),
        'limits': lambda: _checked_limits(limits),
        'stripe_price_id': lambda: stripe_price_id.strip() or None,
        'trial_days': lambda: _checked_days(trial_days),
        'is_public': lambda: public,
    })  # fmt: skip
    _save(code, after)


def change_plan(code: str, sent: Mapping[str, Any]) -> Plan:
    """The same with what a program sends of it, by the names of the columns; what it does not send stays."""
    known: dict[str, Callable[[Any], Any]] = {
        'name': _checked_name,
        'price_cents': _checked_price,
        'currency': checked,
        'limits': _checked_grants,
        'trial_days': lambda days: _checked_days(str(days)),
    }
    readers = {key: partial(known.get(key, _as_sent), value) for key, value in sent.items()}
    return _save(code, Invalid.read(readers))


def _save(code: str, after: dict[str, Any]) -> Plan:
    with administering() as (session, admin):
        plan = session.get(Plan, code)
        if plan is None:
            raise NotFound('This plan does not exist any more.')
        before = {key: getattr(plan, key) for key in after}
        if plan.tier == 'FREE' and after.get('price_cents'):
            raise Invalid({'price_cents': 'The free plan of a product stays free: everybody has it.'})
        for key, value in after.items():
            setattr(plan, key, value)
        plan.updated_at = utc_now()
        session.add(plan)
        audit.note(session, 'plan.saved', admin, target=code, before=before, after=after)
    return plan


def get_plan(code: str) -> Plan:
    """One plan; raises NotFound where there is none."""
    require_admin()
    with reading() as session:
        plan = session.get(Plan, code)
    if plan is None:
        raise NotFound('This plan does not exist any more.')
    return plan


def grant(email: str, key: str, value: str, until: datetime | None, reason: str) -> None:
    """Grant something to one user beyond their plans; the same name again replaces it. Empty `value`: without end."""
    key, value = key.strip(), value.strip()
    Invalid.read({'key': lambda: _check_key(key), 'value': lambda: _check_value(value)})
    with administering() as (session, admin):
        user = _addressed(session, email)
        mine = select(EntitlementOverride).where(
            col(EntitlementOverride.user_id) == user.id, col(EntitlementOverride.key) == key
        )
        row = session.exec(mine).first() or EntitlementOverride(user_id=user.id, key=key)
        before = {'value': row.value, 'until': row.until}
        row.value, row.until, row.reason, row.by = (
            int(value) if value else None,
            until,
            reason.strip()[:200],
            admin.email,
        )
        session.add(row)
        after = {'key': key, 'value': row.value, 'until': until}
        audit.note(session, 'entitlement.granted', admin, target=user.id, before=before, after=after)


def revoke(override_id: str) -> None:
    """Take back what was granted to one user."""
    with administering() as (session, admin):
        row = session.get(EntitlementOverride, override_id)
        if row is not None:
            session.delete(row)
            before = {'key': row.key, 'value': row.value}
            audit.note(session, 'entitlement.revoked', admin, target=row.user_id, before=before, after={})


def granted() -> list[Granted]:
    """All that was granted to single users."""
    require_admin()
    with reading() as session:
        rows = session.execute(
            sa.select(EntitlementOverride, col(User.email))
            .join(User, col(User.id) == col(EntitlementOverride.user_id))
            .order_by(col(User.email), col(EntitlementOverride.key))
            .limit(500)
        )
        return [Granted(row.id, email, row.key, row.value, row.until, row.reason) for row, email in rows]


def adjust_credits(email: str, amount: str) -> None:
    """Give credits to a user, or take some away with a minus."""
    change = Invalid.read({'value': lambda: _checked_change(amount)})['value']
    with administering() as (session, admin):
        user = _addressed(session, email)
        done = credits.add(session, user.id, change, 'admin')
        audit.note(session, 'credits.adjusted', admin, target=user.id, after={'credits': done})


def payments(status: str = '', page: int = 1) -> Payments:
    """All payments, the latest first, a page at a time; of one status if that is wanted."""
    require_admin()
    with reading() as session:
        which = [col(BillingTransaction.status) == status] if status in STATUS else []
        total = session.scalar(sa.select(sa.func.count()).select_from(BillingTransaction).where(*which)) or 0
        pages = max(1, -(-total // PAGE))
        page = min(max(1, page), pages)
        rows = session.execute(
            sa.select(BillingTransaction, col(User.email))
            .outerjoin(User, col(User.id) == col(BillingTransaction.user_id))
            .where(*which)
            .order_by(col(BillingTransaction.created_at).desc(), col(BillingTransaction.id))
            .offset((page - 1) * PAGE)
            .limit(PAGE)
        ).all()
        named = {plan.code: plan for plan in session.exec(select(Plan))}
    found = [(email or 'a closed account', as_line(row, named), left(row)) for row, email in rows]
    return Payments(found, page, pages)


def _addressed(session: Session, email: str) -> User:
    """Who has this address; raises Invalid where nobody has."""
    user = by_email(session, email.strip().lower())
    if user is None:
        raise Invalid({'email': f'Nobody here has the address {email}.'})
    return user


def _check_key(key: str) -> None:
    if not key or len(key) > NAME_LIMIT or '.' not in key:
        raise NotAllowed('Write what is granted as a plan’s limits name it, like leveling.uploads.')


def _check_value(value: str) -> None:
    if value and not (value.isdecimal() and len(value) < 10):
        raise NotAllowed('Write how much of it as a number, or leave it empty for no limit.')


def _checked_change(amount: str) -> int:
    said = amount.strip().replace('−', '-')
    if not said.removeprefix('-').isdecimal() or len(said) > 10:
        raise NotAllowed('Write how many credits to add, or to take with a minus.')
    return credits.check_change(int(said))


def left(row: BillingTransaction) -> int:
    """How many cents of a payment may still be given back."""
    paid = row.status == 'succeeded' and row.payment_ref is not None
    return row.amount_cents - row.refunded_cents if paid else 0


def _checked_name(said: str) -> str:
    name = ' '.join(said.split())
    if not 0 < len(name) <= NAME_LIMIT:
        raise NotAllowed(f'Give the plan a name of up to {NAME_LIMIT} characters.')
    return name


def _checked_days(said: str) -> int:
    if not (said.strip().isdecimal() and len(said.strip()) < 5) or int(said) > 365:
        raise NotAllowed('Write how many days are free at the beginning: 0 to 365.')
    return int(said)


def _checked_price(cents: int) -> int:
    if not 0 <= cents <= LARGEST:
        raise NotAllowed(f'A price goes from 0 to {LARGEST:,} of the smallest unit of its currency.')
    return cents


def _checked_grants(sent: Mapping[str, int | None]) -> str:
    for key, value in sent.items():
        if not key or len(key) > NAME_LIMIT or not (value is None or 0 <= value < 10**9):
            raise NotAllowed(f'“{key[:60]}” is no limit: each has a name, and a number or no end.')
    return json.dumps(dict(sent))


def _as_sent(value: Any) -> Any:
    return value


def _checked_limits(said: str) -> str:
    """What a plan grants, a line for each: `leveling.uploads = 4`; nothing behind the sign is without end."""
    found: dict[str, int | None] = {}
    for line in filter(None, (line.strip() for line in said.splitlines())):
        key, sign, value = (part.strip() for part in line.partition('='))
        if not sign or not key or (value and not (value.isdecimal() and len(value) < 10)):
            raise NotAllowed(f'“{line[:60]}” is no limit: write each in a line, like leveling.uploads = 4.')
        found[key] = int(value) if value else None
    return json.dumps(found)


def limits_text(plan: Plan) -> str:
    """The same for the form."""
    return '\n'.join(f'{key} = {"" if n is None else n}' for key, n in json.loads(plan.limits).items())
