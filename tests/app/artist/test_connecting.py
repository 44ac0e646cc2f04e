"""To a platform and back, and apart again: once, by who began it, and in plain words (O1, O8)."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.artist import connecting, import_jobs, insight_jobs, platforms, series, syncing
from app.artist.connectors.port import Trouble
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from models import ArtistTask, DailyMetric, MetricImport, OAuthToken, PlatformRequest, Profile
from models.types import utc_now
from tests.app.accounts_support import log_of, session_of, visiting
from tests.app.artist.connectors_support import connect, health, row, values, youtube_days
from tests.app.artist.connectors_support import double as double
from tests.platform_double import SPOTIFY_PAGE, Fault, PlatformDouble


def test_without_keys_nothing_is_offered(ann: str) -> None:
    assert platforms.overview(ann) == platforms.Overview((), ())
    with pytest.raises(NotFound, match='no key for it'):
        connecting.begin(ann, 'youtube')


def test_o1_connected_it_is_well_and_its_numbers_are_on_their_way(ann: str, double: PlatformDouble) -> None:
    assert [one.platform for one in platforms.overview(ann).offers] == ['spotify', 'youtube', 'soundcloud']
    said = connect(ann, double).said
    assert said == 'YouTube is connected as “Ann Tube”. Your numbers are on their way.'
    found = health(ann)
    assert (found.label, found.account, found.state, found.error) == ('YouTube', 'Ann Tube', 'reading', '')
    assert [one.platform for one in platforms.overview(ann).offers] == ['spotify', 'soundcloud']
    assert 'platform.connected' in log_of('ann@example.org')
    with reading() as session:
        assert session.scalar(sa.select(col(Profile.connected_platforms))) == '["youtube"]'
        assert session.scalar(sa.select(sa.func.count()).select_from(PlatformRequest)) == 0
        assert session.scalars(sa.select(col(ArtistTask.kind))).all() == ['artist.sync']


def test_o1_broken_off_there_nothing_is_connected(ann: str, double: PlatformDouble) -> None:
    brought = double.consent(connecting.begin(ann, 'youtube'), allow=False)
    assert brought['error'] == 'access_denied'
    with pytest.raises(NotAllowed, match='is not connected: you did not allow it'):
        connecting.come_back(ann, 'youtube', brought['state'], '')
    assert platforms.overview(ann).connections == ()


def test_o1_what_went_wrong_there_is_not_told_as_a_refusal_of_theirs(ann: str, double: PlatformDouble) -> None:
    brought = double.consent(connecting.begin(ann, 'youtube'), allow=False)
    with pytest.raises(NotAllowed, match='something went wrong there'):
        connecting.come_back(ann, 'youtube', brought['state'], '', 'server_error')


@pytest.mark.parametrize(
    ('fault', 'said'),
    [
        (Fault('/token', 503), 'YouTube does not answer just now. Nothing is connected; try again in some minutes.'),
        (Fault('/token', 400, body={'error': 'invalid_grant'}), 'did not take back the permission .* Begin again.'),
        (Fault('/token', 401, body={'error': 'invalid_client'}), 'Tell whoever runs it. Nothing is connected.'),
        (Fault('/channels', 429), 'YouTube does not answer just now. Nothing is connected'),
        (Fault('/channels', 200, body={'items': []}), 'There is no channel .* Nothing is connected.'),
    ],
)
def test_o1_what_fails_on_the_way_back_is_told_as_it_is_and_nothing_is_connected(
    ann: str, double: PlatformDouble, fault: Fault, said: str
) -> None:
    brought = double.consent(connecting.begin(ann, 'youtube'))
    double.faults = [fault]
    with pytest.raises(Trouble, match=said):
        connecting.come_back(ann, 'youtube', brought['state'], brought['code'])
    assert platforms.overview(ann).connections == ()


def test_o1_a_state_works_once_for_its_session_its_platform_and_its_time(
    ann: str, bea: str, double: PlatformDouble
) -> None:
    brought = double.consent(connecting.begin(ann, 'youtube'))
    with pytest.raises(NotAllowed, match='Nothing is connected'):
        connecting.come_back(ann, 'youtube', 'guessed', brought['code'])
    with pytest.raises(NotAllowed, match='Nothing is connected'):
        connecting.come_back(bea, 'youtube', brought['state'], brought['code'])
    with pytest.raises(NotAllowed, match='used already'):
        connecting.come_back(ann, 'youtube', brought['state'], brought['code'])
    with visiting(session_of(ann)):
        brought = double.consent(connecting.begin(ann, 'youtube'))
    with visiting(session_of(ann)), pytest.raises(NotAllowed, match='another browser'):
        connecting.come_back(ann, 'youtube', brought['state'], brought['code'])
    brought = double.consent(connecting.begin(ann, 'soundcloud'))
    with transaction() as session:
        session.execute(sa.update(PlatformRequest).values(expires_at=utc_now()))
    with pytest.raises(NotAllowed, match='too old'):
        connecting.come_back(ann, 'soundcloud', brought['state'], brought['code'])
    assert log_of('ann@example.org').count('platform.refused') == 4
    assert double.count('/token') == 0, 'no code was spent'
    assert platforms.overview(ann).connections == ()


def test_o1_of_two_accounts_of_a_platform_it_asks_which(ann: str, double: PlatformDouble) -> None:
    first = connect(ann, double, 'soundcloud')
    double.accounts['soundcloud'], double.names['soundcloud'] = 'soundcloud:users:2', 'Side Project'
    second = connect(ann, double, 'soundcloud')
    assert second.asks
    assert (
        second.said == '“Ann Cloud” and “Side Project” are both yours at SoundCloud. Which one are your numbers from?'
    )
    assert {one.account: one.state for one in platforms.overview(ann).connections} == {
        'Ann Cloud': 'reading',
        'Side Project': 'choose',
    }
    assert connecting.choose(ann, second.token_id) == 'SoundCloud is connected as “Side Project”.'
    assert [one.id for one in platforms.overview(ann).connections] == [second.token_id]
    assert len(double.revoked) == 1
    with pytest.raises(NotFound):
        platforms.one(ann, first.token_id)


def test_spotify_asks_for_the_artists_page(ann: str, double: PlatformDouble) -> None:
    with pytest.raises(Invalid) as wrong:
        connecting.begin(ann, 'spotify', 'https://open.spotify.com/album/0OdUWJ0sBjDrqHygGUXeCF')
    assert 'https://open.spotify.com/artist/' in wrong.value.fields['asked']
    connected = connect(ann, double, 'spotify')
    syncing.sync(connected.token_id)
    today = utc_now().date().isoformat()
    assert values(ann, 'spotify', 'followers') == {today: 988}
    assert values(ann, 'spotify', 'popularity') == {today: 31}
    assert row(connected.token_id).platform_user_id == SPOTIFY_PAGE


@pytest.mark.parametrize('keep', [True, False])
def test_o8_disconnected_it_is_revoked_and_numbers_stay_or_go(ann: str, double: PlatformDouble, keep: bool) -> None:
    youtube_days(double, {5: 70})
    connected = connect(ann, double)
    syncing.sync(connected.token_id)
    with transaction() as session:
        series.write(session, ann, [series.Point('youtube', 'views', date(2020, 1, 1), 5)], 'manual')
        waits = MetricImport(user_id=ann, kind=import_jobs.KIND, file_name='views.csv', step='preview', found='{}')
        session.add(waits)
        session.flush()
        waits_id = waits.id
    said = syncing.disconnect(ann, connected.token_id, keep_numbers=keep)
    assert said == 'YouTube is disconnected. ' + (
        'Your numbers are kept.' if keep else '6 numbers that came from there are erased.'
    )
    assert import_jobs.get(ann, waits_id).is_outdated != keep, 'what a file would bring was compared with what is gone'
    assert len(double.revoked) == 1
    assert platforms.overview(ann).connections == ()
    assert list(values(ann, 'youtube', 'views').values()) == ([5, 70] if keep else [5]), 'what they typed stays'
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OAuthToken)) == 0
        assert session.scalar(sa.select(col(Profile.connected_platforms))) == '[]'


def test_o8_a_platform_that_does_not_answer_is_disconnected_here_all_the_same(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double)
    double.faults = [Fault('/revoke', 503)]
    said = syncing.disconnect(ann, connected.token_id, keep_numbers=True)
    assert said.endswith('Take the permission back at YouTube, too: https://myaccount.google.com/permissions')
    assert platforms.overview(ann).connections == ()


def test_o8_before_and_after_it_is_disconnected_it_is_said_what_becomes_of_permission_and_numbers(
    ann: str, double: PlatformDouble
) -> None:
    spotify, cloud = connect(ann, double, 'spotify'), connect(ann, double, 'soundcloud')
    told = {one.platform: one.parting for one in platforms.overview(ann).connections}
    assert told['soundcloud'].startswith('We give the permission back at SoundCloud and forget what opened it.')
    assert (
        'Spotify lets nobody but you take the permission back: https://www.spotify.com/account/apps/.'
        in told['spotify']
    )
    syncing.sync(cloud.token_id)
    with transaction() as session:
        session.execute(sa.delete(DailyMetric).where(col(DailyMetric.metric_type) == 'lifetime_plays'))
        session.execute(sa.delete(ArtistTask))
    said = syncing.disconnect(ann, cloud.token_id, keep_numbers=False)
    assert said == 'SoundCloud is disconnected. The one number that came from there is erased.'
    with reading() as session:
        looks = list(session.scalars(sa.select(col(ArtistTask.kind))))
    assert looks == [insight_jobs.KIND], 'what was said of it is looked at again'
    said = syncing.disconnect(ann, spotify.token_id, keep_numbers=False)
    assert said.startswith('Spotify is disconnected. No numbers had come from there. Take the permission back')


def test_what_is_connected_is_nobody_elses(ann: str, bea: str, double: PlatformDouble) -> None:
    connected = connect(ann, double)
    assert platforms.overview(bea).connections == ()
    for act in (
        lambda: syncing.disconnect(bea, connected.token_id, keep_numbers=True),
        lambda: syncing.ask(bea, connected.token_id),
        lambda: connecting.choose(bea, connected.token_id),
        lambda: platforms.one(bea, connected.token_id),
    ):
        with pytest.raises(NotFound):
            act()
    assert row(connected.token_id).is_active
