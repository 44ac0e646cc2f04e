"""First steps: ten, each with its points, however taken; each can be skipped, and nobody is reminded for ever."""

from datetime import timedelta

import pytest

from app.artist import checklist, points, profiles
from app.db import transaction
from app.errors import NotFound
from models import ArtistGoal, ProfileProject, User
from models.types import utc_now


@pytest.fixture(autouse=True)
def in_berlin(ann: str) -> None:
    """Where they live."""
    with transaction() as session:
        session.get_one(User, ann).timezone = 'Europe/Berlin'


def change(user_id: str, **columns: object) -> None:
    with transaction() as session:
        profile = profiles.ensure(session, user_id)
        for name, value in columns.items():
            setattr(profile, name, value)
        session.add(profile)


def done(user_id: str) -> list[str]:
    return [step.name for step in checklist.look(user_id).steps if step.is_done]


def test_there_are_ten_steps_of_10_to_25_points() -> None:
    assert len(checklist.STEPS) == 10
    assert all(10 <= step.points <= 25 for step in checklist.STEPS)
    assert [step.name for step in checklist.STEPS if step.is_needed] == ['name', 'zone']


def test_a_step_counts_once_however_it_was_taken(ann: str) -> None:
    assert done(ann) == ['zone'], 'they live in Berlin'
    change(ann, display_name='Ann', public_profile_slug='ann', bio='x' * 80)
    with transaction() as session:
        session.add(ProfileProject(user_id=ann, project_name='One', slug='one'))
        session.add(ArtistGoal(artist_id=ann, platform='spotify', metric_type='followers', target=1000))
    assert done(ann) == ['name', 'zone', 'bio', 'release', 'goal']
    assert points.of(ann).xp == 25 + 10 + 15 + 20 + 10
    assert checklist.look(ann).has_set_out
    with transaction() as session:
        assert profiles.ensure(session, ann).onboarding_completed
    done(ann)
    assert points.of(ann).xp == 80, 'looking again earns nothing'


def test_what_goes_within_a_day_gives_its_points_back(ann: str) -> None:
    change(ann, bio='x' * 80)
    assert 'bio' in done(ann)
    change(ann, bio='')
    assert 'bio' not in done(ann)
    assert points.of(ann).xp == 10
    change(ann, bio='x' * 80)
    assert 'bio' in done(ann)
    change(ann, bio='')
    later = checklist.look(ann, now=utc_now() + timedelta(days=2))
    assert 'bio' in [step.name for step in later.steps if step.is_done], 'after a day it stays'


def test_each_step_can_be_skipped_and_taken_up_again(ann: str) -> None:
    assert [step.name for step in checklist.skip(ann, 'name').steps if step.is_skipped] == ['name']
    assert checklist.look(ann).has_set_out, 'nobody is held up'
    assert 'name' in [step.name for step in checklist.skip(ann, 'name', skipped=False).open]
    with pytest.raises(NotFound):
        checklist.skip(ann, 'no such step')


def test_nobody_is_reminded_after_two_weeks_or_if_they_say_so(ann: str) -> None:
    assert checklist.look(ann).reminds
    assert not checklist.look(ann, now=utc_now() + timedelta(days=14)).reminds
    assert not checklist.hide(ann).reminds
    assert checklist.hide(ann, hidden=False).reminds


def test_utc_is_a_zone_too_for_whoever_says_so(bea: str) -> None:
    assert 'zone' not in done(bea)
    with transaction() as session:
        checklist.zone_chosen(session, bea)
    assert 'zone' in done(bea)
