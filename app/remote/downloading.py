"""A result fetched in pieces: into a file beside its place, which gets its name only when it is whole and right."""

import base64
import binascii
import hashlib
import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2

from app.errors import NotAllowed
from app.remote import problems, surroundings
from app.remote.client import Client
from app.remote.connection import retry_after_s
from app.remote.files import held, written
from app.remote.objects import Job
from app.remote.problems import BUSY, Incomplete, NoAnswer, RemoteError

LONGEST_NAME = 255
"""Bytes, on most systems of files."""
_RANGE = re.compile(r'bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)')
_DIGEST = re.compile(r'sha-256=:([A-Za-z0-9+/=]{44}):')

Moved = Callable[[float], None]


@dataclass(slots=True)
class Version:
    """What is being fetched: a result is another one if any of this is."""

    job_id: str
    etag: str = ''
    sha256: str = ''
    size: int | None = None


def fetch(client: Client, job: Job, target: Path, moved: Moved, *, force: bool = False) -> Path:
    """The result of a job at `target`; what came of it earlier is not fetched again.

    Raises
    ------
    InUse, NotAllowed, RemoteError : somebody fetches it already; it is there; or the server does not give it whole.
    """
    if job.result is None:
        raise NotAllowed(f'Job {job.id} has no result: it is {job.status}.')
    part = part_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = _notes(target).with_suffix('.lock')
        with (
            held(lock, f'{target} is being fetched by another process of LevelMix already.'),
            _grown(part, target) as file,
        ):
            _fill(client, job, target, file, moved)
            file.flush()
            os.fsync(file.fileno())
        _name(part, target, force)
    except OSError as error:
        raise NotAllowed(f'{target} cannot be written ({error.strerror}). What came is kept as {part}.') from None
    for note in (_notes(target), lock):
        with suppress(OSError):
            note.unlink()
    return target


def part_of(target: Path) -> Path:
    """Where a result grows."""
    name = f'{target.name}.part'
    if len(os.fsencode(name)) > LONGEST_NAME:
        name = f'{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:32]}.part'
    return target.with_name(name)


def _grown(part: Path, target: Path) -> BinaryIO:
    """What came earlier, to be added to; a file of this name that nobody has begun here is somebody's own."""
    file = open(part, 'ab', opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW, 0o666))  # noqa: SIM115
    if os.fstat(file.fileno()).st_size and not _notes(target).exists():
        file.close()
        raise NotAllowed(f'{part} is no part of this result, and is kept. Give one of the two another name.')
    return file


def _fill(client: Client, job: Job, target: Path, file: BinaryIO, moved: Moved) -> None:
    """Fetch until the part is complete and right; what cannot be made so is emptied."""
    patience, before, tries = client.connection.patience(), -1, 0
    version = _known(target, job)
    if version is None:
        version = Version(job.id)
        file.truncate(0)
    while True:
        there = file.seek(0, os.SEEK_END)
        if there > before:
            patience.reset()
        before = there
        try:
            complete = _more(client, job, target, file, version, moved)
        except NoAnswer as error:
            patience.wait(error)
            continue
        except _Later as later:
            patience.wait(later.error, later.seconds)
            continue
        if complete and _is_right(file, job, version):
            return
        tries += complete
        if tries > 1:
            raise Incomplete(f'What came of {target.name} twice is not what the server has announced. Try again later.')
        if complete:
            file.truncate(0)


class _Later(Exception):
    """The server cannot send it now."""

    def __init__(self, error: RemoteError, seconds: float | None) -> None:
        super().__init__()
        self.error, self.seconds = error, seconds


def _more(client: Client, job: Job, target: Path, file: BinaryIO, version: Version, moved: Moved) -> bool:
    """Fetch what is missing, as far as it comes; whether that is all."""
    there = file.seek(0, os.SEEK_END)
    if version.size is not None and there == version.size:
        return True
    wanted = {'Accept': '*/*', 'Accept-Encoding': 'identity'}
    if there and version.etag:
        wanted |= {'Range': f'bytes={there}-', 'If-Range': version.etag}
    elif there:
        file.truncate(0)
    with client.connection.stream(f'/jobs/{job.id}/result', wanted, redirected=True) as answer:
        if answer.status_code == 416:  # nothing is left, or it is another file by now
            file.truncate(0)
            version.etag = ''
            return False
        if answer.status_code in BUSY:
            raise _Later(problems.of_answer(answer, client.server), retry_after_s(answer))
        if answer.is_error:
            raise problems.of_answer(answer, client.server)
        there = _placed(answer, file, version)
        written(_notes(target), json.dumps([version.job_id, version.etag, version.sha256, version.size]))
        for block in answer.iter_bytes():
            client.connection.halt.check()
            there += file.write(block)
            if version.size:
                moved(min(1.0, there / version.size))
    return version.size is None or there >= version.size


def _placed(answer: httpx2.Response, file: BinaryIO, version: Version) -> int:
    """Where the body goes on; it begins anew where the server sends all, because it has another file by now."""
    there = file.seek(0, os.SEEK_END)
    found = _RANGE.fullmatch(answer.headers.get('content-range', '')) if answer.status_code == 206 else None
    if answer.status_code == 206 and (found is None or int(found[1]) != there):
        raise Incomplete('The server has sent another part of the result than it was asked for. Try again later.')
    if found is None:
        file.truncate(0)
        there = 0
        length = answer.headers.get('content-length', '')
        version.size = int(length) if length.isdecimal() else None
        digest = _DIGEST.search(answer.headers.get('repr-digest', ''))
        version.sha256 = _hex(digest[1]) if digest else ''
        tag = answer.headers.get('etag', '')
        version.etag = '' if tag.startswith('W/') else tag
    elif found[3] != '*':
        version.size = int(found[3])
    return there


def _is_right(file: BinaryIO, job: Job, version: Version) -> bool:
    file.flush()
    size = file.seek(0, os.SEEK_END)
    if version.size is not None and size != version.size:
        return False
    if job.result is not None and job.result.size_bytes is not None and size != job.result.size_bytes:
        return False
    if not version.sha256:
        return True
    with Path(file.name).open('rb') as content:
        return hashlib.file_digest(content, 'sha256').hexdigest() == version.sha256


def _name(part: Path, target: Path, force: bool) -> None:
    """Give the part its name, without replacing what came there meanwhile."""
    if not force:
        try:
            os.link(part, target)
        except FileExistsError:
            raise NotAllowed(f'{target} is there by now: the result is kept as {part}.') from None
        except OSError:  # sticks and shares may know no second name of a file
            if target.exists():
                raise NotAllowed(f'{target} is there by now: the result is kept as {part}.') from None
        else:
            part.unlink()
            return
    part.replace(target)


def _known(target: Path, job: Job) -> Version | None:
    """What the part beside the target is of; None where that is another job's or unknown."""
    try:
        job_id, etag, sha256, size = json.loads(_notes(target).read_text())
    except (OSError, ValueError, TypeError):
        return None
    return Version(job_id, etag, sha256, size) if job_id == job.id else None


def _notes(target: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(os.path.abspath(target))).hexdigest()[:32]  # noqa: PTH100 - a link stays one
    return surroundings.state_folder() / 'parts' / f'{digest}.json'


def _hex(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError):
        return ''
