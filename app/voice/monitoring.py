"""What the admin sees of voice: its engines, how often each tool has failed, and the credits that it took, by day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import accounts
from app.config import settings
from app.db import reading
from app.errors import NotAllowed
from app.voice import engines, queries, service, voices
from app.voice.engines.port import Health
from app.voice.options import EffectOptions, SpeakOptions
from models import CreditEntry, GeneratedAudioClip, Status
from models.types import utc_now

KINDS = (service.SPEAK, service.CHANGE, service.EFFECT, service.LEARN)
TRIED_WITH = {'speech': 'This is what I sound like today.', 'effects': 'a door creaks open'}
"""What an engine is tried with; one that needs a recording cannot be tried without one."""
SPENT = ('spent',)


@dataclass(frozen=True, slots=True)
class EngineSeen:
    """One engine.

    Attributes
    ----------
    makes : what it is for: `speech`, `change`, `learning`, `effects`.
    address : whether it is another program, at an address of the operator's.
    voices : how many can be heard by it; None where it has none by nature.
    """

    name: str
    makes: tuple[str, ...]
    address: bool
    licence: str
    health: Health
    voices: int | None

    @property
    def tried_as(self) -> str:
        """What it can be tried as; empty where it needs more than words."""
        return next((tool for tool in self.makes if tool in TRIED_WITH), '')


@dataclass(frozen=True, slots=True)
class VoiceFigures:
    """Figures of some days, the oldest first, by the names of the tools."""

    days: list[date]
    made: dict[str, list[float]] = field(default_factory=dict)
    failed: dict[str, list[float]] = field(default_factory=dict)
    credits: dict[str, list[float]] = field(default_factory=dict)


def engines_seen() -> list[EngineSeen]:
    """Every engine, those that are here first; no model is opened for it."""
    accounts.require_admin()
    voices.names()
    elsewhere = {place.name for place in settings().engines_by_address}
    found: dict[str, list[tuple[str, Any]]] = {}
    for tool, known, opened in _registries():
        for name in known:
            found.setdefault(name, []).append((tool, opened(name, settings().models_dir)))
    return [_seen(name, made, address=name in elsewhere) for name, made in found.items()]


def try_engine(name: str) -> str:
    """Have an engine make something short, as a clip of the admin's; returns its id. Raises as `submit_speak`."""
    accounts.require_admin()
    seen = next((one for one in engines_seen() if one.name == name), None)
    if seen is None or not seen.tried_as:
        raise NotAllowed(f'“{name[:40]}” needs a recording: try it on the screen that it is for.')
    admin = accounts.current_user('voice').id
    if seen.tried_as == 'effects':
        return service.submit_effect(admin, EffectOptions(TRIED_WITH['effects'], engine=name))[0]
    known = voices.engine(name).voices()
    if not known:
        voices.check_works(voices.engine(name))
        raise NotAllowed(f'“{name[:40]}” has no voice to be tried with.')
    english = [voice for voice in known if voice.language.startswith('en')]
    return service.submit_speak(admin, SpeakOptions(TRIED_WITH['speech'], (english or known)[0].id, name))


def figures(days: int) -> VoiceFigures:
    """The figures of the last days, today's among them; of clips that are still in the history."""
    accounts.require_admin()
    last = utc_now().date()
    shown = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
    first = datetime.combine(shown[0], time(), UTC)
    tools = {service: tool for tool, service in queries.TOOLS.items()}
    found = VoiceFigures(shown)
    place = {day.isoformat(): at for at, day in enumerate(shown)}
    with reading() as session:
        for day, row_service, status, count in session.execute(_ended(first)):
            of = found.failed if status == Status.FAILED else found.made
            _line(of, tools[row_service], days)[place[day]] += count
        for day, kind, credits in session.execute(_spent(first)):
            _line(found.credits, kind.partition('.')[2], days)[place[day]] += credits
    return found


def _registries() -> tuple[tuple[str, Sequence[str], Any], ...]:
    return (
        ('speech', list(engines.SPEAKING), engines.that_speaks),
        ('change', list(engines.CONVERTING), engines.that_converts),
        ('learning', list(engines.LEARNING), engines.that_learns),
        ('effects', list(engines.MAKING), engines.that_makes_effects),
    )


def _seen(name: str, made: list[tuple[str, Any]], *, address: bool) -> EngineSeen:
    first = made[0][1]
    counted = [len(one.voices()) for tool, one in made if tool in ('speech', 'change')]
    tools = tuple(tool for tool, _ in made)
    return EngineSeen(name, tools, address, first.licence, first.health(), counted[0] if counted else None)


def _line(of: dict[str, list[float]], name: str, days: int) -> list[float]:
    return of.setdefault(name, [0.0] * days)


def _ended(first: datetime) -> sa.Select[Any]:
    """Clips that were made, or failed, by day and tool."""
    clip = GeneratedAudioClip
    day = sa.func.date(col(clip.completed_at))
    ended = col(clip.status).in_((Status.COMPLETED, Status.FAILED))
    return (
        sa.select(day, col(clip.service), col(clip.status), sa.func.count())
        .where(ended, col(clip.completed_at) >= first)
        .group_by(day, col(clip.service), col(clip.status))
    )


def _spent(first: datetime) -> sa.Select[Any]:
    """Credits that were spent on clips and voices, by day and kind of job."""
    day = sa.func.date(col(CreditEntry.recorded_at))
    return (
        sa.select(day, col(CreditEntry.related_entity_type), -sa.func.sum(col(CreditEntry.delta)))
        .where(col(CreditEntry.reason_code).in_(SPENT), col(CreditEntry.related_entity_type).in_(KINDS))
        .where(col(CreditEntry.recorded_at) >= first)
        .group_by(day, col(CreditEntry.related_entity_type))
    )
