"""A button that opens the browser's own dialog for passkeys; not shown in browsers without one."""

from collections.abc import Awaitable, Callable
from typing import Literal

from nicegui import ui


class PasskeyButton(ui.element, component='static/passkey_button.js'):
    """`enter` signs in and goes on to `next`; `make` makes one, and calls `on_done` when it is saved."""

    def __init__(
        self,
        mode: Literal['enter', 'make'],
        label: str,
        *,
        next: str = '/',
        on_done: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__()
        self.props.update({'mode': mode, 'label': label, 'next': next})
        if on_done is not None:
            self.on('done', on_done, [])
