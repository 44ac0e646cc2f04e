"""Original and result, or versions of a file, to compare by ear: in step, equally loud, switched without a gap."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from nicegui import ui


class Player(ui.element, component='static/player.js', esm={'levelmix-timeline': 'static/timeline'}):
    """Plays what `/files/previews/JOB` holds, or another address.

    It follows `seek` from a timeline of the same job, and tells that the time.

    Parameters
    ----------
    on_wanted : called if somebody wants to listen and there is nothing to play yet.
    segments : tracks inside the mix (`start_s`, `end_s`), to loop one and to say how loud it is.
    address, query : where else it is told what there is to play; pieces lie below the address, by the names.
    names : what is compared there: the words on the switch, by the names; the last one is heard first.
    """

    def __init__(
        self,
        job_id: str,
        on_wanted: Callable[[], Awaitable[None]],
        segments: Sequence[dict[str, Any]] = (),
        *,
        address: str = '',
        query: str = '',
        names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        if names is not None:
            self.props.update({'address': address, 'query': query, 'names': dict(names)})
        self.props['job'] = job_id
        self.props['segments'] = list(segments)
        self.on('wanted', lambda: on_wanted(), [])
