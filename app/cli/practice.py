"""`levelmix practice …`: jazz to practise as files, and how a take went, without a server."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli import practice_options as say
from app.cli.options import AsJson, Force

app = typer.Typer(no_args_is_help=True, help='Jazz to practise as notes and sound, and how a take of it went.')


@app.command()
def generate(
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
    """Write a piece: .musicxml, .mid, .svg, .pdf, and the stems of the band as .wav."""
    from app.console import practice

    wish = practice.Wish(type, key, difficulty, seed, style, tempo, time, bars, form, hands)
    practice.generate(wish, out, sound=sound, force=force, as_json=as_json)


@app.command()
def score(
    take: say.Take,
    content: Annotated[Path, typer.Option(help='The piece, as MusicXML.')],
    tempo: say.TakeTempo = None,
    transpose: say.Transpose = 0,
    as_json: AsJson = False,
) -> None:
    """Say how a take of a piece went: a score of 100, note by note, and what to practise next."""
    from app.console import practice_takes

    practice_takes.score(take, content, tempo, transpose, as_json=as_json)
