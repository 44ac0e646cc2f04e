"""Whether drafts say rightly which hi-hats are struck closed, which open, and which the foot closes by its pedal.

Judged is what a draft would write, not what the net says: by its sound a pedal is taken for a closed hi-hat, and only
`app.drums.drafting.feet` tells them apart.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from app.drums.drafting.feet import by_foot
from app.drums.drum_map import Hit, Lane
from app.drums.transcriber import Kind
from bench.drums.clips import Clip
from bench.drums.scoring import WITHIN_S, Count, Seconds, compared

HATS = {'closed': Lane.HIHAT_CLOSED, 'open': Lane.HIHAT_OPEN, 'pedal': Lane.HIHAT_PEDAL}
MISSED = 'nothing'
Table = Mapping[str, Mapping[str, int]]
"""By what a hi-hat is: how often it is taken for what, or for nothing."""


def written(clip: Clip, strokes: Sequence[Hit]) -> dict[str, Count]:
    """Of a clip each kind of hi-hat as a draft of these strokes writes it."""
    true, said = _true(clip), _said(strokes)
    return {name: compared(true[name], said[name]) for name in HATS}


def taken_for(clip: Clip, strokes: Sequence[Hit]) -> Table:
    """What each hi-hat of a clip is taken for: what lies nearest within 50 ms."""
    true, said = _true(clip), _said(strokes)
    return {
        name: {other: sum(_nearest(at, said) == other for at in true[name]) for other in (*HATS, MISSED)}
        for name in HATS
    }


def added(tables: Sequence[Table]) -> Table:
    """All together."""
    return {name: {other: sum(one[name][other] for one in tables) for other in (*HATS, MISSED)} for name in HATS}


def _true(clip: Clip) -> dict[str, Seconds]:
    by_pedal = set(clip.feet)
    closed = [at for at, kind, _ in clip.strokes if kind == Kind.HIHAT_CLOSED and at not in by_pedal]
    opened = [at for at, kind, _ in clip.strokes if kind == Kind.HIHAT_OPEN]
    return {'closed': np.sort(closed), 'open': np.sort(opened), 'pedal': np.sort(clip.feet)}


def _said(strokes: Sequence[Hit]) -> dict[str, Seconds]:
    found = by_foot(strokes)
    return {name: np.array([hit.ms / 1000 for hit in found if hit.lane is lane]) for name, lane in HATS.items()}


def _nearest(at: float, said: Mapping[str, Seconds]) -> str:
    far = {name: float(np.abs(moments - at).min(initial=1.0)) for name, moments in said.items()}
    name = min(far, key=far.__getitem__)
    return name if far[name] <= WITHIN_S else MISSED
