"""A recording in, the draft of its drum map out. Numbers in, a map out; whoever reads or stores it is elsewhere.

drafting   the whole way: `draft`           refusals, errors   what no map is made of, in sentences
aligning   beats → onto their strokes       grid               into how many parts beats fall, and how they swing
snapping   strokes → onto the grid         feet               hi-hats that are closed by the foot
"""

from app.drums.drafting.drafting import STAGES, draft
from app.drums.drafting.errors import NoDraft, NoDrums, NotUsable

__all__ = ['STAGES', 'NoDraft', 'NoDrums', 'NotUsable', 'draft']
