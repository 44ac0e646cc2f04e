"""Where the beats of a song are. Numbers in, numbers out.

points     beats → the timing points of a map
changes    what a person mends with one click: half, double, a beat later, tapped
"""

from app.drums.beats.changes import doubled, halved, shifted_by_a_beat, tapped
from app.drums.beats.points import timing_points

__all__ = ['doubled', 'halved', 'shifted_by_a_beat', 'tapped', 'timing_points']
