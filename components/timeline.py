"""The timeline of a job: loudness before and after, the limiter's work and the wave, to zoom, to read and to play from.

A canvas of ours, not a chart library: see docs/decisions/0005-a-canvas-for-the-timeline.md.
"""

from collections.abc import Sequence
from typing import Any

from nicegui import ui


class Timeline(ui.element, component='static/timeline.js', esm={'levelmix-timeline': 'static/timeline'}):
    """Draws what `/files/timelines/JOB` answers, a window at a time.

    Parameters
    ----------
    job_id : whose; the route asks whether the visitor may see it.
    duration_s : how long the mix is, while the job still runs; None once it has ended.
    segments : tracks inside the mix as `app.audio.segments.to_json` gives them, if any are known.
    """

    def __init__(self, job_id: str, duration_s: float | None = None, segments: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__()
        self.props['job'] = job_id
        self.props['duration'] = duration_s
        self.props['segments'] = list(segments)
