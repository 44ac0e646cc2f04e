"""`levelmix voice effect`: a sound from words."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli import options


def effect(
    prompt: Annotated[str, typer.Argument(help='The sound in English words, like "rain and thunder".')],
    out: Annotated[Path, typer.Argument(help='Where it goes; the suffix decides the format.')],
    seconds: Annotated[
        float | None, typer.Option(help='How long, 0.5 to 30; as long as it is by nature if left out.')
    ] = None,
    loop: Annotated[bool, typer.Option('--loop', help='Let the end lead into the beginning.')] = False,
    seed: Annotated[int, typer.Option(min=0, help='Another number gives a variation.')] = 0,
    influence: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, help='How closely to keep to the prompt: the less, the freer.'),
    ] = 0.5,
    only_free: Annotated[bool, typer.Option('--only-free', help='Take nothing but what is under CC0.')] = False,
    target: Annotated[float, typer.Option(help='Integrated loudness of the clip, in LUFS.')] = -16.0,
    force: options.Force = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a sound effect; what is not in the library is refused, with the nearest that is."""
    from app.console import voice_effect as console
    from app.voice.engines.port import EffectWish

    wish = EffectWish(prompt, seconds, loop, influence, seed, only_free)
    console.make(wish, out, target, force=force, as_json=as_json)
