"""The folders of this machine in which tools may read and write: nothing outside, whatever a name looks like."""

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from app.errors import NotAllowed, NotFound

MOST_FILES = 200
"""So many are listed at once."""


class Folders:
    """Allowed folders.

    Parameters
    ----------
    allowed : they are there; names that are no whole paths are looked for in the first.

    Raises
    ------
    NotFound : one of them is no folder.
    """

    def __init__(self, allowed: Sequence[Path]) -> None:
        for folder in allowed:
            if not folder.is_dir():
                raise NotFound(f'There is no folder {folder}. Make it first, or allow another one.')
        self._allowed = tuple(folder.resolve() for folder in allowed)

    @property
    def told(self) -> str:
        """All of them, in words."""
        return ', '.join(map(str, self._allowed))

    def source(self, name: str) -> Path:
        """A file that may be read.

        Raises
        ------
        NotAllowed, NotFound : it is outside, or no file.
        """
        path = self._inside(name)
        mode = _mode(path)
        if mode is None:
            raise NotFound(f'There is no file {path}.')
        if not stat.S_ISREG(mode):
            raise NotAllowed(f'{path} is no file: name an audio file.')
        if not os.access(path, os.R_OK):
            raise NotAllowed(f'{path} may not be read by LevelMix.')
        return path

    def result(self, name: str, source: Path | None = None, *, overwrite: bool) -> Path:
        """A place where a result may go; `source` is the original, where that is here.

        Raises
        ------
        NotAllowed, NotFound : it is outside, there already, or the original itself; or there is no such folder.
        """
        path = self._inside(name)
        if not path.parent.is_dir():
            raise NotFound(f'There is no folder {path.parent}. Make it first, or choose another one.')
        mode = _mode(path)
        if mode is not None and source is not None and path.samefile(source):
            raise NotAllowed('The result would replace the original. Give it another name.')
        if mode is not None and not stat.S_ISREG(mode):
            raise NotAllowed(f'{path} is no file: a result is written to a file.')
        if mode is not None and not overwrite:
            raise NotAllowed(f'{path} is there already, and was left as it is. Give the result another name.')
        if not os.access(path.parent, os.W_OK):
            raise NotAllowed(f'Nothing may be written to the folder {path.parent}: choose another one.')
        return path

    def files(self, name: str, suffixes: Collection[str], *, inside: bool) -> list[Path]:
        """The files with these suffixes in a folder, by name, at most `MOST_FILES`; with `inside` in its folders, too.

        Raises
        ------
        NotAllowed, NotFound : it is outside, or no folder.
        """
        folder = self._inside(name) if name else self._allowed[0]
        if not folder.is_dir():
            raise NotFound(f'There is no folder {folder}.')
        found: list[Path] = []
        for path in _walk(folder, inside=inside):
            if path.suffix.lower() in suffixes and self._holds(path.resolve()) and path.is_file():
                found.append(path)
            if len(found) == MOST_FILES:
                break
        return found

    def _inside(self, name: str) -> Path:
        """Where a name leads, links and all."""
        try:
            path = (self._allowed[0] / name).resolve()
        except (OSError, ValueError, RuntimeError):  # far too long, a null in it, links in a circle
            raise NotFound('This is no name of a file.') from None
        if not self._holds(path):
            raise NotAllowed(f'Only files below {self.told} are open to this program. Allow another folder by --allow.')
        return path

    def _holds(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self._allowed)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except OSError:
        return None


def _walk(folder: Path, *, inside: bool) -> Iterator[Path]:
    """What is in a folder, by name, and nothing that begins with a dot; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if inside and not name.startswith('.'))
        yield from (Path(place, name) for name in sorted(names) if not name.startswith('.'))
