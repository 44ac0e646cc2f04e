"""A button that sends a picture for a page; what becomes of it is told by the worker."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from components.vocabulary.sent import hear


class PictureUpload(ui.element, component='static/picture_upload.js'):
    """Sends one picture at a time.

    Parameters
    ----------
    choice : what it is for, as the area's choices of uploads have it: `{'use': 'post', 'of': id}`.
    on_sent : called with the id of its job.
    """

    def __init__(
        self, label: str, choice: Mapping[str, str], most_bytes: int, on_sent: Callable[[str], Awaitable[None]]
    ) -> None:
        super().__init__()
        self.props.update({'label': label, 'choice': dict(choice), 'most': most_bytes})
        hear(self, 'sent', lambda sent: sent['id'].text(64), on_sent)

    def name(self, label: str) -> None:
        """Say on the button what it sends now."""
        self.props['label'] = label

    def tell(self, sentence: str) -> None:
        """Say why it became nothing."""
        self.run_method('tell', sentence)
