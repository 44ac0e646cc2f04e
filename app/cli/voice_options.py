"""What the commands of voice can be told, said once: for files here and for a server alike."""

from pathlib import Path
from typing import Annotated

import typer

USUAL_VOICE = 'af_heart'
SPEECH_LUFS, EFFECT_LUFS = -19.0, -16.0
TEXT_AND_OUT = 'What is said (- reads it from standard input; left out with --file), then OUT, where the clip goes.'
SHIFTS = 'Whose voice: an id or a name that `voices` tells, or a shift like shift-lower or shift:+3:1.1.'

Engine = Annotated[str, typer.Option(help='What makes the sound.')]
TextAndOut = Annotated[list[str] | None, typer.Argument(metavar='TEXT OUT', help=TEXT_AND_OUT)]
Voice = Annotated[str, typer.Option(help='Who says it: an id or a name that `voices` tells.')]
Speed = Annotated[float, typer.Option(min=0.5, max=2.0, help='How fast.')]
TextFile = Annotated[Path | None, typer.Option(help='A file with the text, instead of TEXT.')]
Speakers = Annotated[
    list[str] | None,
    typer.Option(metavar='NAME=VOICE', help='Who says the lines that begin with NAME and a colon.'),
]
Target = Annotated[float, typer.Option(help='Integrated loudness of the clip, in LUFS.')]
Subtitles = Annotated[bool, typer.Option('--subtitles', help='Write OUT.srt and OUT.vtt beside it, too.')]
Chapters = Annotated[Path | None, typer.Option(help='Write where its headings begin to this file, too: .txt or .json.')]
Plan = Annotated[bool, typer.Option('--plan', help='Print what would be said, and make nothing.')]

Recording = Annotated[Path, typer.Argument(metavar='IN', help='A recording of at most 10 minutes.')]
Out = Annotated[Path, typer.Argument(metavar='OUT', help='Where the clip goes; its suffix decides the format.')]
OtherVoice = Annotated[str, typer.Option(help=SHIFTS)]
Words = Annotated[
    Path | None, typer.Option(help='What is said in it, corrected: a text, or what `transcribe --json` prints.')
]

Prompt = Annotated[str, typer.Argument(help='The sound in English words, like "rain and thunder".')]
Seconds = Annotated[float | None, typer.Option(help='How long, 0.5 to 30; as long as it is by nature if left out.')]
Loop = Annotated[bool, typer.Option('--loop', help='Let the end lead into the beginning.')]
Seed = Annotated[int, typer.Option(min=0, help='Another number gives a variation.')]
Influence = Annotated[
    float, typer.Option(min=0.0, max=1.0, help='How closely to keep to the prompt: the less, the freer.')
]
OnlyFree = Annotated[bool, typer.Option('--only-free', help='Take nothing but what is under CC0.')]

NewVoice = Annotated[str, typer.Argument(help='What it is called from now on.')]
Samples = Annotated[list[Path], typer.Argument(metavar='SAMPLE...', help='Recordings of one person who speaks.')]
Permitted = Annotated[
    bool,
    typer.Option(
        '--i-have-permission',
        help='This is your own voice, or its owner has permitted it; without this option you are asked.',
    ),
]
OwnVoice = Annotated[str, typer.Argument(help='One of your own voices.')]
