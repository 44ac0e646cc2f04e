"""What a job stores: written down with its end, or taken back."""

from collections.abc import Callable

import pytest

from app import files, storage
from app.errors import DatabaseAway, Refused
from app.jobs import stored_results
from app.jobs.runner import Heartbeat
from tests.app.jobs_support import row
from tests.app.ledger_support import ledger

Worker = Callable[[], int]


def test_what_a_job_stores_counts_with_its_end(
    stores: Callable[..., None], owner: str, submit: Callable[..., str], worker: Worker
) -> None:
    seen: list[set[str]] = []
    stores(lambda _: seen.append(set(ledger())))
    job_id = submit()
    worker()
    assert seen == [{f'test/curve/{job_id}'}], 'others may look at that while the job still runs'
    key = row(job_id).processed_file_path or ''
    assert key.startswith(f'test/result/{job_id}-')
    assert key.endswith('.wav')
    assert ledger() == {key: {job_id}, f'test/curve/{job_id}': {job_id}}
    assert files.of_user(owner) == [(f'test/results/{job_id[-8:]} Out.wav', key)]


def test_a_job_that_fails_after_it_has_stored_its_result_leaves_no_file_of_it(
    stores: Callable[..., None], submit: Callable[..., str], worker: Worker
) -> None:
    def fail(_: Heartbeat) -> None:
        raise Refused('It cannot be done.')

    stores(fail)
    job_id = submit()
    worker()
    assert row(job_id).status == 'failed'
    assert [file.key for file in storage.each('test')] == [f'test/curve/{job_id}']
    assert ledger() == {f'test/curve/{job_id}': {job_id}}


def test_what_the_database_did_not_take_down_amid_a_job_is_written_down_at_its_end(
    stores: Callable[..., None], submit: Callable[..., str], worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseAway('The database does not answer.')

    seen: list[set[str]] = []
    stores(lambda _: seen.append(set(ledger())))
    monkeypatch.setattr(stored_results, 'transaction', away)
    job_id = submit()
    worker()
    assert seen == [set()]
    assert row(job_id).status == 'completed'
    assert set(ledger()) == {row(job_id).processed_file_path, f'test/curve/{job_id}'}
