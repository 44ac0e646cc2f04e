"""Many files in one go: what becomes of each is told, and one that cannot be levelled keeps no other from it."""

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from app.console import split_recordings
from app.console.child_processes import Children
from app.console.exit_codes import WITH_WARNINGS
from app.console.output import number
from app.console.paths import check_output, kind_of
from app.errors import LevelMixError, NotAllowed, NotFound
from app.runtime import memory

log = logging.getLogger(__name__)

SOME_FAILED = 5
"""Exit code: some files were levelled and others were not; each is named with the reason."""
NONE_DONE = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """One result: where it comes from (several parts of one recording, or a file) and where it goes."""

    sources: tuple[Path, ...]
    target: Path

    @property
    def name(self) -> str:
        """What it is called while it is worked on."""
        return self.sources[0].name


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a piece: the outcome as JSON has it, or why there is none, and whether that is the file's own."""

    piece: Piece
    outcome: dict[str, Any] = field(default_factory=dict)
    error: str = ''
    of_file: bool = False

    @property
    def line(self) -> str:
        """The same for a person."""
        sources = ' + '.join(map(str, self.piece.sources))
        if self.error:
            return f'{sources}: {self.error}'
        before, after = (number(self.outcome[side]['integrated_lufs']) for side in ('input', 'output'))
        notes = [self.outcome['explanation']] if self.outcome['verdict'] != 'on_target' else []
        told = ''.join(f'\n    {note}' for note in [*notes, *self.outcome['warnings']])
        return f'{sources} -> {self.piece.target}: {before} -> {after} LUFS{told}'

    @property
    def facts(self) -> dict[str, Any]:
        """The same for a program."""
        named = {'sources': [str(source) for source in self.piece.sources], 'target': str(self.piece.target)}
        return named | ({'error': self.error} if self.error else self.outcome)


Level = Callable[[Piece, Any], Any]
"""Levels one piece with a report of progress and gives its outcome."""


def pieces(
    files: Sequence[Path], folder: Path, *, recursive: bool = False, suffix: str | None = None, join: bool | None = None
) -> list[Piece]:
    """What goes to an output folder: files, what lies in folders, and parts of one recording together.

    Raises
    ------
    NotAllowed, NotFound : no such format, nothing to level, a folder without `recursive`, or two results of one name.
    """
    suffix = known_format(suffix)
    where = dict(found(files, folder, recursive=recursive))
    together = [in_one for in_one in _joined(list(where), join)]
    made = [Piece(tuple(chain), folder / _renamed(where[chain[0]], suffix, chain[0])) for chain in together]
    check_apart(made)
    return made


def found(files: Sequence[Path], folder: Path, *, recursive: bool) -> list[tuple[Path, Path]]:
    """The files that are meant, each with its place in the output folder; raises as `pieces`."""
    found: list[tuple[Path, Path]] = []
    for file in files:
        if kind_of(file) != 'a folder':
            found.append((file, Path(file.name)))
        elif recursive:
            found += [(inside, inside.relative_to(file)) for inside in _sounds(file, folder)]
        else:
            raise NotAllowed(f'{file} is a folder: give --recursive to level what is in it.')
    if not found:
        raise NotFound('There is no audio file in what was named.')
    return found


def check_apart(work: Iterable[Piece]) -> None:
    """Refuse two results of one name."""
    seen: dict[Path, Piece] = {}
    for piece in work:
        other = seen.setdefault(piece.target, piece)
        if other is not piece:
            raise NotAllowed(
                f'{other.sources[0]} and {piece.sources[0]} would both become {piece.target}: '
                'level them into folders of their own.'
            )


def level_each(work: Sequence[Piece], level: Level, shown: Any, *, force: bool) -> list[Done]:
    """Level one piece after the other; `shown` gives a bar to each name."""
    return [_one(piece, level, shown, force) for piece in work]


def level_together(work: Sequence[Piece], options: Sequence[str], shown: Any, jobs: int, *, force: bool) -> list[Done]:
    """The same by `jobs` processes at the same time, each with its own memory."""
    with Children(options) as children, ThreadPoolExecutor(jobs) as pool:
        ready = [_ready(piece, force) for piece in work]
        waiting = [pool.submit(_by_child, children, piece, shown) if error is None else None for piece, error in ready]
        try:
            return [
                future.result() if future is not None else Done(piece, error=error or '')
                for future, (piece, error) in zip(waiting, ready, strict=True)
            ]
        except BaseException:
            children.stop()
            pool.shutdown(cancel_futures=True)
            raise


def exit_code(done: Iterable[Done]) -> int:
    """What the process ends with."""
    ended = list(done)
    failed = [bool(one.error) for one in ended]
    if any(failed):
        return NONE_DONE if all(failed) else SOME_FAILED
    return WITH_WARNINGS if any(one.outcome['input']['warnings'] for one in ended) else 0


def summary(done: Sequence[Done]) -> list[str]:
    """A line for each, and how many of them."""
    failed = sum(bool(one.error) for one in done)
    told = f'{len(done) - failed} of {len(done)} levelled' + (f', {failed} not.' if failed else '.')
    return [*(one.line for one in done), told]


def _one(piece: Piece, level: Level, shown: Any, force: bool) -> Done:
    from app.audio.errors import AudioError, WriteFailed

    piece, error = _ready(piece, force)
    if error is not None:
        return Done(piece, error=error)
    try:
        return Done(piece, asdict(level(piece, shown(piece.name))))
    except (AudioError, LevelMixError) as refused:
        return Done(piece, error=str(refused), of_file=not isinstance(refused, WriteFailed))
    except Exception as fault:
        if memory.was_short(fault):
            return Done(piece, error='This takes more memory than LEVELMIX_WORKER_MEMORY_MB allows.')
        log.debug('A file of many failed.', exc_info=True)
        return Done(piece, error=f'This is a fault of LevelMix ({type(fault).__name__}: {fault}). Please report it.')


def _ready(piece: Piece, force: bool) -> tuple[Piece, str | None]:
    """The piece with its folder made, or why it cannot be."""
    try:
        piece.target.parent.mkdir(parents=True, exist_ok=True)
        target = check_output(piece.target, list(piece.sources), force, ask=False)
    except LevelMixError as refused:
        return piece, str(refused)
    except OSError as error:
        return piece, f'The folder {piece.target.parent} cannot be made: {error.strerror}.'
    return replace(piece, target=target), None


def _by_child(children: Children, piece: Piece, shown: Any) -> Done:
    outcome, error = children.level(piece.sources, piece.target, shown(piece.name))
    return Done(piece, outcome, error)


def sounds() -> frozenset[str]:
    """The suffixes of what is taken for sound where a folder is looked through; what is inside is another question."""
    from app.leveling.formats import ACCEPTS

    return ACCEPTS


def _sounds(folder: Path, results: Path) -> list[Path]:
    """All that looks like sound in a folder and those in it, but for hidden ones and the results themselves."""
    suffixes = sounds()
    found = []
    for here, folders, files in os.walk(folder):
        inside = Path(here)
        folders[:] = sorted(name for name in folders if not name.startswith('.') and not _same(inside / name, results))
        found += [
            inside / name
            for name in sorted(files)
            if Path(name).suffix.lower() in suffixes and not name.startswith('.')
        ]
    return found


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _joined(files: list[Path], join: bool | None) -> list[list[Path]]:
    return [[file] for file in files] if join is False else split_recordings.series(files, sure=join is True)


def known_format(suffix: str | None) -> str | None:
    """The usual suffix of a format that can be written, with its point; refused with the list of them otherwise."""
    from app.audio.files.result_names import SUFFIXES, choices

    if suffix is None:
        return None
    wanted = suffix.lower().lstrip('.')
    usual = SUFFIXES.get(wanted, ())
    if not usual and not any(f'.{wanted}' in each for each in SUFFIXES.values()):
        raise NotAllowed(f'{suffix} cannot be written: choose one of {choices()}.')
    return usual[0] if usual else f'.{wanted}'


def _renamed(name: Path, suffix: str | None, source: Path) -> Path:
    """The name of the result; without a wish it is the original's, unless that is a format that cannot be written."""
    from app.audio.errors import AudioError
    from app.audio.files import probe
    from app.audio.files.result_names import SUFFIXES, suffix_of

    if suffix is not None:
        return name.with_suffix(suffix)
    given = name.suffix.lower()
    if given != '.mp4' and any(given in each for each in SUFFIXES.values()):
        return name
    try:
        return name.with_suffix(suffix_of(probe(source), None, name.suffix))
    except AudioError:
        return name
