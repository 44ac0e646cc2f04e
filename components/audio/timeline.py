"""The timeline of a mix: loudness before and after, its tracks, the gain and the limiter's work, and the wave.

A canvas of ours, not a chart library: see docs/decisions/0005-a-canvas-for-the-timeline.md.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui import ui

from components.vocabulary.sent import Sent, hear

Tracks = Sequence[dict[str, Any]]
Edited = list[dict[str, Any]] | None
OnEdit = Callable[[Edited], Awaitable[None]]
MOST_TRACKS, TITLE_CHARS = 2000, 500
"""More than a mix may have, so that too many are refused by the service, with a sentence."""


class Timeline(ui.element, component='static/timeline.js', esm={'levelmix-timeline': 'static/timeline'}):
    """Draws what `/files/timelines/…` sends, a window at a time.

    Parameters
    ----------
    job_id : the job; the route checks that the visitor may see it.
    duration_s : how long the mix is, while more of it is still to come; None once it is complete.
    segments, ramps : tracks inside the mix as `app.audio.segments.to_json` gives them, and where one gain changes into
        the next (`start_s`, `end_s`), if any are known.
    ahead : an upload that no job has taken yet; the browser plays the file as it is.
    on_edit : called with the tracks (`start_s`, `title`) after the visitor has changed them, or with None to have
        them found again; without it nothing can be changed.
    reset_words : the label of the button that has them found again.
    """

    EVENT_CHARS = 800_000

    def __init__(
        self,
        job_id: str,
        duration_s: float | None = None,
        segments: Tracks = (),
        ramps: Tracks = (),
        *,
        ahead: bool = False,
        on_edit: OnEdit | None = None,
        reset_words: str | None = None,
    ) -> None:
        super().__init__()
        self._on_edit = on_edit
        self.props['job'] = job_id
        self.props['source'] = f'/files/timelines/{"uploads/" if ahead else ""}{job_id}'
        self.props['duration'] = duration_s
        self.props['sound'] = f'/files/previews/uploads/{job_id}' if ahead else None
        self.props['serial'] = 0
        self.props['editable'] = on_edit is not None
        self.props['reset-words'] = reset_words
        self.show_tracks(segments, ramps, edited=False)
        if on_edit is not None:
            hear(self, 'edit', _edited, self._edited)

    def show_tracks(self, segments: Tracks, ramps: Tracks, *, edited: bool = False) -> None:
        """Show other tracks, or more about them; what the visitor has changed since then stays."""
        self.props['segments'] = list(segments)
        self.props['ramps'] = list(ramps)
        self.props['edited'] = edited

    def aim(self, target: float, *, matching: bool) -> None:
        """Draw another target, LUFS; without `matching` the gains shown are what it would do."""
        self.props['target'] = target
        self.props['would'] = not matching

    async def _edited(self, told: tuple[Edited, int]) -> None:
        assert self._on_edit is not None
        tracks, serial = told
        await self._on_edit(tracks)
        self.props['serial'] = serial


def _edited(sent: Sent) -> tuple[Edited, int]:
    """The tracks, None to have them found again; and the number of this change."""
    serial = sent['serial'].count()
    if not sent['tracks'].given:
        return None, serial
    return [
        {'start_s': one['start_s'].number(), 'title': one['title'].cut(TITLE_CHARS)}
        for one in sent['tracks'].items(MOST_TRACKS)
    ], serial


class SmallTimeline(ui.element, component='static/timeline_small.js', esm={'levelmix-timeline': 'static/timeline'}):
    """The timeline of a job in a list: one small picture that leads to the job, loaded when it comes into view."""

    def __init__(self, job_id: str, name: str, segments: Tracks = ()) -> None:
        super().__init__()
        self.props['job'] = job_id
        self.props['name'] = name
        self.props['source'] = f'/files/timelines/{job_id}'
        self.props['segments'] = list(segments)
