"""Credits: a balance that many processes share, and a ledger of all that was ever added to it or taken.

A job takes its credits when it is submitted, by one conditional UPDATE in the same transaction, so that nobody can
submit more than they have. They are spent when the job brings something, otherwise they come back, in the transaction
that ends it: whoever is killed in between has done neither, and whoever ends the job later does it once.

What a month grants is gone at its end; what was bought stays. The new month is begun by whoever looks first, or by the
upkeep.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.admin_actions import user_or_404
from app.accounts.entitlements import CREDITS
from app.accounts.tiers import granted_to, month_start, next_month, way_up
from app.accounts.usage import day
from app.config import settings
from app.config.payments import priced
from app.db import reading, transaction
from app.errors import NotAllowed, OverLimit
from models import CreditEntry, Subscription, UsageRecord, User

REASONS = {
    'sign_up': 'First credits',
    'monthly': 'Credits of the month',
    'expired': 'Left over from last month',
    'hold': 'Set aside for a job',
    'spent': 'Spent on a job',
    'held': 'Set aside for a job',
    'release': 'Came back: the job brought nothing',
    'pack': 'Bought',
    'refund': 'Bought credits refunded',
    'admin': 'By an admin',
}
"""What people read of each `reason_code`."""
OF_JOBS = ('hold', 'spent', 'held', 'release')
BEGINNINGS = ('sign_up', 'monthly')
PAGE = 50
AT_ONCE, IN_ONE = 2000, 50
"""How many users one upkeep begins the month of, and how many of them in one transaction."""
ROW: sa.ColumnClause[int] = sa.literal_column('credit_ledger.rowid')
"""The order in which entries were made, also within a second."""


def cost(kind: str) -> int:
    """How many credits a job of this kind takes, by the settings."""
    return priced(settings().credit_costs).get(kind, settings().credit_cost)


def hold(session: Session, user_id: str, amount: int, kind: str, job_id: str) -> None:
    """Set credits aside for a job, in the transaction that submits it or tries it again.

    Raises
    ------
    OverLimit
        There are fewer than that.
    """
    if amount <= 0 or settings().accounts == 'off':
        return
    renew(session, user_id)
    if not _move(session, user_id, -amount, 'hold', kind, job_id):
        left = _balance(session, user_id)
        raise OverLimit(
            f'This takes {amount:,} credits, and you have {left:,}. New ones come on {day(next_month())}. {way_up()}'
        )


def settle(session: Session, job_id: str, *, spent: bool) -> int:
    """Spend what is set aside for a job, or give it back; returns how many credits it took. Called again, nothing."""
    mine = (col(CreditEntry.related_entity_id) == job_id, col(CreditEntry.reason_code) == 'hold')
    open_holds = (
        sa.update(CreditEntry)
        .where(*mine)
        .values(reason_code='spent' if spent else 'held')
        .returning(col(CreditEntry.user_id), col(CreditEntry.delta), col(CreditEntry.related_entity_type))
    )
    taken = 0
    for user_id, delta, kind in session.execute(open_holds).all():
        taken -= delta
        if not spent:
            _move(session, user_id, -delta, 'release', kind, job_id)
    return taken if spent else 0


def record_use(session: Session, user_id: str, product: str, feature: str, taken: int) -> None:
    """Write down that a job of this kind has brought something; for the month's meters and the admin's report."""
    product = 'levelmix' if product == 'leveling' else product
    theirs = select(Subscription.id).where(
        col(Subscription.user_id) == user_id, col(Subscription.product).in_((product, 'levelmix'))
    )
    mine = session.exec(theirs.order_by(sa.desc(col(Subscription.product) == product)).limit(1)).first()
    if mine is not None:
        session.add(UsageRecord(subscription_id=mine, user_id=user_id, feature=feature, credits=taken))


def add(session: Session, user_id: str, amount: int, reason: str, entity: str | None = None, of: str = '') -> int:
    """Add credits, or take away as many of them as there are (`amount` below zero); returns how many that were."""
    if amount < 0:
        amount = -min(
            -amount, session.execute(sa.select(col(User.credits)).where(col(User.id) == user_id)).scalar_one()
        )
    if amount:
        _move(session, user_id, amount, reason, of or None, entity)
    return amount


def renew(session: Session, user_id: str, *, at_once: bool = False) -> None:
    """Begin the month of a user: what the last one has left over goes, and what their plan grants comes.

    Parameters
    ----------
    at_once : also in the middle of a month, because they have a better plan now.
    """
    last = session.exec(
        select(CreditEntry)
        .where(col(CreditEntry.user_id) == user_id, col(CreditEntry.reason_code).in_(BEGINNINGS))
        .order_by(ROW.desc())
        .limit(1)
    ).first()
    if last is not None and last.recorded_at >= month_start() and not at_once:
        return
    fresh = granted_to(session, user_or_404(session, user_id)).allow.get(CREDITS) or 0
    if at_once and last is not None and fresh <= last.delta:
        return
    if last is not None:
        add(session, user_id, -max(0, last.delta - _used_since(session, last)), 'expired')
    add(session, user_id, fresh, 'monthly')


def renew_due() -> int:
    """Begin the month of those who have not looked so far, some of them at a time; returns how many."""
    if settings().accounts == 'off':
        return 0
    begun = sa.select(col(CreditEntry.id)).where(
        col(CreditEntry.user_id) == col(User.id),
        col(CreditEntry.recorded_at) >= month_start(),
        col(CreditEntry.reason_code).in_(BEGINNINGS),
    )
    with reading() as session:
        found = list(session.scalars(sa.select(col(User.id)).where(~begun.exists()).limit(AT_ONCE)))
    for start in range(0, len(found), IN_ONE):
        with transaction() as session:
            for user_id in found[start : start + IN_ONE]:
                if session.get(User, user_id) is not None:  # or they have left in between
                    renew(session, user_id)
    return len(found)


def balance(user_id: str) -> int:
    """How many credits a user has now."""
    with transaction() as session:
        renew(session, user_id)
        return _balance(session, user_id)


def statement(user_id: str, page: int = 1) -> tuple[list[CreditEntry], int]:
    """One page of a user's ledger, the latest first, and how many entries there are."""
    mine = col(CreditEntry.user_id) == user_id
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(CreditEntry).where(mine)) or 0
        rows = select(CreditEntry).where(mine).order_by(ROW.desc()).offset((page - 1) * PAGE).limit(PAGE)
        return list(session.exec(rows)), total


def ledger(user_id: str, before: int | None, limit: int) -> list[tuple[CreditEntry, int]]:
    """A user's entries from one on, the latest first: those before this place in the ledger; each with its own."""
    mine = sa.select(CreditEntry, ROW.label('place')).where(col(CreditEntry.user_id) == user_id)
    if before is not None:
        mine = mine.where(before > ROW)
    with reading() as session:
        return [(entry, int(place)) for entry, place in session.execute(mine.order_by(ROW.desc()).limit(limit))]


def statement_rows(user_id: str) -> Iterator[tuple[str, int, str, int, str, str]]:
    """All of it as rows of a table, the oldest first: when, how many, why, what was left then, of what, which."""
    with reading() as session:
        for one in session.exec(select(CreditEntry).where(col(CreditEntry.user_id) == user_id).order_by(ROW)):
            yield (
                f'{one.recorded_at:%Y-%m-%d %H:%M:%S}',
                one.delta,
                REASONS.get(one.reason_code, one.reason_code),
                one.balance_after,
                one.related_entity_type or '',
                one.related_entity_id or '',
            )


def check_change(amount: int) -> int:
    """What an admin gives or takes; raises NotAllowed for nothing, or for more than anybody should have."""
    if not 0 < abs(amount) <= 10_000_000:
        raise NotAllowed('Write how many credits to add, or to take with a minus: up to ten million.')
    return amount


def _balance(session: Session, user_id: str) -> int:
    return int(session.execute(sa.select(col(User.credits)).where(col(User.id) == user_id)).scalar_one())


def _used_since(session: Session, last: CreditEntry) -> int:
    """How many credits jobs have taken since an entry, less what has come back."""
    since = sa.select(sa.literal_column('rowid', sa.Integer)).where(col(CreditEntry.id) == last.id)
    took = sa.select(sa.func.sum(col(CreditEntry.delta))).where(
        col(CreditEntry.user_id) == last.user_id,
        col(CreditEntry.reason_code).in_(OF_JOBS),
        since.scalar_subquery() < ROW,
    )
    return max(0, -(session.scalar(took) or 0))


def _move(
    session: Session, user_id: str, delta: int, reason: str, entity_type: str | None, entity_id: str | None
) -> bool:
    """Change the balance and write it down; False, and nothing is done, where too little is there."""
    after = session.execute(
        sa.update(User)
        .where(col(User.id) == user_id, col(User.credits) + delta >= 0)
        .values(credits=col(User.credits) + delta)
        .returning(col(User.credits))
    ).scalar_one_or_none()
    if after is None:
        return False
    session.add(
        CreditEntry(
            user_id=user_id,
            delta=delta,
            reason_code=reason,
            related_entity_type=entity_type,
            related_entity_id=entity_id,
            balance_after=after,
        )
    )
    session.flush()
    return True
