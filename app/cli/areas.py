"""The commands of areas: `levelmix AREA …` and `levelmix remote AREA …`, looked for only where they are asked for: no
other command loads areas."""

from collections.abc import Callable
from typing import Any

from typer.core import TyperGroup
from typer.main import get_group

_load: list[Callable[[], object]] = []


def areas_by(load: Callable[[], object]) -> None:
    """Say how all areas are made known: called where a command is none of the product's own, or all are listed."""
    _load[:] = [load]


class WithAreas(TyperGroup):
    """The product's own commands, and a group of commands for each area that has some."""

    field = 'commands'
    """Which commands of an area's record."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, the product's own first; a shell that completes words hears of those alone: it cannot wait."""
        own = super().list_commands(ctx)
        return own if ctx.resilient_parsing else [*own, *(name for name in _found(self.field) if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; what an area calls itself hides none of the product's own."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        make = _found(self.field).get(cmd_name)
        if make is None:
            return None
        group = get_group(make())
        group.name = cmd_name
        return group


class WithRemoteAreas(WithAreas):
    """The same for what is asked of a server."""

    field = 'remote_commands'


def _found(field: str) -> dict[str, Callable[[], Any]]:
    from app import areas

    for load in _load:
        load()
    return {area.name: make for area in areas.each() if (make := getattr(area, field)) is not None}
