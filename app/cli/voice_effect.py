"""`levelmix voice effect`: a sound from words."""

from app.cli import options
from app.cli import voice_options as say


def effect(
    prompt: say.Prompt,
    out: say.Out,
    seconds: say.Seconds = None,
    loop: say.Loop = False,
    seed: say.Seed = 0,
    influence: say.Influence = 0.5,
    only_free: say.OnlyFree = False,
    target: say.Target = say.EFFECT_LUFS,
    force: options.Force = False,
    as_json: options.AsJson = False,
) -> None:
    """Make a sound effect; what is not in the library is refused, with the nearest that is."""
    from app.console import voice_effect as console
    from app.voice.engines.port import EffectWish

    wish = EffectWish(prompt, seconds, loop, influence, seed, only_free)
    console.make(wish, out, target, force=force, as_json=as_json)
