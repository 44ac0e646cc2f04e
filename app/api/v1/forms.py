"""A file in a form (RFC 7578): read as it comes, counted, and kept beside the memory."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.api.v1.problems import Problem
from app.config import MIB, settings
from app.errors import TooLarge

MOST_BYTES = 100 * MIB
"""The largest file that is taken in one request with a form around it."""
AROUND = MIB
"""What may come beside the file: its name, what it is for, a tracklist."""
SILENCE_S = 30.0
_AT_A_TIME = asyncio.Semaphore(8)
"""So many forms are read at a time: each lies on the disk of the server until its file is stored."""
FORM: dict[str, Any] = {
    'requestBody': {
        'required': True,
        'content': {
            'multipart/form-data': {
                'schema': {
                    'type': 'object',
                    'required': ['file'],
                    'properties': {
                        'file': {'type': 'string', 'format': 'binary', 'description': 'The file, with its name.'},
                        'purpose': {'type': 'string', 'description': 'The area that shall make a job of it.'},
                        'choice': {'type': 'string', 'description': 'What the job is told, as a JSON object.'},
                    },
                },
                'example': {'file': 'RIFF…', 'purpose': 'leveling', 'choice': '{"target_lufs": -14}'},
            }
        },
    }
}
"""How the document tells of such a form."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came: the file, its name and size; what it is for, and what that area is told."""

    file: BinaryIO
    name: str
    size: int
    purpose: str = ''
    choice: Mapping[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """All of it, to tell whether another request brings the same."""
        self.file.seek(0)
        digest = hashlib.file_digest(self.file, 'sha256').hexdigest()  # type: ignore[arg-type]
        self.file.seek(0)
        return self.name, self.purpose, json.dumps(self.choice, sort_keys=True), digest


@asynccontextmanager
async def receive(request: Request) -> AsyncIterator[Sent]:
    """Read a form; what lies on the disk of it is removed with the block.

    Raises
    ------
    Problem
        It is no form, has no file, or says something that cannot be read.
    TooLarge
        It is larger than is taken in one request.
    """
    if request.headers.get('content-type', '').partition(';')[0].strip().lower() != 'multipart/form-data':
        raise Problem('wrong-media-type', 'Send a form (multipart/form-data) with the file in its field “file”.')
    async with _AT_A_TIME:
        parser = MultiPartParser(request.headers, _counted(request), max_files=1, max_fields=4, max_part_size=AROUND)
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise Problem('malformed', f'This form cannot be read: {error.message}') from None
        except (KeyError, UnicodeDecodeError, TimeoutError):
            raise Problem('malformed', 'This form cannot be read, or the rest of it did not come.') from None
        try:
            yield _read(form)
        finally:
            await form.close()


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    most, come = min(MOST_BYTES, settings().max_upload_bytes), 0
    pieces = request.stream()
    while True:
        try:
            async with asyncio.timeout(SILENCE_S):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        come += len(piece)
        if come > most + AROUND:
            raise TooLarge(f'A form takes files of up to {most // MIB:,} MB. Send this one by tus, to /uploads/tus.')
        yield piece


def _read(form: FormData) -> Sent:
    file, purpose, choice = form.get('file'), form.get('purpose', ''), form.get('choice', '')
    if not isinstance(file, UploadFile):
        raise Problem('malformed', 'This form has no file: send it in the field “file”, with its name.')
    if not isinstance(purpose, str) or not isinstance(choice, str):
        raise Problem('malformed', 'In this form, “purpose” and “choice” are texts, not files.')
    try:
        told = json.loads(choice or '{}')
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Problem('malformed', 'In this form, “choice” is no JSON object.')
    return Sent(file.file, file.filename or '', file.size or 0, purpose, told)
