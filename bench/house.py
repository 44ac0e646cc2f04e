"""A day in a house of several machines, on which things die: `tests/house.py` with long mixes and more of them.

python -m bench.house [--jobs 30] [--minutes 5] [--mix FILE ...]
"""

import argparse
import tempfile
from pathlib import Path

from models import Status
from tests.databases import database_server
from tests.house import counters, house, rows, spend_a_day
from tests.s3_servers import swift
from tests.sounds import write_mix


def main() -> None:
    """Spend the day, check it, print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--jobs', type=int, default=30)
    parser.add_argument('--minutes', type=float, default=5.0, help='length of the mixes that are made')
    parser.add_argument('--mix', type=Path, action='append', default=[], help='audio files to take instead')
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='levelmix-') as folder:
        place = Path(folder)
        names = ('one.flac', 'two.mp3', 'three.wav')
        mixes = given.mix or [write_mix(place / name, 60 * given.minutes, seed=n) for n, name in enumerate(names)]
        (place / 's3').mkdir()
        with (
            database_server(place / 'libsql') as database,
            swift(place / 's3') as s3,
            house(place, database.settings() | s3.settings(s3.new_bucket())) as home,
        ):
            day = spend_a_day(home, mixes, given.jobs)
            done, used, starts = rows(day), counters(day), home.starts()
    right = sum(job.status == Status.COMPLETED for job in done)
    again = sum(starts.values()) - len(done)
    print(f'{right} of {given.jobs} jobs are done, {again} were started again, in {day.seconds:.0f} s.')
    print(f'Counted: {used.total_uploads} uploads, {used.total_processing_time_seconds} s of work.')
    assert right == given.jobs == used.total_uploads
    assert starts == {job.id: job.attempts for job in done}


if __name__ == '__main__':
    main()
