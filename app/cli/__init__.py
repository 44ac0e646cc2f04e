"""The command line: measure and level files without a server, look after the database; `main` adds serve and worker."""

import hashlib
import json
import logging
import signal
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli import options
from app.cli.areas import Product
from app.config import settings
from app.console import batch, exit_codes, exit_message, output, paths, signals
from app.console.level import Wish, child_options, level_many, level_one, level_watched, one_result
from app.console.output import Untold, bar, number, result, say
from app.console.paths import check_written, readable
from app.console.signals import Ended
from app.console.tracklists import evenness, write_tracklist
from app.errors import NotAllowed, NotFound
from app.runtime import garbage_collection, memory
from app.runtime.end_with_parent import end_with_parent
from app.runtime.log_lines import OneLine
from app.targets import USUAL_CEILING_DBTP, check_loudness, named_loudness

app = typer.Typer(
    name='levelmix',
    cls=Product,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=__doc__,
)

ALONE = 'Stems are levelled by one gain and nothing else: leave out what --stems cannot go with, or level one --stream.'
IN_AND_OUT = 'The mix. The last one is OUT, where the result goes, unless --output-dir is given.'


@app.command()
def measure(
    file: Annotated[Path, typer.Argument(help='An audio file.')],
    stream: options.Stream = None,
    dual_mono: options.DualMono = False,
    as_json: options.AsJson = False,
) -> None:
    """Measure loudness, range and peaks of a file; ends with 3 where there are warnings about it."""
    from app import audio

    _prepare()
    with readable(file) as source, bar() as report:
        measured = audio.measure(source, report, reading=audio.Reading(dual_mono), stream=_place(stream))
    result(asdict(measured), as_json, _lines(asdict(measured)))
    exit_codes.end_with(measured.warnings)


@app.command()
def level(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=IN_AND_OUT)],
    target: options.Target = None,
    preset: options.Preset = None,
    ceiling: options.Ceiling = None,
    even: options.Even = 0.0,
    tracklist: options.Tracklist = None,
    encoding: options.Encoding = None,
    write: options.WriteTracklist = None,
    stream: options.Stream = None,
    keep_video: options.KeepVideo = False,
    stems: options.Stems = False,
    output_dir: options.OutputDir = None,
    recursive: options.Recursive = False,
    format_: options.Format = None,
    jobs: options.Jobs = 1,
    join: options.Join = None,
    dual_mono: options.DualMono = False,
    remove_dc: options.RemoveDc = False,
    force: options.Force = False,
    as_json: options.AsJson = False,
    tell_progress: Annotated[bool, typer.Option('--tell-progress', hidden=True)] = False,
) -> None:
    """Level files to a loudness; the suffix of OUT decides the format, and another one converts them.

    Ends with 3 where the result is right, but with warnings about the original: it is damaged or was put together.
    """
    from app.audio import Reading

    if stems and (even or tracklist or write or stream or keep_video or dual_mono or remove_dc or format_):
        raise NotAllowed(ALONE)
    match = evenness(even, tracklist, encoding) if even or tracklist or write else None
    conversion = partial(_conversion, keep_video=keep_video)
    reading = Reading(dual_mono, remove_dc)
    wish = Wish(_goal(target, preset, ceiling), match, reading, conversion, _place(stream), stems)
    if output_dir is not None:
        if tracklist or write:
            raise NotAllowed('A tracklist belongs to one mix: level that one by itself.')
        work = batch.pieces(files, output_dir, recursive=recursive, suffix=format_, join=join)
        _prepare()
        sys.exit(level_many(work, wish, child_options(ctx), jobs=jobs, force=force, as_json=as_json))
    piece, written = one_result(files, write, join=join, force=force)
    _prepare()
    level_one(piece, wish, written, as_json=as_json, tell_progress=tell_progress)


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help='Where mixes appear.')],
    target: options.Target = None,
    preset: options.Preset = None,
    ceiling: options.Ceiling = None,
    output_dir: options.OutputDir = None,
    format_: options.Format = None,
    even: options.Even = 0.0,
    dual_mono: options.DualMono = False,
    remove_dc: options.RemoveDc = False,
    every: Annotated[float, typer.Option(min=0.1, help='A file that stays the same for so long is whole, in s.')] = 10,
    with_parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Level every mix that appears in a folder, once it has stopped growing, until told to end."""
    from app.audio import Reading

    if with_parent is not None:
        end_with_parent(with_parent, signal.SIGTERM)
    elif not folder.is_dir():
        raise NotFound(f'There is no folder {folder}. Make it first, or name another one.')
    match = evenness(even, None) if even else None
    wish = Wish(_goal(target, preset, ceiling), match, Reading(dual_mono, remove_dc), _conversion)
    _prepare()
    try:
        level_watched(folder, output_dir, wish, suffix=format_, every_s=every)
    except Ended as end:
        output.complain(f'The watch over {folder} ended ({end.name}).')


@app.command()
def segments(
    file: Annotated[Path, typer.Argument(help='A mix.')],
    stream: options.Stream = None,
    tracklist: options.Tracklist = None,
    encoding: options.Encoding = None,
    even: Annotated[float, typer.Option(help='The strength that the gains are shown for, 0 to 100 %.')] = 100.0,
    write: options.WriteTracklist = None,
    force: options.Force = False,
    as_json: options.AsJson = False,
) -> None:
    """Find the tracks inside a mix: from a tracklist, the file's chapters, or by listening.

    Ends with 3 where there are warnings about the file.
    """
    from app import audio
    from app.audio.segments import to_json, to_text
    from app.audio.segments.placed_tracks import match_tracks

    match = evenness(even, tracklist, encoding)
    write = check_written(write, [file], None, force)
    _prepare()
    with readable(file) as source, bar() as report:
        analysis = audio.analyse(source, report, stream=_place(stream))
    matched = match_tracks(analysis, match)
    found, warnings = matched.segments, (*analysis.measurement.warnings, *matched.warnings)
    trouble = write_tracklist(found, write, file.name)
    lines = [
        f'{clock}  {number(track.loudness_lufs):>7} LUFS  {track.gain_db:+6.2f} dB'
        for track, clock in zip(found, to_text(found).splitlines(), strict=True)
    ]
    result({**to_json(found), 'warnings': list(warnings)}, as_json, [*lines, *warnings])
    if trouble:
        raise Untold(trouble)
    exit_codes.end_with(warnings)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help='The original or the result of a finished job.')],
    report_file: Annotated[Path, typer.Option('--report', metavar='REPORT', help='The job’s report.json.')],
    stream: options.Stream = None,
) -> None:
    """Measure a file again, by two meters, and compare it with its report; ends with 1 where they do not agree."""
    from app import audio
    from app.leveling.reports import compare, compare_opinion

    try:
        told = json.loads(report_file.read_text())
    except (OSError, ValueError):
        raise NotFound(f'{report_file} cannot be read as a report.') from None
    _prepare()
    with readable(file) as source:
        with bar() as report:
            measured = asdict(audio.measure(source, report, stream=_place(stream)))
        with bar() as report:
            other = audio.second_opinion(source, report, stream=_place(stream))
        with source.open('rb') as content:
            digest = hashlib.file_digest(content, 'sha256').hexdigest()
    wrong = compare(told, digest, measured)
    opinion, agrees = compare_opinion(other, measured)
    lines = [*(wrong or ['The file is the one in the report, and measures as it says.']), opinion]
    say('\n'.join(lines) + '\n')
    if wrong or not agrees:
        raise typer.Exit(1)


def _prepare() -> None:
    """Hold the limit of memory; compile the engine if that was not done at the installation, and say so."""
    from app import audio

    signals.heed()
    garbage_collection.none_at_the_end()  # what levels opens no database, which would want to be closed
    memory.limit(settings().worker_memory_mb)
    if not audio.is_warm():
        Console(stderr=True).print('Preparing the engine: this first time only, about ten seconds.')
        audio.warm_up()


@app.command()
def doctor() -> None:
    """Say what in the settings is unsafe or will not work; ends with code 1 where something is."""
    from app.config.doctor import findings

    found = findings()
    sys.stdout.write(''.join(f'- {sentence}\n' for sentence in found) or 'Nothing unsafe was found.\n')
    sys.exit(1 if found else 0)


@app.command('man')
def manual() -> None:
    """Print the manual page, which says all that docs/command-line.md does: levelmix man > levelmix.1."""
    say((Path(__file__).parent / 'levelmix.1').read_text('utf-8'))


def run() -> None:
    """Run a command; what a person did wrong ends with one sentence and code 2, never with a trace."""
    try:
        output.prepare()
        paths.forget()
        paths.here()
        _log()
        app()
    except BaseException as error:
        said = exit_message.of(error)
        if said is None:
            raise
        output.complain(said.sentence)
        sys.exit(said.code)
    finally:
        signals.rest()


def _goal(target: float | None, preset: str | None, ceiling: float | None) -> Any:
    from app.audio import Goal

    named = None if preset is None else named_loudness(preset)  # which are there is told before anything else
    lufs = target if named is None else named
    if lufs is None or None not in (target, named):
        raise NotAllowed('Say how loud: either --target LUFS or --preset NAME.')
    goal = Goal(lufs, USUAL_CEILING_DBTP if ceiling is None else ceiling)
    check_loudness(goal.target_lufs, goal.ceiling_dbtp)
    return goal


def _conversion(source: Path, target: Path, stream: int | None = None, keep_video: bool = False) -> dict[str, Any]:
    """What `level` is told of the format: the container that the name of the result asks for, and of which sound."""
    from app.audio.files import probe
    from app.audio.files.result_names import named, with_picture

    like = probe(source, stream=stream)
    if keep_video:
        with_picture(like, target)
    return {'to': None if keep_video else named(like, target), 'stream': stream, 'keep_video': keep_video}


def _place(stream: int | None) -> int | None:
    return None if stream is None else stream - 1  # people count sounds from 1, the engine from 0


def _lines(measured: dict[str, Any]) -> list[str]:
    numbers = [f'{name:>20}  {number(value)}' for name, value in measured.items() if name != 'warnings']
    return [*numbers, *measured['warnings']]


def _log() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine('%(asctime)s %(levelname).1s %(name)s: %(message)s', datefmt='%H:%M:%S'))
    logging.basicConfig(level=settings().log_level, handlers=[handler])
    for chatty in ('huey', 'alembic', 'httpx', 'httpx2', 'numba'):
        logging.getLogger(chatty).setLevel(logging.WARNING)
