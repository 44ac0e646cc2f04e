"""A result on its way to this machine: over breaks, beside what is there, and never half under its own name."""

import base64
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from app.errors import InUse, LevelMixError, NotAllowed
from app.remote.downloading import fetch, part_of
from app.remote.files import held
from app.remote.objects import Job
from app.remote.problems import Incomplete, NoAnswer
from tests.app.remote.conftest import KEY, Connect, Quick

CONTENT = os.urandom(1_000_003)


class Server:
    """One result, sent in ranges; each answer may break off after so many bytes."""

    def __init__(self, content: bytes = CONTENT, breaks: tuple[int, ...] = (), etag: str = '"1"') -> None:
        self.content, self.breaks, self.etag = content, list(breaks), etag
        self.asked: list[str] = []
        self.digest = hashlib.sha256(content).digest()

    def job(self, **facts: object) -> Job:
        result = {'name': 'mix.wav', 'size_bytes': len(self.content)} | facts
        return Job.of({'id': 'j1', 'status': 'completed', 'result': result})

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        asked = request.headers.get('range', '') if request.headers.get('if-range') == self.etag else ''
        self.asked.append(asked)
        start = int(asked.removeprefix('bytes=').rstrip('-') or 0)
        body = self.content[start:]
        headers = {
            'ETag': self.etag,
            'Content-Length': str(len(body)),
            'Repr-Digest': f'sha-256=:{base64.b64encode(self.digest).decode()}:',
        }
        if asked:
            headers['Content-Range'] = f'bytes {start}-{len(self.content) - 1}/{len(self.content)}'
        return httpx2.Response(206 if asked else 200, headers=headers, content=self._broken(body))

    def _broken(self, body: bytes) -> Iterator[bytes]:
        after = self.breaks.pop(0) if self.breaks else None
        yield body[:after]
        if after is not None:
            raise httpx2.ReadError('broken')


def test_a_result_that_breaks_off_goes_on_where_it_was(connect: Connect, tmp_path: Path) -> None:
    server, target, shares = Server(breaks=(300_000, 200_000)), tmp_path / 'out.wav', list[float]()
    assert fetch(connect(server), server.job(), target, shares.append) == target
    assert target.read_bytes() == CONTENT
    assert server.asked == ['', 'bytes=300000-', 'bytes=500000-']
    assert shares[-1] == 1.0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ['out.wav']


def test_another_run_goes_on_with_what_came_before(connect: Connect, halt: Quick, tmp_path: Path) -> None:
    server, target = Server(breaks=(400_000,) * 99), tmp_path / 'out.wav'

    def away(request: httpx2.Request) -> httpx2.Response:
        if server.asked:
            raise httpx2.ConnectError('away')
        return server(request)

    with pytest.raises(NoAnswer):
        fetch(connect(away), server.job(), target, lambda share: None)
    assert not target.exists()
    assert part_of(target).stat().st_size == 400_000
    server.breaks = []
    fetch(connect(server), server.job(), target, lambda share: None)
    assert (target.read_bytes() == CONTENT, server.asked[-1]) == (True, 'bytes=400000-')


def test_a_result_that_is_another_one_by_now_is_fetched_anew(connect: Connect, tmp_path: Path) -> None:
    server, target = Server(breaks=(400_000,)), tmp_path / 'out.wav'

    def changing(request: httpx2.Request) -> httpx2.Response:
        answer = server(request)
        server.content, server.etag = CONTENT[::-1], '"2"'
        server.digest = hashlib.sha256(server.content).digest()
        return answer

    fetch(connect(changing), server.job(), target, lambda share: None)
    assert target.read_bytes() == CONTENT[::-1]


def test_what_another_job_has_begun_beside_it_is_not_gone_on_with(connect: Connect, tmp_path: Path) -> None:
    other, server, target = Server(CONTENT[::-1], breaks=(400_000,)), Server(), tmp_path / 'out.wav'

    def away(request: httpx2.Request) -> httpx2.Response:
        if other.asked:
            raise httpx2.ConnectError('away')
        return other(request)

    with pytest.raises(NoAnswer):
        fetch(connect(away), Job.of({'id': 'j0', 'result': {'name': 'mix.wav'}}), target, lambda share: None)
    assert part_of(target).exists()
    fetch(connect(server), server.job(), target, lambda share: None)
    assert (target.read_bytes() == CONTENT, server.asked) == (True, [''])


@pytest.mark.parametrize('wrong', ['digest', 'size'])
def test_what_is_not_as_it_was_announced_gets_no_name(connect: Connect, tmp_path: Path, wrong: str) -> None:
    server, target = Server(), tmp_path / 'out.wav'
    if wrong == 'digest':
        server.digest = bytes(32)
    job = server.job(**({'size_bytes': 7} if wrong == 'size' else {}))
    with pytest.raises(Incomplete, match='not what the server has announced'):
        fetch(connect(server), job, target, lambda share: None)
    assert not target.exists()
    assert len(server.asked) == 2, 'it was tried once more'


def test_a_file_that_appeared_meanwhile_is_not_replaced(connect: Connect, tmp_path: Path) -> None:
    server, target = Server(), tmp_path / 'out.wav'
    target.write_bytes(b'mine')
    with pytest.raises(NotAllowed, match='is there by now: the result is kept as'):
        fetch(connect(server), server.job(), target, lambda share: None)
    assert (target.read_bytes(), part_of(target).read_bytes() == CONTENT) == (b'mine', True)
    fetch(connect(server), server.job(), target, lambda share: None, force=True)
    assert target.read_bytes() == CONTENT


def test_a_bucket_hears_nothing_of_the_key(connect: Connect, tmp_path: Path) -> None:
    server, keys = Server(), dict[str, str | None]()

    def answer(request: httpx2.Request) -> httpx2.Response:
        keys[request.url.host] = request.headers.get('authorization')
        if request.url.host == 'mix.example.org':
            return httpx2.Response(302, headers={'Location': 'https://bucket.example/result?signed'})
        return server(request)

    fetch(connect(answer), server.job(), tmp_path / 'out.wav', lambda share: None)
    assert keys == {'mix.example.org': f'Bearer {KEY}', 'bucket.example': None}


def test_two_processes_do_not_write_one_file(connect: Connect, tmp_path: Path) -> None:
    server, target = Server(), tmp_path / 'out.wav'
    other: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        with pytest.raises(InUse):
            fetch(connect(server), server.job(), target, lambda share: None)
        other.append('was kept out')
        return server(request)

    fetch(connect(answer), server.job(), target, lambda share: None)
    assert (other, target.read_bytes() == CONTENT) == (['was kept out'], True)


def test_a_file_that_only_is_called_like_a_part_is_kept(connect: Connect, tmp_path: Path) -> None:
    server, target = Server(), tmp_path / 'out.wav'
    part_of(target).write_bytes(b'mine')
    with pytest.raises(NotAllowed, match='is no part of this result, and is kept'):
        fetch(connect(server), server.job(), target, lambda share: None)
    assert (part_of(target).read_bytes(), target.exists()) == (b'mine', False)


def test_a_part_that_leads_elsewhere_is_not_written_to(connect: Connect, tmp_path: Path) -> None:
    server, target, elsewhere = Server(), tmp_path / 'out.wav', tmp_path / 'elsewhere'
    for before in (None, b'mine'):
        if before is not None:
            elsewhere.write_bytes(before)
        part_of(target).unlink(missing_ok=True)
        part_of(target).symlink_to(elsewhere)
        with pytest.raises(NotAllowed, match='cannot be written'):
            fetch(connect(server), server.job(), target, lambda share: None)
        assert (elsewhere.read_bytes() if before else elsewhere.exists()) == (before or False)


def test_a_long_name_has_a_part_too(tmp_path: Path) -> None:
    long = tmp_path / ('ü' * 126 + '.wa')
    part_of(long).write_bytes(b'')
    assert part_of(long) != part_of(long.with_name('ü' * 126 + '.wv'))


def test_a_lock_that_is_let_go_is_free(tmp_path: Path) -> None:
    with held(tmp_path / 'lock', 'No.'), pytest.raises(LevelMixError), held(tmp_path / 'lock', 'No.'):
        pass
    with held(tmp_path / 'lock', 'No.'):
        pass
