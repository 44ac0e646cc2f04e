"""What somebody has typed into a form and has not saved: kept while they type, so that no form is ever lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.errors import Changed, NotAllowed
from models.types import utc_now

MOST = 400_000
"""Characters as JSON."""
BUSY_S = 120
"""So long after somebody typed, nobody else's typing takes its place."""
BUSY = 'Somebody else is writing here at this moment. What you typed stays on your screen: wait until they have saved.'


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What was typed, by the names of the fields; by whom, when, and on which revision it stands."""

    fields: Mapping[str, str]
    by: str
    at: datetime
    revision: int


def read(kept: str) -> Unsaved | None:
    """What a row has kept; None where nothing is."""
    if not kept:
        return None
    told: dict[str, Any] = json.loads(kept)
    return Unsaved(told['fields'], told['by'], datetime.fromtimestamp(told['at'], UTC), told['revision'])


def kept(before: str, user_id: str, fields: Mapping[str, str], revision: int, now: datetime | None = None) -> str:
    """What a row keeps from now on.

    Raises
    ------
    Changed
        Somebody else typed here a moment ago.
    NotAllowed
        It is more than any form has.
    """
    now, old = now or utc_now(), read(before)
    if old is not None and old.by != user_id and (now - old.at).total_seconds() < BUSY_S:
        raise Changed(BUSY)
    told = {'fields': dict(fields), 'by': user_id, 'at': int(now.timestamp()), 'revision': revision}
    text = json.dumps(told, ensure_ascii=False)
    if len(text) > MOST:
        raise NotAllowed('This is longer than can be kept. Make two of it.')
    return text
