"""Where the command line reads from and writes to: files, and pipes that are read once; never over what is there."""

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.config import MIB, settings
from app.console import signals
from app.console.tracklists import check_kind
from app.errors import NotAllowed, NotFound

PIPED = Path('-')
"""What stands for standard input."""
CHUNK = 1024 * 1024
MOST_LINKS = 40
"""So many links a system follows itself."""

KINDS = (
    (stat.S_ISDIR, 'a folder'),
    (stat.S_ISFIFO, 'a pipe'),
    (stat.S_ISCHR, 'a device'),
    (stat.S_ISBLK, 'a device'),
    (stat.S_ISSOCK, 'a socket'),
)

NOTHING = 'no result was written'
_promised: list['Place'] = []


class Place:
    """Where a result goes, and whether it is there: a new file took the place of what was there before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._before = _identity(path)
        _promised.append(self)

    @property
    def stands(self) -> bool:
        """Whether a result is there now."""
        return _identity(self.path) not in (None, self._before)


def forget() -> None:
    """Nothing is promised any more: a new command begins."""
    _promised.clear()


def standing() -> str:
    """What is true about the results, as the end of a sentence."""
    there = [str(place.path) for place in _promised if place.stands]
    if not there:
        return NOTHING
    return f'{"the result is" if len(there) == 1 else "these results are"} there: {", ".join(there)}'


def here() -> None:
    """Refuse to work in a folder that is gone."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise NotFound('The folder you are in was deleted: go to another one.') from None


def check_output(target: Path, sources: list[Path], force: bool, *, ask: bool = True) -> Path:
    """The place of a result, followed to where a link leads; refused where it would destroy something.

    Raises
    ------
    NotAllowed, NotFound : it is no file, an original, or there and not to be replaced; or there is no such folder.
    """
    if target == PIPED:
        raise NotAllowed('A result is written to a file, because its head comes last. Name one.')
    target = _followed(target)
    for source in sources:
        if target.exists() and source.exists() and target.samefile(source):
            raise NotAllowed('The result would replace the original. Give it another name.')
    kind = 'a device' if _is_of_the_system(target) else kind_of(target)
    if kind is not None:
        hint = ' Name a file in it, or give it as --output-dir.' if kind == 'a folder' else ''
        raise NotAllowed(f'{target} is {kind}: a result is written to a file.{hint}')
    if not target.parent.is_dir():
        raise NotFound(f'There is no folder {target.parent}. Make it first, or choose another one.')
    if not os.access(target.parent, os.W_OK):
        raise NotAllowed(f'Nothing may be written to the folder {target.parent.resolve()}: choose another one.')
    if target.exists() and not force:
        _ask_to_replace(target, ask=ask)
    Place(target)
    return target


def check_written(write: Path | None, sources: list[Path], target: Path | None, force: bool) -> Path | None:
    """The place of a tracklist, refused as that of a result, before anything is done."""
    if write is None:
        return None
    check_kind(write)
    if target is not None and os.path.realpath(write) == os.path.realpath(target):
        raise NotAllowed('The tracklist would replace the result: give --write another name.')
    return check_output(write, sources, force)


def kind_of(path: Path) -> str | None:
    """What is there in the place of a file; None for a file or nothing."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    return next((name for of_kind, name in KINDS if of_kind(mode)), None)


@contextmanager
def readable(file: Path) -> Iterator[Path]:
    """A file that can be read more than once: itself, or what came through a pipe, kept aside until the end.

    Raises
    ------
    NotAllowed, NotFound : it cannot be read, is neither file nor pipe, or brings more than is taken.
    """
    if file == PIPED:
        if sys.stdin is None or sys.stdin.isatty():
            raise NotAllowed('Nothing is piped in: give the name of a file, or pipe one in.')
        with _kept(sys.stdin.buffer) as kept:
            yield kept
        return
    kind = kind_of(file)
    if kind not in (None, 'a pipe'):
        raise NotAllowed(f'{file} is {kind}: name an audio file{" in it" if kind == "a folder" else ""}.')
    try:
        with signals.at_once():  # nobody may ever write to a pipe
            stream = file.open('rb')
    except OSError as error:
        raise NotFound(f'{file} cannot be opened: {error.strerror}.') from None
    with stream:
        if kind is None:
            yield file
            return
        with _kept(stream) as kept:
            yield kept


@contextmanager
def _kept(stream: BinaryIO) -> Iterator[Path]:
    most = settings().max_upload_mb * MIB
    with tempfile.TemporaryDirectory(prefix='levelmix-') as folder:
        path = Path(folder) / 'piped'
        with path.open('wb') as kept, signals.at_once():
            left = most
            while chunk := stream.read(min(CHUNK, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise NotAllowed(
                        f'More than {settings().max_upload_mb} MiB came through the pipe (LEVELMIX_MAX_UPLOAD_MB).'
                    )
                kept.write(chunk)
        yield path


def _ask_to_replace(target: Path, *, ask: bool) -> None:
    if ask and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
        sys.stderr.write(f'{target} is there already. Replace it? [y/N] ')
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() in ('y', 'yes'):
            return
        raise NotAllowed('It was left as it is, and nothing was done.')
    raise NotAllowed(f'{target} is there already: give the result another name, or replace it with --force.')


def _followed(target: Path) -> Path:
    """Where links lead; not beyond what the system keeps for the outputs of a process."""
    for _ in range(MOST_LINKS):
        if not target.is_symlink() or _is_of_the_system(target):
            return target
        target = target.parent / target.readlink()
    return target


def _is_of_the_system(path: Path) -> bool:
    return os.path.normpath(path.absolute()).startswith(('/dev/', '/proc/', '/sys/'))


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
