"""How long home and library keep the server busy where one person has 10,000 files: `make bench-library`.

Rows are generated, then each view is built as for a browser: services, every element of the page, and all of it as the
text that is sent. What counts is wall time, the median of some turns; the first one, which warms caches, is left out.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial

from bench.admin import build

LIMIT_MS = 100.0
ROWS = (
    # one row for each number i from 1 to n; every second file is the result of the one before, of one job
    ('processing_jobs (id, user_id, status, original_file_path, processed_file_path, target_lufs, created_at, '
     'completed_at)',
     "'j' || :mark || i, :owner, 'completed', 'o/' || :mark || (2 * i - 1), 'o/' || :mark || (2 * i), -14, "
     "datetime('2026-01-01', '+' || i || ' minutes'), datetime('2026-01-01', '+' || (i + 1) || ' minutes')", 0.5),
    ('audio_files (id, job_id, original_filename, file_format, file_size, duration_seconds, target_lufs)',
     "'f' || :mark || i, 'j' || :mark || i, 'Night ' || i || '.wav', 'wav', 250000000 + i, 3600, -14", 0.5),
    ('stored_objects (id, key, user_id, area, role, name, size_bytes, media_type, duration_seconds, loudness_lufs, '
     'created_at)',
     "'o' || :mark || i, 'o/' || :mark || i, :owner, 'leveling', "
     "CASE i % 2 WHEN 1 THEN 'original' ELSE 'result' END, "
     "'Night ' || (1 + (i - 1) / 2) || CASE i % 2 WHEN 1 THEN '.wav' ELSE ' (LevelMix -14 LUFS).wav' END, "
     "250000000 + i, 'audio/wav', 3600, -14.0, datetime('2026-01-01', '+' || i || ' minutes')", 1.0),
    ('file_uses (object_id, kind, job_id, role)',
     "'o' || :mark || i, 'leveling.level', 'j' || :mark || (1 + (i - 1) / 2), "
     "CASE i % 2 WHEN 1 THEN 'original' ELSE 'result' END", 1.0),
)  # fmt: skip
"""Table with columns, values, and how many rows there are for each file."""


def fill(owner: str, count: int, mark: str = '') -> None:
    """Generate what somebody has who has been here for years; `mark` keeps the ids of several people apart."""
    import sqlalchemy as sa

    from app.db import engine

    with engine().begin() as connection:
        for table, values, share in ROWS:
            numbers = f'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {int(count * share)})'
            filling = sa.text(f'INSERT INTO {table} {numbers} SELECT {values} FROM n')
            connection.execute(filling, {'owner': owner, 'mark': mark})
        connection.exec_driver_sql('ANALYZE')


def views() -> dict[str, Callable[[], Awaitable[None]]]:
    """Each view as it is asked for: plain, at its far end, filtered, searched."""
    from pages import SCREENS, home, library
    from pages.shell.page_state import PageState

    asked = {
        'library': {},
        'library, the last page': {'page': '500'},
        'library, made': {'kind': 'made'},
        'library, documents': {'kind': 'document'},
        'library, one area': {'area': 'leveling', 'page': '250'},
        'library, one found': {'search': 'Night 4711.'},
        'library, nobody found': {'search': 'nothing at all'},
    }
    shown: dict[str, Callable[[], Awaitable[None]]] = {'home': partial(home.home_page, PageState(SCREENS))}
    for name, query in asked.items():
        shown[name] = partial(library.library_page, PageState(SCREENS), **query)
    return shown


async def measure(turns: int) -> dict[str, list[float]]:
    """Milliseconds of every view, in turn, so that a machine whose speed drifts is fair to all."""
    from nicegui import core, run

    from app.runtime import garbage_collection

    core.loop = asyncio.get_running_loop()
    run.setup()
    collecting = asyncio.create_task(garbage_collection.run())  # as seldom as the server does
    known = views()
    taken: dict[str, list[float]] = {name: [] for name in known}
    for turn in range(turns + 1):
        for name, view in known.items():
            spent = await build(view)
            if turn:
                taken[name].append(spent)
    collecting.cancel()
    return taken


def main() -> None:
    """Generate, measure, print; end with 1 where a view took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--files', type=int, default=10_000)
    parser.add_argument('--turns', type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {'LEVELMIX_DATA_DIR': folder}
        from app import accounts, db

        db.upgrade()
        fill(accounts.ensure_local_owner(), asked.files)
        taken = asyncio.run(measure(asked.turns))
    print(f'{asked.files:,} files, {platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores\n')
    print(f'{"view":<28}{"median ms":>10}{"slowest ms":>12}')
    for name, times in taken.items():
        print(f'{name:<28}{statistics.median(times):>10.0f}{max(times):>12.0f}')
    sys.exit(1 if max(statistics.median(times) for times in taken.values()) > LIMIT_MS else 0)


if __name__ == '__main__':
    main()
