"""Many results as one ZIP, made as it is sent: nothing is stored on the way, however large it gets."""

import json
from collections.abc import Callable
from typing import Annotated, ParamSpec

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from app import accounts, files, leveling
from app.api.packing import Archive
from app.errors import NotAllowed
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
    archive = Archive(user.id)
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
    archive = Archive(user.id)
    archive.add_stored([(one.name, one.key) for one in packed])
    return archive.answer('LevelMix.zip')
