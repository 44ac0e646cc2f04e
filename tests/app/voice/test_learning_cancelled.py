"""Learning a voice that somebody cancels: what it cost comes back, the samples stay, and it can be gone on with."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app import jobs, storage
from app.accounts import credits
from app.db import reading
from app.errors import Cancelled, NotAllowed
from app.jobs import own_jobs
from app.voice import own_voices, service
from models import CustomVoice, Status
from tests.app.accounts_support import person
from tests.app.voice.learning_support import Quick, have_learnt, quick


@pytest.fixture
def engine(owner: str, monkeypatch: pytest.MonkeyPatch) -> Quick:
    import tasks  # noqa: F401

    return quick(monkeypatch)[0]


def cancelled_halfway(user_id: str, engine: Quick, worker: Callable[[], int], folder: Path) -> str:
    """A voice that was being learnt when its owner pressed Cancel."""
    voice_id = have_learnt(user_id, folder)

    def cancel(done: float) -> None:
        own_voices.cancel(user_id, voice_id)
        asked = own_voices.get(user_id, voice_id).moving
        assert asked is not None
        assert asked.cancel_requested, 'the screen says so while the worker ends what it does'
        engine.meanwhile = lambda done: None
        raise Cancelled('as the heartbeat does when it notices')

    engine.meanwhile = cancel
    worker()
    return voice_id


def test_credits_come_back_and_are_taken_once_for_the_next_try(
    engine: Quick, with_accounts: None, worker: Callable[[], int], tmp_path: Path
) -> None:
    ann = person()
    before = credits.balance(ann)
    voice_id = cancelled_halfway(ann, engine, worker, tmp_path)
    assert credits.balance(ann) == before
    own_voices.retry(ann, voice_id)
    worker()
    assert own_voices.get(ann, voice_id).there
    assert credits.balance(ann) == before - credits.cost(service.LEARN)


def test_the_samples_stay_until_the_voice_is_deleted(
    engine: Quick, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = cancelled_halfway(owner, engine, worker, tmp_path)
    with reading() as session:
        (sample,) = json.loads(session.get_one(CustomVoice, voice_id).samples)
    assert storage.exists(sample)
    own_voices.delete(owner, voice_id)
    assert own_voices.mine(owner) == []
    assert not storage.exists(sample)


def test_one_that_waits_is_cancelled_at_once(engine: Quick, owner: str, tmp_path: Path) -> None:
    voice_id = have_learnt(owner, tmp_path)
    own_voices.cancel(owner, voice_id)
    found = own_voices.get(owner, voice_id)
    assert (found.status, found.cancelled) == ('failed', True)
    with pytest.raises(NotAllowed, match='has ended already'):
        own_voices.cancel(owner, voice_id)


def test_trying_again_from_history_is_seen_at_the_voice(
    engine: Quick, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = cancelled_halfway(owner, engine, worker, tmp_path)
    own_jobs.retry(owner, service.LEARN, own_voices.get(owner, voice_id).job_id)
    again = own_voices.get(owner, voice_id)
    assert (again.status, again.error) == ('training', None)
    assert again.moving is not None
    assert again.moving.status == Status.QUEUED
    worker()
    assert own_voices.get(owner, voice_id).there


def test_one_that_somebody_else_lets_learn_again_is_learnt_and_not_failed(
    engine: Quick, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    voice_id = cancelled_halfway(owner, engine, worker, tmp_path)
    jobs.retry(service.LEARN, own_voices.get(owner, voice_id).job_id)  # as an admin does
    again = own_voices.get(owner, voice_id)
    assert (again.status, again.error, again.cancelled) == ('training', None, False)
