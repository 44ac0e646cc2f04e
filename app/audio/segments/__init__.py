"""The tracks inside a mix: where they begin, how loud they are, and how each is brought to the mix's own level.

Only what needs neither kernels nor decoders is named here: a web server may import it.
"""

from app.audio.segment_types import Cue, MatchOptions, Segment, Transition, from_json, to_json

from .cue_sheet import UnreadableTracklist
from .tracklist import Tracklist, parse_tracklist, read_tracklist, to_cue, to_text

__all__ = [
    'Cue',
    'MatchOptions',
    'Segment',
    'Tracklist',
    'Transition',
    'UnreadableTracklist',
    'from_json',
    'parse_tracklist',
    'read_tracklist',
    'to_cue',
    'to_json',
    'to_text',
]
