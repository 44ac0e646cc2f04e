"""Follows jobs for as long as a screen is open."""

from collections.abc import Callable

from nicegui import ui


class Subscription(ui.element):
    """An invisible part of a screen that calls `unfollow` when the screen or its visitor is gone."""

    def __init__(self, unfollow: Callable[[], None]) -> None:
        self._unfollow = unfollow
        super().__init__('span')
        self.props['hidden'] = True
        around = self.parent_slot.parent if self.parent_slot else self
        if around.is_deleted or self.client.is_deleted:
            unfollow()  # the visitor left before it began, and nothing would call it later

    def _handle_delete(self) -> None:
        self._unfollow()
        super()._handle_delete()
