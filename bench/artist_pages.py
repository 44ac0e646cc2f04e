"""What artists' public pages weigh, how long one takes, how many one process answers: `make bench-artist-pages`.

A real server with accounts, one artist with eight releases, three sounds and pictures, and visitors over real sockets
that are kept open. Each page is asked for as by somebody who is there for the first time (the whole page), and as by
somebody who has it (its ETag, which is answered with 304). Visitors are counted meanwhile, as they always are. The
clients run on the same machine, and their share of it is told.

    python -m bench.artist_pages [--seconds 10] [--clients 8]
"""

import argparse
import asyncio
import os
import platform
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image
from sqlmodel import col, select

from app import library, uploads
from app.accounts import admin_actions
from app.accounts.audit import COMMAND_LINE
from app.artist import area, profiles, releases, showcase, showcase_views
from app.artist.page_pictures import COVER, PHOTO, PORTRAIT
from app.db import reading
from bench.pages import house, upload
from bench.processes import processor_s
from models import ArtistPicture, ShowcaseTrack, Status
from tests.waiting import until

assert area  # takes pictures and sounds
TITLES = ('Glasshouse', 'Night Bus', 'Paper Boats', 'Low Tide', 'Ärger & Öl', 'Harbour', 'North Window', 'Tin Roof')
LINKS = {
    'spotify': 'https://open.spotify.com/album/1DFixLWuPkv3KT3TnV35m3',
    'youtube': 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'bandcamp': 'https://annlee.bandcamp.com/album/glasshouse',
    'deezer': 'https://www.deezer.com/album/302127',
}
BIO = 'Songs about **trains** and the people who miss them, written at a kitchen table in Łódź.\n\n' * 6
AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
RATE = 44_100
ONE_BY_ONE = 200


@dataclass(frozen=True, slots=True)
class Made:
    """Where the pages of an artist are."""

    page: str
    release: str
    player: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=float, default=10.0, help='how long each page is asked for')
    parser.add_argument('--clients', type=int, default=8, help='visitors at a time')
    given = parser.parse_args()
    print(f'{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores')
    with (
        tempfile.TemporaryDirectory(prefix='levelmix-') as folder,
        house(Path(folder), embedded=True, people=True) as server,
    ):
        user_id, _ = admin_actions.create(COMMAND_LINE, 'ann@example.org', name='Ann Lee')
        made = fill(user_id, Path(folder))
        for path in (made.page, made.release, made.player):
            asyncio.run(_measure(server.port, server.process.pid, path, given.clients, given.seconds))


def fill(user_id: str, folder: Path) -> Made:
    """Give an artist a page with all that it may have, and wait until its sounds and pictures are made ready."""
    page = profiles.change(
        user_id, name='Ann Lee', slug='ann', public=True, tagline='Songs for night trains', place='Łódź', bio=BIO,
        links={'instagram': 'https://www.instagram.com/annlee', 'website': 'https://ann.example'},
    )  # fmt: skip
    tracks = [{'title': f'Song {number}', 'seconds': 180 + number} for number in range(1, 10)]
    made = [
        releases.make(user_id, title, links=LINKS, public=True, date=f'2026-0{number}-14', tracks=tracks)
        for number, title in enumerate(TITLES, start=1)
    ]
    for number, release in enumerate(made[:5]):
        _send_picture(user_id, folder, number, COVER, release.id)
    _send_picture(user_id, folder, 7, PORTRAIT, '')
    _send_picture(user_id, folder, 8, PHOTO, '1')
    for number, name in enumerate(('Night_Bus', 'Paper_Boats', 'Low_Tide')):
        path = folder / f'{name}.wav'
        soundfile.write(path, _melody(40.0, 110.0 * (number + 2)), RATE, subtype='PCM_16')
        upload(user_id, path)
        found = library.items(user_id, search=path.name).found[0].id
        showcase.add(user_id, found, release=made[0].id if number == 0 else '')
    until(_all_ready, seconds=600, what='sounds and pictures to be made ready')
    sounds = showcase_views.listed(user_id)
    return Made(page.address, f'{page.address}/{made[0].slug}', f'/embed/{sounds[0].public_id}')


def _send_picture(user_id: str, folder: Path, seed: int, use: str, of: str) -> None:
    """Send a picture of soft colours, with the noise that photographs have."""
    chance = np.random.default_rng(seed)
    few = Image.fromarray(chance.integers(30, 226, (4, 4, 3), dtype=np.uint8))
    coarse = few.resize((1400, 1400), Image.Resampling.BICUBIC)
    noisy = np.clip(np.asarray(coarse, np.int16) + chance.normal(0, 6, (1400, 1400, 1)), 0, 255).astype(np.uint8)
    path = folder / f'picture-{seed}.jpg'
    Image.fromarray(noisy).save(path, quality=88)
    upload_id = upload(user_id, path)
    uploads.choosing.choose(user_id, upload_id, 'artist', {'use': use, 'of': of, 'alt': 'Soft colours'})


def _melody(seconds: float, hertz: float) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    beats = np.exp(-3 * (at % 0.5))
    return (0.4 * beats * np.sin(2 * np.pi * hertz * (1 + (at // 2 % 4) / 8) * at)).astype(np.float32)


def _all_ready() -> bool:
    with reading() as session:
        waiting = [
            session.exec(select(kind).where(col(kind.status).in_([Status.QUEUED, Status.PROCESSING]))).first()
            for kind in (ArtistPicture, ShowcaseTrack)
        ]
    return not any(waiting)


class _Visitor:
    """A connection that is kept open."""

    def __init__(self, port: int, path: str, mark: str = '') -> None:
        self._port = port
        known = f'If-None-Match: {mark}\r\n' if mark else ''
        self._asked = (
            f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: {AGENT}\r\n'
            f'Accept-Encoding: gzip\r\n{known}\r\n'
        ).encode()

    async def enter(self) -> None:
        self._reader, self._writer = await asyncio.open_connection('127.0.0.1', self._port)

    async def ask(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in small letters, and the body as it was sent."""
        self._writer.write(self._asked)
        head = (await self._reader.readuntil(b'\r\n\r\n')).decode('latin-1').split('\r\n')
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(':') for line in head[1:])}
        body = await self._reader.readexactly(int(headers.get('content-length') or 0))
        return int(head[0].split()[1]), headers, body

    def leave(self) -> None:
        self._writer.close()


async def _measure(port: int, process: int, path: str, clients: int, seconds: float) -> None:
    first = _Visitor(port, path)
    await first.enter()
    status, headers, body = await first.ask()
    first.leave()
    assert status == 200, status
    print(f'{path}: {len(body):,} bytes as sent ({headers.get("content-encoding", "plain")})')
    for label, mark, expected in (('whole page', '', 200), ('304 by ETag', headers['etag'], 304)):
        took = await _one_by_one(port, path, mark, expected)
        spent, own, started = processor_s(process), time.process_time(), time.perf_counter()
        asked = [_keep_asking(port, path, mark, expected, seconds) for _ in range(clients)]
        count = sum(await asyncio.gather(*asked))
        gone = time.perf_counter() - started
        cores, clients_cores = (processor_s(process) - spent) / gone, (time.process_time() - own) / gone
        print(
            f'  {label:<12} {1000 * statistics.median(took):5.1f} ms (95 of 100 below '
            f'{1000 * statistics.quantiles(took, n=20)[-1]:.1f})   {60 * count / gone:7,.0f} a minute with {clients} '
            f'at a time   server {cores:.2f} core, clients {clients_cores:.2f}',
            flush=True,
        )


async def _one_by_one(port: int, path: str, mark: str, expected: int) -> list[float]:
    """Seconds of each of some views, one after the other."""
    visitor, took = _Visitor(port, path, mark), list[float]()
    await visitor.enter()
    for _ in range(ONE_BY_ONE):
        started = time.perf_counter()
        status, _, _ = await visitor.ask()
        took.append(time.perf_counter() - started)
        assert status == expected, status
    visitor.leave()
    return took


async def _keep_asking(port: int, path: str, mark: str, expected: int, seconds: float) -> int:
    visitor, count, end = _Visitor(port, path, mark), 0, time.perf_counter() + seconds
    await visitor.enter()
    while time.perf_counter() < end:
        status, _, _ = await visitor.ask()
        assert status == expected, status
        count += 1
    visitor.leave()
    return count


if __name__ == '__main__':
    main()
