"""A job followed from afar: by events, over breaks, and where a server or a proxy lets no events through."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from app.remote.following import follow, read_events
from app.remote.objects import Job
from app.remote.problems import RemoteError
from tests.app.remote.conftest import Connect, Quick


class Server:
    """One job, and streams of events that the test has written beforehand."""

    def __init__(self, streams: list[Any]) -> None:
        self.streams, self.asked, self.waits = streams, list[str | None](), 0
        self.job: dict[str, Any] = {'id': 'j1', 'status': 'processing', 'percent': 0}

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith('/events'):
            if request.url.params.get('wait'):
                self.waits += 1
                self.job |= {'percent': self.job['percent'] + 50}
                if self.job['percent'] >= 100:
                    self.job['status'] = 'completed'
            return httpx2.Response(200, json=self.job)
        self.asked.append(request.headers.get('last-event-id'))
        stream = self.streams.pop(0)
        if isinstance(stream, httpx2.Response):
            return stream
        return httpx2.Response(200, content=self._pieces(stream), headers={'Content-Type': 'text/event-stream'})

    def _pieces(self, stream: list[Any]) -> Iterator[bytes]:
        for piece in stream:
            if isinstance(piece, Exception):
                raise piece
            if piece == 'end':
                self.job |= {'status': 'completed', 'percent': 100}
                yield b'event: end\nid: 9\ndata: {"status": "completed"}\n\n'
            else:
                number, percent = piece
                yield f'event: progress\nid: {number}\ndata: {json.dumps({"percent": percent})}\n\n'.encode()


def followed(connect: Connect, server: Server) -> tuple[Job, list[float]]:
    told: list[float] = []
    return follow(connect(server), 'j1', lambda job: told.append(job.percent)), told


def test_a_job_is_followed_to_its_end_by_what_the_server_sends(connect: Connect) -> None:
    server = Server([[(1, 10), (2, 60), 'end']])
    job, told = followed(connect, server)
    assert (job.status, told) == ('completed', [0, 10, 60, 100])
    assert server.waits == 0


def test_after_a_break_the_server_hears_what_came_last(connect: Connect, halt: Quick) -> None:
    server = Server([[(1, 10), (2, 20), httpx2.ReadError('')], [(3, 30), 'end']])
    job, told = followed(connect, server)
    assert (job.status, server.asked) == ('completed', [None, '2'])
    assert 30 in told


@pytest.mark.parametrize('nothing', [httpx2.Response(404), httpx2.Response(200, text='<html>buffered')])
def test_where_no_events_come_it_is_asked_for_instead(connect: Connect, nothing: httpx2.Response) -> None:
    server = Server([nothing])
    job, told = followed(connect, server)
    assert (job.status, server.waits, told[-1]) == ('completed', 2, 100)


def test_streams_that_end_without_a_word_are_asked_for_no_more(connect: Connect) -> None:
    server = Server([[], [], []])
    assert followed(connect, server)[0].status == 'completed'
    assert (len(server.asked), server.waits) == (3, 2)


def test_a_server_that_has_no_room_for_a_stream_is_asked_later(connect: Connect, halt: Quick) -> None:
    server = Server([httpx2.Response(429, headers={'Retry-After': '3'}), ['end']])
    assert followed(connect, server)[0].status == 'completed'
    assert halt.pauses == [3.0]


def test_a_job_that_was_deleted_meanwhile_is_told(connect: Connect) -> None:
    def gone(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(404, json={'detail': 'This job does not exist, or it was deleted.'})

    with pytest.raises(RemoteError, match='it was deleted'):
        follow(connect(gone), 'j1', lambda job: None)


def test_events_are_read_as_they_are_written_and_half_ones_are_none() -> None:
    lines = [': a comment', 'event: a', 'data: 1', 'data:2', 'id: 7', '', 'data', '', 'event: cut', 'data: off']
    assert [(one.name, one.data, one.id) for one in read_events(iter(lines))] == [
        ('a', '1\n2', '7'),
        ('message', '', '7'),
    ]
