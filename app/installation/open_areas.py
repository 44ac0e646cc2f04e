"""Which areas are open, and to whom: each may have a feature flag, `area.` and its name, and is open without one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import col, select

from app import areas
from app.db import reading
from app.installation import flags
from models import FeatureFlag

PREFIX = 'area.'


@dataclass(frozen=True, slots=True)
class Rules:
    """What the flags say at one moment: the share of the users, in percent, for each area that has a flag."""

    shares: Mapping[str, float] = field(default_factory=dict)

    def allow(self, user_id: str, area: str) -> bool:
        """Whether an area is open to this user."""
        return area not in self.shares or flags.is_within(user_id, f'{PREFIX}{area}', self.shares[area])


def rules() -> Rules:
    """The rules as they are now."""
    with reading() as session:
        rows = session.exec(select(FeatureFlag).where(col(FeatureFlag.name).startswith(PREFIX, autoescape=True)))
        return Rules({row.name.removeprefix(PREFIX): flags.share_of(row) for row in rows})


def areas_open(user_id: str) -> frozenset[str]:
    """The areas that are open to this user, by name."""
    now = rules()
    return frozenset(area.name for area in areas.each() if now.allow(user_id, area.name))
