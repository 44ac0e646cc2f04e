"""A list that is put in order by its handles: dragged by mouse or finger, or moved by the arrow keys."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from components.vocabulary.elements import block
from components.vocabulary.sent import hear

MOST = 600
_LINES = (
    '<svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor">'
    '<path d="M2 3h12v2H2zM2 7h12v2H2zM2 11h12v2H2z"/></svg>'
)


class Ordered(ui.element, component='static/ordered.js'):
    """Its rows are `li` with a `data_key`, each with a `handle`; `on_order` gets all keys, newly ordered.

    When the list is drawn anew after that, the keyboard stays on the handle that was moved.
    """

    EVENT_CHARS = 64 * MOST

    def __init__(self, on_order: Callable[[list[str]], Awaitable[None]]) -> None:
        super().__init__()
        hear(self, 'order', lambda sent: [one.text(64) for one in sent.first(MOST)], on_order)


def handle(name: str) -> None:
    """The handle of a row."""
    with block(
        'handle', tag='button', type='button', data_handle='', aria_label=f'Move {name}: arrow keys up and down'
    ):
        ui.html(_LINES, sanitize=False, tag='span').props('aria-hidden=true')
