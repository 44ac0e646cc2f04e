"""A watched folder: what appears in it is levelled once it has stopped growing, and told once if that cannot be.

It is looked at now and then instead of being told by the system: shares of other machines and sticks tell nothing, and
a file has to be the same twice anyway before it counts as whole. What is done is known from the results alone, so that
whoever starts again goes on where it was left.
"""

import errno
import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from app.console import split_recordings
from app.console.batch import Done, Piece, pieces, sounds
from app.errors import NotAllowed, NotFound

log = logging.getLogger(__name__)

RESULTS = 'levelled'
"""The folder for results in the one that is watched, unless another is named."""
AGAIN_S = 600.0
"""What failed for no fault of the file (a full disk) is tried again after so long, in seconds."""
LOCK = '.levelmix-watch'

State = tuple[int, int]
"""Size and time of change of a file."""


class Folder:
    """One watched folder.

    Parameters
    ----------
    suffix : what results become; None keeps each format.
    """

    def __init__(self, folder: Path, results: Path, suffix: str | None = None) -> None:
        self._folder, self._results, self._suffix = folder, results, suffix
        self._sounds = sounds()
        self._last: dict[Path, State] = {}
        self._later: dict[Path, tuple[State | None, float]] = {}
        self._away = False

    def look(self) -> list[Piece]:
        """What is whole by now and has neither a result nor a word about why it has none."""
        before, self._last = self._last, self._found()
        whole = {path for path, state in self._last.items() if before.get(path) == state and state[0]}
        ready = []
        for piece in self._pieces():
            if not whole.issuperset(piece.sources) or piece.target.exists() or self._told(piece):
                continue
            ready.append(piece)
        return ready

    def failed(self, piece: Piece, sentence: str, *, fault_of_file: bool) -> None:
        """Take down why a file was not levelled: beside the results, or for a while in memory."""
        if not all(source.exists() for source in piece.sources):
            return  # it was taken away meanwhile
        if fault_of_file:
            with suppress(OSError):
                _note(piece).write_text(f'{sentence}\n', 'utf-8', 'replace')
        self._later[piece.target] = self._state(piece), time.monotonic()

    def _pieces(self) -> list[Piece]:
        """The files, and parts of one recording together under a name that no part alone has."""
        files = sorted(self._last)
        if not files:
            return []
        made = [
            piece
            for chain in split_recordings.series(files)
            for piece in pieces(chain, self._results, suffix=self._suffix, join=len(chain) > 1)
        ]
        return [_named(piece) for piece in made]

    def _found(self) -> dict[Path, State]:
        try:
            inside = [path for path in self._folder.iterdir() if path.suffix.lower() in self._sounds]
        except OSError as error:
            if not self._away:
                log.warning('%s cannot be looked at (%s): it is tried again.', self._folder, error.strerror)
            self._away = True
            return {}
        self._away = False
        states = {path: _state(path) for path in inside if not path.name.startswith('.')}
        return {path: state for path, state in states.items() if state is not None}

    def _told(self, piece: Piece) -> bool:
        """Whether it was said already why there is no result, of the files as they are now."""
        state, since = self._later.get(piece.target, (None, 0.0))
        if state is not None and state == self._state(piece) and time.monotonic() - since < AGAIN_S:
            return True
        note = _state(_note(piece))
        newest = max((self._last[source][1] for source in piece.sources), default=0)
        return note is not None and note[1] >= newest

    def _state(self, piece: Piece) -> State | None:
        return _state(piece.sources[-1])


def watch(folder: Folder, level: Callable[[Piece], Done], every_s: float, told: Callable[[str], None]) -> None:
    """Look, level what is ready, and wait, until the process is asked to end.

    Parameters
    ----------
    level : levels one, and says what became of it.
    told : hears a line about each.
    """
    while True:
        for piece in folder.look():
            done = level(piece)
            told(done.line)
            if done.error:
                folder.failed(done.piece, done.error, fault_of_file=done.of_file)
        time.sleep(every_s)


@contextmanager
def alone(folder: Path, results: Path) -> Iterator[None]:
    """Keep everybody else from watching this folder into the same results meanwhile.

    Raises
    ------
    NotAllowed, NotFound : somebody does already, or there is no place for results.
    """
    try:
        results.mkdir(parents=True, exist_ok=True)
        lock = (results / LOCK).open('a')
    except OSError as error:
        raise NotFound(f'Results cannot be put into {results}: {error.strerror}.') from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                raise NotAllowed(f'{folder} is watched already, by another process of LevelMix.') from None
        yield


def _named(piece: Piece) -> Piece:
    if len(piece.sources) == 1:
        return piece
    target = piece.target
    return replace(piece, target=target.with_name(f'{target.stem} ({len(piece.sources)} parts){target.suffix}'))


def _note(piece: Piece) -> Path:
    return piece.target.with_name(f'{piece.target.name}.txt')


def _state(path: Path) -> State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if path.is_file() else None


def results_of(folder: Path, output_dir: Path | None) -> Path:
    """Where results go."""
    return folder / RESULTS if output_dir is None else output_dir
