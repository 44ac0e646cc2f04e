"""What happens is told to the addresses that want it, in the transaction in which it happens, and to nobody else's."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app import jobs, webhooks
from app.db import reading, transaction
from app.webhooks import events
from app.webhooks.deliveries import KEPT
from models import FileUse, ProcessingJob, Status, StoredObject, WebhookDelivery
from models.types import utc_now
from tests.app.accounts_support import person
from tests.app.jobs_support import KIND, submitted
from tests.app.webhooks_support import Made, happen, sent

pytestmark = pytest.mark.usefixtures('there')


def end(job_id: str, status: Status, error: str | None = None) -> None:
    with transaction() as session:
        jobs.end(session, session.get_one(ProcessingJob, job_id), status, error)


@pytest.mark.parametrize('status', [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_the_end_of_a_job_is_told_with_the_job(owner: str, hook: Made, status: Status) -> None:
    hook_id, _ = hook()
    job_id = submitted(owner, sent=False)
    error = 'This file is no sound.' if status == Status.FAILED else None
    end(job_id, status, error)
    (told,) = sent(owner, hook_id)
    said = json.loads(told.payload)
    assert (told.type, told.state, said['type']) == (f'job.{status}', 'waiting', f'job.{status}')
    assert said['timestamp'].endswith('Z')
    shown = ('id', 'area', 'kind', 'label', 'title', 'status', 'error', 'page', 'result')
    assert [said['data'][name] for name in shown] == [
        *(job_id, 'test', KIND, 'Working', 'k', status, error, f'/work/{job_id}', None)
    ]
    assert 'user_id' not in told.payload


def test_what_a_job_has_brought_is_told_with_it(owner: str, hook: Made) -> None:
    hook_id, _ = hook()
    job_id = submitted(owner, sent=False)
    with transaction() as session:
        file = StoredObject(user_id=owner, area='test', role='result', key='results/a.wav', media_type='audio/wav')
        file.name, file.size_bytes, file.duration_seconds, file.loudness_lufs = 'k (-14 LUFS).wav', 44, 3.5, -14.0
        session.add(file)
        session.flush()
        session.add(FileUse(object_id=file.id, kind=KIND, job_id=job_id, role='result'))
    end(job_id, Status.COMPLETED)
    assert json.loads(sent(owner, hook_id)[0].payload)['data']['result'] == {
        'object_id': file.id,
        'name': 'k (-14 LUFS).wav',
        'media_type': 'audio/wav',
        'size_bytes': 44,
        'duration_s': 3.5,
        'loudness_lufs': -14.0,
    }
    assert 'results/a.wav' not in sent(owner, hook_id)[0].payload


def test_only_the_events_and_areas_that_were_chosen_are_told(owner: str, hook: Made) -> None:
    all_of_it, _ = hook()
    failures, _ = hook(events=('job.failed',))
    elsewhere, _ = hook(only=('leveling',))
    rings, _ = hook(events=('test.rung',), only=('test',))
    end(submitted(owner, sent=False), Status.COMPLETED)
    happen(owner, 'test.rung')
    assert [len(sent(owner, one)) for one in (all_of_it, failures, elsewhere, rings)] == [1, 0, 0, 1]
    assert webhooks.kinds()['test.rung'] == 'A bell has rung'


def test_one_event_has_one_id_wherever_it_is_told(owner: str, hook: Made) -> None:
    first, second = hook()[0], hook()[0]
    happen(owner, times=2)
    ids = [[told.event_id for told in sent(owner, one)] for one in (first, second)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_nobody_hears_of_jobs_that_are_not_theirs_or_that_nobody_sees(owner: str, hook: Made) -> None:
    mine, _ = hook()
    bea = person('bea@example.org')
    hers, _ = hook(bea)
    end(submitted(owner, sent=False), Status.COMPLETED)
    beside = submitted(owner, sent=False)
    with transaction() as session:
        session.get_one(ProcessingJob, beside).kind = 'test.beside'
    end(beside, Status.COMPLETED)
    assert (len(sent(owner, mine)), len(sent(bea, hers))) == (1, 0)


def test_a_job_whose_end_is_taken_back_was_never_told(owner: str, hook: Made) -> None:
    hook_id, _ = hook()
    job_id = submitted(owner, sent=False)
    with suppress(ZeroDivisionError), transaction() as session:
        jobs.end(session, session.get_one(ProcessingJob, job_id), Status.COMPLETED)
        raise ZeroDivisionError
    assert sent(owner, hook_id) == []


def test_nothing_is_told_where_nobody_listens(owner: str, hook: Made) -> None:
    hook_id, _ = hook()
    webhooks.change(owner, hook_id, is_enabled=False)
    with transaction() as session:
        webhooks.tell(session, owner, 'test', webhooks.JOB_FAILED, lambda: pytest.fail('nobody asked'))
    assert sent(owner, hook_id) == []


def test_an_address_at_which_nobody_answers_does_not_fill_the_database(
    owner: str, hook: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, 'MOST_WAITING', 3)
    crowded, other = hook()[0], hook(events=('test.rung',))[0]
    happen(owner, 'test.rung')
    happen(owner, times=5)
    states = [told.state for told in sent(owner, crowded)]
    assert states == ['failed', 'failed', 'waiting', 'waiting', 'waiting']
    assert 'this one, the oldest, is not tried any more' in (sent(owner, crowded)[0].error or '')
    assert [told.state for told in sent(owner, other)] == ['waiting']


def test_what_was_sent_is_forgotten_after_a_month(owner: str, hook: Made) -> None:
    hook_id, _ = hook()
    happen(owner, times=2)
    with transaction() as session:
        (first, _) = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id))).all()
        first.created_at = utc_now() - KEPT - timedelta(hours=1)
    webhooks.upkeep()
    (left,) = sent(owner, hook_id)
    assert left.id != first.id
    with reading() as session:
        assert len(session.exec(select(WebhookDelivery.id)).all()) == 1
