"""What jobs have brought: found by the jobs, however many files somebody has, and told to their owner alone."""

from typing import Any

import pytest
import sqlalchemy as sa

from app import db, library
from app.files import RESULT
from models import FileUse, StoredObject
from tests.app.accounts_support import person


@pytest.fixture
def brought(owner: str) -> dict[str, str]:
    """Files of thirty jobs, by the jobs' ids."""
    made = dict[str, str]()
    with db.transaction() as session:
        for number in range(30):
            key, name = f'leveling/results/{number}.wav', f'Night {number}.wav'
            row = StoredObject(key=key, name=name, area='leveling', role=RESULT, media_type='audio/wav')
            row.user_id = owner
            session.add(row)
            session.flush()
            session.add(FileUse(object_id=row.id, job_id=f'job {number}', kind='leveling.level', role=RESULT))
            made[f'job {number}'] = row.id
    return made


def test_each_job_is_told_its_own_file_and_nobody_elses(owner: str, brought: dict[str, str]) -> None:
    found = library.results(owner, ['job 3', 'job 7', 'none'])
    assert {job_id: (item.id, item.name) for job_id, item in found.items()} == {
        'job 3': (brought['job 3'], 'Night 3.wav'),
        'job 7': (brought['job 7'], 'Night 7.wav'),
    }
    assert library.results(person('eve@example.org'), list(brought)) == {}
    assert library.results(owner, []) == {}


def test_the_database_goes_from_the_jobs_to_their_files_and_not_through_all_that_somebody_has(
    owner: str, brought: dict[str, str]
) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(db.engine(), 'before_cursor_execute', listen)
    try:
        library.results(owner, list(brought)[:20])
    finally:
        sa.event.remove(db.engine(), 'before_cursor_execute', listen)
    ((statement, parameters),) = [one for one in asked if 'file_uses' in one[0]]
    with db.reading() as session:
        plan = session.connection().exec_driver_sql(f'EXPLAIN QUERY PLAN {statement}', parameters)
        steps = [str(row[-1]) for row in plan]
    assert 'file_uses' in steps[0], steps
    assert 'idx_file_uses_job (job_id=?' in steps[0], steps
    assert 'stored_objects' in steps[1], steps
    assert '(id=?)' in steps[1], steps
