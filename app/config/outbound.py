"""Settings of what the server calls because a user named it: receivers of webhooks, and files that are fetched."""

import re
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

_HOST = re.compile(r'(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*')


@dataclass(frozen=True, slots=True)
class Inside:
    """What may be reached although it lies inside: hosts by their names, and networks."""

    hosts: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]


class OutboundSettings(BaseSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    outbound_allow: str = Field(
        '', description='Hosts and networks inside that webhooks and imports may reach, like `n8n.lan,10.2.0.0/16`'
    )
    import_by_url: bool = Field(False, description='People may have files fetched from an address on the internet')
    check_links: bool = Field(
        False, description='Links of public releases are looked at once a week: do they still lead on?'
    )

    @field_validator('outbound_allow')
    @classmethod
    def _names_places(cls, said: str) -> str:
        inside(said)
        return said


@cache
def inside(said: str) -> Inside:
    """The places that a setting names, with commas between; raises ValueError for what is neither host nor network."""
    hosts, networks = set(), []
    for part in filter(None, (part.strip().lower() for part in said.split(','))):
        try:
            networks.append(ip_network(part))
        except ValueError:
            if not _HOST.fullmatch(part) or part.rpartition('.')[2].isdigit():
                raise ValueError(
                    f'“{part}” is neither a host nor a network: write each like n8n.lan or 10.2.0.0/16'
                ) from None
            hosts.add(part)
    return Inside(frozenset(hosts), tuple(networks))
