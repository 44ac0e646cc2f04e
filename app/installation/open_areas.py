"""Which areas are open, and to whom: each may have a feature flag, `area.` and its name, and is open without one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlmodel import col, select

from app import areas
from app.db import reading
from app.installation import flags
from app.installation.flag_conditions import Conditions, Traits, read, traits_of
from models import FeatureFlag

PREFIX = 'area.'


@dataclass(frozen=True, slots=True)
class Rules:
    """What the flags say at one moment: for each area that has a flag, the share of the users in percent, and of which.

    `people` is what is known of users; whoever is not in it is taken to be meant until the rules are read for them.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    conditions: Mapping[str, Conditions] = field(default_factory=dict)
    people: Mapping[str, Traits] = field(default_factory=dict)

    def allow(self, user_id: str, area: str) -> bool:
        """Whether an area is open to this user."""
        if area in self.shares and not flags.is_within(user_id, f'{PREFIX}{area}', self.shares[area]):
            return False
        wanted = self.conditions.get(area)
        return wanted is None or user_id not in self.people or wanted.met_by(self.people[user_id], area)


def rules(user_ids: Collection[str] = ()) -> Rules:
    """The rules as they are now, for these users."""
    with reading() as session:
        rows = session.exec(select(FeatureFlag).where(col(FeatureFlag.name).startswith(PREFIX, autoescape=True))).all()
        shares = {row.name.removeprefix(PREFIX): flags.share_of(row) for row in rows}
        conditions = {row.name.removeprefix(PREFIX): read(row.conditions) for row in rows if row.conditions}
        return Rules(shares, conditions, traits_of(session, user_ids) if conditions else {})


def areas_open(user_id: str) -> frozenset[str]:
    """The areas that are open to this user, by name."""
    now = rules([user_id])
    return frozenset(area.name for area in areas.each() if now.allow(user_id, area.name))


def public() -> list[areas.Area]:
    """The areas that are not switched off for everybody: those that may be told of, and shown, to whoever comes by."""
    shares = rules().shares
    return [area for area in areas.each() if shares.get(area.name, 100.0) > 0.0]
