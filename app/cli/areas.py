"""The commands of areas: `levelmix AREA …`, looked for only where they are asked for: no other command loads areas."""

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

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, the product's own first."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in _found() if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; what an area calls itself hides none of the product's own."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        make = _found().get(cmd_name)
        if make is None:
            return None
        group = get_group(make())
        group.name = cmd_name
        return group


def _found() -> dict[str, Callable[[], Any]]:
    from app import areas

    for load in _load:
        load()
    return {area.name: area.commands for area in areas.each() if area.commands is not None}
