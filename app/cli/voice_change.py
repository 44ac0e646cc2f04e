"""`levelmix voice change` and `transcribe`: a recording in another voice, without a server."""

from app.cli import voice_options as say
from app.cli.options import AsJson, Force, Stream


def transcribe(file: say.Recording, stream: Stream = None, as_json: AsJson = False) -> None:
    """Say which words are heard in a recording, so that they can be corrected before its voice is changed."""
    from app.console import voice_change

    voice_change.transcribe(file, stream=_place(stream), as_json=as_json)


def change(
    file: say.Recording,
    out: say.Out,
    voice: say.OtherVoice,
    words: say.Words = None,
    target: say.Target = say.SPEECH_LUFS,
    stream: Stream = None,
    force: Force = False,
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
