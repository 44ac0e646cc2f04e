"""S17: when an artist leaves, platforms are told, addresses rest for ninety days, and nothing says who they were."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import col

from app import accounts
from app.artist import addresses, leaving, platforms, profiles
from app.db import reading, transaction
from app.errors import Invalid
from models import ArtistAddress, ArtistTask, MetricImport, OAuthToken, Profile, ProfileProject, User
from models.types import utc_now
from tests.app.artist.connectors_support import connect
from tests.app.artist.connectors_support import double as double
from tests.platform_double import Fault, PlatformDouble


def with_a_page(user_id: str) -> None:
    profiles.change(user_id, name='Ann', slug='ann', public=True)
    with transaction() as session:
        release = ProfileProject(user_id=user_id, project_name='Glasshouse', slug='glasshouse')
        session.add(release)
        session.flush()
        addresses.take(session, addresses.releases_of(user_id), 'glasshouse', release.id)
        session.add(MetricImport(user_id=user_id, kind='artist.import', file_name='Ann.csv', answers='{"song": "One"}'))


def test_s17_their_addresses_are_nobodys_for_ninety_days(ann: str, bea: str) -> None:
    with_a_page(ann)
    profiles.change(ann, slug='ann-b')
    assert leaving.erase(ann)
    with transaction() as session:
        session.execute(sa.delete(User).where(col(User.id) == ann))
    for slug in ('ann', 'ann-b'):
        with pytest.raises(Invalid, match='belonged to somebody who has left'):
            profiles.change(bea, slug=slug)
    with reading() as session:
        assert {one.blocked_until is not None for one in session.scalars(sa.select(ArtistAddress))} == {True}
    with time_machine.travel(utc_now() + timedelta(days=91), tick=False):
        assert profiles.change(bea, slug='ann').slug == 'ann'


def test_s17_what_opened_their_platforms_is_given_back(ann: str, double: PlatformDouble) -> None:
    connect(ann, double, 'youtube')
    connect(ann, double, 'soundcloud')
    double.faults = [Fault('/soundcloud/revoke', 503)]
    assert leaving.erase(ann), 'one that does not answer keeps nobody'
    assert len(double.revoked) == 1
    assert platforms.overview(ann).connections == ()
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OAuthToken)) == 0
    assert leaving.erase(ann), 'once more'


def test_s17_what_stays_says_nothing_of_them(ann: str) -> None:
    with_a_page(ann)
    with transaction() as session:
        session.add(ArtistTask(user_id=ann, kind='artist.sync', subject_id='a connection', found='{"new": 3}'))
    leaving.erase(ann)
    with reading() as session:
        brought, task = session.scalars(sa.select(MetricImport)).one(), session.scalars(sa.select(ArtistTask)).one()
        assert (brought.file_name, brought.answers, task.found) == ('deleted', '{}', '{}')
        assert not session.scalars(sa.select(Profile)).one().is_public, 'closed at once'


def test_numbers_posts_and_points_are_taken_along(ann: str, double: PlatformDouble) -> None:
    connect(ann, double)
    with_a_page(ann)
    told = accounts.everything(ann)
    assert told['profiles'][0]['public_profile_slug'] == 'ann'
    assert {'daily_metrics', 'ai_insights', 'artist_memory', 'chat_messages', 'artist_goals', 'blog_posts'} <= set(told)
    assert {'xp_entries', 'artist_posts', 'streak_pauses', 'oauth_tokens', 'profile_projects'} <= set(told)
    assert 'canary' not in str(told)
    assert 'access_token' not in told['oauth_tokens'][0]
