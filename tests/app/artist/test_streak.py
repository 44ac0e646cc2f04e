"""The streak: weeks by the artist's own days, pauses, other zones, changes of the clock; always from the posts."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.artist import choices, points, posts, profiles, streak
from app.artist.days import Days
from app.artist.posts import Proved
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound, OverLimit
from models import ArtistPost, Profile, User

MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def in_berlin(ann: str) -> None:
    """Where they live."""
    with transaction() as session:
        session.get_one(User, ann).timezone = 'Europe/Berlin'


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of a day, in Berlin's winter."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def post(user_id: str, when: datetime, platform: str = 'instagram') -> posts.Post:
    return posts.note(user_id, platform, now=when)


def choose(user_id: str, **words: object) -> None:
    with transaction() as session:
        profile = profiles.ensure(session, user_id)
        choices.change(profile, **words)
        session.add(profile)


def xp(user_id: str) -> int:
    return points.of(user_id).xp


def test_x3_a_post_after_midnight_belongs_to_the_day_before(ann: str) -> None:
    assert post(ann, at(MONDAY, 0, 30)).day == MONDAY - timedelta(days=1), 'Sunday, and the week that ends with it'
    assert post(ann, at(MONDAY, 3, 0)).day == MONDAY
    assert streak.of(ann, now=at(MONDAY, 4)).count == 2


def test_x4_another_zone_moves_no_post(ann: str) -> None:
    with transaction() as session:
        session.get_one(User, ann).timezone = 'Asia/Tokyo'
    in_tokyo = post(ann, datetime(2026, 11, 29, 19, tzinfo=UTC))
    assert in_tokyo.day == MONDAY, 'Monday, four in the morning there'
    with transaction() as session:
        session.get_one(User, ann).timezone = 'America/Los_Angeles'
    stands = streak.of(ann, now=datetime(2026, 12, 2, tzinfo=UTC))
    assert posts.behind(ann, None, 5)[0].day == MONDAY
    assert (stands.count, stands.until) == (1, MONDAY + timedelta(days=6))
    assert streak.of(ann, now=datetime(2026, 11, 30, 2, tzinfo=UTC)).count == 0, 'there it is Sunday still'


def test_x5_an_empty_week_stands_until_its_sunday_is_over(ann: str) -> None:
    post(ann, at(MONDAY - timedelta(days=7)))
    post(ann, at(MONDAY - timedelta(days=2)))
    empty = streak.of(ann, now=at(MONDAY + timedelta(days=2)))
    assert (empty.count, empty.missing, empty.until) == (1, 1, MONDAY + timedelta(days=6))
    assert empty.ends_at == at(MONDAY + timedelta(days=7), 3)
    assert streak.of(ann, now=at(MONDAY + timedelta(days=7), 2, 59)).count == 1
    assert streak.of(ann, now=at(MONDAY + timedelta(days=7), 3, 0)).count == 0


def test_x5_two_weeks_of_a_quarter_may_be_paused(ann: str) -> None:
    october = date(2026, 10, 5)
    post(ann, at(october))
    now = at(october + timedelta(days=14))
    assert (streak.of(ann, now=now).count, streak.of(ann, now=now).saves) == (0, october + timedelta(days=7))
    assert streak.pause(ann, october + timedelta(days=9), now=now).count == 1, 'the last week, named by its Wednesday'
    streak.pause(ann, october + timedelta(days=14), now=now)
    with pytest.raises(NotAllowed, match='2 weeks of this quarter'):
        streak.pause(ann, october + timedelta(days=21), now=now)
    post(ann, at(october + timedelta(days=21)))
    assert streak.of(ann, now=at(october + timedelta(days=22))).count == 2, 'pauses count nothing and end nothing'
    assert streak.pause(ann, date(2027, 1, 4), now=at(date(2026, 12, 20))).pauses_left == 0, 'of this quarter'
    with pytest.raises(NotAllowed, match='this one and the 8'):
        streak.pause(ann, october - timedelta(days=7), now=now)


def test_a_pause_that_is_not_over_can_be_taken_back(ann: str) -> None:
    now = at(MONDAY)
    assert streak.pause(ann, MONDAY, now=now).is_paused
    assert not streak.go_on(ann, MONDAY, now=now).is_paused
    streak.pause(ann, MONDAY, now=now)
    with pytest.raises(NotAllowed, match='over'):
        streak.go_on(ann, MONDAY, now=now + timedelta(days=7))


def test_x6_a_server_that_was_down_takes_nothing_away(ann: str) -> None:
    post(ann, at(MONDAY))
    assert streak.of(ann, now=at(MONDAY + timedelta(days=13))).count == 1, 'nothing had to run meanwhile'


def test_x6_only_what_is_proved_lies_in_the_past(ann: str) -> None:
    post(ann, at(MONDAY))
    earlier = [Proved('youtube', at(MONDAY - timedelta(days=7 * n)), f'https://youtu.be/{n}') for n in (1, 2, 3)]
    with transaction() as session:
        assert posts.prove(session, ann, earlier, 'import', now=at(MONDAY)) == 3
        assert posts.prove(session, ann, earlier, 'import', now=at(MONDAY)) == 0, 'the same ones once more'
    assert streak.of(ann, now=at(MONDAY)).count == 4
    with reading() as session:
        days = session.scalars(sa.select(col(ArtistPost.day)).where(col(ArtistPost.source) == 'import')).all()
    assert sorted(days) == [MONDAY - timedelta(days=7 * n) for n in (3, 2, 1)]


def test_x7_weeks_with_a_change_of_the_clock_and_week_53_are_one_each(ann: str) -> None:
    first = date(2026, 12, 14)
    for n in range(5):
        posts.note(ann, 'blog', now=at(first + timedelta(days=7 * n)))
    stands = streak.of(ann, now=at(date(2027, 1, 13)))
    assert stands.count == 5, '51, 52, 53, 1 and 2'
    for monday in (date(2027, 3, 22), date(2027, 3, 29), date(2027, 10, 25), date(2027, 11, 1)):
        posts.note(ann, 'blog', now=datetime(monday.year, monday.month, monday.day, 12, tzinfo=UTC))
    assert streak.of(ann, now=datetime(2027, 3, 30, tzinfo=UTC)).count == 2
    assert streak.of(ann, now=datetime(2027, 11, 2, tzinfo=UTC)).count == 2
    night = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert Days('Europe/Berlin').day(night) == date(2027, 3, 27), 'a minute before the clock jumps'
    assert Days('Europe/Berlin').day(night + timedelta(minutes=1)) == date(2027, 3, 28), 'it is three'


def test_days_in_a_row_by_choice(ann: str) -> None:
    choose(ann, streak_unit='day')
    for n in (0, 1, 2):
        post(ann, at(MONDAY + timedelta(days=n)))
    stands = streak.of(ann, now=at(MONDAY + timedelta(days=3)))
    assert (stands.count, stands.unit, stands.until) == (3, 'day', MONDAY + timedelta(days=3))
    assert streak.of(ann, now=at(MONDAY + timedelta(days=4))).count == 0


def test_a_full_week_earns_more_the_longer_the_streak(ann: str) -> None:
    choose(ann, week_goal=2)
    post(ann, at(MONDAY))
    assert xp(ann) == 10, 'the post; the week is not full'
    post(ann, at(MONDAY + timedelta(days=1)))
    assert xp(ann) == 20 + 5
    for n in (7, 8):
        post(ann, at(MONDAY + timedelta(days=n)))
    assert xp(ann) == 40 + 5 + 10
    with reading() as session:
        assert session.scalar(sa.select(col(Profile.posting_streak))) == 2


def test_a_week_that_was_full_stays_full_when_more_is_wanted(ann: str) -> None:
    post(ann, at(MONDAY))
    choose(ann, week_goal=3)
    assert streak.of(ann, now=at(MONDAY + timedelta(days=8))).count == 1


def test_a_post_deleted_within_a_day_takes_its_points_and_its_week(ann: str) -> None:
    one = post(ann, at(MONDAY))
    assert xp(ann) == 15
    other = post(ann, at(MONDAY, 13))
    posts.delete(ann, one.id, now=at(MONDAY, 14))
    assert xp(ann) == 15, 'the other one of that day stands for it'
    posts.delete(ann, other.id, now=at(MONDAY, 15))
    assert (xp(ann), streak.of(ann, now=at(MONDAY, 16)).count) == (0, 0)
    with pytest.raises(NotFound):
        posts.delete(ann, other.id)


def test_what_is_noted_has_bounds(ann: str) -> None:
    with pytest.raises(Invalid) as wrong:
        posts.note(ann, 'nowhere', 'javascript:alert(1)', 'x' * 301)
    assert set(wrong.value.fields) == {'platform', 'url', 'note'}
    assert posts.note(ann, 'x', 'example.org/p', now=at(MONDAY)).url == 'https://example.org/p'
    for _ in range(29):
        post(ann, at(MONDAY))
    with pytest.raises(OverLimit):
        post(ann, at(MONDAY))
    assert xp(ann) == 15, 'of thirty one counts'


def test_posts_of_others_are_not_there(ann: str, bea: str) -> None:
    one = post(ann, at(MONDAY))
    with pytest.raises(NotFound):
        posts.delete(bea, one.id)


def test_the_profile_says_none_once_a_streak_has_ended(ann: str) -> None:
    post(ann, at(MONDAY - timedelta(days=7000)))
    with reading() as session:
        assert session.scalar(sa.select(col(Profile.posting_streak))) == 1
    streak.upkeep()
    with reading() as session:
        assert session.scalar(sa.select(col(Profile.posting_streak))) == 0
