"""Pauses of a session: how long its clock rested, and since when it rests now."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import PracticeSession


@dataclass(frozen=True, slots=True)
class Rest:
    """Pauses that are over took `seconds`; one that began at `since` is on, None while the clock runs."""

    seconds: float = 0.0
    since: datetime | None = None

    def until(self, moment: datetime) -> float:
        """The seconds of all pauses up to a moment."""
        return self.seconds + (max(0.0, (moment - self.since).total_seconds()) if self.since else 0.0)

    def begun(self, moment: datetime) -> 'Rest':
        """The same, with the clock at rest from a moment on, or since it rests."""
        return replace(self, since=self.since or moment)

    def over(self, moment: datetime) -> 'Rest':
        """The same, with the clock on again from a moment on."""
        return replace(self, seconds=self.until(moment), since=None)


def of(row: PracticeSession) -> Rest:
    """The pauses of a session; they stand in its `metadata`, as the schema has no column of theirs."""
    told: dict[str, Any] = json.loads(row.details or '{}')
    since = told.get('paused_at')
    return Rest(float(told.get('rested_s', 0.0)), None if since is None else datetime.fromisoformat(since))


def keep(session: Session, row: PracticeSession, rest: Rest) -> None:
    """Write them down beside what else is known of the session."""
    told: dict[str, Any] = json.loads(row.details or '{}')
    told = {name: value for name, value in told.items() if name not in ('paused_at', 'rested_s')}
    if rest.seconds:
        told['rested_s'] = round(rest.seconds, 3)
    if rest.since is not None:
        told['paused_at'] = rest.since.isoformat()
    row.details = json.dumps(told) if told else None
    session.add(row)
