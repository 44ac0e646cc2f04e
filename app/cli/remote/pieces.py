"""One file, sent, levelled and fetched; each step is remembered, so that whoever begins again goes on."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.cli.remote.outcomes import Outcome, tried
from app.cli.remote.progress import Report, Transfers, downloads, follows, sends
from app.console.batch import Piece
from app.console.output import number
from app.console.paths import check_output
from app.console.tracklists import write_tracklist
from app.errors import NotAllowed, NotFound
from app.remote import Client, Halted, remembered
from app.remote.client import LEVELING
from app.remote.objects import Job
from app.remote.problems import RemoteError
from app.remote.remembered import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of all files.

    Attributes
    ----------
    explicit : the place of the one result was named, and is kept as it is.
    placed : somebody has said where results go.
    write : where the tracklist of the one result goes.
    """

    client: Client
    wish: dict[str, Any]
    transfers: Transfers
    explicit: bool = False
    placed: bool = True
    force: bool = False
    detach: bool = False
    write: Path | None = None


def one(order: Order, piece: Piece, shown: Any) -> Outcome:
    """What became of one file; one that fails keeps no other from it."""
    source = piece.sources[0]
    facts = {'sources': [str(source)]}

    def do() -> Outcome:
        work = _work(order, source)
        if (there := _there(order, piece, work)) is not None:
            return replace(there, untold=_tracks(order, work.job_id, piece.target) or '') if work.job_id else there
        with work.alone():
            return _levelled(order, piece, work, shown(piece.name))

    try:
        return tried(str(source), do, facts)
    except Halted:
        raise
    except Exception as fault:
        log.debug('A file of many failed.', exc_info=True)
        error = f'This is a fault of LevelMix ({type(fault).__name__}: {fault}). Please report it.'
        return Outcome(str(source), facts=facts, error=error)


def _levelled(order: Order, piece: Piece, work: Work, report: Report) -> Outcome:
    client, source = order.client, piece.sources[0]
    work.target = str(piece.target.absolute()) if order.placed else ''
    job = begun_already(client, work) or sends(client, work, report, order.transfers, LEVELING)
    assert job is not None
    facts: dict[str, Any] = {'sources': [str(source)], 'job_id': job.id}
    if order.detach:
        return Outcome(str(source), f'{job.id}  {source}', facts)
    job = follows(client, job.id, report)
    if job.status != 'completed':
        return Outcome(str(source), facts=facts | {'status': job.status}, error=job.error or f'It was {job.status}.')
    target = piece.target if order.explicit else _with_its_suffix(piece.target, job)
    path = downloads(client, job, target, report, order.transfers, force=order.force)
    work.fetched = str(path.absolute())
    work.keep()
    loudness = job.result.loudness_lufs if job.result else None
    warnings = client.warnings(job.id)
    made = {'target': str(path), 'status': job.status, 'loudness_lufs': loudness, 'warnings': warnings}
    line = f'{source} -> {path}: {number(loudness)} LUFS'
    return Outcome(str(source), line, facts | made, warnings=warnings, untold=_tracks(order, job.id, path) or '')


def _tracks(order: Order, job_id: str, result: Path) -> str | None:
    """Write the tracklist, if that is wanted; returns why it could not be had or written, if so."""
    if order.write is None:
        return None
    from app.audio.segment_types import from_json

    try:
        found = from_json({'segments': order.client.segments(job_id)})
    except RemoteError as error:
        return f'The tracklist could not be had. {error}'
    return write_tracklist(found, order.write, result.name)


def _there(order: Order, piece: Piece, work: Work) -> Outcome | None:
    """The outcome where nothing is left to do; otherwise the place of the result is made ready, or refused."""
    source = piece.sources[0]
    if order.detach:
        return None
    if not order.force:
        made = Path(work.fetched) if work.fetched else None
        if made is not None and made.exists() and made.parent == piece.target.absolute().parent:
            return _skipped(source, made)
        if piece.target.exists() and not order.explicit:
            if any(other.fetched == str(piece.target.absolute()) for other in remembered.everything(work.server)):
                raise NotAllowed(f'{piece.target} was made of another file or with other numbers: say --force.')
            return _skipped(source, piece.target)
    try:
        piece.target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotAllowed(f'The folder {piece.target.parent} cannot be made: {error.strerror}.') from None
    check_output(piece.target, [source], order.force, ask=False)
    return None


def _skipped(source: Path, target: Path) -> Outcome:
    facts = {'sources': [str(source)], 'target': str(target), 'skipped': True}
    return Outcome(str(source), f'{source}: {target} is there already.', facts)


def begun_already(client: Client, work: Work) -> Job | None:
    """The job of an earlier run, tried again if it came to nothing; None where there is none (any more)."""
    if not work.job_id:
        return None
    try:
        job = client.job(work.job_id)
        if job.status in ('failed', 'cancelled'):
            return client.retry(job.id)
        if job.status != 'completed' or job.result is not None:
            return job  # a result that the server has removed by now has to be made again
    except RemoteError as error:
        if error.status not in (400, 404, 409, 410, 422):
            raise
    work.job_id = work.upload_id = ''
    return None


def _with_its_suffix(target: Path, job: Job) -> Path:
    """The place, with the suffix that the server gives the result: not every format can be written."""
    suffix = Path(job.result.name).suffix.lower() if job.result else ''
    return target.with_suffix(suffix) if suffix and suffix != target.suffix.lower() and suffix.isascii() else target


def _work(order: Order, source: Path) -> Work:
    try:
        return remembered.work(order.client.server, source, order.wish)
    except OSError as error:
        raise NotFound(f'{source} cannot be opened: {error.strerror}.') from None
