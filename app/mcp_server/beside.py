"""What the protocol passes on of a server elsewhere, and what it asks of whoever knows that server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import mcp_types as types

Tell = Callable[[float, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offers, under the names of here; nothing where it does not answer."""

    tools: tuple[types.Tool, ...] = ()
    resources: tuple[types.Resource, ...] = ()
    templates: tuple[types.ResourceTemplate, ...] = ()


NOTHING = Offer()


class Beside(Protocol):
    """A server that stands beside a host."""

    async def asked(self) -> Offer:
        """What it offers now."""

    async def call(self, name: str, arguments: dict[str, Any], tell: Tell) -> types.CallToolResult:
        """Have it do something; raises LevelMixError with what is against that."""

    async def read(self, address: str) -> types.ReadResourceResult:
        """Read something that it has; raises LevelMixError with what is against that."""
