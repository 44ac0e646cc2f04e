"""Everything together, as on several machines: jobs go on and end right while a worker, a web server and Redis die."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from app import storage
from models import Status
from tests.app.leveling_support import downloaded, loudness
from tests.databases import database_server
from tests.house import counters, house, rows, spend_a_day
from tests.s3_servers import swift
from tests.sounds import write_mix

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

REAL = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[3] / 'shared')) / 'audio' / 'real'
JOBS = 30


def mixes(folder: Path) -> list[Path]:
    """Short files of different kinds, real music if the shared folder is there.

    The last of each eight takes a worker some seconds: it is being done when the worker is killed.
    """
    kinds = {'one.wav': 8, 'two.mp3': 8, 'three.flac': 8, 'long.mp3': 24}
    wav, mp3, flac, heavy = (write_mix(folder / name, kinds[name], seed=seed) for seed, name in enumerate(kinds))
    if REAL.exists():
        mp3 = REAL / 'crystan-battlescape02-25s-vbr.mp3'
        heavy = REAL / 'maxstack-enemy-unknown-12s-24bit-96k.flac'
    return [wav, mp3, flac, wav, mp3, flac, wav, heavy]


@pytest.mark.timeout(900)
def test_thirty_jobs_are_right_and_none_is_done_twice_while_things_die(tmp_path: Path) -> None:
    (tmp_path / 's3').mkdir()
    with ExitStack() as stack:
        database = stack.enter_context(database_server(tmp_path / 'libsql'))
        s3 = stack.enter_context(swift(tmp_path / 's3'))
        home = stack.enter_context(house(tmp_path, database.settings() | s3.settings(s3.new_bucket())))
        day = spend_a_day(home, mixes(tmp_path), JOBS)
        done = rows(day)
        assert [job.status for job in done] == [Status.COMPLETED] * JOBS, [job.error_message for job in done]
        assert {job.id for job in done} == set(day.targets)
        for job in done:
            measured = loudness(downloaded(day.owner, job.id, tmp_path))
            assert measured == pytest.approx(day.targets[job.id], abs=0.1), job
        starts = home.starts()
        assert starts == {job.id: job.attempts for job in done}
        assert 1 <= sum(starts.values()) - JOBS <= 2, 'what the killed worker was doing was done again, nothing else'
        used = counters(day)
        assert (used.total_uploads, used.uploads_this_month) == (JOBS, JOBS)
        spent = [(job.completed_at - job.started_at).total_seconds() for job in done]  # type: ignore[operator]
        assert used.total_processing_time_seconds == sum(map(int, spent))
        stored, known = (
            {file.key for file in storage._store().each('leveling/result')},
            {job.processed_file_path for job in done},
        )
        assert known <= stored
        again = [job.id for job in done if job.attempts > 1]
        left = [key for key in stored - known if not any(job_id in key for job_id in again)]
        assert left == [], (
            'a worker that is killed between storing and telling leaves one to the upkeep; nobody else does'
        )
