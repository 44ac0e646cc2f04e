"""What is said to commands of drums, here and of a server, in the same words."""

from pathlib import Path
from typing import Annotated

import typer

Song = Annotated[Path, typer.Argument(metavar='SONG', help='A recording with drums in it.')]
Out = Annotated[Path, typer.Argument(metavar='OUT', help='The map: .bsm, or .mid, .chart or .osu.')]
Midi = Annotated[Path | None, typer.Option(help='Write the drums as General MIDI there, too.')]
Title = Annotated[str, typer.Option(help='What the song is called; the name of its file if nothing is said.')]
Artist = Annotated[str, typer.Option(help='Who plays it.')]
Recording = Annotated[Path, typer.Argument(metavar='FILE', help='A recording.')]
Source = Annotated[Path, typer.Argument(metavar='IN', help='A map: .bsm, .mid, .chart or .osu of taiko.')]
Target = Annotated[Path, typer.Argument(metavar='OUT', help='The same as one of these, by its suffix.')]
Level = Annotated[str | None, typer.Option(help='An easier one: Beginner, Easy, Normal, Hard, Expert or Extreme.')]
