"""How somebody gets on: scores, days in a row by their own clock, and what is due again."""

from datetime import UTC, datetime, timedelta

import pytest

from app.db import reading, transaction
from app.errors import Invalid, NotFound
from app.practice import progress, reviews
from models import PracticeReview, PracticeSession, User
from models.types import utc_now
from tests.app.practice.support import piece


def sat(user_id: str, at: datetime, minutes: int) -> None:
    """Somebody practised then."""
    row = PracticeSession(user_id=user_id, started_at=at, ended_at=at + timedelta(minutes=minutes), duration=minutes)
    with transaction() as session:
        session.add(row)


def freeze(patch: pytest.MonkeyPatch, at: datetime) -> None:
    for module in (progress, reviews):
        patch.setattr(module, 'utc_now', lambda: at)


def review(user_id: str, content_id: str) -> PracticeReview:
    with reading() as session:
        return session.get_one(PracticeReview, (user_id, content_id))


def test_a_score_is_a_point_of_the_skill_that_the_piece_trains(ann: str) -> None:
    lick, voicings = piece(ann), piece(ann, 'Drop 2', type='HARMONY_EXERCISE')
    for content, score in ((lick, 60), (lick, 80), (voicings, 40)):
        progress.record(ann, content, score=score, minutes=3, completion=100)
    since = utc_now() - timedelta(days=1)
    assert [(one.skill, one.score) for one in progress.points(ann, since)] == [
        ('improvisation', 60),
        ('improvisation', 80),
        ('chord_voicings', 40),
    ]
    assert progress.points(ann, since, 'chord_voicings')[0].content_id == voicings
    assert progress.strengths(ann, since) == {'improvisation': 70, 'chord_voicings': 40}
    assert [day.minutes for day in progress.days(ann, 2)] == [0, 9]


def test_numbers_out_of_bounds_and_pieces_of_others_are_refused(ann: str, bea: str) -> None:
    with pytest.raises(Invalid) as found:
        progress.record(ann, piece(ann), score=100.1, minutes=-1, completion=float('nan'))
    assert set(found.value.fields) == {'score', 'minutes', 'completion'}
    with pytest.raises(NotFound):
        progress.record(ann, piece(bea), score=50)


def test_a_streak_goes_by_the_days_of_the_player(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        session.get_one(User, ann).timezone = 'America/Los_Angeles'
    # Late evenings of 1, 2 and 3 June in Los Angeles are the mornings after in UTC; the 5th is a day of its own.
    for day in (2, 3, 4):
        sat(ann, datetime(2026, 6, day, 6, 30, tzinfo=UTC), 20)
    sat(ann, datetime(2026, 6, 6, 3, 0, tzinfo=UTC), 10)
    freeze(monkeypatch, datetime(2026, 6, 6, 5, 0, tzinfo=UTC))  # still the 5th there
    assert progress.streak(ann) == progress.Streak(1, 3)
    assert [day.minutes for day in progress.days(ann, 5)] == [20, 20, 20, 0, 10]
    freeze(monkeypatch, datetime(2026, 6, 7, 5, 0, tzinfo=UTC))
    assert progress.streak(ann).days == 1, 'yesterday still counts: today is not over'
    freeze(monkeypatch, datetime(2026, 6, 8, 7, 30, tzinfo=UTC))
    assert progress.streak(ann) == progress.Streak(0, 3)


def test_what_was_played_in_a_session_is_not_counted_twice(ann: str) -> None:
    now = utc_now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    sat(ann, max(now - timedelta(minutes=10), midnight), 15)  # a session that began before counts for yesterday
    progress.record(ann, piece(ann), score=70, minutes=4)
    assert progress.days(ann, 1)[0].minutes == 15


def test_what_goes_well_comes_back_later_and_later_and_what_goes_badly_tomorrow(
    ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = piece(ann, 'Good'), piece(ann, 'Bad')
    now = utc_now()
    waits = []
    for score in (90, 90, 90, 90):
        freeze(monkeypatch, now)
        progress.record(ann, good, score=score)
        waits.append(review(ann, good).interval_days)
        now = review(ann, good).due_at
    assert waits[:2] == [1, 3]
    assert waits[3] > waits[2] > 2 * waits[1]
    freeze(monkeypatch, now)
    progress.record(ann, good, score=30)
    assert (review(ann, good).interval_days, review(ann, good).lapses) == (1, 1)
    for _ in range(2):
        progress.record(ann, bad, score=20)
    soon = now + timedelta(days=2)
    assert [one.title for one in reviews.due(ann, at=soon)] == ['Bad', 'Good'], 'what went badly most often first'
    assert reviews.due(ann, at=now) == []
