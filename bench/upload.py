"""Upload a large file through a real browser while the connection is cut and the server killed, and measure.

`python -m bench.upload` sends 3 GB through Chromium by way of a proxy that cuts all connections 20 times at random
places, while the server is killed three times; then 20 files side by side. It prints what was measured, and ends with 1
where a promise does not hold: bytes identical, the server's memory grows by less than 50 MB, its health route answers
within 100 ms, and no more than one copy of the file lies on the disk.
"""

import argparse
import hashlib
import http.client
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Dialog, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, PLACES
from tests.cutting import Trouble, passing_on
from tests.servers import LevelMix, serving

MIB = 1024 * 1024
PIECE = 16 * MIB
HEALTH_MS, GROWTH_MB = 100.0, 50.0
EVERY_S = 0.05


@dataclass
class Measured:
    """What was seen while it ran: milliseconds, MiB, bytes on the disk.

    `held_up_ms` is how much later than it wanted the watcher itself was woken at worst: what a busy machine costs.
    """

    health_ms: list[float] = field(default_factory=list)
    held_up_ms: float = 0.0
    growth_mb: float = 0.0
    disk_bytes: int = 0

    def line(self) -> str:
        """In words."""
        slow = sorted(self.health_ms)
        return (
            f'health: {len(slow)} answers, median {slow[len(slow) // 2]:.1f} ms, 99 % within '
            f'{slow[int(len(slow) * 0.99)]:.1f} ms, longest {slow[-1]:.1f} ms (the watcher itself was held up by up to '
            f'{self.held_up_ms:.1f} ms); memory grew by {self.growth_mb:.1f} MB; '
            f'at most {self.disk_bytes / MIB:,.0f} MB lay on the disk'
        )


class Watch:
    """Looks at a server's health, memory and folder until stopped, from a process of its own: it must not wait for
    whoever makes the traffic. A server that is killed is waited for."""

    def __init__(self, site: LevelMix) -> None:
        self._site = site
        self._context = multiprocessing.get_context('spawn')
        self._server = self._context.Value('l', site.process.pid)
        self._over = self._context.Event()
        self._heard, says = self._context.Pipe(duplex=False)
        place = (site.port, str(site.data_dir))
        self._process = self._context.Process(target=watch, args=(*place, self._server, self._over, says), daemon=True)
        self._process.start()
        self._heard.recv()

    def restart(self) -> None:
        """Kill the server and start it again."""
        self._site.end(signal.SIGKILL)
        self._site.restart()
        self._server.value = self._site.process.pid

    def stop(self) -> Measured:
        """What was seen."""
        self._over.set()
        seen: Measured = self._heard.recv()
        self._process.join()
        return seen


def watch(port: int, data_dir: str, server: Any, over: Any, says: Any) -> None:
    """Measure until `over`; the memory at the beginning is what growth is measured from."""
    seen, base, pid, next_size = Measured(), memory_of(server.value), server.value, 0.0
    line = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
    says.send('begun')
    wanted = time.perf_counter() + EVERY_S
    while not over.wait(max(0.0, wanted - time.perf_counter())):
        started, alive = time.perf_counter(), server.value
        seen.held_up_ms = max(seen.held_up_ms, (started - wanted) * 1000)
        try:
            line.request('GET', '/healthz')
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            line.close()
            wanted = time.perf_counter() + EVERY_S
            continue
        if pid == alive == server.value:  # the first answer of a new server includes its start
            seen.health_ms.append((time.perf_counter() - started) * 1000)
        pid = alive
        if time.monotonic() >= next_size:
            next_size = time.monotonic() + 0.25
            seen.growth_mb = max(seen.growth_mb, (memory_of(alive) - base) / MIB)
            lying = sum(size_of(Path(data_dir) / name) for name in ('incoming', 'files', 'scratch'))
            seen.disk_bytes = max(seen.disk_bytes, lying)
        wanted = time.perf_counter() + EVERY_S
    line.close()
    says.send(seen)


def memory_of(pid: int) -> int:
    """What a process holds in memory, in bytes; 0 if it is gone."""
    try:
        return int(Path(f'/proc/{pid}/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE')
    except (OSError, IndexError):
        return 0


def size_of(folder: Path) -> int:
    """All files below a folder, in bytes."""
    total = 0
    for path in folder.rglob('*'):
        try:
            total += path.stat().st_size
        except OSError:  # it moves while we look
            continue
    return total


def material(path: Path, size: int, seed: int) -> str:
    """Write bytes that no two files share; returns their SHA-256."""
    noise, running, left = random.Random(seed), hashlib.sha256(), size
    with path.open('wb') as file:
        while left:
            block = noise.randbytes(min(4 * MIB, left))
            file.write(block)
            running.update(block)
            left -= len(block)
    return running.hexdigest()


@contextmanager
def browsing(url: str) -> Iterator[Page]:
    """A page of a real browser."""
    found = next(path for place in PLACES if (path := shutil.which(place)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        page = browser.new_context(base_url=url).new_page()
        page.goto('/')
        yield page
        browser.close()


def through_a_browser(site: LevelMix, mix: Path, trouble: Trouble, patience_s: float) -> tuple[str, float, Measured]:
    """Send a file; returns the SHA-256 of what arrived, how many seconds it took, and what was seen meanwhile."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    with passing_on(site.port, trouble.passed) as proxy, browsing(proxy.url) as page:
        page.on('dialog', stay)
        expect(page.get_by_test_id('start')).to_be_visible()
        watching = Watch(site)
        trouble.cut, trouble.kill = proxy.cut, watching.restart
        started = time.monotonic()
        page.get_by_test_id('file-input').set_input_files(mix)
        row = page.get_by_test_id('upload').filter(has_text=mix.name)
        expect(row).to_have_attribute('data-state', 'ready', timeout=patience_s * 1000)
        took = time.monotonic() - started
        seen = watching.stop()
    assert asked == [], 'the page wanted to go away'
    (stored,) = (site.data_dir / 'files' / 'originals').iterdir()
    with stored.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest(), took, seen


def one_of_many(site: LevelMix, number: int, size: int) -> bool:
    """Send a file piece by piece, as any client does; whether it arrived as it was sent."""
    noise, running = random.Random(number), hashlib.sha256()
    tus = {'Tus-Resumable': '1.0.0'}
    line = http.client.HTTPConnection('127.0.0.1', site.port, timeout=120)
    line.request('POST', '/files/uploads', headers=tus | {'Upload-Length': str(size)})
    made = line.getresponse()
    made.read()
    place, offset = made.headers['Location'], 0
    while offset < size:
        piece = noise.randbytes(min(PIECE, size - offset))
        running.update(piece)
        headers = {'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': str(offset)}
        line.request('PATCH', place, piece, tus | headers)
        answer = line.getresponse()
        answer.read()
        offset = int(answer.headers['Upload-Offset'])
    line.close()
    (stored,) = (site.data_dir / 'files' / 'originals').glob(f'{place.rpartition("/")[2]}.*')
    with stored.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest() == running.hexdigest()


def large(folder: Path, size: int, cuts: int, kills: int, seed: int) -> list[str]:
    """The large file; returns what does not hold."""
    mix = folder / 'large mix.wav'
    sent = material(mix, size, seed)
    trouble = Trouble(size, cuts, kills, seed)
    with serving(folder / 'data', embedded_worker='false') as site:
        received, took, seen = through_a_browser(site, mix, trouble, 600 + size / MIB)
    mix.unlink()
    shutil.rmtree(folder / 'data')
    speed = f'{size / MIB:,.0f} MB in {took:.1f} s ({size / MIB / took:.0f} MB/s)'
    print(f'{speed}, {trouble.cuts} cuts, {trouble.kills} kills')
    print(seen.line())
    wrong = broken(seen, size)
    return wrong if received == sent else [*wrong, 'the bytes differ']


def many(folder: Path, count: int, size: int) -> list[str]:
    """Files side by side; returns what does not hold."""
    with serving(folder / 'many', embedded_worker='false') as site:
        one_of_many(site, count, MIB)  # what a server loads with its first upload is no growth
        watching = Watch(site)
        started = time.monotonic()
        with ThreadPoolExecutor(count) as pool:
            results = list(pool.map(lambda number: one_of_many(site, number, size), range(count)))
        took = time.monotonic() - started
        seen = watching.stop()
    print(f'{count} x {size / MIB:,.0f} MB side by side in {took:.1f} s ({count * size / MIB / took:.0f} MB/s)')
    print(seen.line())
    wrong = broken(seen, count * size + MIB)
    return wrong if all(results) else [*wrong, f'{results.count(False)} files differ']


def broken(seen: Measured, size: int) -> list[str]:
    """Which promises do not hold."""
    promises = {
        'the health route was slow': max(seen.health_ms) < HEALTH_MS,
        'the memory grew too much': seen.growth_mb < GROWTH_MB,
        'more than one copy lay on the disk': seen.disk_bytes <= size + 2 * MIB,
    }
    return [sentence for sentence, holds in promises.items() if not holds]


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--megabytes', type=int, default=3072)
    parser.add_argument('--cuts', type=int, default=20)
    parser.add_argument('--kills', type=int, default=3)
    parser.add_argument('--many', type=int, default=20)
    parser.add_argument('--each', type=int, default=64, help='size of each of many, in MiB')
    parser.add_argument('--seed', type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='levelmix-upload-') as place:
        wrong = large(Path(place), asked.megabytes * MIB, asked.cuts, asked.kills, asked.seed)
        wrong += many(Path(place), asked.many, asked.each * MIB) if asked.many else []
    print('All promises hold.' if not wrong else f'Not kept: {", ".join(wrong)}.')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
