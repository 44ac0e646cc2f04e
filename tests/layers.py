"""Draws who imports whom, from the code as it is: `make picture`.

First a Mermaid picture of the packages and of the single modules of `app`, on the floors that their imports give them;
an arrow that follows from two others is left out. Then a table of the floors.
"""

import sys
from collections.abc import Mapping
from functools import cache

import grimp

PACKAGES = ('app', 'components', 'models', 'pages', 'tasks')

Arrows = Mapping[str, frozenset[str]]
"""Each room with those that it imports from."""


def room(module: str) -> str:
    """What a module is drawn as: itself, if it stands directly in `app`, or its package."""
    top, *rest = module.split('.')
    return '.'.join([top, rest[0]]) if top == 'app' and rest else top


@cache
def arrows() -> Arrows:
    """All imports between rooms, also those that wait until a function is called."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    found: dict[str, set[str]] = {room(module): set() for module in graph.modules}
    for module in graph.modules:
        found[room(module)] |= {room(other) for other in graph.find_modules_directly_imported_by(module)}
    return {name: frozenset(below - {name}) for name, below in found.items() if name != 'app'}


def floors(drawn: Arrows) -> list[list[str]]:
    """Rooms by the longest way down from them; raises ValueError where there is a circle."""
    placed: dict[str, int] = {}

    def floor(name: str, way: tuple[str, ...]) -> int:
        if name in way:
            raise ValueError('They import each other in a circle: ' + ' -> '.join([*way[way.index(name) :], name]))
        if name not in placed:
            placed[name] = 1 + max((floor(below, (*way, name)) for below in drawn[name]), default=-1)
        return placed[name]

    highest = max(floor(name, ()) for name in drawn)
    return [sorted(name for name, at in placed.items() if at == level) for level in range(highest + 1)]


def reachable(name: str, drawn: Arrows) -> frozenset[str]:
    """All rooms that one stands on, directly or not."""
    return frozenset(drawn[name]).union(*(reachable(below, drawn) for below in drawn[name]))


def reduced(drawn: Arrows) -> Arrows:
    """The same without arrows that follow from others."""
    return {
        name: frozenset(below - frozenset().union(*(reachable(other, drawn) for other in below)))
        for name, below in drawn.items()
    }


def mermaid(drawn: Arrows) -> str:
    """A picture that code hosts show."""
    few = reduced(drawn)
    boxes = [f'{_id(name)}[{name}]' for level in reversed(floors(drawn)) for name in level]
    lines = [f'{_id(name)} --> {_id(below)}' for name in sorted(few) for below in sorted(few[name])]
    return '\n  '.join(['flowchart TD', *boxes, *lines])


def _id(name: str) -> str:
    return name.replace('.', '_')


def table(drawn: Arrows) -> str:
    """The floors, the highest first."""
    rows = [f'{at:2}  {" ".join(level)}' for at, level in reversed(list(enumerate(floors(drawn))))]
    return '\n'.join([*rows, f'{len(drawn)} rooms, {sum(map(len, drawn.values()))} arrows, no circle'])


if __name__ == '__main__':
    sys.stdout.write(f'{mermaid(arrows())}\n\n{table(arrows())}\n')
