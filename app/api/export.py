"""Everything about a user in one ZIP, made while it is sent: nothing is stored on the way, however large it gets."""

import io
import json
import zipfile
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from app import accounts, leveling, storage

router = APIRouter(prefix='/files')

READ_ME = """This is what LevelMix keeps about you.

rows.json: what the database says, by table; times are UTC, hashes of passwords and keys are left out.
originals/ and results/: your mixes, before and after.
"""


@router.get('/export')
def export() -> StreamingResponse:
    """The user's rows and files."""
    user = accounts.session_user()
    rows, files = accounts.everything(user.id), leveling.files_of(user.id)
    headers = {'Content-Disposition': 'attachment; filename="levelmix-export.zip"', 'Cache-Control': 'no-store'}
    return StreamingResponse(_zipped(rows, files), media_type='application/zip', headers=headers)


class _Pipe(io.RawIOBase):
    """What is written can be taken out again at once; `zipfile` sees a stream that it cannot go back in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._parts = b''.join(self._parts), []
        return taken


def _zipped(rows: dict[str, list[dict[str, object]]], files: list[tuple[str, str]]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, 'w', zipfile.ZIP_STORED) as archive:  # audio does not get smaller
        archive.writestr('README.txt', READ_ME)
        archive.writestr('rows.json', json.dumps(rows, default=str, indent=1, ensure_ascii=False))
        yield pipe.take()
        for name, key in files:
            with archive.open(zipfile.ZipInfo(name), 'w', force_zip64=True) as entry:
                for block in storage.read(key):
                    entry.write(block)
                    yield pipe.take()
    yield pipe.take()
