"""Points: each thing once, as many as count, and the sum is always that of the lines."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from app.artist import points
from app.db import reading, transaction
from models import Notification, Profile, XpEntry

MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)


def earn(user_id: str, rule: str, reference: str = '', at: datetime = MONDAY, times: int = 1) -> int:
    with transaction() as session:
        return points.earn(session, user_id, rule, reference, now=at, times=times)


def take_back(user_id: str, rule: str, reference: str, at: datetime) -> int:
    with transaction() as session:
        return points.take_back(session, user_id, rule, reference, now=at)


def profile(user_id: str) -> Profile:
    with reading() as session:
        return session.scalars(sa.select(Profile).where(col(Profile.user_id) == user_id)).one()


def test_x1_levels_begin_where_the_table_says() -> None:
    assert [points.level_of(xp) for xp in (0, 99, 100, 299, 300, 999, 1000, 4499, 4500, 19000)] == [
        *(1, 1, 2, 2, 3, 4, 5, 9, 10, 20)
    ]
    assert [points.needs(level) for level in (1, 2, 3, 5, 10, 20)] == [0, 100, 300, 1000, 4500, 19000]
    assert (points.standing(310).into, points.standing(310).left) == (10, 290)


def test_x2_a_release_earns_once_however_often_it_is_published(ann: str) -> None:
    assert earn(ann, 'release', 'one') == 40
    assert take_back(ann, 'release', 'one', MONDAY + timedelta(hours=1)) == 40, 'withdrawn the same day'
    assert earn(ann, 'release', 'one', MONDAY + timedelta(hours=2)) == 40
    assert earn(ann, 'release', 'one', MONDAY + timedelta(days=20)) == 0
    assert profile(ann).xp == 40


def test_x2_of_thirty_posts_in_a_day_one_counts(ann: str) -> None:
    assert sum(earn(ann, 'post', f'post {n}') for n in range(30)) == 10
    assert earn(ann, 'post', 'tomorrow', MONDAY + timedelta(days=1)) == 10


def test_two_releases_count_in_a_week_and_a_third_in_the_next(ann: str) -> None:
    assert [earn(ann, 'release', one) for one in 'abc'] == [40, 40, 0]
    assert earn(ann, 'release', 'd', MONDAY + timedelta(days=7)) == 40


def test_what_goes_after_a_day_keeps_its_points(ann: str) -> None:
    earn(ann, 'release', 'one')
    assert take_back(ann, 'release', 'one', MONDAY + timedelta(hours=24)) == 0
    assert take_back(ann, 'release', 'other', MONDAY) == 0
    assert profile(ann).xp == 40


def test_a_higher_level_is_told_once(ann: str) -> None:
    for n in range(4):
        earn(ann, 'session', f'session {n}')
    with reading() as session:
        told = session.scalars(sa.select(col(Notification.title)).where(col(Notification.user_id) == ann)).all()
    assert told == ['You are at level 2']
    assert (profile(ann).xp, profile(ann).level) == (120, 2)


def test_what_would_bring_most_is_named(ann: str) -> None:
    assert points.ways(ann)[0] == ('A milestone', 50)
    earn(ann, 'release', 'a', datetime.now(UTC)), earn(ann, 'release', 'b', datetime.now(UTC))
    assert 'A release published' not in dict(points.ways(ann, 20))


def test_the_last_days_of_a_long_year_are_its_week_53() -> None:
    assert {points.week_of(date(2026, 12, 28) + timedelta(days=n)) for n in range(7)} == {'2026-W53'}
    assert points.week_of(date(2027, 1, 4)) == '2027-W01'


STEPS = st.lists(
    st.tuples(
        st.sampled_from(['earn', 'take back']),
        st.sampled_from(sorted(points.RULES)),
        st.sampled_from(['', 'a', 'b']),
        st.integers(0, 24 * 15),
        st.integers(1, 15),
    ),
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_the_profile_has_the_sum_of_the_lines_whatever_happens(
    ann: str, steps: list[tuple[str, str, str, int, int]]
) -> None:
    with transaction() as session:
        session.execute(sa.delete(XpEntry))
    for what, rule, reference, hours, times in steps:
        at = MONDAY + timedelta(hours=hours)
        earn(ann, rule, reference, at, times) if what == 'earn' else take_back(ann, rule, reference, at)
        with reading() as session:
            kept = sa.select(sa.func.sum(col(XpEntry.points))).where(col(XpEntry.taken_back_at).is_(None))
            total = session.scalar(kept)
        if total is not None:
            assert total >= 0
            assert (profile(ann).xp, profile(ann).level) == (total, points.level_of(total))
