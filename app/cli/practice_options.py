"""What the commands of practice can be told, said once: for files here and for a server alike."""

from pathlib import Path
from typing import Annotated

import typer

TYPES = 'JAZZ_LICK, CHORD_PROGRESSION, SCALE_PATTERN, HARMONY_EXERCISE, MELODY or COMPLETE_PIECE.'
STYLES = 'swing, bebop, bossa, modal, blues, ballad, stride, waltz, latin or funk.'
LEVELS = 'BEGINNER, INTERMEDIATE, ADVANCED or EXPERT.'

Type = Annotated[str, typer.Option(help=TYPES)]
Key = Annotated[str, typer.Option(help='A key like C, Gb or F#m.')]
Difficulty = Annotated[str, typer.Option(help=LEVELS)]
Seed = Annotated[int, typer.Option(help='Another number is another piece; the same is the same.')]
Style = Annotated[str, typer.Option(help=STYLES)]
Tempo = Annotated[int | None, typer.Option(help='Beats a minute, 40 to 300; what fits if nothing is said.')]
Time = Annotated[str | None, typer.Option(help='A time signature like 3/4.')]
Bars = Annotated[int | None, typer.Option(help='How many bars; what fits if nothing is said.')]
Form = Annotated[str | None, typer.Option(help='blues, rhythm changes, AABA, …')]
Hands = Annotated[str | None, typer.Option(help='right, left or both.')]
Out = Annotated[Path, typer.Option(help='The folder for the files; it is made if it is not there.')]
Sound = Annotated[bool, typer.Option(help='Record the band, too: a mix and a stem for each part.')]
Take = Annotated[Path, typer.Argument(metavar='TAKE', help='A recording, or a MIDI file of what was played.')]
TakeTempo = Annotated[int | None, typer.Option(help='Beats a minute; as written if nothing is said.')]
Transpose = Annotated[int, typer.Option(help='By how many semitones higher it was played.')]
