"""Figures of the installation: counted once, kept 400 days, the same for the admin and for Prometheus."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import col, select

from app import accounts, api, config
from app.config import settings
from app.db import reading, transaction
from app.errors import NotFound, UnsafeSettings
from app.ops import metrics, metrics_text
from app.web import metrics_port
from models import AudioFile, ProcessingJob, Status, SystemMetric, User
from models.types import utc_now
from tests.app.accounts_support import person, session_of, visiting

TOKEN = 'a token of twenty-eight signs'
HOUR = timedelta(hours=1)


def job(user_id: str | None, ended: datetime | None, status: str = Status.COMPLETED, *, audio_s: int = 600) -> str:
    """A levelling job that took a minute."""
    began = (ended or utc_now()) - timedelta(minutes=1)
    made = ProcessingJob(user_id=user_id, status=status, original_file_path='k', target_lufs=-14, completed_at=ended)
    made.created_at = made.started_at = began
    file = AudioFile(
        job_id=made.id, original_filename='a', file_format='wav', file_size=1, duration_seconds=audio_s, target_lufs=-14
    )
    with transaction() as session:
        session.add(made)
        session.flush()
        session.add(file)
    return made.id


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let the upkeep's clock be ahead by this much."""
    monkeypatch.setattr(metrics, 'utc_now', lambda: utc_now() + by)


def scraped() -> dict[str, float]:
    """What Prometheus reads, by name and labels."""
    families = text_string_to_metric_families(metrics_text.exposition().decode())
    return {
        ' '.join([sample.name, *(f'{key}={value}' for key, value in sorted(sample.labels.items()))]): sample.value
        for family in families
        for sample in family.samples
    }


DONE = 'levelmix_jobs_total area=leveling outcome=completed'


def test_what_ended_is_counted_once_and_stays_so_when_people_delete_it(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = job(owner, utc_now() - HOUR)
    job(owner, utc_now() - HOUR, Status.FAILED)
    job(owner, None, Status.QUEUED)
    metrics.record()
    metrics.record()
    assert scraped()[DONE] == 1
    assert scraped()['levelmix_jobs_total area=leveling outcome=failed'] == 1
    with transaction() as session:
        session.execute(sa.delete(ProcessingJob).where(col(ProcessingJob.id) == first))
    job(owner, utc_now())
    later(monkeypatch, 2 * metrics.LATE)
    metrics.record()
    assert scraped()[DONE] == 2
    assert not any('outcome=queued' in name for name in scraped())


def test_the_speed_is_that_of_the_jobs_that_were_done(admin: str) -> None:
    ended = utc_now() - timedelta(minutes=2)
    job(admin, ended, audio_s=600)
    job(admin, ended, audio_s=1800)
    job(admin, ended, Status.FAILED, audio_s=60_000)
    metrics.record()
    found = metrics.figures(400)
    assert sum(found.minutes['leveling']) == 40
    assert [speed for speed in found.speed['leveling'] if speed] == [20.0], '40 minutes of sound in two of work'
    assert scraped()['levelmix_audio_seconds_total area=leveling'] == 2400
    assert scraped()['levelmix_work_seconds_total area=leveling'] == 120


def test_the_first_time_the_past_is_counted_by_its_days(admin: str) -> None:
    now = utc_now()
    for days in (0, 3, 3, 398, 500):
        job(admin, now - timedelta(days=days) - metrics.LATE)
    metrics.record()
    line = metrics.figures(400).jobs['leveling', 'completed']
    assert len(line) == 400
    assert sum(line) == 4
    day = (now - timedelta(days=3) - metrics.LATE).date()
    found = metrics.figures(30)
    assert found.jobs['leveling', 'completed'][found.days.index(day)] == 2


def test_people_count_once_a_day_and_the_owner_of_an_installation_for_one_did_not_sign_up(admin: str) -> None:
    ann = person('ann@example.org')
    with visiting():
        session_of(ann)
    for _ in range(3):
        job(ann, utc_now() - 2 * metrics.LATE)
    person('never-came@example.org', last_login_at=None)
    with transaction() as session:  # so that nothing here depends on the minute
        session.execute(sa.update(User).values(created_at=utc_now() - 2 * metrics.LATE))
    metrics.record()
    found = metrics.figures(30)
    assert sum(found.sign_ups) == 3, 'the admin, Ann and one who never came'
    assert max(found.active_users) == 2, 'Ann and the admin'


def test_days_go_after_four_hundred_and_the_sums_never_fall(owner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job(owner, utc_now() - HOUR)
    metrics.record()
    later(monkeypatch, timedelta(days=402))
    metrics.record()
    with reading() as session:
        names = session.exec(select(SystemMetric.metric_name).where(col(SystemMetric.dimensions).is_not(None))).all()
        oldest = min(session.exec(select(SystemMetric.recorded_at)).all())
    assert metrics.JOBS not in names
    assert scraped()[DONE] == 1
    later(monkeypatch, timedelta(days=900))
    metrics.record()
    assert scraped()[DONE] == 1
    assert oldest >= utc_now() - HOUR


def test_a_clock_that_was_ahead_stops_the_counting_no_longer_than_it_was(
    owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, timedelta(days=30))
    metrics.record()
    monkeypatch.undo()
    metrics.record()
    job(owner, utc_now())
    later(monkeypatch, 2 * metrics.LATE)
    metrics.record()
    assert scraped()[DONE] == 1


def test_a_job_that_waits_is_seen_at_once_and_in_the_day_it_waited(admin: str) -> None:
    assert scraped()['levelmix_queue_age_seconds'] == 0
    waiting = job(admin, None, Status.QUEUED)
    with transaction() as session:
        session.get_one(ProcessingJob, waiting).created_at = utc_now() - HOUR
    assert 3600 <= scraped()['levelmix_queue_age_seconds'] < 3700
    metrics.record()
    with transaction() as session:
        session.get_one(ProcessingJob, waiting).status = Status.CANCELLED
    metrics.record()
    assert max(metrics.figures(30).queue_age_s) >= 3600
    assert metrics.figures(30).waiting_s == 0


def test_figures_are_for_admins(with_accounts: None) -> None:
    person('admin@example.org', is_super_admin=True)
    with visiting(session_of(person())), pytest.raises(NotFound):
        metrics.figures(30)


def asked(path: str = '/metrics', *, method: str = 'GET', host: str = '127.0.0.1:9100', token: str = '') -> int:
    """Status of what the port for Prometheus answers."""
    headers = {b'host': host.encode(), b'authorization': f'Bearer {token}'.encode()}
    known = {name: value.decode() for name, value in headers.items() if value != b'Bearer '}
    return asyncio.run(metrics_port._answer(method, path, known)).status_code


def test_the_port_answers_this_machine_and_nothing_but_the_figures(owner: str) -> None:
    assert asked() == 200
    assert asked(host='[::1]:9100') == 200
    assert asked('/') == 404
    assert asked(method='POST') == 405
    for foreign in ('evil.example', '192.0.2.1:9100', '', '['):
        assert asked(host=foreign) == 403, 'a name that points here could be anybody’s'


def test_with_a_token_nobody_is_answered_without_it(owner: str, change_setting: Callable[[str, object], None]) -> None:
    change_setting('metrics_token', TOKEN)
    assert asked() == 401
    assert asked(token=TOKEN[:-1]) == 401
    assert asked(token='é') == 401
    assert asked('/elsewhere') == 401
    assert asked(token=TOKEN, host='prometheus.example:9100') == 200


@pytest.mark.parametrize(
    ('wanted', 'sentence'),
    [
        ({'metrics_port': '9100', 'metrics_host': '0.0.0.0'}, 'set LEVELMIX_METRICS_TOKEN'),
        ({'metrics_token': 'short'}, 'at least 16'),
        ({'metrics_port': '8080', 'port': '8080'}, 'is the port of the pages'),
    ],
)
def test_figures_are_never_open_to_everybody_by_a_slip(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, str], sentence: str
) -> None:
    for name, value in wanted.items():
        monkeypatch.setenv(f'LEVELMIX_{name.upper()}', value)
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match=sentence):
        settings()


def test_the_door_for_visitors_does_not_know_them(with_accounts: None) -> None:
    assert settings().metrics_port == 0, 'off unless somebody wants it'
    assert not metrics_port.PATH.startswith(api.prefixes())
    assert metrics_port.PATH not in accounts.PUBLIC_PATHS
    assert metrics_port.PATH not in {getattr(route, 'path', '') for route in api.create().routes}
