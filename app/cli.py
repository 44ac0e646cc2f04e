"""The command line: measure and level files without a server, look after the database; `main` adds serve and worker."""

import errno
import hashlib
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from app import damaged, database_commands, memory, user_commands
from app.area_commands import WithAreas
from app.config import settings
from app.console.tracklists import check_kind, evenness, write_tracklist
from app.errors import LevelMixError, NotAllowed, NotFound
from app.goals import USUAL_CEILING_DBTP, check_loudness, named_loudness
from app.log_lines import OneLine

log = logging.getLogger(__name__)

BAD_INPUT = 2
REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
"""What a disk, or whoever looks after it, says no with: no fault of the program."""

app = typer.Typer(
    name='levelmix',
    cls=WithAreas,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help=__doc__,
)
app.add_typer(database_commands.app, name='db')
app.add_typer(user_commands.app, name='user')

Tracklist = Annotated[
    Path | None,
    typer.Option(help='Where the tracks begin: a CUE sheet, a history, or lines like "12:34 Artist - Title".'),
]
Encoding = Annotated[str | None, typer.Option(help='What the tracklist is written in, if that is not recognised.')]
WriteTracklist = Annotated[Path | None, typer.Option(help='Write a tracklist there: .cue or .txt.')]
Stream = Annotated[
    int | None, typer.Option(min=1, help='Which of several audio streams of a file, like those of a stem file.')
]
AsJson = Annotated[bool, typer.Option('--json', help='Print one JSON object.')]


@app.command()
def measure(
    file: Annotated[Path, typer.Argument(help='An audio file.')],
    as_json: AsJson = False,
) -> None:
    """Measure loudness, range and peaks of a file; ends with 3 where there are warnings about it."""
    from app import audio

    _prepare()
    with _bar() as report:
        measured = audio.measure(file, report)
    _print(asdict(measured), as_json, _lines(asdict(measured)))
    damaged.end_with(measured.warnings)


@app.command()
def level(
    source: Annotated[Path, typer.Argument(metavar='IN', help='The mix.')],
    target_file: Annotated[Path, typer.Argument(metavar='OUT', help='Where the result goes; never the same file.')],
    target: Annotated[float | None, typer.Option(help='Integrated loudness of the result, in LUFS.')] = None,
    preset: Annotated[str | None, typer.Option(help='A system preset instead of a number, like Spotify.')] = None,
    ceiling: Annotated[float | None, typer.Option(help='Highest true peak, in dBTP; -1 unless a preset says.')] = None,
    even: Annotated[float, typer.Option(help='How far to bring the tracks inside the mix together, 0 to 100 %.')] = 0.0,
    tracklist: Tracklist = None,
    encoding: Encoding = None,
    write: WriteTracklist = None,
    stream: Stream = None,
    keep_video: Annotated[bool, typer.Option(help='Put the sound of a video back beside its picture.')] = False,
    as_json: AsJson = False,
) -> None:
    """Level a file to a loudness; the suffix of OUT decides the format, and another one converts it.

    Ends with 3 where the result is right, but with warnings about the original: it is damaged or was put together.
    """
    from app import audio

    goal = _goal(target, preset, ceiling)
    evened = evenness(even, tracklist, encoding) if even or tracklist or write else None
    _check_place(source, target_file)
    _check_written(source, write)
    _prepare()
    with _bar() as report:
        wishes = {**_conversion(source, target_file, stream, keep_video), 'mp3_quality': settings().mp3_quality}
        outcome = audio.level(source, target_file, goal, report, even=evened, **wishes)
    write_tracklist(outcome.segments, write, target_file.name)
    printed = asdict(outcome)
    before, after = outcome.input.integrated_lufs, outcome.output.integrated_lufs
    told = [outcome.explanation, *outcome.warnings, f'{_number(before)} -> {_number(after)} LUFS']
    _print(printed, as_json, told)
    damaged.end_with(outcome.input.warnings)


@app.command()
def segments(
    file: Annotated[Path, typer.Argument(help='A mix.')],
    tracklist: Tracklist = None,
    encoding: Encoding = None,
    even: Annotated[float, typer.Option(help='The strength that the gains are shown for, 0 to 100 %.')] = 100.0,
    write: WriteTracklist = None,
    as_json: AsJson = False,
) -> None:
    """Find the tracks inside a mix: from a tracklist, the file's chapters, or by listening.

    Ends with 3 where there are warnings about the file.
    """
    from app import audio
    from app.audio.segments import to_json, to_text
    from app.audio.segments.placing import even_out

    evened = evenness(even, tracklist, encoding)
    _check_written(file, write)
    _prepare()
    with _bar() as report:
        analysis = audio.analyse(file, report)
    evening = even_out(analysis, evened)
    found, warnings = evening.segments, (*analysis.measurement.warnings, *evening.warnings)
    write_tracklist(found, write, file.name)
    lines = [
        f'{clock}  {_number(track.loudness_lufs):>7} LUFS  {track.gain_db:+6.2f} dB'
        for track, clock in zip(found, to_text(found).splitlines(), strict=True)
    ]
    _print({**to_json(found), 'warnings': list(warnings)}, as_json, [*lines, *warnings])
    damaged.end_with(warnings)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help='The original or the result of a finished job.')],
    report_file: Annotated[Path, typer.Option('--report', metavar='REPORT', help='The job’s report.json.')],
) -> None:
    """Measure a file again, by two meters, and compare it with its report; ends with 1 where they do not agree."""
    from app import audio
    from app.leveling.reports import compare, compare_opinion

    try:
        told = json.loads(report_file.read_text())
    except (OSError, ValueError):
        raise NotFound(f'{report_file} cannot be read as a report.') from None
    _prepare()
    with _bar() as report:
        measured = asdict(audio.measure(file, report))
    with _bar() as report:
        other = audio.second_opinion(file, report)
    with file.open('rb') as content:
        digest = hashlib.file_digest(content, 'sha256').hexdigest()
    wrong = compare(told, digest, measured)
    opinion, agrees = compare_opinion(other, measured)
    lines = [*(wrong or ['The file is the one in the report, and measures as it says.']), opinion]
    sys.stdout.write('\n'.join(lines) + '\n')
    if wrong or not agrees:
        raise typer.Exit(1)


def _check_written(source: Path, write: Path | None) -> None:
    """Refuse a place where no tracklist can be written, before anything is done."""
    if write is None:
        return
    _check_place(source, write)
    check_kind(write)


def _prepare() -> None:
    """Hold the limit of memory; compile the engine if that was not done at the installation, and say so."""
    from app import audio

    memory.limit(settings().worker_memory_mb)
    if not audio.is_warm():
        Console(stderr=True).print('Preparing the engine: this first time only, about ten seconds.')
        audio.warm_up()


@app.command()
def doctor() -> None:
    """Say what in the settings is unsafe or will not work; ends with code 1 where something is."""
    from app.doctor import findings

    found = findings()
    sys.stdout.write(''.join(f'- {sentence}\n' for sentence in found) or 'Nothing unsafe was found.\n')
    sys.exit(1 if found else 0)


def run() -> None:
    """Run a command; what a person did wrong ends with one sentence and code 2, never with a trace."""
    from app.audio.errors import AudioError

    try:
        _log()
        app()
    except (AudioError, LevelMixError) as error:
        sys.stderr.write(f'{error}\n')
        sys.exit(BAD_INPUT)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in REFUSED:
            sys.stderr.write(f'The system refused it ({error.strerror}: {error.filename}). Nothing was finished.\n')
            sys.exit(BAD_INPUT)
        log.debug('A fault of ours.', exc_info=True)
        if memory.was_short(error):
            sys.stderr.write('This takes more memory than LEVELMIX_WORKER_MEMORY_MB allows; no result was written.\n')
            sys.exit(BAD_INPUT)
        sys.stderr.write(
            f'This is a fault of LevelMix ({type(error).__name__}: {error}); no result was written. '
            'Please report it, with what LEVELMIX_LOG_LEVEL=DEBUG prints.\n'
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write('Stopped; nothing was written.\n')
        sys.exit(130)


def _goal(target: float | None, preset: str | None, ceiling: float | None) -> Any:
    from app.audio import Goal

    if (target is None) == (preset is None):
        raise NotAllowed('Say how loud: either --target LUFS or --preset NAME.')
    if preset is not None:
        target = named_loudness(preset)
    assert target is not None
    goal = Goal(target, USUAL_CEILING_DBTP if ceiling is None else ceiling)
    check_loudness(goal.target_lufs, goal.ceiling_dbtp)
    return goal


def _conversion(source: Path, target: Path, stream: int | None, keep_video: bool) -> dict[str, Any]:
    """What `level` is told of the format: the container that the name of the result asks for, and of which sound."""
    from app.audio.files import probe
    from app.audio.files.output_format import named, with_picture

    place = None if stream is None else stream - 1
    like = probe(source, stream=place)
    if keep_video:
        with_picture(like, target)
    return {'to': None if keep_video else named(like, target), 'stream': place, 'keep_video': keep_video}


def _check_place(source: Path, target: Path) -> None:
    if target.exists() and source.exists() and target.samefile(source):
        raise NotAllowed('The result would replace the original. Give it another name.')
    if not target.parent.is_dir():
        raise NotFound(f'There is no folder {target.parent}. Make it first, or choose another one.')


@contextmanager
def _bar() -> Iterator[Any]:
    """A progress bar on a terminal's stderr; elsewhere nothing."""
    columns = (TextColumn('{task.description:>8}'), BarColumn(), TextColumn('{task.percentage:3.0f} %'))
    console = Console(stderr=True)
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task('', total=1.0)
        yield lambda progress: bar.update(task, completed=progress.overall, description=progress.stage)


def _print(facts: dict[str, Any], as_json: bool, lines: list[str]) -> None:
    text = json.dumps(facts, ensure_ascii=False) if as_json else '\n'.join(lines)
    sys.stdout.write(text + '\n')


def _lines(measured: dict[str, Any]) -> list[str]:
    numbers = [f'{name:>20}  {_number(value)}' for name, value in measured.items() if name != 'warnings']
    return [*numbers, *measured['warnings']]


def _number(value: Any) -> str:
    return '-inf' if value is None else f'{value:.2f}' if isinstance(value, float) else str(value)


def _log() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine('%(asctime)s %(levelname).1s %(name)s: %(message)s', datefmt='%H:%M:%S'))
    logging.basicConfig(level=settings().log_level, handlers=[handler])
    for chatty in ('huey', 'alembic', 'httpx', 'httpx2', 'numba'):
        logging.getLogger(chatty).setLevel(logging.WARNING)
