"""How the document tells of answers that are files."""

from typing import Annotated, Any

from fastapi import Header

from app.api.v1.description import BINARY

Range = Annotated[
    str | None,
    Header(
        alias='Range',
        max_length=200,
        description='The bytes that are wanted; without it, all. `If-Range` with the ETag: of this very file.',
        examples=['bytes=0-65535'],
    ),
]
_DIGEST = {
    'Repr-Digest': {
        'description': 'The SHA-256 of the whole file (RFC 9530), where it is known and sent from here.',
        'schema': {'type': 'string'},
    }
}
_BYTES = {'*/*': BINARY}
FILE: dict[int | str, dict[str, Any]] = {
    200: {'description': 'The file.', 'content': _BYTES, 'headers': _DIGEST},
    206: {'description': 'The range of it that was asked for.', 'content': _BYTES, 'headers': _DIGEST},
    302: {'description': 'The file lies at another address, which works for some minutes.'},
    304: {'description': 'It is as the program has it.'},
}
"""The answers of a route that sends a stored file."""
