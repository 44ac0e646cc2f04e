"""How long a file of numbers with a million rows takes a worker, and how much memory: `make bench-artist-import`.

Makes a file of 1,000 videos on 1,000 days, as YouTube Studio's chart data has them, reads it to its preview, saves it
and takes it back, and tells seconds, the most memory of the process, and how long others had to wait to write. Then
what the screen reads of ten years of eight platforms with four numbers each.
"""

import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROWS = int(os.environ.get('ROWS', '1000000'))
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {'LEVELMIX_DATA_DIR': FOLDER.name, 'LEVELMIX_ACCOUNTS': 'off', 'LEVELMIX_LOG_LEVEL': 'WARNING'}
sys.path.insert(0, str(Path(__file__).parent.parent))


def main() -> None:
    """Measure and print."""
    from app import accounts, db
    from app.jobs import queue, runner

    db.upgrade()
    user_id = accounts.ensure_local_owner()
    import tasks.artist  # noqa: F401  the handler

    queue.serve_with(runner.run)
    print(f'before: {_peak_mb():.0f} MB')
    import_id = _brought(user_id)
    _import(user_id, import_id, queue.work_off)
    _screen(user_id)


def _brought(user_id: str) -> str:
    from app import uploads
    from app.artist import import_jobs

    path = Path(FOLDER.name) / 'Chart data.csv'
    days = max(1, ROWS // 1000)
    with path.open('w') as file:
        file.write('Date,Content,Video title,Video publish time,Duration,Views\n')
        for at in range(ROWS):
            day, video = date(2023, 1, 1) + timedelta(days=at // 1000 % days), at % 1000
            file.write(f'{day},v{video:05},Song {video},"Jan 1, 2023",215,{(at * 7919) % 4000}\n')
    size = path.stat().st_size
    print(f'file: {ROWS:,} rows, {size / 1e6:.1f} MB')
    writer = uploads.begin(user_id, path.name, size)
    with path.open('rb') as source:
        while chunk := source.read(1 << 20):
            writer.write(chunk)
    return import_jobs.submit_sent(user_id, writer.finish().id, {'numbers': {}})


def _import(user_id: str, import_id: str, work_off: Callable[..., int]) -> None:
    from app.artist import import_jobs

    waits = _Waits()
    for name, act in (('read', None), ('save', import_jobs.save), ('undo', import_jobs.undo)):
        if act is not None:
            act(user_id, import_id)
        began = time.monotonic()
        work_off(1)
        found = import_jobs.get(user_id, import_id)
        counts = found.found.get('counts')
        print(
            f'{name}: {time.monotonic() - began:.1f} s, peak {_peak_mb():.0f} MB, {found.step} {counts} {found.error}'
        )
        began = time.monotonic()
        if work_off():
            seconds = time.monotonic() - began
            print(f'  insights looked for afterwards: {seconds:.1f} s, peak {_peak_mb():.0f} MB')
    print(f'others waited to write: {waits.longest():.2f} s at most')


class _Waits:
    """Writes now and then beside the import, and remembers how long that took."""

    def __init__(self) -> None:
        self._stop, self._longest = threading.Event(), 0.0
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def _write(self) -> None:
        from app.db import transaction

        while not self._stop.wait(0.2):
            began = time.monotonic()
            with transaction() as session:
                session.connection().exec_driver_sql('UPDATE users SET timezone = timezone')
            self._longest = max(self._longest, time.monotonic() - began)

    def longest(self) -> float:
        self._stop.set()
        self._thread.join()
        return self._longest


def _screen(user_id: str) -> None:
    from app.artist import numbers, series, thinning
    from app.artist.series import Point
    from app.db import transaction

    kinds = [(platform, name) for platform in list(_platforms())[:8] for name in ('a', 'b', 'c', 'd')]
    first = date(2016, 1, 1)
    for platform, name in kinds:
        with transaction() as session:
            points = (Point(platform, f'flow.{name}', first + timedelta(days=at), at % 97) for at in range(3650))
            series.write(session, user_id, points, 'csv')
    best = 9.9
    for _ in range(5):
        began = time.monotonic()
        numbers.overview(user_id)
        numbers.subjects(user_id, 'spotify', 'flow.a')
        thinning.kept(numbers.get(user_id, 'spotify', 'flow.a').series.values)
        best = min(best, time.monotonic() - began)
    print(f'screen: {len(kinds)} series of ten years, its services take {1000 * best:.0f} ms')


def _platforms() -> list[str]:
    from app.artist import metrics

    return list(metrics.PLATFORMS)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == '__main__':
    main()
