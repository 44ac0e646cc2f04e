"""`levelmix remote voice clone` and `forget`: voices that a server has learnt for whoever the key is of."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import voice_options as say
from app.cli.options import AsJson
from app.cli.remote.clips import run, sent
from app.cli.remote.outcomes import Outcome
from app.cli.remote.progress import Report, Transfers, follows
from app.console.output import complain, result
from app.errors import NotAllowed, NotFound
from app.remote import Client
from app.remote.voice import OwnVoice, Voices

CONSENT = 'Is this the voice of {whose}, who has permitted that it is learnt? [y/N]'
NO_CONSENT = (
    'A voice is learnt only with the permission of whose it is. Nothing was sent: add --i-have-permission if it is '
    'your own, or its owner has permitted it.'
)
Whose = Annotated[str, typer.Option(help='Whose voice it is, by their full name: the server writes it down.')]


def clone(
    ctx: typer.Context,
    name: say.NewVoice,
    samples: say.Samples,
    whose: Whose,
    permitted: say.Permitted = False,
    as_json: AsJson = False,
) -> None:
    """Have a voice learnt that is like somebody's, from 30 to 60 seconds of their speech.

    It becomes similar, not the same. The server keeps it with the samples and a note of when you said that you may;
    texts are said by it with `levelmix remote voice speak --voice NAME`.
    """
    if not permitted and not _consents(whose):
        raise NotAllowed(NO_CONSENT)
    run(ctx.obj, Path(name), lambda client, report: _learnt(client, name, whose, samples, report), as_json=as_json)


def forget(ctx: typer.Context, name: say.OwnVoice, as_json: AsJson = False) -> None:
    """Remove a voice of your own at the server, with its samples and all that was learnt of them."""
    with ctx.obj() as client:
        voices = Voices(client)
        found = [one for one in voices.own() if name in (one.id, one.name)]
        if not found:
            raise NotFound(f'There is no voice “{name}” of yours there. See `levelmix remote voice voices`.')
        for one in found:
            voices.forget(one.id)
    result({'name': name, 'removed': True}, as_json, [f'{name} was removed.'])


def _learnt(client: Client, name: str, whose: str, samples: list[Path], report: Report) -> Outcome:
    voices, transfers = Voices(client), Transfers(1, client.connection.halt)
    works = [sent(client, sample, {'tool': 'sample'}, report, transfers) for sample in samples]
    ids = [work.upload_id for work in works]
    looked = voices.look_at(ids)
    if looked.faults:
        raise NotAllowed(' '.join(looked.faults))
    for warning in looked.warnings:
        complain(warning)
    voice = voices.learn(name, whose, ids)
    for work in works:
        work.forget()  # the voice has them now
    job = follows(client, voice.job_id, report)
    if job.status != 'completed':
        return Outcome(name, facts={'id': voice.id, 'job_id': job.id}, error=job.error or f'It was {job.status}.')
    return _told(next(one for one in voices.own() if one.id == voice.id))


def _told(voice: OwnVoice) -> Outcome:
    facts: dict[str, Any] = dict(voice.facts)
    near = f'{voice.similarity or 0:.2f} of 1 to the samples'
    if voice.nearest:
        near += f'; {voice.nearest}, the nearest of the list, {voice.nearest_similarity or 0:.2f}'
    line = f'{voice.name}: learnt from {voice.seconds or 0:.0f} s of speech. Likeness {near}.'
    return Outcome(voice.name, line, facts)


def _consents(whose: str) -> bool:
    """Ask whoever sits there; nobody does where a program calls."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    complain(CONSENT.format(whose=whose))
    return sys.stdin.readline().strip().lower() in ('y', 'yes')
