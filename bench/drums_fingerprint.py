"""How surely and how fast a recording is found among very many: `python -m bench.drums_fingerprint [SONGS]`.

The index is the table that the product has, in SQLite on the disk. Its songs are simulated: bits that stay as long as
those of real fingerprints do. What is asked for is a song whose bits were changed, more of them than any encoder does,
or one that the index does not have. The clock runs while votes are counted and while the likeliest are compared bit by
bit; it rests while their fingerprints are simulated anew, which the product reads from a row each.
"""

import multiprocessing
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from app.drums import fingerprints
from app.drums.fingerprints import Fingerprint

SONGS, WORDS = 100_000, 1_450
STAYS = 0.82
"""So often a bit is as it was a moment before; measured on songs of the tests."""
QUERIES = 200
FEWEST_VOTES, LOOKED_AT = 4, 5
AT_ONCE = 500
TABLE = 'CREATE TABLE song_keys (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID'
_AT = np.arange(WORDS, dtype=np.int32)


def simulated(number: int) -> Fingerprint:
    """The same for the same number: three minutes."""
    chance = np.random.default_rng(number)
    # Each bit is drawn anew now and then, and is another one then every second time; between that it stays.
    anew = chance.random((32, WORDS), np.float32) < 2 * (1 - STAYS)
    drawn = np.frombuffer(chance.bytes(32 * WORDS), np.uint8).reshape(32, WORDS) & 1
    since = np.maximum.accumulate(np.where(anew, _AT, 0), axis=1)
    bits = np.take_along_axis(drawn, since, axis=1)
    return Fingerprint(np.packbits(np.ascontiguousarray(bits.T), axis=1).view('>u4').ravel().astype(np.uint32))


def noisy(of: Fingerprint, share: float, seed: int) -> Fingerprint:
    """The same with so many bits changed, and two seconds later."""
    chance = np.random.default_rng(seed)
    flipped = chance.random((len(of.words), 32)) < share
    return Fingerprint((of.words ^ np.packbits(flipped, axis=1).view('>u4').ravel().astype(np.uint32))[16:])


def fill(path: Path, songs: int) -> None:
    """An index of so many songs, sorted before it is written."""
    keys, numbers = np.empty(songs * 256, np.uint32), np.empty(songs * 256, np.uint32)
    count = 0
    for number in range(songs):
        some = simulated(number).index_keys()
        keys[count : count + len(some)], numbers[count : count + len(some)] = some, number
        count += len(some)
    order = np.lexsort((numbers[:count], keys[:count]))
    database = sqlite3.connect(path)
    database.execute(TABLE)
    for start in range(0, count, 100_000):
        part = order[start : start + 100_000]
        database.executemany(
            'INSERT INTO song_keys VALUES (?, ?)', zip(keys[part].tolist(), numbers[part].tolist(), strict=True)
        )
    database.commit()
    database.close()


def votes(database: sqlite3.Connection, asked: Fingerprint) -> Counter[int]:
    """How many votes songs have, those with most of them at least."""
    found = Counter[int]()
    keys = asked.index_keys()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        marks = ','.join('?' * len(some))
        rows = database.execute(
            f'SELECT number, count(*) AS votes FROM song_keys WHERE key IN ({marks}) '
            'GROUP BY number ORDER BY votes DESC LIMIT 50',
            some,
        )
        found.update(dict(rows.fetchall()))
    return found


def find(database: sqlite3.Connection, asked: Fingerprint) -> tuple[int | None, int, float]:
    """The number of the song that is found, how many votes it had or the most had, and how many seconds it took."""
    begun = time.perf_counter()
    most = votes(database, asked).most_common(LOOKED_AT)
    spent = time.perf_counter() - begun
    for number, count in most:
        if count < FEWEST_VOTES:
            break
        other = simulated(number)
        begun = time.perf_counter()
        same = fingerprints.bit_error(asked, other) <= fingerprints.SAME
        spent += time.perf_counter() - begun
        if same:
            return number, count, spent
    return None, most[0][1] if most else 0, spent


def ask(database: sqlite3.Connection, songs: int) -> None:
    """Ask for songs that are there, and for others; tell how that went."""
    for share in (0.0, 0.02, 0.06, 0.09):
        numbers = [query * (songs // QUERIES) for query in range(QUERIES)]
        found = [find(database, noisy(simulated(number), share, number)) for number in numbers]
        right = sum(one == number for (one, _, _), number in zip(found, numbers, strict=True))
        print(
            f'{share:.0%} of bits changed: {right}/{QUERIES} right, {min(had for _, had, _ in found)} votes at least, '
            + took([spent for _, _, spent in found])
        )
    others = [find(database, simulated(songs + query)) for query in range(QUERIES)]
    taken = sum(number is not None for number, _, _ in others)
    had = max(count for _, count, _ in others)
    spent = took([spent for _, _, spent in others])
    print(f'not in the index: {taken}/{QUERIES} taken for another, {had} votes at most, {spent}')


def took(spent: list[float]) -> str:
    """How long something took, in words."""
    middle, slow = 1000 * np.quantile(spent, [0.5, 0.95])
    return f'{middle:.1f} ms in the middle, {slow:.1f} ms for 19 of 20'


def main(songs: int = SONGS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'index.db'
        begun = time.perf_counter()
        # In a process of its own, whose memory is none of what asking takes.
        filling = multiprocessing.get_context('spawn').Process(target=fill, args=(path, songs))
        filling.start()
        filling.join()
        filled = time.perf_counter() - begun
        print(f'{songs:,} songs: {path.stat().st_size / 1e6:,.0f} MB, written in {filled:,.0f} s', flush=True)
        database = sqlite3.connect(path)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ask(database, songs)
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(f'asking took {more / 1024:.0f} MB of memory beyond the {before / 1024:.0f} MB of the program')
        database.close()


if __name__ == '__main__':
    main(*(int(one) for one in sys.argv[1:]))
