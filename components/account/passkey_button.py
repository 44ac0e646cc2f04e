"""A button that opens the browser's own dialog for passkeys; not shown in browsers without one."""

from collections.abc import Awaitable, Callable
from typing import Literal

from nicegui import ui


class PasskeyButton(ui.element, component='static/passkey_button.js'):
    """`enter` signs in and goes on to `next`; `make` makes one, and calls `on_done` when it is saved.

    `confirm` shows with one that whoever is signed in is there, and calls `on_done`. `confirmed` is called where the
    server wants that first; if they do, the button is pressed again.
    """

    def __init__(
        self,
        mode: Literal['enter', 'make', 'confirm'],
        label: str,
        *,
        next: str = '/',
        on_done: Callable[[], Awaitable[None]] | None = None,
        confirmed: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        super().__init__()
        self.props.update({'mode': mode, 'label': label, 'next': next})
        if on_done is not None:
            self.on('done', on_done, [])
        if confirmed is not None:

            async def confirm() -> None:
                if await confirmed():
                    self.run_method('press')

            self.on('confirm', confirm, [])
