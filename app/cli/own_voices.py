"""`levelmix voice clone …`: a voice of one's own, and how to be rid of it."""

from app.cli import voice_options as say
from app.cli.options import AsJson, Force


def clone(
    name: say.NewVoice,
    samples: say.Samples,
    permitted: say.Permitted = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Learn a voice that is like somebody's, from 30 to 60 seconds of their speech.

    It becomes similar, not the same. It is kept on this machine, with a note of when you said that you may; say
    texts with `levelmix voice speak --voice NAME`.
    """
    from app.console import own_voices

    own_voices.clone(name, samples, permitted=permitted, force=force, as_json=as_json)


def forget(
    name: say.OwnVoice,
    as_json: AsJson = False,
) -> None:
    """Remove a voice of your own, and everything that was kept with it."""
    from app.console import own_voices

    own_voices.forget(name, as_json=as_json)
