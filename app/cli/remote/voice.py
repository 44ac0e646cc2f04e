"""`levelmix remote voice …`: what `levelmix voice` does, by the voices of a server and in the same words."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli import voice_options as say
from app.cli.options import AsJson, Force
from app.cli.remote import dictionary, own_voices
from app.cli.remote.clips import Order, corrected, form_of, make, place, run, sent, voice_of
from app.cli.remote.outcomes import Outcome
from app.cli.remote.progress import Report, Transfers
from app.console import chapters as chapter_files
from app.console import signals, texts
from app.console.output import complain, result, say_bytes
from app.console.progress import Told
from app.console.signals import Ended
from app.errors import NotAllowed
from app.remote import Client, Halt
from app.remote.voice import Voices

WIDTHS = {'id': 16, 'name': 12, 'language': 6, 'sex': 8, 'engine': 8, 'note': 0}
LOOK_S = 0.5
CLIP = 'The id of a clip, which levelmix remote list --area voice shows.'
app = typer.Typer(no_args_is_help=True, help='Speech, recordings in another voice and sounds, made by the server.')
app.add_typer(dictionary.app, name='dictionary')


@app.command()
def voices(ctx: typer.Context, engine: say.Engine = '', as_json: AsJson = False) -> None:
    """Say who can be heard there: all voices, or those of one engine; your own, too."""
    with ctx.obj() as client:
        known, state = Voices(client).speaking(engine), Voices(client).engines()
    lines = [' '.join(f'{getattr(one, name):<{width}}' for name, width in WIDTHS.items()).rstrip() for one in known]
    wanted = {name: how for name, how in state.items() if engine in ('', name)}
    ill = [f'{name}: {how}' for name, how in wanted.items() if how != 'ready']
    result({'voices': [dict(one.facts) for one in known], 'engines': wanted}, as_json, [*lines, *ill])


@app.command()
def speak(
    ctx: typer.Context,
    words: say.TextAndOut = None,
    voice: say.Voice = say.USUAL_VOICE,
    speed: say.Speed = 1.0,
    file: say.TextFile = None,
    speaker: say.Speakers = None,
    target: say.Target = say.SPEECH_LUFS,
    engine: say.Engine = '',
    subtitles: say.Subtitles = False,
    chapters: say.Chapters = None,
    plan: say.Plan = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Have a text said; the suffix of OUT decides the format.

    A run that was ended goes on where it was when it is asked for again: nothing is made, or paid for, twice.
    """
    text, out = texts.given(words or [], file, out=not plan)
    named = texts.speakers(speaker or [])

    def wish(there: Voices) -> dict[str, Any]:
        offered = there.speaking(engine)
        who = {'voice': voice_of(offered, voice), 'engine': engine}
        pairs = [{'name': name, 'voice': voice_of(offered, one)} for name, one in named.items()]
        return {'text': text, **who, 'speed': speed, 'target_lufs': target, 'speakers': pairs}

    if out is None:
        with ctx.obj() as client:
            _tell_plan(client, wish(Voices(client)), as_json)
        return
    goes, beside = place(out, [file] if file else [], force=force, subtitles=subtitles)
    listed, form = chapter_files.place(chapters, goes, force), form_of(out)
    order = Order('speak', lambda there: {**wish(there), 'format': form}, goes, None, beside, listed, force)
    make(ctx.obj, order, as_json=as_json)


@app.command()
def change(
    ctx: typer.Context,
    file: say.Recording,
    out: say.Out,
    voice: say.OtherVoice,
    words: say.Words = None,
    target: say.Target = say.SPEECH_LUFS,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Have a recording brought into another voice: its words, timing and melody stay, and who speaks changes."""
    said = corrected(words)

    def wish(there: Voices) -> dict[str, Any]:
        who = voice if voice.startswith('shift:') else voice_of(there.for_recordings(), voice)
        return {'voice': who, 'format': form_of(out), 'target_lufs': target, **said}

    goes, _ = place(out, [file, *([words] if words else [])], force=force)
    make(ctx.obj, Order('change', wish, goes, file, force=force), as_json=as_json)


@app.command()
def effect(
    ctx: typer.Context,
    prompt: say.Prompt,
    out: say.Out,
    seconds: say.Seconds = None,
    loop: say.Loop = False,
    seed: say.Seed = 0,
    influence: say.Influence = 0.5,
    only_free: say.OnlyFree = False,
    target: say.Target = say.EFFECT_LUFS,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Have a sound effect made; what is not in the library is refused, with the nearest that is."""
    wish = {
        'prompt': prompt,
        'seconds': seconds,
        'loop': loop,
        'influence': influence,
        'seed': seed,
        'only_free': only_free,
        'format': form_of(out),
        'target_lufs': target,
    }
    goes, _ = place(out, [], force=force)
    make(ctx.obj, Order('effects', lambda _: wish, goes, force=force), as_json=as_json)


@app.command()
def transcribe(ctx: typer.Context, file: say.Recording, as_json: AsJson = False) -> None:
    """Say which words are heard in a recording, so that they can be corrected before its voice is changed."""
    run(ctx.obj, file, lambda client, report: _heard(client, file, report), as_json=as_json)


@app.command()
def listen(ctx: typer.Context, id: Annotated[str, typer.Argument(metavar='ID', help=CLIP)]) -> None:
    """Write a clip to standard output while it is made, as WAV, to be piped into a player; it is not levelled yet."""
    if sys.stdout is None or sys.stdout.isatty():
        raise NotAllowed('A clip is no text: pipe it into a player, or fetch it with levelmix remote get.')
    halt = Halt()
    signals.heed()
    with ctx.obj(halt) as client:
        try:
            for block in Voices(client).stream(id):
                say_bytes(block)
        except Ended as end:
            sys.exit(end.code)


for command in (own_voices.clone, own_voices.forget):
    app.command()(command)


def _tell_plan(client: Client, wish: dict[str, Any], as_json: bool) -> None:
    read = Voices(client).read(wish)
    for note in read.notes:
        complain(note)
    result(dict(read.facts), as_json, [*read.spoken, f'about {read.seconds:.0f} s'])


def _heard(client: Client, file: Path, report: Report) -> Outcome:
    voices, halt = Voices(client), client.connection.halt
    work = sent(client, file, {'tool': 'transcripts'}, report, Transfers(1, halt))
    said = voices.hear(work.upload_id)
    while not said.ended:
        report(Told(said.percent / 100, 'hear'))
        halt.pause(LOOK_S)
        said = voices.heard(said.id)
    if said.status != 'completed':
        return Outcome(str(file), error=said.error or f'It was {said.status}.')
    facts = {'id': said.id, 'language': said.language, 'text': said.text, 'words': said.words}
    return Outcome(str(file), said.text, facts)
