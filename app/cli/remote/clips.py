"""A clip that a server makes: asked for once, followed, fetched to its place; one that was ended is gone on with."""

import json
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.remote.outcomes import Outcome, end_with, tried
from app.cli.remote.pieces import begun_already
from app.cli.remote.progress import Report, Transfers, downloads, follows, sends
from app.cli.remote.together import each
from app.console import chapters, signals, texts
from app.console.output import bars, complain, number
from app.console.paths import check_output
from app.console.signals import Ended
from app.errors import NotAllowed, NotFound
from app.remote import Client, Halt, remembered
from app.remote.objects import Job
from app.remote.problems import RemoteError
from app.remote.remembered import Work
from app.remote.voice import Clip, Voice, Voices
from app.voice.text.chapters import Chapter

Connect = Callable[[Halt], Any]
"""Opens a client of the server that is meant."""


@dataclass(frozen=True, slots=True)
class Order:
    """A clip that is wanted.

    Attributes
    ----------
    tool : where the server is asked for it, below its voice.
    wish : what it is told, once it was asked who can be heard there.
    target : where the clip goes, which is free.
    source : the recording that it is made of.
    beside : where its subtitles go.
    chapters : where these go.
    """

    tool: str
    wish: Callable[[Voices], dict[str, Any]]
    target: Path
    source: Path | None = None
    beside: tuple[Path, ...] = ()
    chapters: Path | None = None
    force: bool = False


def make(connect: Connect, order: Order, *, as_json: bool) -> None:
    """Have it made, and tell what came out."""
    run(connect, order.target, lambda client, report: _made(client, order, report), as_json=as_json)


def run(connect: Connect, file: Path, do: Callable[[Client, Report], Outcome], *, as_json: bool) -> None:
    """Do one piece of work with a server, with a bar that is called as a file is, and end with what became of it."""
    halt = Halt()
    signals.heed()

    def one(client: Client) -> Outcome:
        with bars() as shown:
            return tried(str(file), lambda: do(client, shown(file.name)))

    with connect(halt) as client:
        try:
            outcomes = each([client], one, 1, halt)
        except Ended as end:
            complain(
                f'Stopped by {end.name}. What was sent is kept, and what was asked for goes on at {client.server}: '
                'the same command goes on from here.'
            )
            sys.exit(end.code)
    end_with(outcomes, as_json=as_json)


def place(out: Path, sources: list[Path], *, force: bool, subtitles: bool = False) -> tuple[Path, tuple[Path, ...]]:
    """Where a clip goes, and its subtitles, refused where something is there."""
    target = check_output(out, sources, force)
    kinds = ('.srt', '.vtt') if subtitles else ()
    return target, tuple(check_output(target.with_suffix(kind), sources, force) for kind in kinds)


def form_of(target: Path) -> str:
    """What a clip is made as; the server says which formats there are."""
    return target.suffix.lower().lstrip('.')


def voice_of(offered: list[Voice], named: str) -> str:
    """The id of a voice by its id or its name; raises NotFound or NotAllowed where that is not one."""
    called = named.strip().lower()
    found = [voice for voice in offered if voice.id.lower() == called] or [
        voice for voice in offered if voice.name.lower() == called
    ]
    if not found:
        raise NotFound(f'There is no voice “{named}” there. levelmix remote voice voices lists all.')
    if len(found) > 1:
        several = ', '.join(voice.id for voice in found)
        raise NotAllowed(f'Several voices are called “{named}”: {several}. Name one of these.')
    return found[0].id


def corrected(words: Path | None) -> dict[str, str]:
    """What is said in a recording, as options: a text, or what `transcribe --json` printed."""
    if words is None:
        return {}
    text = texts.read(words)
    if not text.lstrip().startswith('{'):
        return {'transcript': text}
    try:
        told = json.loads(text)
        return {'transcript': str(told['text'])} | ({'heard': str(told['id'])} if told.get('id') else {})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAllowed(
            'The file of words is no transcript: give a text, or what `levelmix remote voice transcribe --json` prints.'
        ) from None


def sent(client: Client, source: Path, what: dict[str, Any], report: Report, transfers: Transfers) -> Work:
    """A file that is at the server now, and nothing made of it so far."""
    work = opened(client, source, what)
    with work.alone():
        sends(client, work, report, transfers, '')
    return work


def opened(client: Client, source: Path, what: dict[str, Any]) -> Work:
    """The work on a file, as it was left or new."""
    try:
        return remembered.work(client.server, source, what)
    except OSError as error:
        raise NotFound(f'{source} cannot be opened: {error.strerror}.') from None


def _made(client: Client, order: Order, report: Report) -> Outcome:
    voices, transfers = Voices(client), Transfers(1, client.connection.halt)
    wish = order.wish(voices)
    what = {'tool': order.tool, **wish}
    work = remembered.words(client.server, what) if order.source is None else opened(client, order.source, what)
    with work.alone():
        work.target = str(order.target.absolute())
        job = begun_already(client, work) or _ordered(voices, order, work, wish, report, transfers)
        job = follows(client, job.id, report)
        if job.status != 'completed':
            facts = {'job_id': job.id, 'status': job.status}
            return Outcome(str(order.target), facts=facts, error=job.error or f'It was {job.status}.')
        downloads(client, job, order.target, report, transfers, force=order.force)
        for path in order.beside:
            path.write_bytes(voices.subtitles(job.id, form_of(path)))
        clip = voices.clip(job.id)
        chapters.write([Chapter(str(one['title']), float(one['start_s'])) for one in clip.chapters], order.chapters)
    work.forget()
    return _told(clip, order)


def _ordered(
    voices: Voices, order: Order, work: Work, wish: dict[str, Any], report: Report, transfers: Transfers
) -> Job:
    """The job of a clip, asked for by a name that is written down before: whoever is killed meanwhile makes one."""
    work.request = work.request or str(uuid.uuid4())
    if order.source is not None:
        sends(voices.client, work, report, transfers, '')
        wish = {'upload_id': work.upload_id, 'options': wish}
    work.keep()
    try:
        job = voices.make(order.tool, wish, work.request)
    except RemoteError as error:
        if error.status in (400, 404, 413, 415, 422):
            work.forget()  # it will not be made, and nothing is gone on with
        raise
    work.job_id = job.id
    work.keep()
    return job


def _told(clip: Clip, order: Order) -> Outcome:
    facts = {
        'file': str(order.target),
        'job_id': clip.id,
        'seconds': clip.duration_s,
        'voice': clip.voice or None,
        'engine': clip.engine,
        'licence': clip.licence,
        'credit': clip.credit,
        'loudness_lufs': clip.loudness_lufs,
        'subtitles': [str(path) for path in order.beside],
        'chapters': clip.chapters,
        'chapters_file': str(order.chapters) if order.chapters and clip.chapters else None,
    }
    lines = [f'{order.target}: {clip.duration_s or 0:.1f} s, {number(clip.loudness_lufs)} LUFS', *clip.credit]
    return Outcome(str(order.target), '\n'.join(lines), facts)
