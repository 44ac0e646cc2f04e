"""What a server offers, under names that what is offered for files of this machine does not have."""

import re
from typing import Any

PREFIX = 'server_'
_HERE, _THERE = 'levelmix://', 'levelmix://server/'
_WORD = re.compile(r'\w+')
TOLD_BY = ('title', 'description')
"""What people and programs read in a schema; everything else in it is for machines."""


def address_here(address: str) -> str | None:
    """Where a thing of the server is read here; None for what this program cannot tell from other things."""
    return _THERE + address.removeprefix(_HERE) if address.startswith(_HERE) else None


def address_there(address: str) -> str | None:
    """What an address here is at the server; None for one of this machine."""
    return _HERE + address.removeprefix(_THERE) if address.startswith(_THERE) else None


def reworded(text: str, names: frozenset[str]) -> str:
    """A description whose names of other tools are those of here; a name of one word may be meant as a word."""
    several = {name for name in names if '_' in name}
    return _WORD.sub(lambda found: f'{PREFIX}{found[0]}' if found[0] in several else found[0], text)


def reworded_schema(schema: Any, names: frozenset[str]) -> Any:
    """The same in everything that a schema describes."""
    if isinstance(schema, list):
        return [reworded_schema(one, names) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: reworded(one, names) if name in TOLD_BY and isinstance(one, str) else reworded_schema(one, names)
        for name, one in schema.items()
    }
