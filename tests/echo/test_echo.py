"""An area that nothing in the product was written for: all that the house promises an area holds for it."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import accounts, api, files, jobs, leveling, storage
from app.accounts import tiers
from app.db import reading, transaction
from app.errors import Cancelled, NotFound, OverLimit, Paused
from app.installation import flags, pauses
from app.jobs import admin as jobs_admin
from app.jobs import feed, feed_rows, queue
from app.jobs.progress import Hub, Snapshot
from app.leveling.probing import Facts
from app.ops import retention, space_used
from models import ProcessingJob, Status, User
from models.types import utc_now
from tasks import consumer
from tests.app.accounts_support import person, session_of, visiting
from tests.app.limits_support import set_hard_limits, uploaded


def row(echo: Any, job_id: str) -> Any:
    with reading() as session:
        return session.get_one(echo.Saying, job_id)


def test_a_job_is_submitted_followed_live_and_done(echo: Any, owner: str, worker: Callable[[], int]) -> None:
    hub, heard = Hub(), list[Snapshot]()
    hub.follow_user(owner, heard.append)
    job_id = echo.submit(owner, 'hello')
    hub._tell(hub._look())
    claim = jobs.claim(echo.KIND, job_id, 'somebody')
    assert claim is not None
    jobs.beat(claim, 90, 'say', 4.0)
    hub._tell(hub._look())
    jobs.hand_back(claim)
    assert worker() == 2, 'the message that was sent after the commit, and that of handing it back'
    hub._tell(hub._look())
    assert [(now.status, now.stage_label) for now in heard] == [
        (Status.QUEUED, ''),
        (Status.PROCESSING, 'Saying it back'),
        (Status.COMPLETED, ''),
    ]
    assert b''.join(storage.read(row(echo, job_id).stored_as)) == b'hellohello'


def test_nothing_is_announced_where_the_transaction_does_not_happen(echo: Any, owner: str) -> None:
    def fails_later() -> None:
        with transaction() as session:
            jobs.submit(session, echo.Saying(user_id=owner, kind=echo.KIND, text='never'))
            raise NotFound('Something else is missing.')

    with pytest.raises(NotFound, match='Something else'):
        fails_later()
    assert queue.is_empty()
    echo.submit(owner, 'now')
    assert not queue.is_empty()


def test_it_stands_in_the_feed_beside_mixes_and_in_the_queue(
    ann: str, echo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr('app.leveling.service.probe', lambda _: leveling_facts())
    mix = leveling.submit(ann, uploaded(ann, 'Night 100%.wav'), leveling.LevelingOptions(-14.0))
    with transaction() as session:
        session.get_one(ProcessingJob, mix).created_at -= timedelta(minutes=1)
    said, other = echo.submit(ann, 'Good night'), echo.submit(person('eve@example.org'), 'Good night, too')
    assert [(entry.id, entry.area, entry.label, entry.title) for entry in feed.feed(ann).found] == [
        (said, 'echo', 'Saying', 'Good night'),
        (mix, 'leveling', 'Levelling', 'Night 100%.wav'),
    ]
    assert [entry.id for entry in feed.feed(ann, search='NIGHT').found] == [said, mix]
    assert [entry.id for entry in feed.feed(ann, search='100%').found] == [mix]
    assert [entry.id for entry in feed.feed(ann, among=['echo']).found] == [said]
    jobs.cancel(echo.KIND, said)
    assert [entry.id for entry in feed.feed(ann, status=Status.CANCELLED).found] == [said]
    assert [entry.id for entry in feed.running(ann)] == [mix]
    monkeypatch.setattr(feed_rows, 'PAGE_SIZE', 1)
    last = feed.feed(ann, page=9)
    assert (last.page, last.pages, last.total, [entry.id for entry in last.found]) == (2, 2, 2, [mix])
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        assert {(job.id, job.label) for job in jobs_admin.queue_page().found} == {(mix, 'Levelling'), (other, 'Saying')}


def leveling_facts() -> Facts:
    return Facts('wav', 60.0, 44100, 2, None)


def test_it_is_cancelled_while_it_waits_and_while_it_runs_and_tried_again(
    echo: Any, owner: str, worker: Callable[[], int]
) -> None:
    job_id = echo.submit(owner, 'hello')
    jobs.cancel(echo.KIND, job_id)
    assert worker() == 1
    assert row(echo, job_id).status == Status.CANCELLED, 'its message was dropped'
    echo.retry(owner, job_id)
    claim = jobs.claim(echo.KIND, job_id, 'somebody')
    assert claim is not None
    jobs.cancel(echo.KIND, job_id)
    with pytest.raises(Cancelled):
        jobs.beat(claim, 10, 'listen', None)
    assert jobs.settle(claim, Status.CANCELLED)
    echo.retry(owner, job_id)
    assert worker() == 2
    assert row(echo, job_id).status == Status.COMPLETED
    with pytest.raises(NotFound):
        echo.retry('somebody else', job_id)


def test_it_is_exported_and_goes_with_its_user(ann: str, echo: Any, worker: Callable[[], int]) -> None:
    done = echo.submit(ann, 'mine')
    worker()
    waiting, eves = echo.submit(ann, 'later'), echo.submit(person('eve@example.org'), 'hers')
    with visiting(session_of(ann)):
        sent = TestClient(api.create()).get('/files/export')
    archive = zipfile.ZipFile(io.BytesIO(sent.content))
    assert archive.namelist() == ['README.txt', 'rows.json', f'echo/results/{done[-8:]} mine.txt']
    assert archive.read(archive.namelist()[-1]) == b'minemine'
    assert {said['text'] for said in json.loads(archive.read('rows.json'))['sayings']} == {'mine', 'later'}
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() - timedelta(seconds=1)
    key = row(echo, done).stored_as
    consumer._end_accounts()
    assert row(echo, waiting).status == Status.CANCELLED, 'first what still waits'
    consumer._end_accounts()
    assert not storage.exists(key)
    assert (row(echo, done).user_id, row(echo, eves).status) == (None, Status.QUEUED)


def test_its_files_count_and_go_when_the_tier_keeps_them_no_longer(
    ann: str, echo: Any, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_hard_limits(monkeypatch)
    old, fresh = echo.submit(ann, 'an old one'), echo.submit(ann, 'a fresh one')
    worker()
    assert space_used.my_bytes(ann) == len('an old one') * 2 + len('a fresh one') * 2
    for days, there in ((6, True), (8, False)):
        with transaction() as session:
            session.get_one(echo.Saying, old).completed_at = utc_now() - timedelta(days=days)
        retention.upkeep()
        assert [storage.exists(row(echo, job_id).stored_as) for job_id in (old, fresh)] == [there, True]
    assert space_used.my_bytes(ann) == len('a fresh one') * 2
    assert [name for name, _ in files.of_user(ann)] == [f'echo/results/{fresh[-8:]} a fresh one.txt']


def test_its_files_go_with_a_row_that_somebody_deleted_without_a_word_and_nothing_else_goes(
    ann: str, echo: Any, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, kept = echo.submit(ann, 'gone'), echo.submit(ann, 'kept')
    worker()
    keys = [row(echo, job_id).stored_as for job_id in (gone, kept)]
    with transaction() as session:
        session.delete(session.get_one(echo.Saying, gone))
    monkeypatch.setattr(storage.garbage, 'UNUSED_AFTER_S', -60.0)
    retention.upkeep()
    assert [storage.exists(key) for key in keys] == [False, True]


def test_its_flag_closes_it_and_it_alone(ann: str, echo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('app.leveling.service.probe', lambda _: leveling_facts())
    admin = session_of(person('admin@example.org', is_admin=True))
    job_id = echo.submit(ann, 'hello')
    jobs.cancel(echo.KIND, job_id)
    with visiting(admin):
        assert flags.asked()['area.echo'] == 'Echoes; on unless you turn it off'
        flags.save('area.echo', '', is_on=False, share=100)
    deeds: list[Callable[[], object]] = [lambda: echo.submit(ann, 'again'), lambda: echo.retry(ann, job_id)]
    for deed in deeds:
        with pytest.raises(Paused, match=r'Echoes is switched off at the moment\. What you have there is kept'):
            deed()
    assert [entry.id for entry in feed.feed(ann).found] == [job_id], 'what is there stays'
    assert leveling.submit(ann, uploaded(ann), leveling.LevelingOptions(-14.0))
    with visiting(admin):
        flags.save('area.echo', '', is_on=True, share=100)
    assert echo.submit(ann, 'again')


def test_a_paused_intake_takes_nothing_of_any_area(ann: str, echo: Any) -> None:
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        pauses.pause(pauses.INTAKE, 'Back at eight.')
    with pytest.raises(Paused, match='Back at eight'):
        echo.submit(ann, 'hello')
    assert feed.feed(ann).total == 0


def test_places_and_priority_of_a_tier_count_over_all_areas(
    ann: str, echo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_hard_limits(monkeypatch)
    echo.submit(ann, 'one')
    leveling.submit(ann, uploaded(ann), leveling.LevelingOptions(-14.0))
    with pytest.raises(OverLimit, match='Free runs 2 jobs at the same time'):
        echo.submit(ann, 'three')
    bea = person('bea@example.org', subscription_tier=tiers.PREMIUM)
    assert row(echo, echo.submit(bea, 'first')).priority == tiers.TIERS[tiers.PREMIUM].priority


def test_what_a_tier_grants_by_name_is_used_up_given_back_and_begins_anew(
    ann: str, echo: Any, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_hard_limits(monkeypatch)
    small = replace(tiers.TIERS[1], allow={**tiers.TIERS[1].allow, 'echo.sayings': 1})
    monkeypatch.setattr(tiers, 'TIERS', tiers.TIERS | {1: small})
    assert (accounts.entitlement(ann, 'echo.sayings'), accounts.entitlement(ann, 'echo.other')) == (1, None)
    first = echo.submit(ann, 'one')
    with pytest.raises(OverLimit, match='Your plan has 1 of this a month'):
        echo.submit(ann, 'two')
    jobs.cancel(echo.KIND, first)
    second = echo.submit(ann, 'two')
    worker()
    assert row(echo, second).status == Status.COMPLETED
    with pytest.raises(OverLimit):
        echo.retry(ann, first)
    later = tiers.next_month()
    monkeypatch.setattr('app.accounts.quota.month_start', lambda: later)
    assert echo.submit(ann, 'three'), 'another month'
