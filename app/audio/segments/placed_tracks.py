"""Tracks whose boundaries somebody has set on the timeline: taken where they stand, and not looked for."""

from collections.abc import Sequence
from itertools import pairwise

from app.audio.analysis import Analysis
from app.audio.segment_types import Cue, MatchOptions, Segment, Transition

from . import track_matching
from .evidence import USUAL_S, best_fade
from .find import TOLD_LENGTHS_S
from .frames import frames_of
from .gain import gain_curve, ramps, towards_each_other
from .track_matching import TrackMatching
from .tracklist import LAST_S, beyond_the_end

ROOM = 0.9
"""A transition takes at most this share of the way to the next boundary."""


def match_tracks(analysis: Analysis, match_options: MatchOptions) -> TrackMatching:
    """Decide on the gains of the tracks that were placed, or of those that a tracklist or the engine itself tells."""
    if match_options.placed is None:
        return track_matching.match_tracks(analysis, match_options)
    duration = analysis.info.duration_s
    placed = [cue for cue in match_options.placed if cue.start_s < duration - LAST_S] or [Cue(0.0)]
    starts = [0.0, *(cue.start_s for cue in placed[1:])]
    transitions = transitions_through(analysis, starts[1:])
    loudness = track_matching._loudness(analysis, transitions)
    edges = [*starts, duration]
    seconds = [end - start for start, end in pairwise(edges)]
    gains = towards_each_other(loudness, seconds, match_options.strength, match_options.most_db)
    gains, where = ramps(gains, transitions, duration)
    segments = tuple(
        Segment(start, end, level, gain, cue.title)
        for start, end, level, gain, cue in zip(starts, edges[1:], loudness, gains, placed, strict=True)
    )
    curve = gain_curve(gains, where, len(analysis.energy) + 1)
    late = beyond_the_end(match_options.placed, duration, 'on the timeline')
    return TrackMatching(segments, tuple(where), None if (curve == 1.0).all() else curve, (late,) if late else ())


def transitions_through(analysis: Analysis, middles: Sequence[float]) -> list[Transition]:
    """One transition around each of these seconds, as long as the crossfade that is heard there, or as usual."""
    frames = frames_of(analysis.spectrum, analysis.energy, analysis.info.sample_rate)
    edges = [0.0, *middles, analysis.info.duration_s]
    found = []
    for before, middle, after in zip(edges, middles, edges[2:], strict=False):
        fade = best_fade(frames.power, round(middle), TOLD_LENGTHS_S)
        length = USUAL_S
        if fade is not None:
            heard = fade.transition.end_s - fade.transition.start_s
            if abs(fade.transition.middle_s - middle) <= max(1.0, heard / 2):
                length = heard
        half = min(length / 2, ROOM * (middle - before), ROOM * (after - middle))
        found.append(Transition(middle - half, middle + half))
    return found
