"""`levelmix remote list/show/get/watch/cancel/retry/delete`: jobs that are at a server already."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.options import Force
from app.cli.remote.outcomes import Outcome, end_with, exit_code, tried
from app.cli.remote.progress import Transfers, downloads, follows
from app.cli.remote.together import each
from app.console import signals
from app.console.output import bars, complain, result
from app.console.paths import check_output
from app.console.signals import Ended
from app.errors import NotAllowed, NotFound
from app.remote import Client, Halt, remembered
from app.remote.objects import Job

ALL_AT_ONCE = 8
Ids = Annotated[
    list[str], typer.Argument(metavar='IDS', help='Ids of jobs.', autocompletion=lambda: remembered.job_ids())
]
SomeIds = Annotated[
    list[str] | None,
    typer.Argument(metavar='IDS', help='Ids of jobs.', autocompletion=lambda: remembered.job_ids()),
]
ByLine = Annotated[bool, typer.Option('--json', help='Print one JSON object a line.')]
Parallel = Annotated[int, typer.Option(min=1, max=16, help='Files that are sent or fetched at the same time.')]


def list_(
    ctx: typer.Context,
    status: Annotated[str, typer.Option(help='Only those: queued, processing, completed, failed or cancelled.')] = '',
    area: Annotated[str, typer.Option(help='Only those of one area, like leveling.')] = '',
    search: Annotated[str, typer.Option(help='Only those whose title has this in it.')] = '',
    limit: Annotated[int, typer.Option(min=1, help='At most so many.')] = 20,
    as_json: ByLine = False,
) -> None:
    """List your jobs at the server, the newest first."""
    with ctx.obj() as client:
        for job in client.jobs(limit=limit, status=status, area=area, search=search):
            result(dict(job.facts), as_json, [job.line])


def show(ctx: typer.Context, ids: Ids, as_json: ByLine = False) -> None:
    """Show all that the server says of jobs."""
    with ctx.obj() as client:
        end_with([tried(one, lambda one=one: _shown(client.job(one))) for one in ids], as_json=as_json)  # type: ignore[misc]


def cancel(ctx: typer.Context, ids: Ids, as_json: ByLine = False) -> None:
    """Have jobs stopped."""
    _done(ctx, ids, lambda client, one: client.cancel(one).line, as_json)


def retry(ctx: typer.Context, ids: Ids, as_json: ByLine = False) -> None:
    """Have jobs done again that failed or were cancelled."""
    _done(ctx, ids, lambda client, one: client.retry(one).line, as_json)


def delete(
    ctx: typer.Context,
    ids: Ids,
    yes: Annotated[bool, typer.Option('--yes', '-y', help='Do not ask.')] = False,
    as_json: ByLine = False,
) -> None:
    """Delete jobs, with their originals and results at the server."""
    if not yes:
        _ask(len(ids))

    def remove(client: Client, one: str) -> str:
        client.delete_job(one)
        for work in remembered.everything(client.server):
            if work.job_id == one:
                work.forget()
        return f'{one}  deleted'

    _done(ctx, ids, remove, as_json)


def watch(ctx: typer.Context, ids: SomeIds = None, as_json: ByLine = False) -> None:
    """Follow jobs to their end: these, or those that were begun from here, or all that run; --json tells each change.

    Ends with 0 if all are completed, with 5 if some are not, and with 2 if none is.
    """
    halt = Halt()
    signals.heed()
    with ctx.obj(halt) as client:
        wanted = ids or _mine(client) or [job.id for job in client.jobs() if not job.ended]
        if not wanted:
            complain('Nothing runs at the moment.')
            return
        try:
            with bars() as shown:
                ended = each(wanted, lambda one: _watched(client, one, shown, as_json), len(wanted), halt)
        except Ended as end:
            complain(f'Stopped by {end.name}; the jobs go on at the server: levelmix remote watch follows them again.')
            sys.exit(end.code)
    for one in ended:
        if not as_json:
            result({}, False, [one.told])
        elif not one.facts:
            result({'id': one.name, 'error': one.error}, True, [])
    sys.exit(exit_code(ended))


def get(
    ctx: typer.Context,
    ids: SomeIds = None,
    output_dir: Annotated[Path | None, typer.Option('--output-dir', '-o', help='Where results go.')] = None,
    parallel: Parallel = 2,
    force: Force = False,
    as_json: ByLine = False,
) -> None:
    """Fetch results: of these jobs, or of all that were begun from here and are not fetched yet."""
    halt = Halt()
    signals.heed()
    with ctx.obj(halt) as client:
        wanted = ids or _mine(client)
        if not wanted:
            raise NotFound('Which results is not known: name jobs. levelmix remote list shows them.')
        transfers = Transfers(parallel, halt)
        try:
            with bars() as shown:
                take = _taker(client, output_dir, shown, transfers, force)
                outcomes = each(wanted, lambda one: tried(one, lambda: take(one), {'id': one}), parallel, halt)
        except Ended as end:
            complain(f'Stopped by {end.name}; what came is kept: the same command goes on from there.')
            sys.exit(end.code)
    end_with(outcomes, as_json=as_json)


def _taker(
    client: Client, folder: Path | None, shown: Any, transfers: Transfers, force: bool
) -> Callable[[str], Outcome]:
    """Fetches the result of one job to where it was to go, or into the folder under the server's name."""
    known = {work.job_id: work for work in remembered.everything(client.server) if work.job_id}

    def take(job_id: str) -> Outcome:
        job, work = client.job(job_id), known.get(job_id)
        if job.result is None:
            raise NotAllowed(f'There is no result: the job is {job.status}.')
        target = Path(work.target) if work and work.target and folder is None else None
        if target is None:
            target = (folder or Path()) / job.own_name
        target.parent.mkdir(parents=True, exist_ok=True)
        target = check_output(target, [], force, ask=False)
        path = downloads(client, job, target, shown(target.name), transfers, force=force)
        if work is not None:
            work.fetched = str(path.absolute())
            work.keep()
        return Outcome(job_id, str(path), {'id': job_id, 'target': str(path)})

    return take


def _watched(client: Client, job_id: str, shown: Any, as_json: bool) -> Outcome:
    def told(job: Job) -> None:
        if as_json:
            result(dict(job.facts), True, [])

    def follow() -> Outcome:
        job = follows(client, job_id, shown(job_id[:8]), told)
        error = '' if job.status == 'completed' else job.error or f'It was {job.status}.'
        return Outcome(job_id, job.line, dict(job.facts), error)

    return tried(job_id, follow)


def _mine(client: Client) -> list[str]:
    """The jobs that were begun from here, and whose results are not."""
    return [work.job_id for work in remembered.everything(client.server) if work.job_id and not work.fetched]


def _done(ctx: typer.Context, ids: list[str], do: Callable[[Client, str], str], as_json: bool) -> None:
    with ctx.obj() as client:
        outcomes = [
            tried(one, lambda one=one: Outcome(one, do(client, one), {'id': one}), {'id': one})  # type: ignore[misc]
            for one in ids
        ]
    end_with(outcomes, as_json=as_json)


def _shown(job: Job) -> Outcome:
    lines = [f'{name:>18}  {value}' for name, value in job.facts.items() if value not in (None, '', {}, [])]
    return Outcome(job.id, '\n'.join(lines), dict(job.facts))


def _ask(many: int) -> None:
    if sys.stdin is None or not sys.stdin.isatty():
        raise NotAllowed('What is deleted does not come back: say --yes where nobody can be asked.')
    sys.stderr.write(f'Delete {many} {"job" if many == 1 else "jobs"} with originals and results? [y/N] ')
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ('y', 'yes'):
        raise NotAllowed('Nothing was deleted.')
