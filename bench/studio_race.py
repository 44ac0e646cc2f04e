"""`make bench-studio`: whether two ever get one room at one time, and how fast a studio is.

- Four processes race: 600 tries at random to take one room, with a gap of half an hour. Whatever was accepted is looked
  through for two that are nearer than the gap: there must be none, on a file and on a libSQL server.
- Sessions are booked through the service, one after the other, with all that follows: 1,000 a minute is the bar.
- A month of a room with 300 bookings is listed as the public page does it: under 50 ms is the bar.

The bars of time are those of a file; what a server takes is told beside them.
"""

import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

PROCESSES, TRIES, GAP = 4, 600, 30
BOOKED, TURNS = 300, 15
EACH_MINUTE, MONTH_MS = 1000, 50.0
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
FIRST = datetime(2027, 3, 8, tzinfo=UTC)


def opened(owner: str, gap: int) -> tuple[str, str]:
    """A studio that is open around the clock, and its room."""
    from app.db import transaction
    from app.studio import rooms, studios
    from models import StudioRoom

    hours = {day: [(0, 1440)] for day in range(7)}
    made = studios.make(owner, 'Race', zone='Europe/Berlin', opening=hours)
    studios.change(owner, made.id, horizon_days=400)
    room = rooms.of_studio(made.id)[0].id
    with transaction() as session:
        row = session.get_one(StudioRoom, room)
        row.gap_after = gap
        session.add(row)
    return made.id, room


def race(number: int, room_id: str, ready: object, told: object) -> None:
    """One process: its share of the tries, of which some are accepted."""
    from app.db import dispose, transaction
    from app.errors import TimeRefused
    from app.studio import reservations
    from models import StudioRoom

    dispose()
    chosen, had = random.Random(number), 0
    ready.wait()  # type: ignore[attr-defined]
    for turn in range(TRIES // PROCESSES):
        start = FIRST + timedelta(minutes=30 * chosen.randrange(14 * 48))
        try:
            with transaction() as session:
                room = session.get_one(StudioRoom, room_id)
                end = start + timedelta(minutes=chosen.choice((60, 120, 180, 240)))
                reservations.take(session, room, f'{number}-{turn}', start, end)
            had += 1
        except TimeRefused:
            pass
    told.put(had)  # type: ignore[attr-defined]


def raced(owner: str) -> tuple[int, int, float]:
    """How many were accepted, how many of them are too near to another, and how long it took in seconds."""
    from app.db import dispose, reading
    from app.studio import reservations

    _, room_id = opened(owner, GAP)
    dispose()
    context = multiprocessing.get_context('fork')
    ready, told = context.Barrier(PROCESSES + 1), context.Queue()
    running = [context.Process(target=race, args=(number, room_id, ready, told)) for number in range(PROCESSES)]
    for one in running:
        one.start()
    ready.wait()
    began = time.perf_counter()
    had = sum(told.get(timeout=600) for _ in running)
    seconds = time.perf_counter() - began
    for one in running:
        one.join()
    with reading() as session:
        there = reservations.taken(session, room_id, FIRST, FIRST + timedelta(days=20), NOW)
    near = sum(after.starts_at - before.ends_at < GAP * 60 for before, after in pairwise(there))
    return had, near + abs(len(there) - had), seconds


def booked(owner: str) -> tuple[float, str, str]:
    """How many sessions a minute the service books; the studio and room that has them all."""
    from app.studio import holding
    from app.studio.booker import Booker
    from app.studio.wishes import Wish

    studio_id, room_id = opened(owner, 0)
    who = Booker('Ann Example', 'ann@example.org')
    began = time.perf_counter()
    for number in range(BOOKED):
        start = datetime(2027, 4, 1, tzinfo=UTC) + timedelta(minutes=120 * number)
        holding.book_for(owner, Wish(studio_id, start, 60, who, key=str(number)), now=NOW)
    return 60 * BOOKED / (time.perf_counter() - began), studio_id, room_id


def month_ms(studio_id: str, room_id: str) -> float:
    """How long a month of this room takes to list, in ms: the median of some turns."""
    from app.studio import free

    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        counts = free.month(studio_id, room_id, date(2027, 4, 1), date(2027, 4, 30), 60, now=NOW)
        taken.append(1000 * (time.perf_counter() - began))
    assert sum(counts.values()) > 0
    return statistics.median(taken)


def measured(name: str) -> tuple[bool, bool]:
    """Measure it all on the database that the settings name, and print it; whether nobody was too near to another, and
    whether it was fast enough."""
    from app import accounts, db

    db.upgrade()
    owner = accounts.ensure_local_owner()
    had, violations, seconds = raced(owner)
    each_minute, studio_id, room_id = booked(owner)
    month = month_ms(studio_id, room_id)
    db.dispose()
    print(f'{name}: {TRIES} tries of {PROCESSES} processes in {seconds:.2f} s: {had} accepted, {violations} violations')
    print(f'{name}: {each_minute:,.0f} bookings a minute (bar {EACH_MINUTE:,})')
    print(f'{name}: a month with {BOOKED} bookings in {month:.1f} ms (bar {MONTH_MS:g})')
    return violations == 0, each_minute >= EACH_MINUTE and month <= MONTH_MS


def main() -> None:
    """Measure on a file, then on a server; end with 1 where a bar is missed."""
    from app import config
    from tests.databases import PROGRAM, database_server

    good: list[bool] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        os.environ |= {'LEVELMIX_DATA_DIR': folder, 'LEVELMIX_ACCOUNTS': 'off'}
        config.forget_settings()
        good += measured('a file')
        if PROGRAM.exists():
            server = stack.enter_context(database_server(Path(folder) / 'server'))
            told = {f'LEVELMIX_{name.upper()}': value for name, value in server.settings().items()}
            os.environ |= told | {'LEVELMIX_REPLICATE_MINUTES': '0'}
            config.forget_settings()
            good.append(measured('a libSQL server')[0])
        else:
            print('no libSQL server here: sh tests/install.sh installs one')
    sys.exit(0 if all(good) else 1)


if __name__ == '__main__':
    main()
