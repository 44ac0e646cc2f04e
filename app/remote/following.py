"""A job followed to its end: by the events that the server sends, or by asking now and then where it sends none."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2

from app.remote import problems
from app.remote.client import Client
from app.remote.connection import retry_after_s
from app.remote.objects import Job
from app.remote.problems import BUSY, NoAnswer, RemoteError

LONG_POLL_S = 30
SILENT_TRIES = 3
"""So often in a row a stream may end without a word, then none is asked for any more: some proxies let none through."""
UNSTREAMED = frozenset({404, 405, 406, 501})

Told = Callable[[Job], None]


@dataclass(slots=True)
class Event:
    """One event of a stream, by the rules of server-sent events."""

    name: str
    data: str
    id: str | None


def follow(client: Client, job_id: str, told: Told) -> Job:
    """The job as it ended.

    Parameters
    ----------
    told : hears of it whenever something has changed.

    Raises
    ------
    RemoteError : the server refuses, or does not answer for too long; the job goes on there.
    """
    job = client.job(job_id)
    told(job)
    silent, last_id, patience = 0, '', client.connection.patience()
    while not job.ended and silent < SILENT_TRIES:
        heard = False
        try:
            for event in _events(client, job_id, last_id):
                client.connection.halt.check()
                heard, last_id = True, last_id if event.id is None else event.id
                patience.reset()
                if event.name == 'end':
                    break
                job = _moved(job, event, told)
        except _Unstreamed:
            silent = SILENT_TRIES
        except _Later as later:
            patience.wait(later.error, later.seconds)
            continue
        except NoAnswer as error:
            if not heard:
                patience.wait(error)
        silent = 0 if heard else silent + 1
        job = client.job(job_id)
        told(job)
    while not job.ended:
        client.connection.halt.check()
        job = client.job(job_id, wait_s=LONG_POLL_S)
        told(job)
    return job


class _Unstreamed(Exception):
    """The server sends no events."""


class _Later(Exception):
    """The server has no room for another stream now."""

    def __init__(self, error: RemoteError, seconds: float | None) -> None:
        super().__init__()
        self.error, self.seconds = error, seconds


def _events(client: Client, job_id: str, last_id: str) -> Iterator[Event]:
    headers = {'Accept': 'text/event-stream'} | ({'Last-Event-ID': last_id} if last_id else {})
    with client.connection.stream(f'/jobs/{job_id}/events', headers) as answer:
        if answer.status_code in UNSTREAMED:
            raise _Unstreamed
        if answer.status_code in BUSY:
            raise _Later(problems.of_answer(answer, client.server), retry_after_s(answer))
        if answer.is_error:
            raise problems.of_answer(answer, client.server)
        if not answer.headers.get('content-type', '').startswith('text/event-stream'):
            raise _Unstreamed
        yield from read_events(_lines(client, answer))


def _lines(client: Client, answer: httpx2.Response) -> Iterator[str]:
    for line in answer.iter_lines():
        client.connection.halt.check()
        yield line


def read_events(lines: Iterator[str]) -> Iterator[Event]:
    """The events that are in these lines; one that is cut off is none."""
    name, data, event_id = '', list[str](), None
    for line in lines:
        if not line:
            if data:
                yield Event(name or 'message', '\n'.join(data), event_id)
            name, data = '', []
            continue
        field, _, value = line.partition(':')
        value = value.removeprefix(' ')
        if field == 'event':
            name = value
        elif field == 'data':
            data.append(value)
        elif field == 'id' and '\0' not in value:
            event_id = value


def _moved(job: Job, event: Event, told: Told) -> Job:
    """The job with what an event says of it; what says nothing that can be understood changes nothing."""
    try:
        facts = json.loads(event.data)
    except ValueError:
        return job
    if not isinstance(facts, dict):
        return job
    found = Job.of({**job.facts, **facts})
    if found.ended:
        return job  # what it brought is told by the job itself, which is asked for next
    told(found)
    return found
