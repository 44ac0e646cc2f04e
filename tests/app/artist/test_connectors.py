"""Platforms are read each day, refreshed by one at a time, and given up in plain words: O2 to O7."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.artist import connecting, points, streak, syncing
from app.artist.connectors import known, tokens
from app.artist.connectors.port import AccountGone, Busy, Grant, ScopeMissing, Withdrawn
from app.artist.connectors.youtube import ANALYTICS, READING
from app.db import DB_NOW, reading
from app.errors import NotFound, TooManyTries
from models import ArtistTask, DailyMetric, MetricChange, Notification, OAuthToken
from models.types import utc_now
from tests.app.accounts_support import mails
from tests.app.artist.connectors_support import ago, change, connect, health, row, runs_out, values, youtube_days
from tests.app.artist.connectors_support import double as double
from tests.at_once import at_once
from tests.platform_double import Fault, PlatformDouble


def test_soundcloud_sums_up_the_plays_of_all_pages(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double, 'soundcloud')
    assert syncing.sync(connected.token_id)['posts'] == 2
    assert list(values(ann, 'soundcloud', 'lifetime_plays').values()) == [1250]


def test_youtube_brings_days_totals_and_posts_that_it_vouches_for(ann: str, double: PlatformDouble) -> None:
    youtube_days(double, {5: 70, 4: 80})
    double.videos = {'one': f'{ago(1)}T12:00:00Z'}
    connected = connect(ann, double)
    assert syncing.sync(connected.token_id) == {'new': 10, 'changed': 0, 'equal': 0, 'posts': 1}
    assert values(ann, 'youtube', 'views') == {ago(5): 70, ago(4): 80}
    assert values(ann, 'youtube', 'watch_minutes') == {ago(5): 140, ago(4): 160}
    assert streak.of(ann).last_day == date.fromisoformat(ago(1))
    assert points.of(ann).xp >= 15 + 10, 'numbers brought up to date, and a post'
    syncing.sync(connected.token_id)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(DailyMetric)) == 10


@pytest.mark.nightly
def test_o2_of_eight_who_need_it_one_refreshes(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double, 'soundcloud')
    runs_out(connected.token_id)
    double.slow_s = 0.3
    found = at_once(tokens.access, [(connected.token_id,)] * 8)
    assert double.count('/token', grant_type='refresh_token') == 1
    assert len(found) == 8
    assert len(set(found)) == 1
    assert set(found) <= double.handed_out


def test_o3_what_was_refreshed_and_never_written_down_is_told_once(
    ann: str, double: PlatformDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = connect(ann, double, 'soundcloud')
    runs_out(connected.token_id)
    with monkeypatch.context() as patch:
        patch.setattr(tokens, 'sealed', killed)
        with pytest.raises(SystemExit):
            tokens.access(connected.token_id)
    assert row(connected.token_id).is_active, 'nobody knows yet'
    change(connected.token_id, lease_until=sa.literal_column(f'{DB_NOW} - 1'))
    for _ in range(2):
        with pytest.raises((Withdrawn, NotFound)):
            syncing.sync(connected.token_id)
    assert not row(connected.token_id).is_active
    assert health(ann).state == 'reconnect'
    (mail,) = mails('ann@example.org')
    assert mail.subject == 'Connect SoundCloud again'
    with reading() as session:
        titles = session.scalars(sa.select(col(Notification.title)).where(col(Notification.kind) == 'artist.reconnect'))
        assert titles.all() == ['Connect SoundCloud again']
    again = connect(ann, double, 'soundcloud')
    assert again.token_id == connected.token_id
    assert health(ann).state == 'reading'


def killed(*_: object) -> None:
    raise SystemExit


def test_o3_a_refusal_after_somebody_else_was_quicker_is_none(
    ann: str, double: PlatformDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = connect(ann, double, 'soundcloud')
    runs_out(connected.token_id)
    read, slow = tokens._row, threading.Event()

    def outdated(token_id: str) -> OAuthToken:
        """What stood there before another worker, whose lease had run out, wrote what it had got."""
        found = read(token_id)
        if not slow.is_set():
            slow.set()
            assert tokens.access(token_id) in double.handed_out
        return found

    monkeypatch.setattr(tokens, '_row', outdated)
    assert tokens.access(connected.token_id) in double.handed_out
    assert row(connected.token_id).is_active
    assert double.count('/token', grant_type='refresh_token') == 1


def test_o3_a_refusal_that_comes_too_late_gives_nothing_up(
    ann: str, double: PlatformDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = connect(ann, double, 'soundcloud')
    runs_out(connected.token_id)
    ask = known.PLATFORMS['soundcloud'].refresh

    def late(*_: object) -> Grant:
        """While this one waits for its answer, its lease runs out and another one refreshes."""
        monkeypatch.setattr(known.PLATFORMS['soundcloud'], 'refresh', ask)
        change(connected.token_id, lease_until=sa.literal_column(f'{DB_NOW} - 1'))
        tokens.access(connected.token_id)
        raise Withdrawn('It was used already.')

    monkeypatch.setattr(known.PLATFORMS['soundcloud'], 'refresh', late)
    assert tokens.access(connected.token_id) in double.handed_out
    assert row(connected.token_id).is_active


def test_o4_a_platform_that_is_busy_is_left_alone_and_nothing_is_lost(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double)
    before = row(connected.token_id)
    double.faults = [Fault('/api/channels', 429, {'Retry-After': '7200'})]
    with pytest.raises(Busy):
        syncing.sync(connected.token_id)
    found = row(connected.token_id)
    assert (found.error_count, found.is_active) == (1, True)
    assert tokens.opened(found) == tokens.opened(before)
    assert found.paused_until is not None
    assert found.paused_until - utc_now() == pytest.approx(timedelta(hours=2), abs=timedelta(seconds=10))
    assert health(ann).error == 'YouTube is busy. We try again by ourselves.'
    assert health(ann).state == 'waiting'
    with pytest.raises(TooManyTries, match='left alone'):
        syncing.ask(ann, connected.token_id)


@pytest.mark.parametrize('status', [500, 503])
def test_o4_after_five_failures_in_a_row_it_pauses_for_six_hours(ann: str, double: PlatformDouble, status: int) -> None:
    connected = connect(ann, double)
    waited = []
    double.faults = [Fault('/api/channels', status, times=5)]
    for _ in range(5):
        with pytest.raises(Busy):
            syncing.sync(connected.token_id)
        until = row(connected.token_id).paused_until
        assert until is not None
        waited.append((until - utc_now()).total_seconds())
    assert waited[0] <= 75 < waited[2] <= 300, 'ever longer, with jitter'
    assert waited[4] == pytest.approx(6 * 3600, abs=5)
    assert health(ann).state == 'paused'
    syncing.sync(connected.token_id)
    found = row(connected.token_id)
    assert (found.error_count, found.last_error, found.paused_until) == (0, None, None)
    assert health(ann).state in ('ok', 'reading')


def test_o4_a_platform_that_is_away_while_refreshing_costs_no_token(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double, 'soundcloud')
    runs_out(connected.token_id)
    double.faults = [Fault('/token', 503)]
    with pytest.raises(Busy):
        syncing.sync(connected.token_id)
    assert row(connected.token_id).lease_mark is None, 'the next one need not wait'
    syncing.sync(connected.token_id)
    assert row(connected.token_id).is_active


def test_o5_without_a_new_refresh_token_the_old_one_stays(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double)
    (_, refresh), first = tokens.opened(row(connected.token_id)), tokens.access(connected.token_id)
    runs_out(connected.token_id)
    second = tokens.access(connected.token_id)
    assert second != first
    assert tokens.opened(row(connected.token_id)) == (second, refresh)


def test_o5_where_it_is_new_each_time_the_new_one_is_kept(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double, 'soundcloud')
    for _ in range(3):
        runs_out(connected.token_id)
        tokens.access(connected.token_id)
    assert double.count('/token', grant_type='refresh_token') == 3
    assert row(connected.token_id).is_active, 'none was used twice, which would have ended all of them'


def test_an_access_token_that_is_refused_early_is_refreshed_once(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double)
    double.faults = [Fault('/api/channels', 401)]
    syncing.sync(connected.token_id)
    assert double.count('/token', grant_type='refresh_token') == 1
    double.faults = [Fault('/api/channels', 401, times=2)]
    with pytest.raises(AccountGone):
        syncing.sync(connected.token_id)
    assert health(ann).state == 'reconnect'


def test_o6_a_scope_that_was_not_allowed_is_named(ann: str, double: PlatformDouble) -> None:
    double.scopes = READING
    brought = double.consent(connecting.begin(ann, 'youtube'))
    with pytest.raises(ScopeMissing, match='“YouTube Analytics reports” was not allowed'):
        connecting.come_back(ann, 'youtube', brought['state'], brought['code'])
    double.scopes = f'{READING} {ANALYTICS}'
    connected = connect(ann, double)
    double.faults = [Fault('/data/reports', 403)]
    with pytest.raises(ScopeMissing):
        syncing.sync(connected.token_id)
    assert health(ann).state == 'reconnect'
    assert 'something was not allowed on its page' in health(ann).error


def test_o6_an_account_that_was_renamed_has_its_new_name(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double)
    double.names['youtube'] = 'Ann Renamed'
    syncing.sync(connected.token_id)
    assert health(ann).account == 'Ann Renamed'


def test_o6_a_channel_that_is_gone_is_deactivated(ann: str, double: PlatformDouble) -> None:
    connected = connect(ann, double)
    double.accounts['youtube'] = ''
    with pytest.raises(AccountGone):
        syncing.sync(connected.token_id)
    assert not row(connected.token_id).is_active
    assert health(ann).error.startswith('There is no channel under this YouTube account.')
    assert len(mails('ann@example.org')) == 1


def test_o7_days_that_a_platform_revises_are_read_again_and_the_old_ones_kept(ann: str, double: PlatformDouble) -> None:
    youtube_days(double, dict.fromkeys(range(1, 11), 70.0))
    connected = connect(ann, double)
    syncing.sync(connected.token_id)
    youtube_days(double, dict.fromkeys(range(1, 11), 70.0) | {1: 75.0, 2: 76.0, 3: 77.0, 9: 1.0})
    written = syncing.sync(connected.token_id)
    assert (written['changed'], written['new']) == (6, 0), 'three days of views and of minutes'
    found = values(ann, 'youtube', 'views')
    assert [found[ago(n)] for n in (1, 2, 3, 9)] == [75, 76, 77, 70], 'nine days ago is not asked for any more'
    with reading() as session:
        kept = session.scalars(sa.select(col(MetricChange.old_value)).where(col(MetricChange.metric_type) == 'views'))
        assert kept.all() == [70, 70, 70]


def test_it_is_read_once_a_day_and_by_a_worker(ann: str, double: PlatformDouble, worker: Any) -> None:
    youtube_days(double, {5: 70})
    connected = connect(ann, double)
    tasks = sa.select(col(ArtistTask.found)).where(col(ArtistTask.kind) == syncing.KIND)
    syncing.often()
    worker()
    assert health(ann).state == 'ok'
    assert row(connected.token_id).synced_at is not None
    with reading() as session:
        assert json.loads(session.scalars(tasks).one())['new'] == 6, 'there was one job'
    syncing.often()
    with reading() as session:
        assert len(session.scalars(tasks).all()) == 1, 'it has been read today'
    change(connected.token_id, synced_at=utc_now() - timedelta(days=1), last_used_at=utc_now() - timedelta(days=1))
    syncing.often()
    with reading() as session:
        assert len(session.scalars(tasks).all()) == 2


def test_the_days_of_a_platform_are_its_own(double: PlatformDouble) -> None:
    late = datetime(2026, 11, 29, 3, tzinfo=UTC)
    youtube = known.get('youtube')
    double.expires_in = 3600
    pulled = youtube.pull(_token(double), 'UC-one', date(2026, 11, 1), late)
    assert {one.day for one in pulled.points} == {date(2026, 11, 28)}, 'in California it is the 28th'


def _token(double: PlatformDouble) -> str:
    return str(double._hand_out('youtube', 'family', '', with_refresh=False)['access_token'])
