"""Blocks that tell their size, each directly behind the one before: which of them are whole, past what is torn."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from app.audio.files.mp3 import frames as mpeg


class Sized(Protocol):
    """A block by its head."""

    @property
    def end(self) -> int:
        """Where it ends by its own words."""


Block = TypeVar('Block', bound=Sized)


def walk(
    data: mpeg.Buffer,
    at: int,
    stop: int,
    head: Callable[[mpeg.Buffer, int], Block | None],
    find: Callable[[int], Iterator[int]],
) -> Iterator[tuple[int, Block]]:
    """Whole blocks and their places. One in which another begins was cut short: it is left out.

    Parameters
    ----------
    head : the block whose head stands at a place, whole or not.
    find : places from one on where a head may stand, in order.
    """
    place: int | None = at if head(data, at) else next(_good(data, at, stop, head, find), None)
    while place is not None:
        block = head(data, place)
        assert block is not None
        follows = block.end == stop or (block.end < stop and head(data, block.end) is not None)
        behind = block.end if follows else next(_good(data, place + 1, stop, head, find), None)
        if block.end <= (stop if behind is None else behind):
            yield place, block
        place = behind if behind is not None and behind < stop else None


def _good(
    data: mpeg.Buffer,
    at: int,
    stop: int,
    head: Callable[[mpeg.Buffer, int], Block | None],
    find: Callable[[int], Iterator[int]],
) -> Iterator[int]:
    """Places where blocks stand that another one follows, or the end."""
    for place in find(at):
        block = head(data, place)
        if block and (block.end == stop or (block.end < stop and head(data, block.end))):
            yield place


def literal(data: mpeg.Buffer, magic: bytes, stop: int) -> Callable[[int], Iterator[int]]:
    """Finds bytes that never change."""

    def find(at: int) -> Iterator[int]:
        assert not isinstance(data, memoryview)
        while (at := data.find(magic, at, stop)) >= 0:
            yield at
            at += 1

    return find


def put(spans: list[tuple[int, int]], start: int, end: int) -> None:
    """Add bytes to spans, to the last one where they follow it."""
    if spans and spans[-1][1] == start:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))
