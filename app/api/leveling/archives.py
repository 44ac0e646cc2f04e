"""Many results as one ZIP, made as it is sent: nothing is stored on the way, however large it gets."""

import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, ParamSpec

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from zipstream import ZIP_STORED, ZipStream

from app import accounts, files, leveling, storage
from app.errors import NotAllowed, NotFound
from app.runtime.thread_pools import ARCHIVES

router = APIRouter(prefix='/files')
P = ParamSpec('P')

READ_ME = """This is what LevelMix keeps about you.

rows.json: what the database has about you, by table; times are UTC, hashes of passwords and keys are left out.
The other folders, one for each part of LevelMix: your files there, as you sent them and as they came out.
"""


@router.get('/export')
async def export() -> StreamingResponse:
    """The user's rows and files."""
    return await _in_turn(_export)


def _export() -> StreamingResponse:
    user = accounts.session_user()
    rows, stored = accounts.everything(user.id), files.of_user(user.id)
    archive = _Archive(user.id)
    archive.add_text('README.txt', READ_ME)
    archive.add_text('rows.json', json.dumps(rows, default=str, indent=1, ensure_ascii=False))
    archive.add_stored(stored)
    return archive.answer('levelmix-export.zip')


@router.get('/archive')
async def results(
    job: Annotated[list[str] | None, Query()] = None, everything: bool = False, search: str = ''
) -> StreamingResponse:
    """The results of the named jobs, or of all the user's jobs whose name contains `search`."""
    return await _in_turn(_results, job or [], everything, search)


async def _in_turn(make: Callable[P, StreamingResponse], *args: P.args, **kwargs: P.kwargs) -> StreamingResponse:
    """Every file of an archive is looked up before the first byte is sent; there may be thousands."""
    return await ARCHIVES.call(accounts.visitor().place, make, *args, **kwargs)


def _results(job_ids: list[str], everything: bool, search: str) -> StreamingResponse:
    user = accounts.current_user('leveling')
    packed = leveling.all_packed(user.id, search) if everything else leveling.packed(user.id, job_ids)
    if not packed:
        raise NotAllowed('There is no result to download. Choose some first.')
    archive = _Archive(user.id)
    archive.add_stored([(one.name, one.key) for one in packed])
    return archive.answer('LevelMix.zip')


class _Archive:
    """A ZIP whose size is known before it is made, so that the browser tells how far its download is.

    Audio does not get smaller: files are stored as they are, and beyond 4 GiB as ZIP64.
    """

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._zip = ZipStream(compress_type=ZIP_STORED, sized=True)

    def add_text(self, name: str, text: str) -> None:
        self._zip.add(text, name)

    def add_stored(self, files: list[tuple[str, str]]) -> None:
        """Add stored files as (name, key); NotFound where one is gone, before anything is sent."""
        with ThreadPoolExecutor(8) as pool:
            known = list(pool.map(storage.stat, [key for _, key in files]))
        for (name, key), stored in zip(files, known, strict=True):
            if stored is None:
                raise NotFound(f'{name} is no longer there. Look at the history again, and choose again.')
            self._zip.add(storage.read(key), name, size=stored.size)

    def answer(self, name: str) -> StreamingResponse:
        headers = {
            'Content-Disposition': storage.disposition(name),
            'Content-Length': str(len(self._zip)),
            'Cache-Control': 'no-store',
        }
        return StreamingResponse(_chunks(self._user_id, self._zip), media_type='application/zip', headers=headers)


async def _chunks(user_id: str, parts: Any) -> AsyncIterator[bytes]:
    chunks = iter(parts)
    while (chunk := await ARCHIVES.call(user_id, next, chunks, None)) is not None:
        yield chunk
