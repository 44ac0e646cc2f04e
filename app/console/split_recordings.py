"""Recordings in parts: recorders and DJ programs begin a new file at a size, and number the names."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.console.paths import readable
from app.errors import NotAllowed

MB, GB, MIB, GIB = 10**6, 10**9, 1 << 20, 1 << 30
LIMITS = (650 * MIB, 700 * MIB, GIB, 2 * GB, 2 * GIB, 4 * GB, 4 * GIB)
"""Sizes at which recorders begin a new file: those of a CD, of old file systems and of WAV itself."""
BELOW, ABOVE = 0.97, 1.002
"""How near to such a size a full part comes, as a share of it."""

_NUMBERED = re.compile(r'(.{0,250}?)[ _.\-]?(?:[Pp](?:ar)?t)?[ _.\-]?\(?(\d{1,4})\)?')
"""`name_2`, `name-part2`, `name pt 2`, `name (2)`, `name-0002`, `name2`."""


def series(files: Sequence[Path], *, sure: bool = False) -> list[list[Path]]:
    """The files, those that are parts of one recording together and in their order.

    Parameters
    ----------
    sure : somebody has said so: names alone decide, and nobody asks for the sizes.
    """
    follower = {part: after for part in files if (after := _follower(part, files)) and (sure or is_full(part))}
    later = set(follower.values())
    found = []
    for head in files:
        if head in later:
            continue
        chain = [head]
        while chain[-1] in follower and follower[chain[-1]] not in chain:
            chain.append(follower[chain[-1]])
        found.append(chain)
    return found


def in_order(parts: Sequence[Path]) -> list[Path]:
    """The parts as their names number them where they do so without a gap; else as they were given."""
    found = series(parts, sure=True)
    return found[0] if len(found) == 1 else list(parts)


def next_part(file: Path) -> Path | None:
    """A file beside a full one that its name makes the next part; None where there is none."""
    if not file.is_file() or not is_full(file):
        return None
    return _follower(file, [other for other in file.parent.iterdir() if other.suffix.lower() == file.suffix.lower()])


def is_full(file: Path) -> bool:
    """Whether a file ends where recorders begin a new one."""
    try:
        size = file.stat().st_size
    except OSError:
        return False
    return any(limit * BELOW <= size <= limit * ABOVE for limit in LIMITS)


def told(parts: Sequence[Path]) -> str:
    """What is being joined, for whoever waits."""
    return f'Parts of one recording, joined: {" + ".join(part.name for part in parts)}'


@contextmanager
def one_file(
    sources: Sequence[Path], beside: Path, moved: Callable[[float], None], stream: int | None = None
) -> Iterator[tuple[Path, list[str]]]:
    """A file with all the sound: the source itself, what came through a pipe, or all parts in one.

    With it comes what is to be told of the parts.

    Parameters
    ----------
    beside : the folder in which the parts are put together; it has to have room for all of them.
    stream : which of several sounds is taken out of each part, from 0; one file of its own keeps all of them.
    """
    if len(sources) == 1:
        with readable(sources[0]) as source:
            yield source, []
        return
    from app.audio.split_recording import join

    for source in sources:
        with readable(source) as found:
            if found != source:
                raise NotAllowed('What comes through a pipe is no part of a recording: give the parts as files.')
    with tempfile.TemporaryDirectory(prefix='.levelmix-', dir=beside) as folder:
        joined = Path(folder) / f'joined{sources[0].suffix}'
        yield joined, join(sources, joined, moved, stream)


def _follower(part: Path, files: Iterable[Path]) -> Path | None:
    """The file whose name comes after that of `part`: its own with a number, or its number and one."""
    base, number = _split(part.stem)
    for other in files:
        if other.parent != part.parent or other.suffix.lower() != part.suffix.lower() or other == part:
            continue
        base_there, number_there = _split(other.stem)
        if number_there is None:
            continue
        if number is not None and base_there == base and number_there == number + 1:
            return other
        if base_there == part.stem and number_there in (1, 2) and not _in_between(part, other, number_there, files):
            return other
    return None


def _in_between(part: Path, other: Path, number: int, files: Iterable[Path]) -> bool:
    """Whether another file is the first to follow: a recording without a number may go on with 1 or with 2."""
    return number == 2 and any(_split(file.stem) == (part.stem, 1) for file in files if file != other)


def _split(stem: str) -> tuple[str, int | None]:
    match = _NUMBERED.fullmatch(stem)
    return (match[1], int(match[2])) if match else (stem, None)
