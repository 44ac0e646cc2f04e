"""A file on its way to a server: what is said of it, what is waited for, and what is gone on with."""

import base64
import os
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.errors import InUse, NotAllowed
from app.remote import remembered
from app.remote.problems import RemoteError
from app.remote.remembered import Work
from app.remote.uploading import send
from tests.app.remote.conftest import SERVER, Connect, Quick

CONTENT = os.urandom(700_000)
WISH = {'target_lufs': -14.0}


class Server:
    """One upload by tus, and the job that is made of it."""

    def __init__(self) -> None:
        self.came, self.metadata = bytearray(), dict[str, str]()
        self.asked: list[str] = []
        self.refusals: dict[str, list[httpx2.Response]] = {}

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        what = f'{request.method} {request.url.path.removeprefix("/api/v1")}'
        self.asked.append(what)
        if self.refusals.get(what):
            return self.refusals[what].pop(0)
        if what == 'POST /uploads/tus':
            self.came.clear()
            pairs = (pair.split() for pair in request.headers['upload-metadata'].split(','))
            self.metadata = {name: base64.b64decode(value).decode() for name, value in pairs}
            return httpx2.Response(201, headers={'Location': 'http://inside.example/api/v1/uploads/tus/u1'})
        if what == 'HEAD /uploads/tus/u1':
            return httpx2.Response(200, headers={'Upload-Offset': str(len(self.came))})
        if what == 'PATCH /uploads/tus/u1':
            assert int(request.headers['upload-offset']) == len(self.came)
            self.came += request.read()
            made = {'LevelMix-Job': 'u1'} if 'choice' in self.metadata else {}
            return httpx2.Response(204, headers={'Upload-Offset': str(len(self.came)), **made})
        return httpx2.Response(201, json={'id': 'u1', 'status': 'queued'})


@pytest.fixture
def mix(home: Path) -> Path:
    path = home / 'mix.wav'
    path.write_bytes(CONTENT)
    return path


def begun(path: Path, wish: dict[str, Any] | None = None) -> Work:
    return remembered.work(SERVER, path, WISH if wish is None else wish)


def test_a_file_goes_up_with_what_is_wanted_of_it(connect: Connect, mix: Path) -> None:
    server, shares = Server(), list[float]()
    job = send(connect(server), begun(mix), shares.append)
    assert (job is not None and job.id, bytes(server.came) == CONTENT, shares[-1]) == ('u1', True, 1.0)
    assert server.metadata == {'filename': 'mix.wav', 'purpose': 'leveling', 'choice': '{"target_lufs": -14.0}'}
    assert begun(mix).job_id == 'u1'


def test_a_name_in_another_encoding_goes_up_as_it_can_be_read(connect: Connect, home: Path) -> None:
    odd = home / os.fsdecode(b'caf\xe9.wav')
    odd.write_bytes(CONTENT)
    server = Server()
    send(connect(server), begun(odd), lambda share: None)
    assert server.metadata['filename'] == 'caf\ufffd.wav'


def test_a_long_tracklist_is_said_once_the_file_is_there(connect: Connect, mix: Path) -> None:
    server = Server()
    job = send(connect(server), begun(mix, WISH | {'tracklist': '00:00 A\n' * 2000}), lambda share: None)
    assert (job is not None and job.id, server.metadata) == ('u1', {'filename': 'mix.wav'})
    assert 'POST /jobs' in server.asked


def test_what_the_server_does_not_want_is_not_sent(connect: Connect, mix: Path) -> None:
    server = Server()
    server.refusals['POST /uploads/tus'] = [httpx2.Response(400, json={'detail': 'Choose a loudness.'})]
    with pytest.raises(RemoteError, match='Choose a loudness'):
        send(connect(server), begun(mix), lambda share: None)
    assert server.asked == ['POST /uploads/tus']


@pytest.mark.parametrize('status', [423, 409, 460, 503])
def test_an_upload_that_another_request_still_holds_is_waited_for(
    connect: Connect, halt: Quick, mix: Path, status: int
) -> None:
    server = Server()
    server.refusals['PATCH /uploads/tus/u1'] = [httpx2.Response(status), httpx2.Response(status)]
    send(connect(server), begun(mix), lambda share: None)
    assert (bytes(server.came) == CONTENT, len(halt.pauses)) == (True, 2)


def test_an_upload_that_the_server_has_forgotten_begins_anew(connect: Connect, mix: Path) -> None:
    server, work = Server(), begun(mix)
    work.upload_id = 'u0'
    gone = httpx2.Response(404, json={'detail': 'This upload is no longer there.'})
    server.refusals = {'HEAD /uploads/tus/u0': [gone], 'POST /jobs': [gone]}
    send(connect(server), work, lambda share: None)
    assert bytes(server.came) == CONTENT


def test_a_last_answer_that_is_lost_makes_no_second_upload(connect: Connect, mix: Path) -> None:
    server, work = Server(), begun(mix)
    work.upload_id = 'u1'
    server.refusals['HEAD /uploads/tus/u1'] = [httpx2.Response(404)]  # a job has taken it
    job = send(connect(server), work, lambda share: None)
    assert job is not None
    assert server.asked == ['HEAD /uploads/tus/u1', 'POST /jobs']


def test_a_file_that_is_written_to_meanwhile_is_no_mix_yet(connect: Connect, mix: Path) -> None:
    server = Server()

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.method == 'HEAD':
            with mix.open('ab') as file:
                file.write(b'more')
        return server(request)

    with pytest.raises(NotAllowed, match='was written to while it was sent'):
        send(connect(answer), begun(mix), lambda share: None)
    assert not begun(mix).upload_id, 'it is another file now'


def test_an_empty_file_is_refused_here(connect: Connect, mix: Path) -> None:
    mix.write_bytes(b'')
    with pytest.raises(NotAllowed, match='is empty'):
        send(connect(Server()), begun(mix), lambda share: None)


def test_one_file_is_sent_by_one_process(mix: Path) -> None:
    with begun(mix).alone(), pytest.raises(InUse, match='another process'), begun(mix).alone():
        pass


def test_what_is_remembered_is_of_this_file_and_this_wish(mix: Path) -> None:
    work = begun(mix)
    work.upload_id = 'u1'
    work.keep()
    moved = mix.rename(mix.with_name('renamed.wav'))
    assert begun(moved).upload_id == 'u1', 'a name is no part of what a file is'
    assert begun(moved, WISH | {'stream': 2}).upload_id == ''
    assert remembered.work('https://other.example', moved, WISH).upload_id == ''
    moved.write_bytes(CONTENT + b'more')
    assert begun(moved).upload_id == ''
    work.forget()
    assert remembered.everything(SERVER) == []
