"""What a browser sends: it need not be a page of ours that sends it, so every value has a type and a limit.

All events that carry something go through `hear`; a value can only be read by asking for its type (a test checks the
code). How long an event may be in all is limited by `app.web.sockets`, before it is parsed.
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
"""Up to here a browser counts exactly in whole numbers."""


def chars_sent(characters: int) -> int:
    """How long a text of so many characters may be in a message: JSON writes some of them in six."""
    return 6 * characters + 2


class Unreadable(ValueError):
    """This is not what a page of ours sends."""


class Sent:
    """A value as it came; None if there was none."""

    def __init__(self, value: Any) -> None:
        self._value: Any = value._value if isinstance(value, Sent) else value

    @property
    def given(self) -> bool:
        """Whether there was a value, if only an empty one."""
        return self._value is not None

    def __getitem__(self, name: str) -> 'Sent':
        if not isinstance(self._value, dict):
            raise Unreadable('not an object')
        return Sent(self._value.get(name))

    def text(self, most: int) -> str:
        """A text of at most this many characters; '' for None."""
        found = self.cut(most + 1)
        if len(found) > most:
            raise Unreadable(f'more than {most} characters')
        return found

    def cut(self, most: int) -> str:
        """The first characters of a text, for what is only shown."""
        if self._value is None:
            return ''
        if not isinstance(self._value, str):
            raise Unreadable('not a text')
        return self._value[:most]

    def number(self) -> float:
        """A finite number."""
        if isinstance(self._value, bool) or not isinstance(self._value, (int, float)):
            raise Unreadable('not a number')
        if not math.isfinite(self._value) or abs(self._value) > LARGEST:
            raise Unreadable('not a number in range')
        return float(self._value)

    def count(self) -> int:
        """A whole number, 0 or more."""
        found = self.number()
        if found < 0 or not found.is_integer():
            raise Unreadable('not a count')
        return int(found)

    def flag(self) -> bool:
        """Yes or no."""
        if not isinstance(self._value, bool):
            raise Unreadable('neither yes nor no')
        return self._value

    def anything(self, most: int) -> dict[str, Any]:
        """An object of at most this many characters as JSON, for a service that has limits of its own."""
        if not isinstance(self._value, dict):
            raise Unreadable('not an object')
        if len(json.dumps(self._value)) > most:
            raise Unreadable(f'more than {most} characters')
        return self._value

    def items(self, most: int) -> list['Sent']:
        """At most this many values; none for None."""
        found = self.first(most + 1)
        if len(found) > most:
            raise Unreadable(f'more than {most} items')
        return found

    def first(self, most: int) -> list['Sent']:
        """The first of a list, for what is only shown."""
        if self._value is None:
            return []
        if not isinstance(self._value, list):
            raise Unreadable('not a list')
        return [Sent(one) for one in self._value[:most]]


def hear(
    element: ui.element,
    kind: str,
    read: Callable[[Sent], T],
    then: Callable[[T], Awaitable[None] | None],
    js_handler: str | None = None,
) -> None:
    """Call `then` with what `read` makes of an event from the browser; anything unreadable is dropped."""

    async def heard(event: GenericEventArguments) -> None:
        try:
            found = read(Sent(event.args))
        except Unreadable as error:
            log.debug('A browser sent an invalid “%s”: %s.', kind, error)
            return
        working = then(found)
        if working is not None:
            await working

    if js_handler is None:
        element.on(kind, heard)
    else:
        element.on(kind, heard, js_handler=js_handler)
