"""An analysis as it would be if its tracks were as loud as each other: what the rest of the engine then plans from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.audio.analysis import Analysis
from app.audio.energy_above import LEVELS_DB
from app.audio.excerpts import Excerpts
from app.audio.kernels import ROWS_FLOOR, ROWS_PER_S
from app.audio.loudness import gated_blocks, highest, integrated, loudness_range
from app.audio.segment_types import Cue, MatchOptions, Segment, Transition
from app.audio.true_peak import to_db

from .chapters import read_chapters
from .find import find_transitions, transitions_at
from .gain import gain_curve, ramps, towards_each_other
from .lists import FRONT_S
from .tracklist import LAST_S, beyond_the_end

BETWEEN_SAMPLES_DB = 1.5
"""What a peak that was only read from the samples may really be higher."""


@dataclass(frozen=True, slots=True)
class TrackMatching:
    """What matching does to a mix.

    Attributes
    ----------
    segments : the tracks with their gains.
    ramps : where one gain gives way to the next.
    curve : factor at the start of each 10 ms and at the end; None where nothing is changed.
    warnings : what of the tracklist does not fit the mix.
    """

    segments: tuple[Segment, ...] = ()
    ramps: tuple[Transition, ...] = ()
    curve: NDArray[np.float32] | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What was done, in words to put behind another sentence; nothing where nothing was done."""
        if self.curve is None:
            return ''
        gains = [segment.gain_db for segment in self.segments]
        return (
            f' Before that, {len(self.segments)} tracks inside the mix were brought closer together '
            f'({min(gains):+.1f} to {max(gains):+.1f} dB).'
        )


NOTHING = TrackMatching()
"""Nothing to even out."""


def match_tracks(analysis: Analysis, match_options: MatchOptions) -> TrackMatching:
    """Find or take over the tracks of a mix, and decide on their gains."""
    cues = match_options.cues if match_options.cues is not None else read_chapters(analysis.info.path)
    duration = analysis.info.duration_s
    if cues:
        starts, titles = _usable(cues, duration)
        transitions = transitions_at(analysis, starts[1:])
    else:
        transitions = find_transitions(analysis)
        starts = [0.0, *(transition.middle_s for transition in transitions)]
        titles = [None] * len(starts)
    loudness = _loudness(analysis, transitions)
    seconds = np.diff([0.0, *(t.middle_s for t in transitions), duration]).tolist()
    gains = towards_each_other(loudness, seconds, match_options.strength, match_options.most_db)
    gains, placed = ramps(gains, transitions, duration)
    segments = tuple(
        Segment(start, end, level, gain, title)
        for start, end, level, gain, title in zip(starts, [*starts[1:], duration], loudness, gains, titles, strict=True)
    )
    curve = gain_curve(gains, placed, len(analysis.energy) + 1)
    late = beyond_the_end(match_options.cues, duration) if match_options.cues else None
    return TrackMatching(segments, tuple(placed), None if (curve == 1.0).all() else curve, (late,) if late else ())


def matched(analysis: Analysis, curve: NDArray[np.float32]) -> Analysis:
    """The analysis of the mix as it is after the curve, without reading the file again."""
    rate, rows = analysis.info.sample_rate, len(analysis.energy)
    middle = ((curve[:-1] + curve[1:]) / 2)[:rows].astype(np.float32)
    energy = (analysis.energy * middle**2).astype(np.float32)
    peaks = analysis.peaks * np.maximum(curve[:-1], curve[1:])[: len(analysis.peaks)].astype(np.float16)
    measurement = replace(
        analysis.measurement,
        integrated_lufs=integrated(gated_blocks(energy, rate)),
        short_term_max_lufs=highest(energy, rate, 300),
        momentary_max_lufs=highest(energy, rate, 40),
        range_lu=loudness_range(energy, rate),
        true_peak_dbtp=_true_peak(analysis, peaks, middle),
    )
    return replace(
        analysis,
        measurement=measurement,
        energy=energy,
        peaks=peaks,
        excess=_excess(analysis.excess, middle),
        excerpts=_excerpts(analysis.excerpts, curve),
    )


def _true_peak(analysis: Analysis, peaks: NDArray[np.float16], middle: NDArray[np.float32]) -> float | None:
    """The highest peak, careful where rows were read from the samples alone and may be higher in between."""
    sure = peaks[: len(middle)].astype(np.float32)
    rough = analysis.peaks[: len(middle)] < ROWS_FLOOR
    sure[rough] *= np.float32(10.0 ** (BETWEEN_SAMPLES_DB / 20.0))
    return to_db(float(sure.max(initial=0.0)))


def _excess(rows: NDArray[np.float32], factors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Energy above each level, per second: what was above the level less the gain, times the gain's square."""
    if not len(rows) or not len(factors):
        return rows
    gains = np.array([factors[min(s * ROWS_PER_S, len(factors) - 1) :][:ROWS_PER_S].mean() for s in range(len(rows))])
    count = len(LEVELS_DB)
    places = np.arange(count)[None, :] - 20.0 * np.log10(gains)[:, None] / (LEVELS_DB[1] - LEVELS_DB[0])
    places = np.clip(places, 0.0, count - 1.001)
    below = places.astype(np.int64)
    at, part = np.arange(len(rows))[:, None], places - below
    out = rows.copy()
    out[:, :count] = rows[at, below] * (1.0 - part) + rows[at, below + 1] * part
    return np.asarray(out * (gains**2)[:, None], np.float32)


def _excerpts(excerpts: Excerpts, curve: NDArray[np.float32]) -> Excerpts:
    stored = excerpts.arrays()
    places = np.arange(excerpts.rate) * (ROWS_PER_S / excerpts.rate)
    for piece, second in zip(stored['excerpts'], excerpts.seconds, strict=True):
        at = np.minimum(places + second * ROWS_PER_S, len(curve) - 1)
        piece *= np.interp(at, np.arange(len(curve)), curve).astype(np.float16)
    return Excerpts.of(stored)


def _usable(cues: Sequence[Cue], duration: float) -> tuple[list[float], list[str | None]]:
    """Starts and titles of the tracks that lie in the mix.

    Whatever the cues, the first track begins with the mix: one without a name where the first cue comes too late for
    what stands before it to be a part of its track.
    """
    inside = list[Cue]()
    for cue in cues:
        if (inside[-1].start_s if inside else -1.0) < max(0.0, cue.start_s) < duration - LAST_S:
            inside.append(replace(cue, start_s=max(0.0, cue.start_s)))
    if not inside or inside[0].start_s >= FRONT_S:
        inside.insert(0, Cue(0.0))
    return [0.0, *(cue.start_s for cue in inside[1:])], [cue.title for cue in inside]


def _loudness(analysis: Analysis, transitions: Sequence[Transition]) -> list[float | None]:
    """Integrated loudness of each track where it plays alone."""
    edges = [0.0, *(t.end_s for t in transitions)], [*(t.start_s for t in transitions), analysis.info.duration_s]
    found = []
    for start, end in zip(*edges, strict=True):
        middle = (start + end) / 2
        first, last = min(start, middle - 2.0), max(end, middle + 2.0)
        rows = analysis.energy[max(0, round(first * ROWS_PER_S)) : round(last * ROWS_PER_S)]
        found.append(integrated(gated_blocks(rows, analysis.info.sample_rate)))
    return found
