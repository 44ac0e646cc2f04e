"""`levelmix voice …`: speech from text and sounds from words, without a server. Each command imports what it needs."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli import own_voices, voice_change
from app.cli.voice_effect import effect

app = typer.Typer(no_args_is_help=True, help='Speech from text, recordings in another voice, and sounds from words.')

USUAL_VOICE = 'af_heart'
Engine = Annotated[str, typer.Option(help='What makes the sound.')]
AsJson = Annotated[bool, typer.Option('--json', help='Print one JSON object.')]
TEXT_AND_OUT = 'What is said (- reads it from standard input; left out with --file), then OUT, where the clip goes.'


@app.command()
def voices(engine: Engine = '', as_json: AsJson = False) -> None:
    """Say who can be heard: all voices, or those of one engine."""
    from app.console import voice

    voice.tell_voices(engine, as_json=as_json)


@app.command()
def speak(
    words: Annotated[list[str] | None, typer.Argument(metavar='TEXT OUT', help=TEXT_AND_OUT)] = None,
    voice: Annotated[str, typer.Option(help='Who says it: an id of `levelmix voice voices`.')] = USUAL_VOICE,
    speed: Annotated[float, typer.Option(min=0.5, max=2.0, help='How fast.')] = 1.0,
    file: Annotated[Path | None, typer.Option(help='A file with the text, instead of TEXT.')] = None,
    dictionary: Annotated[
        Path | None, typer.Option(help='How words are said: a file of lines like Geis = gice, or Geis = /ɡaɪs/.')
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(metavar='NAME=VOICE', help='Who says the lines that begin with NAME and a colon.'),
    ] = None,
    target: Annotated[float, typer.Option(help='Integrated loudness of the clip, in LUFS.')] = -19.0,
    engine: Engine = '',
    subtitles: Annotated[bool, typer.Option('--subtitles', help='Write OUT.srt and OUT.vtt beside it, too.')] = False,
    chapters: Annotated[
        Path | None,
        typer.Option(help='Write the chapters, which begin with its headings, to this file, too: .txt or .json.'),
    ] = None,
    plan: Annotated[bool, typer.Option('--plan', help='Print what would be said, and make nothing.')] = False,
    force: Annotated[bool, typer.Option('--force', '-f', help='Replace what is there already.')] = False,
    as_json: AsJson = False,
) -> None:
    """Say a text; the suffix of OUT decides the format."""
    from app.console import voice as console

    wish = console.Wish(voice, speed, file, dictionary, tuple(speaker or ()), target, engine)
    if plan:
        console.tell_plan(words or [], wish, as_json=as_json)
    else:
        console.speak(words or [], wish, console.Beside(subtitles, chapters), force=force, as_json=as_json)


@app.command(hidden=True)
def assemble(packages: Annotated[Path, typer.Argument(help='A folder with the unpacked packages of weights.')]) -> None:
    """Put the weights together where the engines look for them: `make setup` does this."""
    from app.config import settings
    from app.voice.engines import weights

    weights.assemble(packages, settings().models_dir)


for command in (voice_change.change, voice_change.transcribe, effect, own_voices.clone, own_voices.forget):
    app.command()(command)
