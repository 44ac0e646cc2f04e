"""`levelmix remote practice …`: what `levelmix practice` does, by a server and in the same words; and what it keeps."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import practice_options as say
from app.cli.options import AsJson, Force
from app.cli.remote.clips import run, sent
from app.cli.remote.jobs import ByLine
from app.cli.remote.outcomes import Outcome
from app.cli.remote.progress import Report, Transfers, follows
from app.console.output import result
from app.console.paths import check_output
from app.errors import NotAllowed
from app.remote import Client
from app.remote.practice import Practising, Take

WRITTEN = ('musicxml', 'mid', 'svg', 'pdf')
KEYBOARD = ('.mid', '.midi')
WORST = 5
"""So many bars are told to people; programs hear of all."""
PieceId = Annotated[str, typer.Argument(metavar='ID', help='The id of a piece, which `list` shows.')]
app = typer.Typer(no_args_is_help=True, help='Jazz to practise, written, played and heard by the server.')


@app.command()
def generate(
    ctx: typer.Context,
    type: say.Type = 'JAZZ_LICK',
    key: say.Key = 'C',
    difficulty: say.Difficulty = 'INTERMEDIATE',
    seed: say.Seed = 1,
    style: say.Style = 'swing',
    tempo: say.Tempo = None,
    time: say.Time = None,
    bars: say.Bars = None,
    form: say.Form = None,
    hands: say.Hands = None,
    out: say.Out = Path(),
    sound: say.Sound = True,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Have a piece written, and fetch it: .musicxml, .mid, .svg, .pdf, and the stems of the band as .flac.

    It is kept there, too, and counts as one of the pieces of the day.
    """
    named = {'type': type.upper(), 'key': key, 'difficulty': difficulty.upper(), 'seed': seed, 'style': style}
    asked = {'tempo': tempo, 'time_signature': time, 'bars': bars, 'form': form, 'hands': hands}
    wish = named | {name: said for name, said in asked.items() if said is not None}
    stem = f'{type.lower()}-{key.replace("#", "s")}-{seed}'
    _place(out, stem, WRITTEN, force)

    def do(client: Client, report: Report) -> Outcome:
        piece = Practising(client).make(wish)
        return _fetched(client, piece.id, out, stem, report, sound=sound, force=force)

    run(ctx.obj, out / stem, do, as_json=as_json)


@app.command()
def get(
    ctx: typer.Context,
    id: PieceId,
    out: say.Out = Path(),
    sound: say.Sound = True,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Fetch a piece that is there: .musicxml, .mid, .svg, .pdf, and the stems of the band as .flac."""

    def do(client: Client, report: Report) -> Outcome:
        piece = Practising(client).piece(id)
        stem = f'{piece.type.lower()}-{piece.key.replace("#", "s")}-{piece.id[:8]}'
        return _fetched(client, piece.id, out, stem, report, sound=sound, force=force)

    run(ctx.obj, out / id, do, as_json=as_json)


@app.command('list')
def list_(
    ctx: typer.Context,
    search: Annotated[str, typer.Option(help='Only those with these words in title or description.')] = '',
    type: Annotated[str, typer.Option(help=say.TYPES)] = '',
    difficulty: Annotated[str, typer.Option(help=say.LEVELS)] = '',
    limit: Annotated[int, typer.Option(min=1, help='At most so many.')] = 20,
    as_json: ByLine = False,
) -> None:
    """List your pieces at the server, the newest first."""
    filters = {'search': search, 'type': type.upper(), 'difficulty': difficulty.upper()}
    with ctx.obj() as client:
        for piece in Practising(client).pieces(filters, limit):
            result(dict(piece.facts), as_json, [piece.line])


@app.command()
def score(
    ctx: typer.Context,
    take: say.Take,
    piece: Annotated[str, typer.Option(help='The id of the piece, which `list` shows.')],
    tempo: say.TakeTempo = None,
    transpose: say.Transpose = 0,
    as_json: AsJson = False,
) -> None:
    """Say how a take of a piece went: a score of 100, note by note, and what to practise next. It is kept there."""
    how = {'tempo': tempo, 'transpose': transpose}

    def do(client: Client, report: Report) -> Outcome:
        there = Practising(client)
        if take.suffix.lower() in KEYBOARD:
            job = there.score(piece, {**how, 'notes': _notes(take)})
        else:
            work = sent(client, take, {'tool': 'take', 'piece': piece}, report, Transfers(1, client.connection.halt))
            job = there.score(piece, {**how, 'upload_id': work.upload_id}, f'take-{work.upload_id}')
            work.forget()  # the take has it now
        job = follows(client, job.id, report)
        if job.status != 'completed':
            return Outcome(str(take), facts={'job_id': job.id}, error=job.error or f'It was {job.status}.')
        found = there.take(job.id)
        return Outcome(str(take), '\n'.join(_lines(found)), dict(found.facts))

    run(ctx.obj, take, do, as_json=as_json)


@app.command()
def due(ctx: typer.Context, as_json: ByLine = False) -> None:
    """List what should be played again today, first what went badly most often."""
    with ctx.obj() as client:
        for one in Practising(client).due():
            result(dict(one.facts), as_json, [one.line])


@app.command()
def log(
    ctx: typer.Context,
    minutes: Annotated[int, typer.Argument(min=1, help='How long you practised.')],
    piece: Annotated[
        list[str] | None, typer.Option(help='A piece that you played, by its id, or ID=SCORE with 0 to 100.')
    ] = None,
    notes: Annotated[str, typer.Option(help='How it was.')] = '',
    rating: Annotated[int | None, typer.Option(min=1, max=5, help='1 to 5.')] = None,
    as_json: AsJson = False,
) -> None:
    """Write a session into your journal that has just ended. A score says when its piece is due again."""
    played = [_played(one) for one in piece or []]
    told = {'minutes': minutes, 'notes': notes, 'played': played} | ({} if rating is None else {'rating': rating})
    with ctx.obj() as client:
        kept = Practising(client).log(told)
    result(dict(kept.facts), as_json, [kept.line])


@app.command()
def sessions(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help='At most so many.')] = 20,
    as_json: ByLine = False,
) -> None:
    """List the sessions of your journal, the newest first."""
    with ctx.obj() as client:
        for one in Practising(client).sessions(limit):
            result(dict(one.facts), as_json, [one.line])


def _place(folder: Path, stem: str, suffixes: Sequence[str], force: bool) -> dict[str, Path]:
    """Where files go, refused where something is there: before anything is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return {suffix: check_output(folder / f'{stem}.{suffix}', [], force) for suffix in suffixes}


def _fetched(
    client: Client, piece_id: str, folder: Path, stem: str, report: Report, *, sound: bool, force: bool
) -> Outcome:
    """All that there is of a piece, as files."""
    there = Practising(client)
    files: dict[str, str] = {}
    for form, target in _place(folder, stem, WRITTEN, force).items():
        target.write_bytes(there.file(piece_id, form))
        files[form] = str(target)
    if sound:
        job = follows(client, there.record(piece_id, {}).id, report)
        if job.status != 'completed':
            return Outcome(piece_id, facts={'id': piece_id, 'files': files}, error=job.error or f'It was {job.status}.')
        for part in ('mix', *there.parts(job.id)):
            files[part] = str(_stem(there, job.id, part, check_output(folder / f'{stem}-{part}.flac', [], force)))
    piece = there.piece(piece_id)
    lines = [f'{piece.title}: {piece.description}', *files.values()]
    return Outcome(piece_id, '\n'.join(lines), {**piece.facts, 'files': files})


def _stem(there: Practising, sound_id: str, part: str, target: Path) -> Path:
    """One part; it stands under its name only when all of it is here."""
    beside = target.with_name(f'{target.name}.part')
    with beside.open('wb') as file:
        for block in there.stem(sound_id, part):
            file.write(block)
    return beside.replace(target)


def _notes(take: Path) -> list[dict[str, Any]]:
    """What a MIDI file has, as a keyboard sends it."""
    from app.console.paths import readable
    from app.console.practice_takes import played

    with readable(take) as file:
        found = played(file)
    return [{'at': one.at, 'length': one.length, 'pitch': one.pitch, 'velocity': one.velocity} for one in found]


def _played(said: str) -> dict[str, Any]:
    """A piece, and perhaps how it went."""
    piece_id, _, score = said.partition('=')
    if not score:
        return {'piece_id': piece_id}
    try:
        return {'piece_id': piece_id, 'score': float(score)}
    except ValueError:
        raise NotAllowed(f'“{score[:20]}” is no score: write ID=SCORE, with a number from 0 to 100.') from None


def _lines(take: Take) -> list[str]:
    """How a take went, for a person."""
    found = take.result
    notes, bars = found.get('notes', []), found.get('bars', [])
    hits = sum(one['kind'] == 'hit' for one in notes)
    lines = [f'{take.title}: {take.score or 0:.0f} of 100, {hits} of {len(notes)} notes in their place.']
    for one in found.get('parts', []):
        lines.append(f'{one["name"].capitalize()}: {one["points"]:.0f} of {one["most"]}. {one["words"]}')
    worst = sorted((bar for bar in bars if bar['score'] < 100), key=lambda bar: bar['score'])[:WORST]
    return [*lines, *(bar['words'] for bar in worst), *found.get('hints', [])]
