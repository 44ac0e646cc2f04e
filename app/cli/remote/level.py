"""`levelmix remote level` and `upload`: files from here, levelled by a server in the words of `levelmix level`."""

import glob
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import options
from app.cli.remote.jobs import Parallel
from app.cli.remote.outcomes import Outcome, end_with, exit_code, tried
from app.cli.remote.pieces import Order, one
from app.cli.remote.progress import Transfers, sends
from app.cli.remote.together import each
from app.console import signals
from app.console.batch import Piece, check_apart, found
from app.console.output import Untold, bars, complain, result
from app.console.paths import PIPED, check_written, kind_of
from app.console.signals import Ended
from app.console.tracklists import as_text
from app.errors import NotAllowed, NotFound
from app.remote import Client, Halt, remembered
from app.remote.problems import RemoteError
from app.targets import USUAL_CEILING_DBTP, as_typed, check_loudness, named_loudness

FILES = 'Mixes, folders with --recursive, or patterns. The last one is OUT unless --output-dir or --detach is given.'
Files = Annotated[list[Path], typer.Argument(help=FILES)]
Detach = Annotated[
    bool, typer.Option('--detach', help='Send only, and print the ids of the jobs: get fetches their results.')
]


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud, and by which name it was asked for."""

    lufs: float
    ceiling_dbtp: float
    preset: str | None = None


def level(
    ctx: typer.Context,
    files: Files,
    target: options.Target = None,
    preset: options.Preset = None,
    ceiling: options.Ceiling = None,
    even: options.Even = 0.0,
    tracklist: options.Tracklist = None,
    encoding: options.Encoding = None,
    write: options.WriteTracklist = None,
    stream: options.Stream = None,
    output_dir: options.OutputDir = None,
    recursive: options.Recursive = False,
    format_: options.Format = None,
    force: options.Force = False,
    as_json: options.AsJson = False,
    parallel: Parallel = 2,
    detach: Detach = False,
) -> None:
    """Have files levelled by the server: send them, follow their jobs, fetch the results.

    What is done already is skipped. A run that was ended goes on where it was when it is asked for again, in the same
    words. Ends with 5 where some files were levelled and others not, with 3 where there are warnings about an original.
    """
    halt = Halt()
    signals.heed()
    text = as_text(tracklist, encoding) if tracklist is not None else None
    pieces, explicit = _pieces(files, output_dir, format_, recursive=recursive, detach=detach)
    if (text is not None and len(pieces) > 1) or (write is not None and not explicit):
        raise NotAllowed('A tracklist belongs to one mix: level that one by itself.')
    write = check_written(write, [pieces[0].sources[0]], pieces[0].target, force)
    if not 0.0 <= even <= 100.0:
        raise NotAllowed('Evening goes from 0 to 100 %: 0 leaves the mix as it is, 100 makes all tracks as loud.')
    with ctx.obj(halt) as client:
        wanted = _loudness(client, target, preset, ceiling)
        suffix = format_ or _suffix_of_out(pieces, explicit)
        wish = _wish(wanted, suffix, even, text, stream)
        transfers = Transfers(parallel, halt)
        placed = explicit or output_dir is not None
        order = Order(client, wish, transfers, explicit, placed, force, detach, write)
        done: list[Outcome] = []
        try:
            with bars() as shown:
                each(pieces, lambda piece: done.append(one(order, piece, shown)), parallel * 2, halt)
        except Ended as end:
            complain(_stopped(end, client, done, len(pieces)))
            sys.exit(end.code)
    place = {str(piece.sources[0]): at for at, piece in enumerate(pieces)}
    _tell(sorted(done, key=lambda outcome: place[outcome.name]), as_json=as_json)


def upload(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help='Files to send; nothing is made of them yet.')],
    parallel: Parallel = 2,
    as_json: Annotated[bool, typer.Option('--json', help='Print one JSON object a line.')] = False,
) -> None:
    """Send files and print the ids of the uploads, for programs that go on with them; a broken run goes on."""
    halt = Halt()
    signals.heed()
    with ctx.obj(halt) as client:
        transfers = Transfers(parallel, halt)

        def sent(path: Path, shown: Any) -> Outcome:
            work = _work(client, path, {})
            with work.alone():
                sends(client, work, shown(path.name), transfers, '')
            return Outcome(str(path), f'{work.upload_id}  {path}', {'source': str(path), 'upload_id': work.upload_id})

        try:
            with bars() as shown:
                outcomes = each(
                    expanded(files),
                    lambda path: tried(str(path), lambda: sent(path, shown), {'source': str(path)}),
                    parallel,
                    halt,
                )
        except Ended as end:
            complain(f'Stopped by {end.name}; what was sent is kept: the same command goes on from there.')
            sys.exit(end.code)
    end_with(outcomes, as_json=as_json)


def expanded(files: Sequence[Path]) -> list[Path]:
    """The files that are named, and what patterns mean that no shell has replaced.

    Raises
    ------
    NotAllowed, NotFound : something comes through a pipe, or a pattern means nothing.
    """
    meant: list[Path] = []
    for file in files:
        if file == PIPED or kind_of(file) == 'a pipe':
            raise NotAllowed(
                'A file is sent from its place, so that a broken line can go on: write it to a file first.'
            )
        if file.exists() or not glob.has_magic(str(file)):
            meant.append(file)
            continue
        matching = sorted(glob.glob(str(file), recursive=True))  # noqa: PTH207 - patterns may begin anywhere
        if not matching:
            raise NotFound(f'Nothing is called like {file}.')
        meant += map(Path, matching)
    return list(dict.fromkeys(meant))


def _pieces(
    files: Sequence[Path], output_dir: Path | None, format_: str | None, *, recursive: bool, detach: bool
) -> tuple[list[Piece], bool]:
    """What becomes what, and whether the one result was named."""
    files = expanded(files) if output_dir is not None or detach else [*expanded(files[:-1]), *files[-1:]]
    if output_dir is None and not detach:
        if len(files) < 2:
            raise NotAllowed('Say where the result goes: give it as OUT behind the mix, or a folder as --output-dir.')
        if len(files) > 2:
            raise NotAllowed('There are several inputs: say --output-dir FOLDER, or --detach to fetch results later.')
        return [Piece((files[0],), files[1])], True
    folder = output_dir or Path()
    suffix = f'.{format_.lower().lstrip(".")}' if format_ else None
    made = [
        Piece((file,), folder / (name.with_suffix(suffix) if suffix else name))
        for file, name in found(files, folder, recursive=recursive)
    ]
    if output_dir is not None:
        check_apart(made)
    return made, False


def _suffix_of_out(pieces: Sequence[Piece], explicit: bool) -> str | None:
    """The format that the name of the one result asks for, where it is not the original's."""
    if not explicit:
        return None
    wanted, given = pieces[0].target.suffix.lower(), pieces[0].sources[0].suffix.lower()
    return wanted if wanted != given else None


def _loudness(client: Client, target: float | None, preset: str | None, ceiling: float | None) -> Loudness:
    if (target is None) == (preset is None):
        raise NotAllowed('Say how loud: either --target LUFS or --preset NAME.')
    if target is not None:
        lufs, usual, name = target, USUAL_CEILING_DBTP, None
    else:
        assert preset is not None
        lufs, usual, name = _named(client, preset)
    made = Loudness(lufs, usual if ceiling is None else ceiling, name)
    check_loudness(made.lufs, made.ceiling_dbtp)
    return made


def _named(client: Client, preset: str) -> tuple[float, float, str]:
    """A preset of the server or of the user's own there; those that come along are known anyway."""
    try:
        for known in client.presets():
            if as_typed(known.name) == as_typed(preset):
                return known.target_lufs, known.ceiling_dbtp, known.name
    except RemoteError as error:
        if error.status not in (403, 404):  # the key may not read them
            raise
    return named_loudness(preset), USUAL_CEILING_DBTP, preset.strip()


def _wish(
    wanted: Loudness, suffix: str | None, even: float, tracklist: str | None, stream: int | None
) -> dict[str, Any]:
    """What the server is told, by the names of its options; nothing that is as it would be anyway."""
    said = {
        'preset_name': wanted.preset,
        'output_format': suffix.lower().lstrip('.') if suffix else None,
        'even_percent': even or None,
        'tracklist': tracklist,
        'stream': stream,
    }
    numbers: dict[str, Any] = {'target_lufs': wanted.lufs, 'ceiling_dbtp': wanted.ceiling_dbtp}
    return numbers | {name: value for name, value in said.items() if value is not None}


def _work(client: Client, path: Path, wish: dict[str, Any]) -> remembered.Work:
    try:
        return remembered.work(client.server, path, wish)
    except OSError as error:
        raise NotFound(f'{path} cannot be opened: {error.strerror}.') from None


def _stopped(end: Ended, client: Client, done: Sequence[Outcome], many: int) -> str:
    right = sum(not outcome.error for outcome in done)
    return (
        f'Stopped by {end.name}; {right} of {many} are done. What was sent is kept, and jobs go on at {client.server}: '
        'the same command goes on from here; levelmix remote watch follows, levelmix remote get fetches.'
    )


def _tell(done: Sequence[Outcome], *, as_json: bool) -> None:
    failed = sum(bool(outcome.error) for outcome in done)
    facts = {'files': [outcome.as_facts for outcome in done], 'done': len(done) - failed, 'failed': failed}
    told = f'{len(done) - failed} of {len(done)} done' + (f', {failed} not.' if failed else '.')
    result(facts, as_json, [*(outcome.told for outcome in done), *([told] if len(done) > 1 else [])])
    for outcome in done:
        if outcome.untold:
            raise Untold(outcome.untold)
    sys.exit(exit_code(done))
