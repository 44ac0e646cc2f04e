"""Engines by their names; one object each for a process, so that only the first sentence waits for a model."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from app.voice.engines.port import Converts, Learns, MakesEffects, Speaks
from app.voice.engines.remote.place import Place
from app.voice.errors import NoVoice, VoiceError


def _kokoro(models: Path) -> Speaks:
    from app.voice.engines.kokoro import Kokoro

    return Kokoro(models)


def _instant(models: Path) -> Speaks:
    from app.voice.engines.instant import Instant

    return Instant(models)


def _classic(models: Path) -> Speaks:
    from app.voice.engines.classic import Classic

    return Classic(models)


@cache
def _of_this_process(opened: Callable[[Path], Any], models: Path) -> Any:
    """The one engine that is opened so: its model is loaded once."""
    return opened(models)


SPEAKING: dict[str, Callable[[Path], Speaks]] = {'kokoro': _kokoro, 'instant': _instant, 'classic': _classic}
"""Whoever brings another engine adds it here."""


def by_address(places: Iterable[Place]) -> None:
    """Let the engines that the operator has named be found beside those that are here; to say it again changes nothing.

    Raises
    ------
    VoiceError : one has the name of an engine that is here.
    """
    for place in places:
        if 'speech' in place.makes:
            _add(SPEAKING, place, partial(_speaking_there, place))
        if 'change' in place.makes:
            _add(CONVERTING, place, partial(_converting_there, place))
        if 'effects' in place.makes:
            _add(MAKING, place, partial(_making_there, place))


def _add(known: dict[str, Callable[[Path], Any]], place: Place, opened: 'partial[Any]') -> None:
    if place.name in known and not isinstance(known[place.name], partial):
        raise VoiceError(
            f'LEVELMIX_VOICE_ENGINES names an engine “{place.name}”, which is the name of one that is here.'
        )
    known[place.name] = opened


def _speaking_there(place: Place, models: Path) -> Speaks:
    from app.voice.engines import remote

    return remote.that_speaks(place)


def _converting_there(place: Place, models: Path) -> Converts:
    from app.voice.engines import remote

    return remote.that_converts(place)


def _making_there(place: Place, models: Path) -> MakesEffects:
    from app.voice.engines import remote

    return remote.that_makes_effects(place)


def that_speaks(name: str, models: Path) -> Speaks:
    """The engine of this name, with its weights in this folder.

    Raises
    ------
    NoVoice : there is none.
    """
    if name not in SPEAKING:
        raise NoVoice(f'There is no engine “{name}” that speaks: choose one of {", ".join(SPEAKING)}.')
    made: Speaks = _of_this_process(SPEAKING[name], models)
    return made


def _change(models: Path) -> Converts:
    from app.voice.engines.change import Change

    return Change(models)


def _shift(models: Path) -> Converts:
    from app.voice.engines.shift import Shift

    return Shift(models)


CONVERTING: dict[str, Callable[[Path], Converts]] = {'change': _change, 'shift': _shift}


def that_converts(name: str, models: Path) -> Converts:
    """The engine of this name that changes voices, with its weights in this folder.

    Raises
    ------
    NoVoice : there is none.
    """
    if name not in CONVERTING:
        raise NoVoice(f'There is no engine “{name}” that changes voices: choose one of {", ".join(CONVERTING)}.')
    made: Converts = _of_this_process(CONVERTING[name], models)
    return made


def _learning(models: Path) -> Learns:
    from app.voice.engines.kokoro import Kokoro
    from app.voice.engines.learning import Learning

    says = that_speaks('kokoro', models)
    assert isinstance(says, Kokoro)
    return Learning(models, says)


LEARNING: dict[str, Callable[[Path], Learns]] = {'kokoro': _learning}


def that_learns(name: str, models: Path) -> Learns:
    """The engine of this name that learns voices, with its weights in this folder.

    Raises
    ------
    NoVoice : there is none.
    """
    if name not in LEARNING:
        raise NoVoice(f'There is no engine “{name}” that learns: choose one of {", ".join(LEARNING)}.')
    made: Learns = _of_this_process(LEARNING[name], models)
    return made


def _library(models: Path) -> MakesEffects:
    from app.voice.engines.effects.engine import Effects

    return Effects(models)


MAKING: dict[str, Callable[[Path], MakesEffects]] = {'library': _library}
"""What makes sounds from words; the first is the usual one."""


def that_makes_effects(name: str, models: Path) -> MakesEffects:
    """The engine of this name, or the usual one for none, with its weights in this folder.

    Raises
    ------
    NoVoice : there is none.
    """
    name = name or next(iter(MAKING))
    if name not in MAKING:
        raise NoVoice(f'There is no engine “{name}” that makes sounds: choose one of {", ".join(MAKING)}.')
    made: MakesEffects = _of_this_process(MAKING[name], models)
    return made
