"""`levelmix practice …`: jazz to practise as files, and how a take went, without a server."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson, Force

TYPES = 'JAZZ_LICK, CHORD_PROGRESSION, SCALE_PATTERN, HARMONY_EXERCISE, MELODY or COMPLETE_PIECE.'
STYLES = 'swing, bebop, bossa, modal, blues, ballad, stride, waltz, latin or funk.'

app = typer.Typer(no_args_is_help=True, help='Jazz to practise as notes and sound, and how a take of it went.')


@app.command()
def generate(
    type: Annotated[str, typer.Option(help=TYPES)] = 'JAZZ_LICK',
    key: Annotated[str, typer.Option(help='A key like C, Gb or F#m.')] = 'C',
    difficulty: Annotated[str, typer.Option(help='BEGINNER, INTERMEDIATE, ADVANCED or EXPERT.')] = 'INTERMEDIATE',
    seed: Annotated[int, typer.Option(help='Another number is another piece; the same is the same.')] = 1,
    style: Annotated[str, typer.Option(help=STYLES)] = 'swing',
    tempo: Annotated[int | None, typer.Option(help='Beats a minute, 40 to 300; what fits if nothing is said.')] = None,
    time: Annotated[str | None, typer.Option(help='A time signature like 3/4.')] = None,
    bars: Annotated[int | None, typer.Option(help='How many bars; what fits if nothing is said.')] = None,
    form: Annotated[str | None, typer.Option(help='blues, rhythm changes, AABA, …')] = None,
    hands: Annotated[str | None, typer.Option(help='right, left or both.')] = None,
    out: Annotated[Path, typer.Option(help='The folder for the files; it is made if it is not there.')] = Path(),
    sound: Annotated[bool, typer.Option(help='Record the band, too: a mix and a stem for each part.')] = True,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a piece: .musicxml, .mid, .svg, .pdf, and the stems of the band as .wav."""
    from app.console import practice

    wish = practice.Wish(type, key, difficulty, seed, style, tempo, time, bars, form, hands)
    practice.generate(wish, out, sound=sound, force=force, as_json=as_json)


@app.command()
def score(
    take: Annotated[Path, typer.Argument(metavar='TAKE', help='A recording, or a MIDI file of what was played.')],
    content: Annotated[Path, typer.Option(help='The piece, as MusicXML.')],
    tempo: Annotated[int | None, typer.Option(help='Beats a minute; as written if nothing is said.')] = None,
    transpose: Annotated[int, typer.Option(help='By how many semitones higher it was played.')] = 0,
    as_json: AsJson = False,
) -> None:
    """Say how a take of a piece went: a score of 100, note by note, and what to practise next."""
    from app.console import practice_takes

    practice_takes.score(take, content, tempo, transpose, as_json=as_json)
