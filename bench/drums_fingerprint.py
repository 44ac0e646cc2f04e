"""How surely and how fast a recording is found among very many: `python -m bench.drums_fingerprint [SONGS]`.

The index is the table that the product has, in SQLite on the disk. Its songs are simulated: bits that stay as long as
those of real fingerprints do. What is asked for is a song whose bits were changed, more of them than any encoder does,
or one that the index does not have.
"""

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


def simulated(number: int) -> Fingerprint:
    """The same for the same number: three minutes."""
    chance = np.random.default_rng(number)
    runs = max(2, round(WORDS * (1 - STAYS) * 2))
    # Each bit is drawn anew now and then; between that it stays.
    drawn = chance.integers(0, 2, (runs, 32), np.uint8)
    at = np.sort(chance.integers(0, WORDS, (runs, 32)), axis=0)
    bits = np.zeros((WORDS, 32), np.uint8)
    for bit in range(32):
        bits[:, bit] = drawn[np.searchsorted(at[:, bit], np.arange(WORDS), 'right') - 1, bit]
    return Fingerprint(np.packbits(bits, axis=1).view('>u4').ravel().astype(np.uint32))


def noisy(of: Fingerprint, share: float, seed: int) -> Fingerprint:
    """The same with so many bits changed, and two seconds later."""
    chance = np.random.default_rng(seed)
    flipped = chance.random((len(of.words), 32)) < share
    return Fingerprint((of.words ^ np.packbits(flipped, axis=1).view('>u4').ravel().astype(np.uint32))[16:])


def fill(path: Path, songs: int) -> sqlite3.Connection:
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
    return database


def find(database: sqlite3.Connection, asked: Fingerprint) -> tuple[int | None, int]:
    """The number of the song that is found, and how many votes it had."""
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
    likely = [(number, votes) for number, votes in found.most_common(LOOKED_AT) if votes >= FEWEST_VOTES]
    most = found.most_common(1)[0][1] if found else 0
    for number, votes in likely:
        if fingerprints.bit_error(asked, simulated(number)) <= fingerprints.SAME:
            return number, votes
    return None, most


def main(songs: int = SONGS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'index.db'
        begun = time.perf_counter()
        database = fill(path, songs)
        filled = time.perf_counter() - begun
        print(f'{songs:,} songs: {path.stat().st_size / 1e6:,.0f} MB, written in {filled:,.0f} s')
        for share in (0.02, 0.06, 0.09):
            right, votes, spent = 0, list[int](), list[float]()
            for query in range(QUERIES):
                number = query * (songs // QUERIES)
                asked = noisy(simulated(number), share, query)
                begun = time.perf_counter()
                found, had = find(database, asked)
                spent.append(time.perf_counter() - begun)
                right += found == number
                votes.append(had)
            ms = 1000 * float(np.median(spent))
            print(f'{share:.0%} of bits changed: {right}/{QUERIES} right, {min(votes)} votes at least, {ms:.1f} ms')
        wrong = [find(database, simulated(songs + query)) for query in range(QUERIES)]
        taken = sum(number is not None for number, _ in wrong)
        print(
            f'not in the index: {taken}/{QUERIES} taken for another, {max(votes for _, votes in wrong)} votes at most'
        )
        database.close()


if __name__ == '__main__':
    main(*(int(one) for one in sys.argv[1:]))
