"""A large field for a text that is to be said, and how much of it there is."""

from collections.abc import Callable

from nicegui import ui

from components.vocabulary.sent import chars_sent, hear


class TextBox(ui.element, component='static/text_box.js'):
    """What was written stands in `value`, a moment later; it is still there when the visitor comes back.

    Parameters
    ----------
    most : how many characters may be said at once.
    owner : whose it is: what is remembered in this tab is shown to nobody else.
    price : what it costs, in words; empty where it costs nothing.
    on_change : called when what was written has changed.
    """

    def __init__(self, most: int, owner: str, price: str, on_change: Callable[[], None]) -> None:
        super().__init__()
        self.EVENT_CHARS = chars_sent(most + 1)
        self.props.update({'most': most, 'owner': owner, 'price': price})
        self.value, self._on_change = '', on_change
        hear(self, 'written', lambda sent: sent.cut(most + 1), self._written)

    def put(self, text: str) -> None:
        """Write something into it."""
        self.value = text
        self.run_method('put', text)

    def _written(self, now: str) -> None:
        self.value = now
        self._on_change()
