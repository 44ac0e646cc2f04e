"""What a rule has found, with everything that somebody needs to check it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

VERSION = 1
"""Grows when a rule judges the same days in another way."""

DATA_RULES = ('zeros', 'slip', 'gap', 'stale', 'unsettled')
"""Warnings about the numbers themselves, told before anything that is said of them."""
RULES = (
    *DATA_RULES,
    *('spike', 'drop', 'level', 'trend', 'release', 'milestone', 'next_milestone'),
    *('faster', 'share', 'together', 'forecast', 'too_short', 'best_weekday', 'no_posts'),
)
"""All rules, in the order in which they are told where all else is equal."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Parameters
    ----------
    rule, key : which rule spoke, and which of its texts tells it.
    platform, metric, subject : of what; of two platforms, the first is here and the other in `facts`.
    first_day, last_day : the days that it is about.
    value, expected : what was counted and what was to be expected, in the metric's unit.
    z : how many usual errors lie between the two.
    effect : by what share it differs: 0.24 is 24 % more.
    interval : of the effect, or of what is forecast, 80 % unless `facts` says otherwise.
    days_used : how many settled days were looked at.
    evidence : the days whose numbers carry it.
    size, certainty : from 0 to 1 both.
    settled_until : the last settled day when it was found: what comes later is not held against it.
    sentence, reason : what people read: what was found, and why we think so.
    """

    rule: str
    key: str
    platform: str
    metric: str
    subject: str
    first_day: date
    last_day: date
    value: float | None = None
    expected: float | None = None
    z: float | None = None
    effect: float | None = None
    interval: tuple[float, float] | None = None
    days_used: int = 0
    evidence: tuple[date, ...] = ()
    size: float = 0.0
    certainty: float = 0.0
    settled_until: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    sentence: str = ''
    reason: str = ''
    version: int = VERSION

    @property
    def weight(self) -> float:
        """What it is ranked by: size times certainty; warnings about the data go before all."""
        return self.size * self.certainty + (1.0 if self.rule in DATA_RULES else 0.0)

    def to_json(self) -> dict[str, Any]:
        """The same in plain values, days as ISO dates."""
        found = asdict(self)
        for name in ('first_day', 'last_day', 'settled_until'):
            found[name] = found[name].isoformat() if found[name] else None
        found['evidence'] = [day.isoformat() for day in self.evidence]
        return found | {'facts': dict(self.facts), 'weight': round(self.weight, 4)}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> 'Finding':
        """What `to_json` wrote; words that it does not know are left out."""
        known = {name: found[name] for name in cls.__slots__ if name in found}
        for name in ('first_day', 'last_day', 'settled_until'):
            known[name] = date.fromisoformat(known[name]) if known.get(name) else None
        known['evidence'] = tuple(date.fromisoformat(day) for day in known.get('evidence', ()))
        if known.get('interval') is not None:
            known['interval'] = tuple(known['interval'])
        return cls(**known)
