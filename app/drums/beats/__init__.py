"""Where the beats of a song are, from its sound and its drums. Numbers in, numbers out.

tracking   the whole way: `track`          inputs    what is looked at: bands, what rises in them, drums
net        → how likely a beat is          pointer   → beats: the most likely walk from one to the next
bars       → which of its bar each is      points    beats → the timing points of a map
changes    what a person mends with one click: half, double, a beat later, tapped
"""

from app.drums.beats.changes import doubled, halved, shifted_by_a_beat, tapped
from app.drums.beats.points import timing_points
from app.drums.beats.tracking import Beats, track

__all__ = ['Beats', 'doubled', 'halved', 'shifted_by_a_beat', 'tapped', 'timing_points', 'track']
