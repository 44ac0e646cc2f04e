"""Groups of commands, loaded only where one of them is asked for: the product's own, and those of areas, `levelmix
AREA …` and `levelmix remote AREA …`."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, ClassVar

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
    groups: ClassVar[dict[str, str]] = {}
    """The product's own groups, each by the module that has it."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        for name in self.groups:  # in its place: words that are nearly this one lead to it
            self.commands.setdefault(name, TyperGroup(name=name))

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, the product's own first; a shell that completes words hears of those alone: it cannot wait."""
        own = super().list_commands(ctx)
        return own if ctx.resilient_parsing else [*own, *(name for name in _found(self.field) if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; what an area calls itself hides none of the product's own."""
        if cmd_name in self.groups:
            return _group(cmd_name, import_module(self.groups[cmd_name]).app)
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        make = _found(self.field).get(cmd_name)
        return None if make is None else _group(cmd_name, make())


class Product(WithAreas):
    """All of `levelmix`. What levels a file need not load what maps drums."""

    groups: ClassVar = {
        'db': 'app.cli.database',
        'user': 'app.cli.users',
        'remote': 'app.cli.remote',
        'voice': 'app.cli.voice',
        'practice': 'app.cli.practice',
        'drums': 'app.cli.drums',
    }


class WithRemoteAreas(WithAreas):
    """The same for what is asked of a server."""

    field = 'remote_commands'


def _group(name: str, made: Any) -> Any:
    made.rich_markup_mode = None  # as all of the product
    group = get_group(made)
    group.name = name
    return group


def _found(field: str) -> dict[str, Callable[[], Any]]:
    from app import areas

    for load in _load:
        load()
    return {area.name: make for area in areas.each() if (make := getattr(area, field)) is not None}
