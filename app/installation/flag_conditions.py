"""For whom a feature flag is meant: people of some tiers or roles, with addresses of some domains, in some areas.

What a flag says of several kinds must all be true; of one kind, one of its words is enough.
"""

import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlmodel import Session, col, select

from app import areas
from app.accounts.tiers import TIERS, tier_number
from app.db import PAGE
from app.errors import NotAllowed
from models import Role, User, UserRole

DOMAIN = re.compile(r'(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?')
MOST = 50


@dataclass(frozen=True, slots=True)
class Traits:
    """What conditions ask of one user."""

    tier: int
    roles: frozenset[str]
    domain: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """Whom a flag is for; nothing of a kind means anybody. `areas` are those in which it is asked for."""

    tiers: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def met_by(self, user: Traits | None, area: str = '') -> bool:
        """Whether they let a user in who asks in an area; of somebody who is gone, only areas can be true."""
        if self.areas and area not in self.areas:
            return False
        if user is None:
            return not (self.tiers or self.roles or self.domains)
        return (
            (not self.tiers or user.tier in self.tiers)
            and (not self.roles or not user.roles.isdisjoint(self.roles))
            and (not self.domains or user.domain in self.domains)
        )

    def as_dict(self) -> dict[str, list[object]]:
        """Only what they ask for."""
        return {kind: list(words) for kind, words in asdict(self).items() if words}


ANYBODY = Conditions()


def read(text: str | None) -> Conditions:
    """Conditions as the table has them."""
    return Conditions(**{kind: tuple(words) for kind, words in json.loads(text or '{}').items()})


def written(conditions: Conditions) -> str | None:
    """The same for the table."""
    return None if conditions == ANYBODY else json.dumps(conditions.as_dict())


def typed(tiers: str, roles: str, domains: str, within: str) -> Conditions:
    """Conditions as somebody types them, with commas or spaces between the words.

    Raises
    ------
    NotAllowed
        A tier is no number.
    """
    numbers = _words(tiers)
    if not all(number.isascii() and number.isdecimal() and len(number) < 5 for number in numbers):
        raise NotAllowed(_WHICH_TIERS)
    return Conditions(
        tuple(int(number) for number in numbers),
        tuple(_words(roles)),
        tuple(word.removeprefix('@') for word in _words(domains)),
        tuple(_words(within)),
    )


_WHICH_TIERS = 'Give tiers by their numbers: ' + ', '.join(f'{n} ({tier.name})' for n, tier in TIERS.items()) + '.'


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(re.split(r'[\s,;]+', text.strip().lower()))) if text.strip(' ,;') else []


def check(session: Session, conditions: Conditions) -> None:
    """Refuse what nobody could meet.

    Raises
    ------
    NotAllowed
        With a sentence that says which words there are.
    """
    if not set(conditions.tiers) <= set(TIERS):
        raise NotAllowed(_WHICH_TIERS)
    roles = session.exec(select(Role.code).order_by(col(Role.id))).all()
    if not set(conditions.roles) <= set(roles):
        raise NotAllowed(f'The roles are {", ".join(roles)}.')
    wrong = next((domain for domain in conditions.domains if not DOMAIN.fullmatch(domain)), None)
    if wrong is not None or len(conditions.domains) > MOST:
        raise NotAllowed(f'Give up to {MOST} domains of e-mail addresses, like example.org.')
    names = [area.name for area in areas.each()]
    if not set(conditions.areas) <= set(names):
        raise NotAllowed(f'The areas are {", ".join(names)}.')


def traits_of(session: Session, user_ids: Collection[str]) -> dict[str, Traits]:
    """What conditions ask, of those of the users who are there."""
    found: dict[str, Traits] = {}
    wanted = sorted(user_ids)
    for some in (wanted[start : start + PAGE] for start in range(0, len(wanted), PAGE)):
        roles: dict[str, set[str]] = {}
        held = select(UserRole.user_id, Role.code).join(Role, col(Role.id) == col(UserRole.role_id))
        for user_id, code in session.exec(held.where(col(UserRole.user_id).in_(some))):
            roles.setdefault(user_id, set()).add(code)
        for user in session.exec(select(User).where(col(User.id).in_(some))):
            mine = roles.get(user.id, set()) | ({'admin'} if user.is_super_admin else set())
            found[user.id] = Traits(tier_number(user), frozenset(mine), user.email.rpartition('@')[2])
    return found
