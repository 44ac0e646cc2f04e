"""Hears of jobs for as long as a screen is open."""

from collections.abc import Callable

from nicegui import ui


class Following(ui.element):
    """An invisible part of a screen that ends what it was given when the screen or its visitor is gone."""

    def __init__(self, unfollow: Callable[[], None]) -> None:
        super().__init__('span')
        self.props['hidden'] = True
        self._unfollow = unfollow

    def _handle_delete(self) -> None:
        self._unfollow()
        super()._handle_delete()
