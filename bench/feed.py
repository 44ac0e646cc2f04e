"""How long the list of all jobs takes where one person has 100,000 of them, of six kinds: `make bench-feed`.

Five areas are made up beside levelling, each with a table of its own, as the ones to come will have. Rows are
generated; then the service behind History and the tray is asked as they ask. What counts is wall time, the median of
some turns; the first one, which warms caches, is left out. Beside it stands what the processor was busy, which is
nearly all of it on a machine that nobody else uses.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

LIMIT_MS = 50.0
MADE_UP = ('voice', 'practice', 'drums', 'studio', 'artist')


def add_areas() -> None:
    """Register the areas that are made up, with a table each."""
    import sqlalchemy as sa
    from sqlmodel import Field

    from app import areas
    from app.db import engine
    from models import JobColumns
    from models.job import listed_by

    for name in MADE_UP:
        said = {
            '__tablename__': f'{name}_jobs',
            '__table_args__': listed_by(f'{name}_jobs'),
            '__annotations__': {'title': str},
            'title': Field(default='', sa_type=sa.Text),
            '__module__': __name__,
        }
        made: Any = type(JobColumns)
        table = made(f'{name.title()}Job', (JobColumns,), said, table=True)
        table.__table__.create(engine())
        kind = areas.Kind(f'{name}.work', table, name.title(), title=lambda of: of.title)
        areas.register(areas.Area(name, name.title(), (kind,)))


def fill(owner: str, count: int) -> None:
    """Give one person so many jobs, the kinds in turn, one a minute; two of them run."""
    import sqlalchemy as sa

    from app.db import engine

    tables = {'processing_jobs': 'leveling.level', **{f'{name}_jobs': f'{name}.work' for name in MADE_UP}}
    each = count // len(tables)
    with engine().begin() as connection:
        for place, (table, kind) in enumerate(tables.items()):
            numbers = f'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {each})'
            at = f"datetime('2020-01-01', '+' || (i * {len(tables)} + {place}) || ' minutes')"
            status = f"CASE WHEN i = {each} THEN 'processing' WHEN i % 50 = 0 THEN 'failed' ELSE 'completed' END"
            more = {
                'processing_jobs': ('original_file_path, target_lufs', "'o/' || i, -14"),
            }.get(table, ('title', "'Night ' || i"))
            connection.execute(
                sa.text(
                    f'INSERT INTO {table} (id, user_id, kind, status, created_at, {more[0]}) {numbers} '
                    f"SELECT '{place}-' || i, :owner, '{kind}', {status}, {at}, {more[1]} FROM n"
                ),
                {'owner': owner},
            )
        connection.exec_driver_sql(
            'INSERT INTO audio_files '
            '(id, job_id, original_filename, file_format, file_size, duration_seconds, target_lufs) '
            "SELECT 'f' || id, id, 'Night ' || id || '.wav', 'wav', 1, 60, -14 FROM processing_jobs"
        )
        connection.exec_driver_sql('ANALYZE')


def asked(owner: str) -> dict[str, Callable[[], object]]:
    """What is asked: as History and the tray do, plain, at the far end, filtered, searched."""
    from app.jobs import feed
    from models import Status

    return {
        'history': partial(feed.feed, owner),
        'history, page 100': partial(feed.feed, owner, page=100),
        'history, the last page': partial(feed.feed, owner, page=10**6),
        'history, one area': partial(feed.feed, owner, among=['voice']),
        'history, two areas': partial(feed.feed, owner, among=['voice', 'leveling']),
        'history, failed': partial(feed.feed, owner, status=Status.FAILED),
        'history, nothing cancelled': partial(feed.feed, owner, status=Status.CANCELLED),
        'history, one found': partial(feed.feed, owner, search='Night 4711'),
        'history, nobody found': partial(feed.feed, owner, search='nothing at all'),
        'the tray': partial(feed.running, owner),
        'one job': partial(feed.get, owner, '3-777'),
    }


def main() -> None:
    """Generate, measure, print; end with 1 where something took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--jobs', type=int, default=100_000)
    parser.add_argument('--turns', type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {'LEVELMIX_DATA_DIR': folder}
        from app import accounts, db, leveling  # noqa: F401  makes its kinds known

        db.upgrade()
        add_areas()
        owner = accounts.ensure_local_owner()
        fill(owner, given.jobs)
        taken: dict[str, list[tuple[float, float]]] = {}
        for turn in range(given.turns + 1):
            for name, ask in asked(owner).items():
                started, busy = time.perf_counter(), time.process_time()
                ask()
                spent = 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - busy)
                if turn:
                    taken.setdefault(name, []).append(spent)
    print(f'{given.jobs:,} jobs, {platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores\n')
    print(f'{"asked for":<28}{"median ms":>10}{"processor ms":>14}')
    medians = {name: [statistics.median(one) for one in zip(*times, strict=True)] for name, times in taken.items()}
    for name, (wall, busy) in medians.items():
        print(f'{name:<28}{wall:>10.1f}{busy:>14.1f}')
    sys.exit(1 if max(wall for wall, _ in medians.values()) > LIMIT_MS else 0)


if __name__ == '__main__':
    main()
