"""What everybody reads at the top of the screens; each but pauses can be dismissed in this browser."""

from collections.abc import Sequence

from nicegui import ui


class Notices(ui.element, component='static/notices.js'):
    """Shows some sentences; `show` changes them while the page is open."""

    def __init__(self) -> None:
        super().__init__()
        self.props['items'] = []

    def show(self, items: Sequence[dict[str, object]]) -> None:
        """Each has `id`, `text`, `level` (info, warn, bad) and `dismissable`."""
        self.props['items'] = list(items)
