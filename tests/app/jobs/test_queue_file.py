"""The queue's file may break or vanish at any time: nobody has to mend it, and every job that waits is done."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE

import pytest

from app.jobs import queue
from app.jobs.reaper import reap
from models import Status
from tests.app.jobs_support import Area, row
from tests.places import ROOT


def spoil_head(file: Path) -> None:
    file.write_bytes(b'no database at all' * 400)


def spoil_pages(file: Path) -> None:
    """The first page says what there is; all that it points to is nonsense."""
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))


def spoil_tables(file: Path) -> None:
    file.write_bytes(b'')


SPOILT = [spoil_head, spoil_pages, spoil_tables]


@pytest.mark.parametrize('spoil', SPOILT)
@pytest.mark.parametrize('meanwhile', ['open', 'closed'])
def test_jobs_go_on_by_themselves_after_the_queue_was_damaged(
    area: Area,
    submit: Callable[..., str],
    worker: Callable[[], int],
    data_dir: Path,
    spoil: Callable[[Path], None],
    meanwhile: str,
) -> None:
    waited = [submit(waiting=timedelta(minutes=1)) for _ in range(2)]
    if meanwhile == 'closed':
        queue.close()
    spoil(data_dir / 'queue.db')
    late = submit(waiting=timedelta(minutes=1))
    for _ in range(2):
        reap()
        worker()
        queue.close()  # a process that still knows the old one by heart meets the new one next
    last = submit()
    worker()
    assert sorted(area.done) == sorted([*waited, late, last])
    assert {row(job_id).status for job_id in area.done} == {Status.COMPLETED}


def test_a_damaged_queue_is_told_once_and_kept_once(
    data_dir: Path, owner: str, caplog: pytest.LogCaptureFixture
) -> None:
    for content in (b'first ' * 1000, b'second ' * 1000):
        (data_dir / 'queue.db').write_bytes(content)
        assert queue.count() == 0
        queue.send('kind', 'a', 0.0)
        assert queue.waiting() == {'a'}
    assert [record.message.partition(' (')[0] for record in caplog.records] == ['The file of the queue was damaged'] * 2
    assert (data_dir / 'queue.damaged.db').read_bytes() == content, 'the last one, to be looked at'
    assert sorted(path.name for path in data_dir.glob('queue*.db')) == ['queue.damaged.db', 'queue.db']


@pytest.mark.nightly
@pytest.mark.slow
def test_a_queue_in_use_by_many_processes_is_replaced_once(data_dir: Path, owner: str) -> None:
    """Each opens it while it is whole, and goes on when it is not: none stays with the old one or loses a message."""
    program = (
        'import sys; from app.jobs import queue\n'
        'def wait(): print("here", flush=True); sys.stdin.readline()\n'
        'queue.count(); wait()\n'
        'for number in range(20): queue.send("kind", f"{sys.argv[1]}-{number}", 0.0)\n'
        'wait(); print(len(queue.waiting()), flush=True)\n'
    )
    started = [
        subprocess.Popen(
            [sys.executable, '-c', program, str(me)], stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, cwd=ROOT
        )
        for me in range(4)
    ]
    assert said(started) == ['here'] * 4
    spoil_head(data_dir / 'queue.db')
    go_on(started)
    assert said(started) == ['here'] * 4
    go_on(started)
    assert said(started) == ['80'] * 4
    assert ''.join(process.communicate(timeout=120)[1] for process in started).count('was damaged') == 1


def test_whoever_still_reads_the_old_file_well_goes_over_to_the_new_one(data_dir: Path, owner: str) -> None:
    """Another process met the damage, and has set it aside: what is sent to the old one would reach nobody."""
    queue.send('kind', 'before', 0.0)
    (data_dir / 'queue.db').replace(data_dir / 'queue.damaged.db')
    queue.send('kind', 'after', 0.0)
    assert queue.waiting() == {'after'}
    queue.close()
    assert queue.waiting() == {'after'}


def said(processes: list[subprocess.Popen[str]]) -> list[str]:
    """The next line of each."""
    return [process.stdout.readline().strip() for process in processes if process.stdout]


def go_on(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        if process.stdin:
            process.stdin.write('\n')
            process.stdin.flush()


def test_a_file_that_an_older_version_left_is_served_to_its_end(data_dir: Path, owner: str) -> None:
    """It kept a write-ahead log, and may still hold it open."""
    from huey import SqliteHuey

    older = SqliteHuey('levelmix', filename=str(data_dir / 'queue.db'), results=False, utc=True)
    older.storage.enqueue(queue.huey().serializer.serialize(('old',)), 0.0)
    assert queue.count() == 1
    queue.close()
    older.storage.close()
    assert queue.count() == 1
    assert not (data_dir / 'queue.db-wal').exists()


def test_what_is_no_damage_is_left_alone(data_dir: Path, owner: str) -> None:
    queue.send('kind', 'a', 0.0)
    before = (data_dir / 'queue.db').stat().st_ino
    with pytest.raises(sqlite3.OperationalError, match='no such table'):
        queue.huey().storage.sql('SELECT * FROM nowhere', results=True)
    assert (data_dir / 'queue.db').stat().st_ino == before
