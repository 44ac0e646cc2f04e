"""What an artist wants to reach by a day, and how far they are at the pace of the last weeks."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.artist import metrics, series
from app.artist.metrics import Kind, Metric
from app.artist.series import Series
from app.db import reading, transaction
from app.errors import Invalid, NotFound
from models import ArtistGoal
from models.types import utc_now

MOST = 50
PACE_DAYS = 28
FARTHEST_DAYS = 3650
GONE = 'This goal does not exist any more.'


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal and how far it is. `now` is the last value, or of a flow the sum of the last 28 known days; None without
    one. `per_day` is the pace of the last 28 days, `around` the day on which that would reach it; None where it would
    not, or is not known."""

    id: str
    metric: Metric
    target: float
    due: date | None
    now: float | None
    as_of: date | None
    per_day: float | None
    around: date | None
    is_reached: bool

    @property
    def is_on_track(self) -> bool | None:
        """Whether it would be reached by its day; None where that cannot be said."""
        if self.is_reached or self.around is None or self.due is None:
            return True if self.is_reached else None
        return self.around <= self.due


def add(user_id: str, platform: str, metric_type: str, target: float, due: date | None = None) -> str:
    """Set a goal; returns its id. Raises NotFound where no number is so called, and Invalid."""
    metric = metrics.find(platform, metric_type)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        wrong = {}
        if not 0 < target <= 1e12:
            wrong['target'] = 'Choose a number above zero.'
        if due is not None and not 0 <= (due - metric.today(utc_now(), user.timezone)).days <= FARTHEST_DAYS:
            wrong['due'] = 'Choose a day from today on, within ten years.'
        mine = sa.select(sa.func.count()).select_from(ArtistGoal).where(*_mine(user_id))
        if not wrong and (session.scalar(mine) or 0) >= MOST:
            wrong['target'] = f'You have {MOST} goals already. Delete one first.'
        if wrong:
            raise Invalid(wrong)
        row = ArtistGoal(artist_id=user_id, platform=platform, metric_type=metric_type, target=target, due=due)
        session.add(row)
        session.flush()
        after = {'platform': platform, 'metric': metric_type, 'target': target, 'due': due and due.isoformat()}
        audit.note(session, 'goal.set', user, target=row.id, entity='goal', after=after)
        return row.id


def listed(user_id: str) -> list[GoalView]:
    """An artist's goals, the oldest first."""
    with reading() as session:
        rows = session.scalars(sa.select(ArtistGoal).where(*_mine(user_id)).order_by(col(ArtistGoal.created_at)))
        return [_view(session, row) for row in rows]


def get(user_id: str, goal_id: str) -> GoalView:
    """One goal; raises NotFound."""
    with reading() as session:
        return _view(session, _owned(session, user_id, goal_id))


def delete(user_id: str, goal_id: str) -> None:
    """Give a goal up; raises NotFound."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _owned(session, user_id, goal_id)
        row.deleted_at = utc_now()
        session.add(row)
        audit.note(session, 'goal.deleted', user, target=row.id, entity='goal', before={'target': row.target})


def note_reached(session: Session, user_id: str) -> None:
    """Write down which goals are reached, in the transaction of whatever has brought numbers: they stay reached."""
    open_ones = (*_mine(user_id), col(ArtistGoal.reached_at).is_(None))
    for row in session.scalars(sa.select(ArtistGoal).where(*open_ones)):
        now, _ = _now(series.read(session, user_id, row.platform, row.metric_type))
        if now is not None and now >= row.target:
            row.reached_at = utc_now()
            session.add(row)


def _view(session: Session, row: ArtistGoal) -> GoalView:
    found = series.read(session, row.artist_id, row.platform, row.metric_type).trusted()
    now, as_of = _now(found)
    reached = row.reached_at is not None or (now is not None and now >= row.target)
    pace = _pace(found)
    around = None
    if not reached and now is not None and as_of is not None and pace is not None and pace > 0:
        days = ceil((row.target - now) / pace)
        around = as_of + timedelta(days=days) if days <= FARTHEST_DAYS else None
    return GoalView(row.id, found.metric, row.target, row.due, now, as_of, pace, around, reached)


def _now(found: Series) -> tuple[float | None, date | None]:
    if not found.days:
        return None, None
    last = found.days[-1]
    if found.metric.kind == Kind.FLOW:
        return found.total(last - timedelta(days=PACE_DAYS - 1), last).value, last
    return found.values[-1], last


def _pace(found: Series) -> float | None:
    """What a total gains a day, by the last 28 days; None for other kinds, and where two values are missing."""
    if found.metric.kind != Kind.STOCK or not found.days:
        return None
    lately = found.between(found.days[-1] - timedelta(days=PACE_DAYS), found.days[-1])
    if len(lately.days) < 2:
        return None
    return (lately.values[-1] - lately.values[0]) / (lately.days[-1] - lately.days[0]).days


def _mine(user_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(ArtistGoal.artist_id) == user_id, col(ArtistGoal.deleted_at).is_(None))


def _owned(session: Session, user_id: str, goal_id: str) -> ArtistGoal:
    row = session.get(ArtistGoal, goal_id)
    if row is None or row.artist_id != user_id or row.deleted_at is not None:
        raise NotFound(GONE)
    return row
