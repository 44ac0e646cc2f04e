"""What one open page of one visitor remembers while they move between screens. It ends with the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from components.leveling.loudness_picker import Loudness
from components.uploads.uploader import Uploader, Waiting
from pages.shell.area_gate import GATE
from pages.shell.screens import Screens


@dataclass(slots=True)
class PageState:
    """Given to every screen. The upload queue itself lives in the browser; this is what Python knows about it."""

    screens: Sequence[Screens] = ()
    """Those of all areas."""
    loudness: Loudness = field(default_factory=lambda: Loudness(-14.0, -1.0, 'Spotify'))
    waiting: Waiting = field(default_factory=Waiting)
    uploader: Uploader | None = None
    on_queue: Callable[[], None] | None = None
    handed: set[str] = field(default_factory=set)
    """Uploads that this page has sent: the queue shows what became of them."""

    def of(self, area: str) -> list[Screens]:
        """The screens of one area."""
        return [shown for shown in self.screens if shown.area == area]

    def open(self) -> list[Screens]:
        """The screens of the areas that are open to the visitor."""
        return [shown for shown in self.screens if GATE.is_open(shown.area)]

    def queue_changed(self, waiting: Waiting) -> None:
        """Take from the browser what waits for a loudness now."""
        self.waiting = waiting
        if self.on_queue is not None:
            self.on_queue()
