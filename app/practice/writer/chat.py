"""One question to the language model that may write lines: see `app.completions` for how it is asked."""

import time
from collections.abc import Mapping, Sequence

from app import completions
from app.completions import ModelAway, Place
from app.config import settings

LOOK_S = 5.0
Message = Mapping[str, str]
WriterAway = ModelAway


def place() -> Place | None:
    """The engine that the operator has named; None without one."""
    known = settings()
    if not known.practice_writer_url:
        return None
    key, seconds = known.practice_writer_key.get_secret_value(), known.practice_writer_seconds
    return Place(known.practice_writer_url.rstrip('/'), known.practice_writer_model, key, seconds, seconds)


def answered(where: Place, messages: Sequence[Message], ends: float) -> str:
    """What it says; `ends` is when it must be there, by the clock that only goes on. Raises WriterAway."""
    wish = {'messages': list(messages), 'temperature': 0.9, **({'model': where.model} if where.model else {})}
    told = completions.exchanged(where, 'POST', '/chat/completions', wish, ends)
    try:
        said = told['choices'][0]['message']['content']
    except (KeyError, IndexError, TypeError):
        raise completions.away('answered with something that is no answer') from None
    if not isinstance(said, str):
        raise completions.away('answered with something that is no text')
    return said


def listed(where: Place) -> None:
    """Ask it for its models, which costs nothing; raises WriterAway where it does not answer."""
    completions.exchanged(where, 'GET', '/models', None, time.monotonic() + min(LOOK_S, where.seconds))
