"""`levelmix voice change` and `transcribe`: a recording in another voice, without a server."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson, Stream

Recording = Annotated[Path, typer.Argument(metavar='IN', help='A recording of at most 10 minutes.')]


def transcribe(file: Recording, stream: Stream = None, as_json: AsJson = False) -> None:
    """Say which words are heard in a recording, so that they can be corrected before its voice is changed."""
    from app.console import voice_change

    voice_change.transcribe(file, stream=_place(stream), as_json=as_json)


def change(
    file: Recording,
    out: Annotated[Path, typer.Argument(metavar='OUT', help='Where the result goes; its suffix decides the format.')],
    voice: Annotated[
        str,
        typer.Option(
            help='Whose voice: an id of `levelmix voice voices`, or a shift like shift-lower or shift:+3:1.1.'
        ),
    ],
    words: Annotated[
        Path | None, typer.Option(help='What is said in it, corrected: a text, or what `transcribe --json` prints.')
    ] = None,
    target: Annotated[float, typer.Option(help='Integrated loudness of the result, in LUFS.')] = -19.0,
    stream: Stream = None,
    force: Annotated[bool, typer.Option('--force', '-f', help='Replace what is there already.')] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a recording into another voice: its words, timing and melody stay, and who speaks changes.

    Words that are not heard, laughter and song come out wrong: a shift changes these, and needs no words.
    """
    from app.console import voice_change

    facts = voice_change.change(file, out, voice, words, target, stream=_place(stream), force=force)
    voice_change.tell_changed(facts, as_json=as_json)


def _place(stream: int | None) -> int | None:
    return None if stream is None else stream - 1  # people count sounds from 1, the engine from 0
