"""A file that arrives in parts: each is stored as it comes, from this server or straight from a browser."""

from dataclasses import dataclass
from typing import Protocol

SMALLEST = 5 * 1024 * 1024
"""No part but the last may be smaller, in bytes; S3 demands it."""
MOST = 10_000
"""Parts of one file at most; S3 demands it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that has arrived: numbers begin with 1, sizes are in bytes."""

    number: int
    size: int
    etag: str


class Parts(Protocol):
    """`begin` gives an id, under which parts come in any order, and again if need be; `finish` makes the file.

    Errors: `NotFound` where the id is not (or no longer) known, `NotAllowed` where `finish` lacks a part.
    """

    def begin(self, key: str) -> str: ...
    def put(self, key: str, upload: str, number: int, data: bytes) -> Part: ...
    def link(self, key: str, upload: str, number: int) -> str: ...
    def arrived(self, key: str, upload: str) -> list[Part]: ...
    def finish(self, key: str, upload: str) -> int: ...
    def abort(self, key: str, upload: str) -> None: ...
