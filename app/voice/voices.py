"""Everybody who can be heard here, whatever engine they are of. No model is opened for it."""

from dataclasses import dataclass

from app.config import settings
from app.errors import NotAllowed
from app.voice import engines, own_voices
from app.voice.engines.port import Engine, Health, MakesEffects, Speaks, Voice
from app.voice.errors import NoVoice


@dataclass(frozen=True, slots=True)
class EngineState:
    """An engine, whether it works now, and how many can be heard by it."""

    name: str
    licence: str
    health: Health
    voices: int


def engine(name: str) -> Speaks:
    """The engine of this name; one object a process.

    Raises
    ------
    NoVoice
    """
    names()
    return engines.that_speaks(name, settings().models_dir)


def names() -> list[str]:
    """Every engine that speaks, the best first; those at an address behind those that are here."""
    engines.by_address(settings().engines_by_address)
    return list(engines.SPEAKING)


def all_voices(user_id: str = '') -> list[Voice]:
    """Those of every engine that works now, the best engine first; a user's own come before them."""
    working = [made for name in names() if (made := engine(name)).health().state == 'ready']
    by = {made.name for made in working}
    own = [voice for voice in own_voices.heard_by(user_id) if voice.engine in by] if user_id else []
    return [*own, *(voice for made in working for voice in made.voices())]


def states() -> list[EngineState]:
    """Every engine, also those that do not work now."""
    made = [engine(name) for name in names()]
    return [EngineState(one.name, one.licence, one.health(), len(one.voices())) for one in made]


def find(name: str, by: str = '', user_id: str = '') -> tuple[Voice, Speaks]:
    """A voice by its id, of all or of this user's own, and the engine that has it.

    Raises
    ------
    NotAllowed
        There is none, or its engine cannot work now.
    """
    known = names()
    if by and by not in known:
        raise NotAllowed(f'There is no engine “{by[:40]}” that speaks: choose one of {", ".join(known)}.')
    own = own_voices.heard_by(user_id) if user_id else []
    for made in map(engine, [by] if by else known):
        for voice in (*made.voices(), *(one for one in own if one.engine == made.name)):
            if voice.id == name:
                check_works(made)
                return voice, made
        if name.startswith(f'{made.name}-'):
            check_works(made)  # one at an address has no voices while it is away
    raise NotAllowed(f'There is no voice “{name[:40]}” here{f" that {by} has" if by else ""}: choose one of the list.')


def check_works(made: Engine) -> None:
    """Raise NotAllowed where an engine cannot work now, with what to do about it."""
    health = made.health()
    if health.state != 'ready':
        raise NotAllowed(f'{health.what} {health.how}'.strip())


def check_learns(by: str = '') -> None:
    """Raise NotAllowed where no voice can be learnt now, with what to do about it."""
    if by and by not in engines.LEARNING:
        raise NotAllowed(f'There is no engine “{by[:40]}” that learns: choose one of {", ".join(engines.LEARNING)}.')
    check_works(engines.that_learns(by or next(iter(engines.LEARNING)), settings().models_dir))


def makes_effects(name: str = '') -> MakesEffects:
    """The engine of this name that makes sounds from words, or the usual one.

    Raises
    ------
    NotAllowed
        There is none, or it cannot work now.
    """
    names()
    try:
        found = engines.that_makes_effects(name, settings().models_dir)
    except NoVoice as error:
        raise NotAllowed(str(error)) from None
    check_works(found)
    return found


def effects_health() -> Health:
    """Whether the usual engine that makes sounds can work now."""
    names()
    return engines.that_makes_effects('', settings().models_dir).health()
