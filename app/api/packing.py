"""Many stored files as one ZIP, made as it is sent: nothing is stored on the way, however large it gets."""

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi.responses import StreamingResponse
from zipstream import ZIP_STORED, ZipStream

from app import storage
from app.errors import NotFound
from app.runtime.thread_pools import ARCHIVES


class Archive:
    """A ZIP whose size is known before it is made, so that the browser tells how far its download is.

    Audio does not get smaller: files are stored as they are, and beyond 4 GiB as ZIP64.
    """

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._zip = ZipStream(compress_type=ZIP_STORED, sized=True)

    def add_text(self, name: str, text: str) -> None:
        """Add a text as a file."""
        self._zip.add(text, name)

    def add_stored(self, files: Sequence[tuple[str, str]]) -> None:
        """Add stored files as (name, key); NotFound where one is gone, before anything is sent."""
        with ThreadPoolExecutor(8) as pool:
            known = list(pool.map(storage.stat, [key for _, key in files]))
        for (name, key), stored in zip(files, known, strict=True):
            if stored is None:
                raise NotFound(f'{name} is no longer there. Load the page again, and choose again.')
            self._zip.add(storage.read(key), name, size=stored.size)

    def answer(self, name: str) -> StreamingResponse:
        """The ZIP as a download of this name."""
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
