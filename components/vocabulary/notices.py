"""What everybody reads at the top of the screens; each but pauses can be dismissed in this browser."""

from collections.abc import Sequence

from nicegui import ui


class Notices(ui.element, component='static/notices.js'):
    """Shows some sentences; `show` changes them while the page is open.

    Parameters
    ----------
    title : stands above them.
    memory : under which name the browser remembers what was dismissed; each list has its own.
    """

    def __init__(self, title: str = '', memory: str = '') -> None:
        super().__init__()
        self.props['items'] = []
        self.props['title'] = title
        if memory:
            self.props['memory'] = memory

    def show(self, items: Sequence[dict[str, object]]) -> None:
        """Each has `id`, `text`, `level` (info, warn, bad) and `dismissable`; and perhaps `when`, in words."""
        self.props['items'] = list(items)
