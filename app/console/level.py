"""What `levelmix level` does once it is clear what is wanted: one file, parts of one, or many."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import typer

from app.config import settings
from app.console import child_processes, exit_codes, signals, split_recordings, watch
from app.console.batch import Done, Piece, exit_code, known_format, level_each, level_together, summary
from app.console.output import Untold, bar, bars, complain, number, result, say
from app.console.paths import check_output, check_written
from app.console.signals import heeding
from app.console.tracklists import write_tracklist
from app.errors import NotAllowed

OWN = {'files', 'output_dir', 'recursive', 'format_', 'jobs', 'join', 'force', 'as_json', 'tell_progress'}
"""What is decided for many files by one process, and not handed on to those that level them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How results shall be, whatever they are made of.

    Attributes
    ----------
    convert : tells from a source, the place of its result and a stream what `level` is told of format and sound.
    stream : which of several sounds of a file is meant, from 0.
    stems : level the sounds of a stem file together.
    """

    goal: Any
    even: Any
    reading: Any
    convert: Callable[[Path, Path, int | None], dict[str, Any]]
    stream: int | None = None
    stems: bool = False


def one_result(
    files: Sequence[Path], write: Path | None, *, join: bool | None, force: bool
) -> tuple[Piece, Path | None]:
    """The one result that is asked for, and the place of its tracklist, both checked.

    Raises
    ------
    NotAllowed, NotFound : there is more than one input, or a place will not do.
    """
    if len(files) < 2:
        raise NotAllowed('Say where the result goes: give it as OUT behind the mix, or a folder as --output-dir.')
    *sources, target = files
    if len(sources) > 1 and join is None:
        join = len(split_recordings.series(sources)) == 1
    if len(sources) > 1 and not join:
        raise NotAllowed('There are several inputs: say --output-dir FOLDER, or --join if they are parts of one mix.')
    if join:
        sources = split_recordings.in_order(sources)
    target = check_output(target, sources, force)
    return Piece(tuple(sources), target), check_written(write, sources, target, force)


def level_one(piece: Piece, wish: Wish, write: Path | None, *, as_json: bool, tell_progress: bool) -> None:
    """Level one mix, and say what came out."""
    _tell_parts(piece)
    if tell_progress:
        outcome = _levelled(wish, piece, heeding(child_processes.tell))
    else:
        with bar() as report:
            outcome = _levelled(wish, piece, report)
    trouble = write_tracklist(outcome.segments, write, piece.target.name)
    before, after = outcome.input.integrated_lufs, outcome.output.integrated_lufs
    told = [outcome.explanation, *outcome.warnings, f'{number(before)} -> {number(after)} LUFS']
    result(asdict(outcome), as_json, told)
    if trouble:
        raise Untold(trouble)
    exit_codes.end_with(outcome.input.warnings)


def level_many(
    work: Sequence[Piece], wish: Wish, options: Sequence[str], *, jobs: int, force: bool, as_json: bool
) -> int:
    """Level all of them, each with a bar of its own, and say what came of each; returns the code to end with."""
    for piece in work:
        _tell_parts(piece)
    with bars() as shown:
        if jobs > 1 and len(work) > 1:
            done = level_together(work, options, shown, jobs, force=force)
        else:
            done = level_each(work, partial(_levelled, wish), shown, force=force)
    failed = sum(bool(one.error) for one in done)
    facts = {'files': [one.facts for one in done], 'done': len(done) - failed, 'failed': failed}
    result(facts, as_json, summary(done))
    return exit_code(done)


def level_watched(folder: Path, output_dir: Path | None, wish: Wish, *, suffix: str | None, every_s: float) -> None:
    """Level what appears in a folder until the process is asked to end, which is no failure."""
    results = watch.results_of(folder, output_dir)
    watched = watch.Folder(folder, results, known_format(suffix))

    def level(piece: Piece) -> Done:
        _tell_parts(piece)
        with bars() as shown:
            return level_each([piece], partial(_levelled, wish), shown, force=False)[0]

    with watch.alone(folder, results):
        complain(f'Watching {folder}; results go to {results}.')
        watch.watch(watched, level, every_s, lambda line: say(f'{line}\n'))


def child_options(ctx: typer.Context) -> list[str]:
    """What was said on the command line about each single file, to be said again to a process of its own."""
    said: list[str] = []
    for param in ctx.command.params:
        name = param.name or ''
        source = ctx.get_parameter_source(name)
        if name in OWN or source is None or source.name != 'COMMANDLINE':
            continue
        value = ctx.params[name]
        said += [param.opts[0]] if value is True else [param.opts[0], str(value)]
    return said


def _levelled(wish: Wish, piece: Piece, report: Any) -> Any:
    from app import audio
    from app.audio.split_recording import with_warnings

    beside, stream = piece.target.parent, wish.stream
    whole = split_recordings.one_file(piece.sources, beside, lambda share: signals.check(), stream)
    with whole as (source, told), signals.looked_for():
        if wish.stems:
            return with_warnings(audio.level_stems(source, piece.target, wish.goal, report), told)
        left = stream if len(piece.sources) == 1 else None  # the joined file has only the sound that was chosen
        outcome = audio.level(
            source,
            piece.target,
            wish.goal,
            report,
            match=wish.even,
            mp3_quality=settings().mp3_quality,
            reading=wish.reading,
            **wish.convert(source, piece.target, left),
        )
    return with_warnings(outcome, told)


def _tell_parts(piece: Piece) -> None:
    if len(piece.sources) > 1:
        complain(split_recordings.told(piece.sources))
    elif (other := split_recordings.next_part(piece.sources[0])) is not None:
        complain(f'{other.name} looks like the next part of {piece.name}: give both and --join to level them as one.')
