"""`levelmix remote drums …`: what `levelmix drums` does, by a server, which knows songs again and keeps their maps."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli import drums_options as say
from app.cli.options import AsJson, Force
from app.cli.remote.clips import form_of, run, sent
from app.cli.remote.jobs import ByLine
from app.cli.remote.outcomes import Outcome
from app.cli.remote.progress import Report, Transfers, follows
from app.console.output import result
from app.console.paths import check_output
from app.drums.formats.opening import FORMS
from app.errors import NotAllowed
from app.remote import Client
from app.remote.drums import Drumming, SongMap

MapId = Annotated[str, typer.Argument(metavar='ID', help='The id of a map, which `maps` shows.')]
SongId = Annotated[str, typer.Argument(metavar='ID', help='The id of a song, which `list` shows.')]
Easier = Annotated[
    list[str] | None, typer.Option(help='An easier map besides: Beginner, Easy, Normal or Hard. It may be said again.')
]
Limit = Annotated[int, typer.Option(min=1, help='At most so many.')]
app = typer.Typer(no_args_is_help=True, help='Drum maps of songs, written down, found and kept by the server.')


@app.command('map')
def draft(
    ctx: typer.Context,
    song: say.Song,
    out: say.Out,
    midi: say.Midi = None,
    title: say.Title = '',
    artist: say.Artist = '',
    easier: Easier = None,
    anew: Annotated[bool, typer.Option('--anew', help='Another draft, although the song has a map there.')] = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Have the drums of a song written down, and fetch the map. A song that is known there is not written down again:
    the map that stands for it is fetched, and nothing counts."""
    wish = {'title': title, 'artist': artist, 'easier': easier or [], 'anew': anew}
    targets = _places(out, midi, song, force)

    def do(client: Client, report: Report) -> Outcome:
        there = Drumming(client)
        work = sent(client, song, {'tool': 'drums', **wish}, report, Transfers(1, client.connection.halt))
        begun = there.write_down({**wish, 'upload_id': work.upload_id}, f'drums-{work.upload_id}')
        if isinstance(begun, str):
            client.connection.ask('DELETE', f'/uploads/{work.upload_id}')
            work.forget()
            return _fetched(there, there.maps(begun)[0], targets, known=True)
        work.forget()  # the song has it now
        job = follows(client, begun.id, report)
        if job.status != 'completed':
            return Outcome(str(song), facts={'job_id': job.id}, error=job.error or f'It was {job.status}.')
        return _fetched(there, there.map(there.made(job.id)[0]), targets, known=False)

    run(ctx.obj, song, do, as_json=as_json)


@app.command()
def get(
    ctx: typer.Context,
    id: MapId,
    out: say.Out,
    midi: say.Midi = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Fetch a map that is there, in its current version."""
    targets = _places(out, midi, None, force)

    def do(client: Client, report: Report) -> Outcome:
        there = Drumming(client)
        return _fetched(there, there.map(id), targets, known=True)

    run(ctx.obj, out, do, as_json=as_json)


@app.command('list')
def list_(
    ctx: typer.Context,
    search: Annotated[str, typer.Option(help='Only those with these words in title or artist.')] = '',
    status: Annotated[str, typer.Option(help='verified, unverified or archived.')] = '',
    difficulty: Annotated[str, typer.Option(help='Only songs with such a map, like Hard.')] = '',
    limit: Limit = 20,
    as_json: ByLine = False,
) -> None:
    """List the songs of the server, everybody’s, the newest first."""
    filters = {'search': search, 'status': status, 'difficulty': difficulty}
    with ctx.obj() as client:
        for one in Drumming(client).songs(filters, limit):
            result(dict(one.facts), as_json, [one.line])


@app.command()
def maps(ctx: typer.Context, id: SongId, as_json: ByLine = False) -> None:
    """List the maps of a song, the one that stands for it first."""
    with ctx.obj() as client:
        for one in Drumming(client).maps(id):
            result(dict(one.facts), as_json, [one.line])


@app.command()
def recognise(ctx: typer.Context, file: say.Recording, as_json: AsJson = False) -> None:
    """Say which song a recording is, if the server knows it: only its fingerprint is sent."""
    from app.console import drums

    words = drums.words_of(file)
    with ctx.obj() as client:
        song, differs = Drumming(client).recognise(words)
    line = 'A new song: no map of it is there.' if song is None else song.line
    result({'song': None if song is None else dict(song.facts), 'bit_error': differs}, as_json, [line])


@app.command()
def bring(
    ctx: typer.Context,
    source: say.Source,
    song: Annotated[str, typer.Option(help='The id of the song that it is another map of.')] = '',
    title: say.Title = '',
    artist: say.Artist = '',
    difficulty: Annotated[str, typer.Option(help='How difficult it is; as the map says if nothing is said.')] = '',
    as_json: AsJson = False,
) -> None:
    """Bring a map that you have: as a song of its own, or to a song that is there."""
    from app.console import drums

    if difficulty and not song:
        raise NotAllowed('A new song’s map is as difficult as its file says: name --song, or leave --difficulty out.')
    told = drums.to_send(source)
    with ctx.obj() as client:
        there = Drumming(client)
        if song:
            made = there.bring_to(song, {**told, 'difficulty': difficulty})
        else:
            made = there.bring({**told, 'title': title, 'artist': artist})
    result(dict(made.facts), as_json, [made.line])


@app.command()
def suggest(
    ctx: typer.Context,
    source: say.Source,
    to: Annotated[str, typer.Option('--map', help='The id of the map that is put right.')],
    words: Annotated[str, typer.Option(help='What you changed, and why.')],
    as_json: AsJson = False,
) -> None:
    """Suggest a fix: the map as it should be, with words. Somebody else decides on it."""
    from app.console import drums

    told = drums.to_send(source)
    with ctx.obj() as client:
        there = Drumming(client)
        made = there.suggest(there.map(to).version_id, {**told, 'summary': words})
    result(made, as_json, [f'{made.get("id")}  {made.get("words")}: it waits for a decision.'])


def _places(out: Path, midi: Path | None, song: Path | None, force: bool) -> dict[str, Path]:
    """Where the files go, by their formats, refused where something is there: before anything is made."""
    found: dict[str, Path] = {}
    for path in (out, midi):
        if path is None:
            continue
        form = {'midi': 'mid', 'smf': 'mid'}.get(form_of(path), form_of(path))
        if form not in FORMS or (path is midi and form != 'mid'):
            raise NotAllowed(f'{path} is no name of a map: let it end with .{", .".join(FORMS)}.')
        if form in found:
            raise NotAllowed('The MIDI file would replace the map: leave one of them out.')
        found[form] = check_output(path, [song] if song else [], force)
    return found


def _fetched(there: Drumming, shown: SongMap, targets: dict[str, Path], *, known: bool) -> Outcome:
    """A map as files, all of them read before the first is written."""
    read = {path: there.file(shown.version_id, form) for form, path in targets.items()}
    for path, data in read.items():
        beside = path.with_name(f'{path.name}.part')
        beside.write_bytes(data)
        beside.replace(path)
    files = [str(path) for path in read]
    lines = [shown.line, *files]
    return Outcome(files[0], '\n'.join(lines), {**shown.facts, 'known': known, 'files': files})
