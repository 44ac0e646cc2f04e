"""The streak: full weeks in a row, or days with a post, counted from the posts themselves each time somebody asks.

A week is full with as many posts as its artist wants of one, and stays full when they want more later. The week that
runs has until its Sunday is over. An empty week in which they pause ends nothing, and counts nothing.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.artist import choices, days, points, profiles
from app.db import PAGE, reading, transaction
from app.errors import NotAllowed
from models import ArtistPost, Profile, StreakPause, XpEntry
from models.types import utc_now

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
RULE = 'streak_week'
PAUSES = 2
"""So many weeks of a quarter may be paused."""
AHEAD = 8
"""So many weeks ahead a pause can be set; behind, it is the last week alone."""
LONGEST = 53 * 20


@dataclass(frozen=True, slots=True)
class Streak:
    """How a streak stands.

    Parameters
    ----------
    count : full weeks in a row, or days, this one included if it is full already.
    unit : 'week' or 'day'.
    goal : posts that fill a week; 1 where days are counted.
    posts : how many there are in this week, or today.
    until : the last day on which it can still be kept: the Sunday of this week, or today.
    ends_at : the moment at which that day is over.
    is_paused : whether this week is paused.
    paused : the Mondays of paused weeks from the last week on.
    pauses_left : of this quarter.
    saves : the Monday of the last week, if pausing it now would bring the streak back; `saved` is what it would be.
    last_day : the day of the last post.
    """

    count: int = 0
    unit: str = 'week'
    goal: int = 1
    posts: int = 0
    until: date = date.min
    ends_at: datetime | None = None
    is_paused: bool = False
    paused: tuple[date, ...] = ()
    pauses_left: int = PAUSES
    saves: date | None = None
    saved: int = 0
    last_day: date | None = None

    @property
    def is_full(self) -> bool:
        """Whether this week, or today, has all that it needs."""
        return self.posts >= self.goal

    @property
    def missing(self) -> int:
        """How many posts this week, or today, still needs."""
        return max(0, self.goal - self.posts)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def quarter_of(monday: date) -> tuple[int, int]:
    """The year and quarter that a week belongs to: those of its Thursday, as with its number."""
    thursday = monday + 3 * DAY
    return thursday.year, (thursday.month - 1) // 3


def weeks_in_a_row(
    posted: Mapping[date, int], today: date, goal: int, paused: Collection[date] = (), full: Collection[str] = ()
) -> int:
    """Full weeks in a row up to now.

    Parameters
    ----------
    posted : how many posts each day has.
    full : weeks, like 2026-W48, that were full when fewer posts were asked for.
    """
    by_week: Counter[date] = Counter()
    for day, count in posted.items():
        by_week[monday_of(day)] += count
    this = monday_of(today)

    def is_full(monday: date) -> bool:
        return by_week[monday] >= goal or points.week_of(monday) in full

    count, week = int(is_full(this)), this - WEEK
    for _ in range(LONGEST):
        if is_full(week):
            count += 1
        elif week not in paused:
            break
        week -= WEEK
    return count


def days_in_a_row(posted: Mapping[date, int], today: date, paused: Collection[date] = ()) -> int:
    """Days with a post in a row up to now; those of paused weeks may be empty."""
    count, day = int(posted.get(today, 0) > 0), today - DAY
    for _ in range(7 * LONGEST):
        if posted.get(day, 0):
            count += 1
        elif monday_of(day) not in paused:
            break
        day -= DAY
    return count


def of(user_id: str, *, now: datetime | None = None) -> Streak:
    """How somebody's streak stands."""
    with reading() as session:
        return read(session, user_id, now or utc_now())


def read(session: Session, user_id: str, now: datetime) -> Streak:
    """The same inside a transaction."""
    profile = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
    chosen = choices.of(profile) if profile is not None else choices.Choices()
    counting = days.of(session, user_id)
    today = counting.day(now)
    posted = _posted(session, user_id, today)
    paused = set(session.scalars(sa.select(col(StreakPause.week)).where(col(StreakPause.user_id) == user_id)))
    full = _full(session, user_id)
    monday, by_days = monday_of(today), chosen.streak_unit == 'day'

    def counted(paused: Collection[date]) -> int:
        if by_days:
            return days_in_a_row(posted, today, paused)
        return weeks_in_a_row(posted, today, chosen.week_goal, paused, full)

    last, count = monday - WEEK, counted(paused)
    can_save = last not in paused and _left(paused, last) > 0
    saved = counted({*paused, last}) if can_save else count
    until = today if by_days else monday + 6 * DAY
    return Streak(
        count=count,
        unit=chosen.streak_unit,
        goal=1 if by_days else chosen.week_goal,
        posts=posted.get(today, 0) if by_days else sum(n for day, n in posted.items() if monday_of(day) == monday),
        until=until,
        ends_at=counting.end(until),
        is_paused=monday in paused,
        paused=tuple(sorted(week for week in paused if week >= last)),
        pauses_left=_left(paused, monday),
        saves=last if saved > count else None,
        saved=saved,
        last_day=max(posted, default=None),
    )


def pause(user_id: str, week: date, *, now: datetime | None = None) -> Streak:
    """Pause a week, named by any of its days: the last one, this one, or one of the next eight.

    Raises
    ------
    NotAllowed
        Two weeks of its quarter are paused already, or it is too far away.
    """
    now, monday = now or utc_now(), monday_of(week)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        this = monday_of(days.of(session, user_id).day(now))
        if not this - WEEK <= monday <= this + AHEAD * WEEK:
            raise NotAllowed(f'The last week, this one and the {AHEAD} after it can be paused.')
        taken = set(session.scalars(sa.select(col(StreakPause.week)).where(col(StreakPause.user_id) == user_id)))
        if monday not in taken:
            if _left(taken, monday) < 1:
                raise NotAllowed(f'{PAUSES} weeks of this quarter are paused already. Your streak is as it was.')
            session.add(StreakPause(user_id=user_id, week=monday))
            audit.note(session, 'streak.paused', user, target=user_id, after={'week': points.week_of(monday)})
        session.flush()
        return keep(session, user_id, now)


def go_on(user_id: str, week: date, *, now: datetime | None = None) -> Streak:
    """Take the pause of a week back, as long as the week is not over; raises NotAllowed where it is."""
    now, monday = now or utc_now(), monday_of(week)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        if monday < monday_of(days.of(session, user_id).day(now)):
            raise NotAllowed('This week is over, so its pause stays.')
        gone = sa.delete(StreakPause).where(col(StreakPause.user_id) == user_id, col(StreakPause.week) == monday)
        if session.execute(gone.returning(col(StreakPause.id))).first() is not None:
            audit.note(session, 'streak.resumed', user, target=user_id, before={'week': points.week_of(monday)})
        return keep(session, user_id, now)


def keep(session: Session, user_id: str, now: datetime) -> Streak:
    """Write down how the streak stands after something has changed; a week that became full earns its points, one that
    is not any more gives them back."""
    stands = read(session, user_id, now)
    weeks, period = stands.count, points.week_of(days.of(session, user_id).day(now))
    if stands.unit == 'day':
        weeks = stands.count // 7
        is_full = stands.is_full and weeks > 0 and stands.count % 7 == 0
    else:
        is_full = stands.is_full
    if is_full:
        points.earn(session, user_id, RULE, period=period, times=weeks, now=now)
    elif stands.unit == 'week':
        points.take_back(session, user_id, RULE, period=period, now=now)
        stands = read(session, user_id, now)
    profile = profiles.ensure(session, user_id)
    profile.posting_streak = stands.count
    session.add(profile)
    return stands


def upkeep() -> None:
    """Bring what profiles say of streaks up to date, where a week or a day has ended without a post."""
    now = utc_now()
    with reading() as session:
        running = list(session.scalars(sa.select(col(Profile.user_id)).where(col(Profile.posting_streak) > 0)))
        ended = [user_id for user_id in running if read(session, user_id, now).count == 0]
    for start in range(0, len(ended), PAGE):
        with transaction() as session:
            those = sa.update(Profile).where(col(Profile.user_id).in_(ended[start : start + PAGE]))
            session.execute(those.values(posting_streak=0).execution_options(synchronize_session=False))


def _posted(session: Session, user_id: str, today: date) -> dict[date, int]:
    mine = (col(ArtistPost.user_id) == user_id, col(ArtistPost.deleted_at).is_(None), col(ArtistPost.day) <= today)
    by_day = sa.select(col(ArtistPost.day), sa.func.count()).where(*mine).group_by(col(ArtistPost.day))
    return {day: count for day, count in session.execute(by_day)}


def _full(session: Session, user_id: str) -> set[str]:
    mine = (col(XpEntry.user_id) == user_id, col(XpEntry.rule) == RULE, col(XpEntry.taken_back_at).is_(None))
    return set(session.scalars(sa.select(col(XpEntry.period)).where(*mine)))


def _left(paused: Collection[date], monday: date) -> int:
    """How many weeks of this one's quarter can still be paused."""
    return PAUSES - sum(quarter_of(week) == quarter_of(monday) for week in paused)
