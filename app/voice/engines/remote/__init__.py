"""Engines at an address that the operator has named: another program makes the sound, here or on another machine.

Three ways to ask (`plain`, `openai`, `elevenlabs`) fit the same port as the engines that are here. None of them goes
through `app.outbound`: that is for addresses which users choose, refuses what lies inside, and calls two ports only.
An engine is named in the settings, like the mail server and the bucket, and most of them stand inside on purpose: a
machine with a graphics card in the next room. What is held instead: no redirect is followed; sound is fetched from
another host only if the operator has named that too, and without the key; proxies of the environment are not used; an
answer has an end in time and size; and neither the key nor an address is in a sentence or the log.
"""

from app.voice.engines.port import Converts, MakesEffects, Speaks
from app.voice.engines.remote.place import Place as Place


def that_speaks(place: Place) -> Speaks:
    """What says text there."""
    from app.voice.engines.remote.speaking import RemoteSpeaking

    return RemoteSpeaking(place)


def that_converts(place: Place) -> Converts:
    """What brings recordings into another voice there."""
    from app.voice.engines.remote.converting import RemoteConverting

    return RemoteConverting(place)


def that_makes_effects(place: Place) -> MakesEffects:
    """What makes sounds from words there."""
    from app.voice.engines.remote.effects import RemoteEffects

    return RemoteEffects(place)
