"""Uploads: a queue in the browser that outlives every screen, and the drop zone that feeds it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from nicegui import ui

from components.leveling.loudness_picker import LoudnessPicker
from components.vocabulary.sent import Sent, hear


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
    """An upload that is to become a job: its place in the queue, its id and name, and what was chosen in which area."""

    key: str
    id: str
    name: str
    area: str
    choice: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an upload did not become a job, and whether trying again can help."""

    sentence: str
    again: bool


_MODULES = {'levelmix-uploads': 'static/uploads'}
MOST_HERE = 200
"""How many of the waiting uploads are shown one by one: each is an element of the page."""
ID_CHARS, NAME_CHARS, AREA_CHARS = 100, 300, 40


class Uploader(ui.element, component='static/uploader.js', esm=_MODULES):
    """The queue itself: lives in the shell, takes files dropped anywhere, shows itself small where no drop zone is.

    Parameters
    ----------
    owner : whose uploads; what is remembered of unfinished ones in this browser is shown to nobody else.
    max_bytes : largest file the server takes.
    direct : whether files go straight to the bucket, in parts.
    accepts : suffixes that the file dialog offers, and that are looked for in folders.
    on_chosen : called with an upload that is still coming when somebody chooses what to make of it.
    on_arrived : called with every complete upload for which that is chosen; returns why it was refused, or None.
    on_queue : called when the number of files that wait for a choice changes.
    """

    EVENT_CHARS = LoudnessPicker.EVENT_CHARS

    def __init__(
        self,
        owner: str,
        max_bytes: int,
        direct: bool,
        accepts: Iterable[str],
        on_chosen: Callable[[Arrived], Awaitable[None]],
        on_arrived: Callable[[Arrived], Awaitable[Refusal | None]],
        on_queue: Callable[[Waiting], None],
    ) -> None:
        super().__init__()
        self.props['mode'] = 'dock'
        self.props['owner'] = owner
        self.props['max-bytes'] = max_bytes
        self.props['direct'] = direct
        self.props['accepts'] = sorted(accepts)
        self._on_arrived = on_arrived
        hear(self, 'chosen', _arrived, on_chosen)
        hear(self, 'submit', _arrived, self._arrived)
        hear(self, 'queue', _waiting, on_queue)

    def start(self, area: str, choice: Mapping[str, Any]) -> None:
        """Start this, in an area, for everything in the queue: for what is uploaded now, for the rest as it arrives.

        The server knows it as soon as it knows the upload.
        """
        self.run_method('start', dict(choice), area)

    def taken(self, upload_ids: Sequence[str]) -> None:
        """These complete uploads were handed over by the screen itself: they wait for no choice any more."""
        self.run_method('taken', list(upload_ids))

    async def _arrived(self, arrived: Arrived) -> None:
        refusal = await self._on_arrived(arrived)
        self.run_method('settled', arrived.key, asdict(refusal) if refusal else None)


def _arrived(sent: Sent) -> Arrived:
    key, upload_id, choice = sent['key'].text(ID_CHARS), sent['id'].text(ID_CHARS), sent['choice']
    name, area = sent['name'].cut(NAME_CHARS), sent['area'].text(AREA_CHARS)
    return Arrived(key, upload_id, name, area, choice.anything(LoudnessPicker.EVENT_CHARS))


def _waiting(sent: Sent | dict[str, Any]) -> Waiting:
    said = Sent(sent)
    here = tuple(
        Here(file['id'].text(ID_CHARS), file['name'].cut(NAME_CHARS)) for file in said['here'].first(MOST_HERE)
    )
    return Waiting(said['open'].count(), said['ready'].count(), here)


class DropZone(ui.element, component='static/uploader.js', esm=_MODULES):
    """Where files are dropped or chosen, and the queue in full; any number of them show the same queue.

    `things` are what people drop here, like “mixes”. With `anything`, folders are taken with all that is in them, not
    only their sounds. With `single`, one file is wanted, and no folder is offered.
    """

    def __init__(self, hint: str, things: str, *, anything: bool = False, single: bool = False) -> None:
        super().__init__()
        self.props['single'] = single
        self.props['anything'] = anything
        self.props['mode'] = 'zone'
        self.props['hint'] = hint
        self.props['things'] = things
