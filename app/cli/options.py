"""What commands can be told, said once: whoever takes a wish by one of these takes it as all others do."""

from pathlib import Path
from typing import Annotated

import typer

from app.targets import SYSTEM_PRESETS, as_typed


def _presets(incomplete: str) -> list[tuple[str, str]]:
    """The presets that come along, for whoever presses Tab; those of a server would have to be asked for there."""
    named = [(as_typed(name), f'{name}, {lufs:g} LUFS') for name, lufs, _ in SYSTEM_PRESETS]
    return [one for one in named if one[0].startswith(incomplete)]


Target = Annotated[float | None, typer.Option(help='Integrated loudness of the result, in LUFS.')]
Preset = Annotated[
    str | None,
    typer.Option(
        '--preset', '--to', help='A system preset instead of a number, like Spotify.', autocompletion=_presets
    ),
]
Ceiling = Annotated[float | None, typer.Option(help='Highest true peak, in dBTP; -1 unless a preset says.')]
Even = Annotated[float, typer.Option(help='How far to bring the tracks inside the mix together, 0 to 100 %.')]
Tracklist = Annotated[
    Path | None,
    typer.Option(help='Where the tracks begin: a CUE sheet, a history, or lines like "12:34 Artist - Title".'),
]
Encoding = Annotated[str | None, typer.Option(help='What the tracklist is written in, if that is not recognised.')]
WriteTracklist = Annotated[Path | None, typer.Option(help='Write a tracklist there: .cue or .txt.')]
Stream = Annotated[
    int | None, typer.Option(min=1, help='Which of several audio streams of a file, like those of a stem file.')
]
KeepVideo = Annotated[bool, typer.Option(help='Put the sound of a video back beside its picture.')]
Stems = Annotated[bool, typer.Option('--stems', help='Level the mix and the stems of a stem file by one gain.')]
OutputDir = Annotated[
    Path | None, typer.Option('--output-dir', '-o', help='Where results go, under the names of their originals.')
]
Recursive = Annotated[bool, typer.Option('--recursive', '-r', help='Level what is in folders, too.')]
Format = Annotated[str | None, typer.Option('--format', help='What all results become, like flac.')]
Jobs = Annotated[int, typer.Option(min=1, max=64, help='Files that are levelled at the same time.')]
Join = Annotated[bool | None, typer.Option('--join/--no-join', help='IN are parts of one recording.')]
DualMono = Annotated[bool, typer.Option('--dual-mono', help='Count mono as the two speakers that play it: 3 LU more.')]
RemoveDc = Annotated[bool, typer.Option('--remove-dc', help='Take a constant offset out first.')]
Force = Annotated[bool, typer.Option('--force', '-f', help='Replace what is there already.')]
AsJson = Annotated[bool, typer.Option('--json', help='Print one JSON object.')]
