"""Where the tracks of a mix begin, as somebody has set it on the timeline: checked here, kept as JSON with the job."""

import json
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from app.audio.segments import Cue as Cue
from app.audio.segments.tracklist import MOST_CUES as MOST_CUES
from app.audio.segments.tracklist import clock
from app.errors import NotAllowed

APART_S = 1.0
"""Two boundaries, and the ends of the mix, are at least this far from each other."""
LONGEST_TITLE = 300


def check_tracks(tracks: Sequence[Cue], duration_s: float | None = None) -> tuple[Cue, ...]:
    """The tracks as they are kept: the first begins with the mix, titles are one line, seconds are whole milliseconds.

    Raises
    ------
    NotAllowed
        There are none or far too many, or two boundaries are in the wrong order or too near to each other.
    """
    if not 1 <= len(tracks) <= MOST_CUES:
        raise NotAllowed(f'A mix has 1 to {MOST_CUES} tracks here.')
    if not all(math.isfinite(track.start_s) for track in tracks):
        raise NotAllowed('A track begins at a time.')
    kept = [Cue(round(track.start_s, 3), _title(track.title)) for track in tracks]
    kept[0] = Cue(0.0, kept[0].title)
    for before, track in pairwise(kept):
        if track.start_s < before.start_s + APART_S:
            raise NotAllowed(
                f'The boundary at {clock(track.start_s)} is not after the one at {clock(before.start_s)}. '
                'Tracks follow one another, at least a second apart.'
            )
    if duration_s is not None and kept[-1].start_s > duration_s - APART_S and len(kept) > 1:
        raise NotAllowed(f'The boundary at {clock(kept[-1].start_s)} is not inside the mix: it ends there or before.')
    return tuple(kept)


def tracks_as_text(tracks: Iterable[Cue]) -> str:
    """For a row."""
    return json.dumps([[track.start_s, track.title] for track in tracks], ensure_ascii=False)


def tracks_of(text: str | None) -> tuple[Cue, ...] | None:
    """From a row; None where nobody has set any."""
    return None if text is None else tuple(Cue(start, title) for start, title in json.loads(text))


def tracks_sent(sent: Any) -> tuple[Cue, ...]:
    """From what a screen or a program sends: objects with `start_s` and maybe `title`.

    Raises
    ------
    NotAllowed
        It is something else.
    """
    try:
        return tuple(Cue(float(one['start_s']), str(one.get('title') or '') or None) for one in sent)
    except (TypeError, ValueError, KeyError, AttributeError):
        raise NotAllowed(
            'These tracks were not understood: each has a start_s in seconds, and may have a title.'
        ) from None


def _title(title: str | None) -> str | None:
    return ' '.join((title or '').split())[:LONGEST_TITLE] or None
