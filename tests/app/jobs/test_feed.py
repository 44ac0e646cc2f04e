"""The pages of the feed: always the right ones, and no title is looked at twice where few are found."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app import db
from app.db import transaction
from app.errors import NotAllowed, NotFound
from app.jobs import feed, feed_rows
from models import AudioFile, ProcessingJob, Status
from models.types import utc_now


def jobs_named(owner: str, *names: str) -> list[str]:
    """Jobs of these names; the first is the newest."""
    now, ids = utc_now(), []
    with transaction() as session:
        for age, name in enumerate(names):
            job = ProcessingJob(
                user_id=owner,
                original_file_path='originals/a.wav',
                target_lufs=-14.0,
                created_at=now - timedelta(minutes=age),
            )
            session.add(job)
            session.flush()
            session.add(
                AudioFile(
                    job_id=job.id,
                    original_filename=name,
                    file_format='wav',
                    file_size=1,
                    duration_seconds=1,
                    target_lufs=-14.0,
                )
            )
            ids.append(job.id)
    return ids


@pytest.mark.parametrize('count', [0, 1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize('search', ['', 'night'])
def test_every_page_is_the_right_one(owner: str, monkeypatch: pytest.MonkeyPatch, count: int, search: str) -> None:
    monkeypatch.setattr(feed_rows, 'PAGE_SIZE', 3)
    ids = jobs_named(owner, *[f'Night {number}.wav' for number in range(count)])
    others = jobs_named(owner, 'Day.wav', 'Day.wav') if search else []
    last = max(1, -(-count // 3))
    for wanted in (-1, 0, 1, 2, 3, 4, 99):
        page = min(max(1, wanted), last)
        shown = feed.feed(owner, search=search, page=wanted)
        assert [entry.id for entry in shown.found] == ids[3 * page - 3 : 3 * page]
        assert (shown.total, shown.page, shown.pages) == (count, page, last)
    assert feed.feed(owner).total == count + len(others)


def test_titles_are_looked_at_once_where_few_are_found(owner: str) -> None:
    jobs_named(owner, 'Night.wav', *['Day.wav'] * 30)
    searching: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if ' LIKE ' in statement:
            searching.append(statement)

    sa.event.listen(db.engine(), 'before_cursor_execute', note)
    assert feed.feed(owner, search='night').total == 1
    assert len(searching) == 1
    assert feed.feed(owner, search='nobody').total == 0
    assert len(searching) == 2


def test_one_job_is_found_by_its_owner_alone(owner: str) -> None:
    (mine,) = jobs_named(owner, 'Night.wav')
    assert feed.get(owner, mine).title == 'Night.wav'
    with pytest.raises(NotFound):
        feed.get('somebody else', mine)
    with pytest.raises(NotFound):
        feed.get(owner, 'nothing')


def test_a_search_is_no_longer_than_names_are(owner: str) -> None:
    with pytest.raises(NotAllowed, match='Search for at most 200 characters'):
        feed.feed(owner, search='x' * 201)


def test_no_page_makes_the_database_read_or_sort_all_jobs(owner: str) -> None:
    """An index gives each list in its order, from both ends, so that a hundred thousand jobs cost what twenty do."""
    jobs_named(owner, *[f'Night {number}.wav' for number in range(50)])
    asked: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(db.engine(), 'before_cursor_execute', listen)
    try:
        for page in (1, 2, 3):
            feed.feed(owner, page=page)
            feed.feed(owner, page=page, status=Status.FAILED)
        feed.running(owner)
    finally:
        sa.event.remove(db.engine(), 'before_cursor_execute', listen)
    lists = [(statement, parameters) for statement, parameters in asked if 'ORDER BY' in statement]
    assert len(lists) >= 6
    with db.reading() as session:
        for statement, parameters in lists:
            plan = session.connection().exec_driver_sql(f'EXPLAIN QUERY PLAN {statement}', parameters)
            said = ' / '.join(str(row[-1]) for row in plan)
            assert 'SCAN' not in said, said
            assert 'TEMP B-TREE' not in said, said
