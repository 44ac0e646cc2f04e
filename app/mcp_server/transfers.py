"""Files on their way between the allowed folders of this machine and the server that the user is logged in to."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync
from pydantic import Field

from app.errors import NotAllowed
from app.mcp_server import problems
from app.remote import Client, Connection, Halt, remembered
from app.remote.downloading import fetch
from app.remote.objects import Job
from app.remote.uploading import send
from app.tools import Call, Folders, Given, Told, Tool, Toolbox

PATH_CHARS = 4096
TOLD_EVERY_S = 0.5
R = TypeVar('R')
Moved = Callable[[float], None]


class FileToSend(Given):
    """A file that goes to the server."""

    path: str = Field(
        min_length=1, max_length=PATH_CHARS, description='A file below an allowed folder; relative to the first.'
    )


class SentFile(Told):
    """An upload, which lies at the server as a whole."""

    upload_id: str
    path: str
    size_bytes: int


class ResultToFetch(Given):
    """A job whose result is fetched, and where that goes."""

    job_id: str = Field(min_length=1, max_length=64, description='The id of a finished job.')
    result_path: str | None = Field(
        None,
        min_length=1,
        max_length=PATH_CHARS,
        description='Where it goes, below an allowed folder. Left out: the first of them, by the name that the server '
        'gives it.',
    )
    overwrite: bool = Field(False, description='Replace a file that is there already.')


class FetchedFile(Told):
    """A result, which lies here as a whole."""

    path: str
    size_bytes: int


async def send_file(call: Call, given: FileToSend) -> SentFile:
    """Send a file; what came of it earlier is not sent again."""
    path = _folders(call).source(given.path)

    def sent(client: Client, moved: Moved) -> SentFile:
        work = remembered.work(client.server, path, {})
        with work.alone():
            send(client, work, moved, purpose='')
        return SentFile(upload_id=work.upload_id, path=str(path), size_bytes=path.stat().st_size)

    return await _done(call, 'Sending', sent)


async def fetch_result(call: Call, given: ResultToFetch) -> FetchedFile:
    """Fetch what a job has brought; what came of it earlier is not fetched again."""
    folders = _folders(call)

    def fetched(client: Client, moved: Moved) -> FetchedFile:
        job = client.job(given.job_id)
        target = _target(folders, given, job)
        fetch(client, job, target, moved, force=given.overwrite)
        return FetchedFile(path=str(target), size_bytes=target.stat().st_size)

    return await _done(call, 'Fetching', fetched)


def _target(folders: Folders, given: ResultToFetch, job: Job) -> Path:
    if job.result is None:
        raise NotAllowed(f'This job has no result: it is {job.status}.')
    return folders.result(given.result_path or job.own_name, overwrite=given.overwrite)


async def _done(call: Call, words: str, work: Callable[[Client, Moved], R]) -> R:
    """Do it in a thread, and tell meanwhile how far it is; whoever gives up ends it, and it can be gone on with."""
    login, halt, share = problems.login(), Halt(), 0.0

    def moved(to: float) -> None:
        nonlocal share
        share = to

    def run() -> R | Exception:
        try:
            with Client(Connection(login.server, login.key, halt=halt)) as client:
                return work(client, moved)
        except Exception as error:
            return error

    async def watch() -> None:
        try:
            while True:
                await call.tell(share, words)
                await anyio.sleep(TOLD_EVERY_S)
        finally:
            halt.ask()  # the thread ends soon, and is waited for

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        done = await run_sync(run)
        tasks.cancel_scope.cancel()
    if isinstance(done, Exception):
        raise problems.told(done, login) or done
    return done


def _folders(call: Call) -> Folders:
    assert call.folders is not None, 'these tools are offered where there are folders'
    return call.folders


def toolbox() -> Toolbox:
    """Both of them."""
    return Toolbox(_TOOLS)


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'send_file',
        'Send a file to the server',
        'Send a file of this machine to the LevelMix server, and tell the id of its upload, which server_level takes '
        'as upload_id. Nothing is made of it yet. Sent once more after a break, it goes on where it was.',
        FileToSend,
        SentFile,
        send_file,
        writes=True,
        repeatable=True,
    ),
    Tool(
        'fetch_result',
        'Fetch a result from the server',
        'Fetch the file that a finished job of the LevelMix server has brought, into an allowed folder. Nothing is '
        'overwritten unless asked for. Fetched once more after a break, it goes on where it was.',
        ResultToFetch,
        FetchedFile,
        fetch_result,
        writes=True,
        destroys=True,
        repeatable=True,
    ),
)
