"""What is known of where the links of a release lead: by address, in its row, and only of links that it has.

`link_looks` is a JSON object of addresses. Each has `at`, when it was looked at last, and where it led nowhere `since`,
when that was seen first, and `gone` once another day has confirmed it. `links_due_at` is when the next of them is to be
looked at; None is at once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.artist import links
from models import ProfileProject

EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of one address. `since` alone is a first doubt; it is gone once another day has seen the same."""

    at: datetime
    since: datetime | None = None
    is_gone: bool = False

    def is_due(self, now: datetime) -> bool:
        """Whether a week has passed; a time that is still to come was noted by a clock that was wrong."""
        return not timedelta() <= now - self.at < EVERY

    def judged(self, is_gone: bool, now: datetime) -> 'Look':
        """The same after it has led nowhere, or somewhere, at this moment."""
        if not is_gone:
            return Look(self.at)
        if self.since is None:
            return replace(self, since=now)
        return replace(self, is_gone=self.is_gone or self.since.date() < now.date())


@dataclass(frozen=True, slots=True)
class GoneLink:
    """A link that leads nowhere: its service, or its id among the custom ones, and since when that is known."""

    link: str
    since: datetime


def links_of(row: ProfileProject) -> dict[str, str]:
    """The addresses of a release, by service and by the ids of custom links."""
    found = {one.name: url for one in links.STREAMING if (url := getattr(row, f'{one.name}_link'))}
    return found | {one['id']: one['url'] for one in json.loads(row.custom_links or '[]')}


def read(row: ProfileProject) -> dict[str, Look]:
    """What is known of the links that a release has, by address."""
    there = set(links_of(row).values())
    kept: dict[str, dict[str, Any]] = json.loads(row.link_looks or '{}')
    return {address: _look(said) for address, said in kept.items() if address in there}


def written(looks: Mapping[str, Look]) -> str:
    """The same as the row keeps it."""
    return json.dumps({address: _said(one) for address, one in looks.items()}, ensure_ascii=False)


def due(row: ProfileProject, now: datetime) -> list[str]:
    """The addresses of a release that are to be looked at now, each once."""
    looks = read(row)
    return [one for one in dict.fromkeys(links_of(row).values()) if one not in looks or looks[one].is_due(now)]


def next_at(row: ProfileProject, looks: Mapping[str, Look], now: datetime) -> datetime:
    """When the next link of a release is to be looked at, if this is known of them."""
    if set(links_of(row).values()) - looks.keys():
        return now
    return min((one.at for one in looks.values()), default=now) + EVERY


def follow(row: ProfileProject) -> None:
    """After its links were changed: what was known of those that it has no more is forgotten, new ones come at once."""
    looks = read(row)
    if set(links_of(row).values()) - looks.keys():
        row.links_due_at = None
    row.link_looks = written(looks)


def gone(row: ProfileProject) -> tuple[GoneLink, ...]:
    """The links of a release that lead nowhere, in their order."""
    looks, found = read(row), list[GoneLink]()
    for name, address in links_of(row).items():
        look = looks.get(address)
        if look is not None and look.is_gone and look.since is not None:
            found.append(GoneLink(name, look.since))
    return tuple(found)


def _look(said: Mapping[str, Any]) -> Look:
    since = said.get('since')
    seen = None if since is None else datetime.fromisoformat(since)
    return Look(datetime.fromisoformat(said['at']), seen, bool(said.get('gone')))


def _said(look: Look) -> dict[str, Any]:
    said: dict[str, Any] = {'at': look.at.isoformat()}
    if look.since is not None:
        said['since'] = look.since.isoformat()
    return said | {'gone': True} if look.is_gone else said
