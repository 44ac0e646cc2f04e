"""A file sent by tus: goes on where it was left after a break, another day, or in another process."""

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import NotAllowed, NotFound
from app.remote import problems
from app.remote.client import LEVELING, Client
from app.remote.connection import Connection, Patience, retry_after_s
from app.remote.objects import Job
from app.remote.problems import BUSY, LOCKED, NoAnswer, RemoteError
from app.remote.remembered import Work

PLACE = '/uploads/tus'
TUS = {'Tus-Resumable': '1.0.0'}
BYTES = {'Content-Type': 'application/offset+octet-stream'}
BLOCK = 256 * 1024
MOST_METADATA = 3500
"""Servers take 4096 characters; a choice that does not fit, as with a long tracklist, is said after the upload."""
GONE = frozenset({404, 410})
DECLINED = frozenset({400, 413, 415, 422})
OTHER_OFFSET, DAMAGED = 409, 460

Moved = Callable[[float], None]
"""Hears which share has come."""


def send(client: Client, work: Work, moved: Moved, *, purpose: str = LEVELING) -> Job | None:
    """Send what is missing of a file, and have its job made; None where nothing is to be made of it.

    Parameters
    ----------
    purpose : the area that makes something of it; empty for none.

    Raises
    ------
    NotAllowed, NotFound, RemoteError : it cannot be read or has changed; or the server refuses it or is away.
    """
    with _opened(work.source) as (file, size):
        if work.upload_id and (job := _go_on(client, work, file, size, moved, purpose)) is not _AGAIN:
            return job
        _begin(client, work, size, purpose)
        job = _go_on(client, work, file, size, moved, purpose)
    if job is _AGAIN:
        raise RemoteError(f'The server has forgotten {work.name} while it came. Send it again.')
    return job


_AGAIN = Job(id='')
"""Stands for: the server knows nothing of this upload any more."""


def _go_on(client: Client, work: Work, file: BinaryIO, size: int, moved: Moved, purpose: str) -> Job | None:
    job_id = _pour(client.connection, work, file, size, moved)
    if job_id is None and not purpose:
        return _AGAIN if _is_gone(client, work) else None
    if job_id:
        work.job_id = job_id
        work.keep()
        return client.job(job_id)
    try:
        job = client.submit(work.upload_id, work.wish, area=purpose)
    except RemoteError as error:
        if error.status in GONE:
            work.upload_id = ''
            work.keep()
            return _AGAIN
        if error.status in DECLINED:
            work.forget()  # the server has looked at the file and will not have it: nothing is gone on with
        raise
    work.job_id = job.id
    work.keep()
    return job


def _is_gone(client: Client, work: Work) -> bool:
    try:
        client.upload(work.upload_id)
    except RemoteError as error:
        if error.status not in GONE:
            raise
        return True
    return False


def _begin(client: Client, work: Work, size: int, purpose: str) -> None:
    """Announce the file; what cannot be made of it is refused here, before a byte is sent."""
    headers = TUS | {'Upload-Length': str(size), 'Upload-Metadata': _metadata(work, purpose)}
    answer = client.connection.ask('POST', PLACE, creates=True, headers=headers)
    # The id alone is taken from there: behind a proxy the address may say another scheme or host than the client's.
    work.upload_id = answer.headers.get('location', '').rstrip('/').rpartition('/')[2]
    if not work.upload_id:
        raise RemoteError(f'{client.server} does not say where the file goes. Check the address.')
    work.keep()


def _metadata(work: Work, purpose: str) -> str:
    name = os.fsencode(work.name).decode('utf-8', 'replace')  # a name in another encoding is sent as it can be read
    said = {'filename': name}
    if purpose:
        wanted = said | {'purpose': purpose, 'choice': json.dumps(work.wish, ensure_ascii=False)}
        if len(_in_base64(wanted)) <= MOST_METADATA:
            said = wanted
    return _in_base64(said)


def _in_base64(said: Mapping[str, str]) -> str:
    return ','.join(f'{name} {base64.b64encode(text.encode()).decode()}' for name, text in said.items())


def _pour(connection: Connection, work: Work, file: BinaryIO, size: int, moved: Moved) -> str | None:
    """Send until all has come; the job's id, or None where the server says none or knows the upload no more."""
    patience, place, last = connection.patience(), f'{PLACE}/{work.upload_id}', -1
    while True:
        offset = _offset(connection, place, patience)
        if offset is None or offset == size:
            return None
        if offset > last:
            patience.reset()  # some of it came, however the line is
        last = offset
        moved(offset / size)
        try:
            answer = connection.once(
                'PATCH',
                place,
                headers=TUS | BYTES | {'Upload-Offset': str(offset), 'Content-Length': str(size - offset)},
                content=_blocks(connection, work, file, offset, size, moved),
            )
        except NoAnswer as error:
            patience.wait(error)
            continue
        if answer.is_success:
            if int(answer.headers.get('upload-offset') or 0) == size:
                return answer.headers.get('levelmix-job') or None
            continue
        refusal = problems.of_answer(answer, connection.server)
        if answer.status_code not in BUSY | {LOCKED, OTHER_OFFSET, DAMAGED}:
            raise refusal
        patience.wait(refusal, retry_after_s(answer))


def _offset(connection: Connection, place: str, patience: Patience) -> int | None:
    """How much has come; None where the server knows no such upload any more, perhaps because a job has taken it."""
    while True:
        connection.halt.check()
        try:
            answer = connection.once('HEAD', place, headers=TUS)
        except NoAnswer as error:
            patience.wait(error)
            continue
        if answer.status_code in GONE:
            return None
        if answer.is_success:
            with suppress(KeyError, ValueError):
                return int(answer.headers['upload-offset'])
        refusal = problems.of_answer(answer, connection.server)
        if answer.status_code not in BUSY | {LOCKED}:
            raise refusal
        patience.wait(refusal, retry_after_s(answer))


def _blocks(
    connection: Connection, work: Work, file: BinaryIO, offset: int, size: int, moved: Moved
) -> Iterator[bytes]:
    file.seek(offset)
    while offset < size:
        connection.halt.check()
        block = file.read(min(BLOCK, size - offset))
        if not block:
            raise NotAllowed(f'{work.source} became shorter while it was sent. Send it again once it is complete.')
        yield block
        offset += len(block)
        moved(offset / size)


class _opened:
    """A file to be sent, and its size; at the end it has to be the one that it was.

    Raises
    ------
    NotAllowed, NotFound : it cannot be opened, is empty, or was written to meanwhile.
    """

    def __init__(self, source: str) -> None:
        self._source = Path(source)

    def __enter__(self) -> tuple[BinaryIO, int]:
        try:
            self._file = self._source.open('rb')
        except OSError as error:
            raise NotFound(f'{self._source} cannot be opened: {error.strerror}.') from None
        self._state = self._now()
        if not self._state[0]:
            self._file.close()
            raise NotAllowed(f'{self._source} is empty.')
        return self._file, self._state[0]

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        changed = self._now() != self._state
        self._file.close()
        if changed and error is None:
            raise NotAllowed(f'{self._source} was written to while it was sent. Send it again once it is complete.')

    def _now(self) -> tuple[int, int]:
        found = os.fstat(self._file.fileno())
        return found.st_size, found.st_mtime_ns
