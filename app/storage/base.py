"""What a store is, and what all stores share: keys, types and names of files."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Protocol
from urllib.parse import quote

from app.storage.parts import Parts

CHUNK = 1024 * 1024
LINK_S = 15 * 60
"""How long a link to a stored file opens it. A download that has begun goes on; one that broke off asks us again."""

_KEY = re.compile(r'[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*')

Moved = Callable[[int], object]


def ignore(_: int) -> None:
    """For whoever does not ask how far a transfer is."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file: size in bytes, seconds since 1970 when it came. `version` is another once the content is another."""

    key: str
    size: int
    version: str
    modified: float


class Store(Protocol):
    """What `app.storage` asks of a folder or a bucket; the functions there say what each does."""

    @property
    def remote(self) -> bool: ...
    @property
    def parts(self) -> Parts | None: ...
    def put(self, key: str, source: Path, moved: Moved, cache_locally: bool) -> int: ...
    def local(self, key: str, into: Path | None, moved: Moved, cache_locally: bool) -> AbstractContextManager[Path]: ...
    def read(self, key: str, start: int, end: int | None) -> Iterator[bytes]: ...
    def stat(self, key: str) -> Stored | None: ...
    def delete(self, keys: Sequence[str]) -> None: ...
    def each(self, folder: str) -> Iterator[Stored]: ...
    def link(self, key: str, name: str) -> str | None: ...
    def remove_leftovers(self, older_than: float, coming: Collection[str]) -> int: ...
    def close(self) -> None: ...


def checked(key: str) -> str:
    """The key, if it is one; a ValueError is a bug of ours, or somebody who tries."""
    if not _KEY.fullmatch(key):
        raise ValueError(f'Not a storage key: {key!r}')
    return key


def media_type(name: str) -> str:
    """What a file is, by its suffix, for whoever receives it."""
    return MEDIA_TYPES.get(PurePath(name).suffix.lower(), 'application/octet-stream')


def suffix_for(media_type: str) -> str:
    """The usual suffix of such a file; empty where none is known."""
    plain = media_type.replace('/x-', '/').replace('audio/wave', 'audio/wav')
    return next((suffix for suffix, known in MEDIA_TYPES.items() if known.replace('/x-', '/') == plain), '')


MEDIA_TYPES = {
    '.webp': 'image/webp',
    '.wav': 'audio/wav',
    '.wave': 'audio/wav',
    '.bwf': 'audio/wav',
    '.rf64': 'audio/wav',
    '.w64': 'audio/x-w64',
    '.flac': 'audio/flac',
    '.mp3': 'audio/mpeg',
    '.aac': 'audio/aac',
    '.m4a': 'audio/mp4',
    '.mp4': 'audio/mp4',
    '.alac': 'audio/mp4',
    '.ogg': 'audio/ogg',
    '.oga': 'audio/ogg',
    '.opus': 'audio/ogg',
    '.aif': 'audio/aiff',
    '.aiff': 'audio/aiff',
    '.aifc': 'audio/aiff',
    '.caf': 'audio/x-caf',
    '.au': 'audio/basic',
    '.snd': 'audio/basic',
    '.wv': 'audio/x-wavpack',
    '.tta': 'audio/x-tta',
    '.dsf': 'audio/x-dsf',
    '.dff': 'audio/x-dff',
    '.mp2': 'audio/mpeg',
    '.m4b': 'audio/mp4',
    '.ac3': 'audio/ac3',
    '.eac3': 'audio/eac3',
    '.ec3': 'audio/eac3',
    '.dts': 'audio/vnd.dts',
    '.amr': 'audio/amr',
    '.awb': 'audio/amr-wb',
    '.mka': 'audio/x-matroska',
    '.m4v': 'video/mp4',
    '.mov': 'video/quicktime',
    '.mkv': 'video/x-matroska',
    '.webm': 'video/webm',
    '.json': 'application/json',
    '.zip': 'application/zip',
}


def disposition(name: str) -> str:
    """The header that saves a download under `name` (RFC 6266): in ASCII for old programs, and as it is (RFC 5987)."""
    plain = re.sub(r'[^ -~]|["\\%]', '_', name)
    return f'attachment; filename="{plain}"; filename*=UTF-8\'\'{quote(name, safe="")}'
