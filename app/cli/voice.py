"""`levelmix voice …`: speech from text and sounds from words, without a server. Each command imports what it needs."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli import own_voices, voice_change
from app.cli import voice_options as say
from app.cli.options import AsJson, Force
from app.cli.voice_effect import effect

app = typer.Typer(no_args_is_help=True, help='Speech from text, recordings in another voice, and sounds from words.')


@app.command()
def voices(engine: say.Engine = '', as_json: AsJson = False) -> None:
    """Say who can be heard: all voices, or those of one engine."""
    from app.console import voice

    voice.tell_voices(engine, as_json=as_json)


@app.command()
def speak(
    words: say.TextAndOut = None,
    voice: say.Voice = say.USUAL_VOICE,
    speed: say.Speed = 1.0,
    file: say.TextFile = None,
    dictionary: Annotated[
        Path | None, typer.Option(help='How words are said: a file of lines like Geis = gice, or Geis = /ɡaɪs/.')
    ] = None,
    speaker: say.Speakers = None,
    target: say.Target = say.SPEECH_LUFS,
    engine: say.Engine = '',
    subtitles: say.Subtitles = False,
    chapters: say.Chapters = None,
    plan: say.Plan = False,
    force: Force = False,
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
