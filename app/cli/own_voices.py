"""`levelmix voice clone …`: a voice of one's own, and how to be rid of it."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson

NAME = 'What it is called from now on.'
CONSENT = 'This is your own voice, or its owner has permitted it; without this option you are asked.'


def clone(
    name: Annotated[str, typer.Argument(help=NAME)],
    samples: Annotated[list[Path], typer.Argument(metavar='SAMPLE...', help='Recordings of one person who speaks.')],
    permitted: Annotated[bool, typer.Option('--i-have-permission', help=CONSENT)] = False,
    force: Annotated[bool, typer.Option('--force', '-f', help='Replace one of this name.')] = False,
    as_json: AsJson = False,
) -> None:
    """Learn a voice that is like somebody's, from 30 to 60 seconds of their speech.

    It becomes similar, not the same. It is kept on this machine, with a note of when you said that you may; say
    texts with `levelmix voice speak --voice NAME`.
    """
    from app.console import own_voices

    own_voices.clone(name, samples, permitted=permitted, force=force, as_json=as_json)


def forget(
    name: Annotated[str, typer.Argument(help='One of your own voices.')],
    as_json: AsJson = False,
) -> None:
    """Remove a voice of your own, and everything that was kept with it."""
    from app.console import own_voices

    own_voices.forget(name, as_json=as_json)
