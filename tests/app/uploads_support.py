"""Uploads that came, or only began, and what they leave, for the tests of uploads."""

from pathlib import Path

import sqlalchemy as sa

from app import storage, uploads
from app.db import transaction


def send(owner: str, name: str, content: bytes) -> str:
    writer = uploads.begin(owner, name, len(content))
    writer.write(content)
    return writer.finish().id


def began(owner: str, content: bytes, size: int) -> str:
    """An upload of which only `content` has come."""
    writer = uploads.begin(owner, 'mix.wav', size)
    writer.write(content)
    return writer.keep().id


def leftovers(data_dir: Path) -> list[Path]:
    return [path for folder in ('incoming', 'files') for path in (data_dir / folder).rglob('*') if path.is_file()]


def age(upload_id: str = '') -> None:
    """Let an upload, or all, be from long ago."""
    with transaction() as session:
        query = "UPDATE uploads SET touched_at = '2020-01-01 00:00:00' WHERE :id IN (id, '')"
        session.connection().execute(sa.text(query), {'id': upload_id})


def stored(owner: str, upload_id: str) -> bytes:
    return b''.join(storage.read(uploads.storage_key(uploads.get(owner, upload_id))))
