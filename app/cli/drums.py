"""`levelmix drums …`: a song's drums as a map, a map as other files, and what a recording is known by."""

import typer

from app.cli import drums_options as say
from app.cli.options import AsJson, Force

app = typer.Typer(no_args_is_help=True, help='Drum maps of songs, and of other programs’ files.')


@app.command('map')
def draft(
    song: say.Song,
    out: say.Out,
    midi: say.Midi = None,
    title: say.Title = '',
    artist: say.Artist = '',
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write down the drums of a song: tempo, beats, and what is struck when and how hard."""
    from app.console import drums

    drums.draft(song, out, midi, title=title, artist=artist, force=force, as_json=as_json)


@app.command()
def fingerprint(file: say.Recording, as_json: AsJson = False) -> None:
    """Say what a recording is known by, through encoders and at any level."""
    from app.console import drums

    drums.fingerprint(file, as_json=as_json)


@app.command()
def convert(
    source: say.Source, target: say.Target, level: say.Level = None, force: Force = False, as_json: AsJson = False
) -> None:
    """Turn a map into a file of another program."""
    from app.console import drums

    drums.convert(source, target, level, force=force, as_json=as_json)
