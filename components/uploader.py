"""Uploads: a queue in the browser that outlives every screen, and the drop zone that feeds it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from components.loudness_picker import Loudness, read


@dataclass(frozen=True, slots=True)
class Here:
    """An upload that is complete and waits for a choice: its id and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is in the queue without a loudness chosen: `open` in all, `ready` of the whole queue completely uploaded.

    `here` are those of `open` that are completely uploaded.
    """

    open: int = 0
    ready: int = 0
    here: tuple[Here, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """An upload that is complete and shall become a job: its place in the queue, its id, its name, how loud."""

    key: str
    id: str
    name: str
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an upload did not become a job, and whether trying again can help."""

    sentence: str
    again: bool


_MODULES = {'levelmix-uploads': 'static/uploads'}


class Uploader(ui.element, component='static/uploader.js', esm=_MODULES):
    """The queue itself: lives in the shell, takes files dropped anywhere, shows itself small where no drop zone is.

    Parameters
    ----------
    owner : whose uploads; what is remembered of unfinished ones in this browser is shown to nobody else.
    max_bytes : largest file the server takes.
    direct : whether files go straight to the bucket, in parts.
    on_arrived : called with every complete upload whose loudness is chosen; says why it was refused, or None.
    on_queue : called when the number of files that wait for a choice changes.
    """

    def __init__(
        self,
        owner: str,
        max_bytes: int,
        direct: bool,
        on_arrived: Callable[[Arrived], Awaitable[Refusal | None]],
        on_queue: Callable[[Waiting], None],
    ) -> None:
        super().__init__()
        self.props['mode'] = 'dock'
        self.props['owner'] = owner
        self.props['max-bytes'] = max_bytes
        self.props['direct'] = direct
        self._on_arrived = on_arrived
        self.on('submit', self._arrived)
        self.on('queue', lambda event: on_queue(_waiting(event.args)))

    def start(self, loudness: Loudness) -> None:
        """Level everything that is in the queue like this: what is uploaded now, the rest as it arrives."""
        self.run_method('start', asdict(loudness))

    async def _arrived(self, event: GenericEventArguments) -> None:
        sent = event.args
        arrived = Arrived(str(sent['key']), str(sent['id']), str(sent['name']), read(sent['choice']))
        refusal = await self._on_arrived(arrived)
        self.run_method('settled', arrived.key, asdict(refusal) if refusal else None)


def _waiting(sent: dict[str, Any]) -> Waiting:
    here = tuple(Here(str(file['id']), str(file['name'])) for file in sent.get('here') or ())
    return Waiting(int(sent['open']), int(sent['ready']), here)


class DropZone(ui.element, component='static/uploader.js', esm=_MODULES):
    """Where files are dropped or chosen, and the queue in full; any number of them show the same queue."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.props['mode'] = 'zone'
        self.props['hint'] = hint
