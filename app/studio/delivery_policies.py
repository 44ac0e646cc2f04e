"""What a studio has set for what it hands over; what it has not is as usual."""

import json
from dataclasses import dataclass

from models import Studio

RETENTION_DAYS, SHORTEST_DAYS, LONGEST_DAYS = 90, 1, 3650
WARNINGS = (14, 3)
"""So many days before files go, their client is told."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """`days` is how long files are kept, `locked` whether they are downloaded only once all is paid."""

    days: int = RETENTION_DAYS
    locked: bool = False


def of(studio: Studio | None) -> Keeping:
    """What a studio has set; anything that makes no sense is as usual."""
    try:
        told = json.loads(studio.policy) if studio is not None else {}
    except ValueError:
        told = {}
    days = told.get('retention_days', RETENTION_DAYS)
    known = isinstance(days, int) and SHORTEST_DAYS <= days <= LONGEST_DAYS
    return Keeping(days if known else RETENTION_DAYS, bool(told.get('download_after_payment', False)))
