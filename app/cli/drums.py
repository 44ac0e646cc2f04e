"""`levelmix drums …`: a song's drums as a map, a map as other files, and what a recording is known by."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson, Force

app = typer.Typer(no_args_is_help=True, help='Drum maps of songs, and of other programs’ files.')


@app.command('map')
def draft(
    song: Annotated[Path, typer.Argument(metavar='SONG', help='A recording with drums in it.')],
    out: Annotated[Path, typer.Argument(metavar='OUT', help='The map: .bsm, or .mid, .chart or .osu.')],
    midi: Annotated[Path | None, typer.Option(help='Write the drums as General MIDI there, too.')] = None,
    title: Annotated[str, typer.Option(help='What the song is called; the name of its file if nothing is said.')] = '',
    artist: Annotated[str, typer.Option(help='Who plays it.')] = '',
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write down the drums of a song: tempo, beats, and what is struck when and how hard."""
    from app.console import drums

    drums.draft(song, out, midi, title=title, artist=artist, force=force, as_json=as_json)


@app.command()
def fingerprint(
    file: Annotated[Path, typer.Argument(metavar='FILE', help='A recording.')], as_json: AsJson = False
) -> None:
    """Say what a recording is known by, through encoders and at any level."""
    from app.console import drums

    drums.fingerprint(file, as_json=as_json)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar='IN', help='A map: .bsm, .mid, .chart or .osu of taiko.')],
    target: Annotated[Path, typer.Argument(metavar='OUT', help='The same as one of these, by its suffix.')],
    level: Annotated[
        str | None, typer.Option(help='An easier one: Beginner, Easy, Normal, Hard, Expert or Extreme.')
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Turn a map into a file of another program."""
    from app.console import drums

    drums.convert(source, target, level, force=force, as_json=as_json)
