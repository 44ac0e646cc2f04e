"""Parts of a screen, redrawn one by one, so that nothing disappears while somebody is about to press it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from types import TracebackType
from typing import ParamSpec

from nicegui import ui

P = ParamSpec('P')


@dataclass(frozen=True, slots=True)
class _Piece:
    shown: str
    elements: list[ui.element]
    inside: 'Keyed | None' = None


class Keyed:
    """The contents of an element, in pieces that each have a key.

    To draw, name all of them in their order inside a `with`, each time. A piece is redrawn if what it shows has
    changed, and removed if it was not named any more. Everything else stays the very element that it was, because a
    press on an element that was replaced meanwhile would be lost.
    """

    def __init__(self, place: ui.element) -> None:
        self.place = place
        self._kept: dict[Hashable, _Piece] = {}
        self._seen: list[Hashable] = []

    def item(self, key: Hashable, draw: Callable[P, object], *shown: P.args, **more: P.kwargs) -> None:
        """Name a piece that shows these values, and nothing else; it is drawn again if one of them has changed."""
        said = repr((shown, more))
        self._seen.append(key)
        if key in self._kept and self._kept[key].shown == said:
            return
        self._remove(key)
        self._kept[key] = _Piece(said, self._made(lambda: draw(*shown, **more)))

    def container(self, key: Hashable, make: Callable[[], ui.element]) -> 'Keyed':
        """Name an element that is made once, and draw the pieces inside it with a `with` of its own."""
        self._seen.append(key)
        if key not in self._kept:
            elements = self._made(make)
            self._kept[key] = _Piece('', elements, Keyed(elements[0]))
        inside = self._kept[key].inside
        assert inside is not None, f'{key!r} is also drawn as a whole'
        return inside

    def __enter__(self) -> 'Keyed':
        self._seen = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            return
        for key in self._kept.keys() - set(self._seen):
            self._remove(key)
        there = self.place.default_slot.children
        pieces = [element for key in self._seen for element in self._kept[key].elements]
        wanted = [element for element in pieces if not element.is_deleted]  # a timer that has fired takes itself away
        for index, element in enumerate(wanted):
            if there[index] is not element:
                element.move(target_index=index)

    def _made(self, make: Callable[[], object]) -> list[ui.element]:
        before = len(self.place.default_slot.children)
        with self.place:
            make()
        return self.place.default_slot.children[before:]

    def _remove(self, key: Hashable) -> None:
        piece = self._kept.pop(key, None)
        for element in piece.elements if piece else ():
            if not element.is_deleted:
                element.delete()
