"""A file that arrives in parts: each is stored as it comes, from this server or straight from a browser."""

import math
from dataclasses import dataclass
from typing import Protocol

from app.config import MIB

SMALLEST = 5 * MIB
"""No part but the last may be smaller, in bytes; S3 demands it."""
MOST = 10_000
"""Parts of one file at most; S3 demands it."""
USUAL = 8 * MIB
"""So large is a part, in bytes, unless there would be too many: a connection that breaks costs no more than those that
are on their way."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that has arrived: numbers begin with 1, sizes are in bytes, `at` is when, in seconds since 1970."""

    number: int
    size: int
    etag: str
    at: float = 0.0


def part_size(total: int) -> int:
    """How large the parts of a file of `total` bytes are, but for the last one: in bytes, a whole number of MiB."""
    return max(USUAL, MIB * math.ceil(total / MOST / MIB))


def part_sizes(total: int) -> dict[int, int]:
    """The bytes of each part of a file, by its number."""
    size = part_size(total)
    return {number: min(size, total - start) for number, start in enumerate(range(0, total, size), 1)}


class Parts(Protocol):
    """`begin` gives an id, under which parts come in any order, and again if need be; `finish` makes the file.

    `link` signs an address to which whoever has it sends one part of exactly `size` bytes, for some minutes.

    Errors: `NotFound` where the id is not (or no longer) known, `NotAllowed` where `finish` lacks a part.
    """

    def begin(self, key: str) -> str: ...
    def put(self, key: str, upload: str, number: int, data: bytes) -> Part: ...
    def link(self, key: str, upload: str, number: int, size: int) -> str: ...
    def arrived(self, key: str, upload: str) -> list[Part]: ...
    def finish(self, key: str, upload: str) -> int: ...
    def abort(self, key: str, upload: str) -> None: ...
