"""What a browser tells: nobody knows whether a page of ours speaks there, so every value has a kind and a bound.

All events that bring something go through `hear`; a value is reached by asking for its kind alone (a test walks the
code). How long an event may be in all, `app.sockets` sees to before it is parsed.
"""

import json
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from nicegui import ui
from nicegui.events import GenericEventArguments

log = logging.getLogger(__name__)

T = TypeVar('T')
LARGEST = 2**53
"""Beyond it a browser does not count in whole numbers."""


class Unreadable(ValueError):
    """This is not what a page of ours says."""


class Sent:
    """A value as it came; None where there was none."""

    def __init__(self, value: Any) -> None:
        self._value: Any = value._value if isinstance(value, Sent) else value

    @property
    def given(self) -> bool:
        """Whether there was any, if only an empty one."""
        return self._value is not None

    def __getitem__(self, name: str) -> 'Sent':
        if not isinstance(self._value, dict):
            raise Unreadable('no object')
        return Sent(self._value.get(name))

    def text(self, most: int) -> str:
        """A text of at most so many signs; '' for None."""
        found = self.cut(most + 1)
        if len(found) > most:
            raise Unreadable(f'more than {most} signs')
        return found

    def cut(self, most: int) -> str:
        """The first signs of a text, for what is only shown."""
        if self._value is None:
            return ''
        if not isinstance(self._value, str):
            raise Unreadable('no text')
        return self._value[:most]

    def number(self) -> float:
        """A number that is one."""
        if isinstance(self._value, bool) or not isinstance(self._value, (int, float)):
            raise Unreadable('no number')
        if not math.isfinite(self._value) or abs(self._value) > LARGEST:
            raise Unreadable('no number that can be meant')
        return float(self._value)

    def count(self) -> int:
        """How many: a whole number from 0 on."""
        found = self.number()
        if found < 0 or not found.is_integer():
            raise Unreadable('no count')
        return int(found)

    def flag(self) -> bool:
        """Yes or no."""
        if not isinstance(self._value, bool):
            raise Unreadable('neither yes nor no')
        return self._value

    def anything(self, most: int) -> dict[str, Any]:
        """An object of at most so many signs as JSON, for a service that reads it with bounds of its own."""
        if not isinstance(self._value, dict):
            raise Unreadable('no object')
        if len(json.dumps(self._value)) > most:
            raise Unreadable(f'more than {most} signs')
        return self._value

    def items(self, most: int) -> list['Sent']:
        """At most so many values; none for None."""
        found = self.first(most + 1)
        if len(found) > most:
            raise Unreadable(f'more than {most} items')
        return found

    def first(self, most: int) -> list['Sent']:
        """The first of a list, for what is only shown."""
        if self._value is None:
            return []
        if not isinstance(self._value, list):
            raise Unreadable('no list')
        return [Sent(one) for one in self._value[:most]]


def hear(
    element: ui.element,
    kind: str,
    read: Callable[[Sent], T],
    then: Callable[[T], Awaitable[None] | None],
    js_handler: str | None = None,
) -> None:
    """Let `then` know what an event of the browser brings, as `read` understands it; nobody hears of anything else."""

    async def heard(event: GenericEventArguments) -> None:
        try:
            found = read(Sent(event.args))
        except Unreadable as error:
            log.debug('A browser sent a “%s” that is none: %s.', kind, error)
            return
        working = then(found)
        if working is not None:
            await working

    if js_handler is None:
        element.on(kind, heard)
    else:
        element.on(kind, heard, js_handler=js_handler)
