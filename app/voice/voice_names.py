"""What people call the voice of a clip, whose row has its id alone."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, select

from app.config import settings
from app.voice import engines
from models import CustomVoice

DELETED = 'a voice that was deleted'


def called(session: Session, ids: Iterable[str]) -> Mapping[str, str]:
    """The names of these voices; one of an engine elsewhere has none."""
    wanted = frozenset(ids)
    ours = {name: said for name, said in _of_engines().items() if name in wanted}
    learnt = wanted - ours.keys()
    if not learnt:
        return ours
    rows = session.exec(select(CustomVoice.id, CustomVoice.name).where(col(CustomVoice.id).in_(learnt)))
    return ours | dict.fromkeys(filter(_is_own, learnt), DELETED) | dict(rows.all())


def _is_own(voice: str) -> bool:
    try:
        return str(UUID(voice)) == voice
    except ValueError:
        return False


def _of_engines() -> Mapping[str, str]:
    """Those of the engines that are here; nothing is loaded, and nobody elsewhere is asked."""
    models = settings().models_dir
    speak = [engines.that_speaks(name, models) for name in _here(engines.SPEAKING)]
    change = [engines.that_converts(name, models) for name in _here(engines.CONVERTING)]
    listed = [*(one.voices() for one in speak), *(one.voices() for one in change)]
    return {voice.id: voice.name for some in listed for voice in some}


def _here(known: Mapping[str, Callable[[Path], object]]) -> list[str]:
    return [name for name, opened in known.items() if not isinstance(opened, partial)]
