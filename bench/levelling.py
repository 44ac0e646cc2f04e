"""Levelling inside a mix, judged on hours whose truth is known: `make bench-levelling`.

Prints, and writes into docs/levelling.md, per mix: how well the changes of track were found, what full strength does to
the spread of the tracks' loudness and to the shape inside them, and how fast the gain moves.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.audio import Goal, level
from app.audio.analysis import Analysis, read_through
from app.audio.kernels import ROWS_PER_S
from app.audio.loudness import gated_blocks, integrated, sliding_mean
from app.audio.progress import Ticker
from app.audio.segments import Cue, MatchOptions
from app.audio.segments.track_matching import TrackMatching, match_tracks
from bench import material
from bench.levelling_material import RATE, Mix, Track, blocks, mix
from bench.levelling_training import f1, matched, train

TUNED = (7, *range(101, 130))
HELD_OUT = tuple(range(201, 209))
RENDERED = (201,)
REPORT = Path(__file__).parents[1] / 'docs' / 'levelling.md'
SHORTEST_S = 15.0
"""Stretches in which a track plays alone for less than this are left out of spread and shape."""
HEAD = """| mix | tracks | found | F1 | precision | recall | spread | shape | worst | dB/s |
|---|---|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured on one mix; spreads in LU, slopes in dB/s."""

    name: str
    tracks: int
    found: int
    f1: float
    precision: float
    recall: float
    before: float
    after: float
    shapes: tuple[float, ...]
    slope: float


def main() -> None:
    """Judge all mixes, or learn anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--train', action='store_true', help='fit the model on the tuning seeds and store it')
    parser.add_argument('--render', action='store_true', help='also level a mix and measure the file')
    asked = parser.parse_args()
    if asked.train:
        train([mix(seed) for seed in TUNED]).save()
    held = [judged(mix(seed)) for seed in HELD_OUT]
    tuned = [judged(mix(seed)) for seed in TUNED]
    told = [judged(mix(seed), told=True) for seed in HELD_OUT]
    made = [judged(mix(seed, synthetic=True)) for seed in (1, 2)]
    parts = [
        ('Held out: seeds that were not used for tuning', table(held)),
        ('The same with a tracklist: the times at which each track comes in', table(told)),
        ('Seeds that were used for tuning', table(tuned)),
        ('Synthetic tracks, which no tuning has heard', table(made)),
    ]
    if asked.render:
        parts.append(('Rendered to -14 LUFS and measured in the files', rendered_table()))
    text = '\n\n'.join(f'### {title}\n\n{body}' for title, body in parts)
    print(text)
    write(text)


def judged(one: Mix, told: bool = False) -> Row:
    """Find the tracks (or take them from the truth), even out at full strength, and compare with the truth."""
    cues = tuple(Cue(track.start_s) for track in one.tracks) if told else None
    matching = match_tracks(one.analysis, MatchOptions(1.0, cues=cues))
    middles = [segment.start_s for segment in matching.segments[1:]]
    truth = [track.middle_s for track in one.tracks[1:]]
    if told:
        middles = [ramp.middle_s for ramp in matching.ramps]
    hits = matched(middles, truth)
    energy = one.analysis.energy
    after = energy * factors(matching, len(energy)) ** 2
    spread_before, spread_after = (float(np.std(levels(rows, one.tracks))) for rows in (energy, after))
    return Row(
        one.name,
        len(one.tracks),
        len(matching.segments),
        f1(middles, truth),
        hits / max(1, len(middles)),
        hits / len(truth),
        spread_before,
        spread_after,
        tuple(shapes(energy, after, one.tracks)),
        slope(matching, one.tracks, len(energy)),
    )


def factors(matching: TrackMatching, rows: int) -> NDArray[np.float32]:
    """The gain of each 10 ms."""
    if matching.curve is None:
        return np.ones(rows, np.float32)
    return np.asarray((matching.curve[:-1] + matching.curve[1:])[:rows] / 2, np.float32)


def alone(tracks: Sequence[Track]) -> list[slice]:
    """The rows in which each track plays alone, of those that do so long enough."""
    long = [track for track in tracks if track.until_s - track.alone_s >= SHORTEST_S]
    return [slice(round(track.alone_s * ROWS_PER_S), round(track.until_s * ROWS_PER_S)) for track in long]


def levels(energy: NDArray[np.float32], tracks: Sequence[Track]) -> list[float]:
    """Integrated loudness of each track, LUFS."""
    found = [integrated(gated_blocks(energy[part], RATE)) for part in alone(tracks)]
    return [value for value in found if value is not None]


def shapes(before: NDArray[np.float32], after: NDArray[np.float32], tracks: Sequence[Track]) -> list[float]:
    """Correlation of short-term loudness (3 s, at 10 Hz) before and after, where each track plays alone.

    There the mix is the solo track at its gain. Windows 40 dB below the loudest are pauses and not counted.
    """
    found = []
    for part in alone(tracks):
        curves = [10.0 * np.log10(sliding_mean(rows[part], RATE, 300, 10) + 1e-12) for rows in (before, after)]
        heard = curves[0] > curves[0].max() - 40.0
        found.append(float(np.corrcoef(curves[0][heard], curves[1][heard])[0, 1]))
    return found


def slope(matching: TrackMatching, tracks: Sequence[Track], rows: int) -> float:
    """Fastest movement of the gain over one second outside the true transitions, dB/s."""
    decibels = 20.0 * np.log10(factors(matching, rows).astype(np.float64))
    moved = np.abs(decibels[ROWS_PER_S:] - decibels[:-ROWS_PER_S])
    for track in tracks[1:]:
        moved[max(0, round((track.start_s - 1.0) * ROWS_PER_S)) : round(track.alone_s * ROWS_PER_S)] = 0.0
    return float(moved.max(initial=0.0))


def table(rows: Sequence[Row]) -> str:
    """One line per mix and one for all of them."""
    lines = [HEAD]
    for row in rows:
        lines.append(
            f'| {row.name} | {row.tracks} | {row.found} | {row.f1:.2f} | {row.precision:.2f} | {row.recall:.2f} '
            f'| {row.before:.2f} -> {row.after:.2f} ({1 - row.after / row.before:.0%}) '
            f'| {median(row.shapes):.3f} | {min(row.shapes):.3f} | {row.slope:.2f} |'
        )
    every = [value for row in rows for value in row.shapes]
    before, after = mean(row.before for row in rows), mean(row.after for row in rows)
    lines.append(
        f'| **mean** | | | **{mean(r.f1 for r in rows):.2f}** | {mean(r.precision for r in rows):.2f} '
        f'| {mean(r.recall for r in rows):.2f} '
        f'| {before:.2f} -> {after:.2f} ({1 - after / before:.0%}) | {median(every):.3f} | '
        f'{mean(value >= 0.98 for value in every):.0%} >= 0.98 | {max(r.slope for r in rows):.2f} |'
    )
    return '\n'.join(lines)


def rendered_table() -> str:
    """Whole runs: the mix as a file, levelled with evening, and the result measured."""
    lines = ['| mix | asked | delivered | true peak | spread | shape |', '|---|---|---|---|---|---|']
    for seed in RENDERED:
        one = mix(seed)
        with TemporaryDirectory(dir=material.CACHE) as folder:
            source, target = Path(folder) / 'mix.wav', Path(folder) / 'out.wav'
            with soundfile.SoundFile(source, 'w', RATE, 2, subtype='PCM_16') as file:
                for block in blocks(seed, False, {}):
                    file.write(block)
            outcome = level(source, target, Goal(-14.0), match=MatchOptions(1.0))
            result: Analysis = read_through(target, Ticker(None), 'verify')
        before, after = (float(np.std(levels(rows, one.tracks))) for rows in (one.analysis.energy, result.energy))
        shape = median(shapes(one.analysis.energy, result.energy, one.tracks))
        lines.append(
            f'| {one.name} | -14.0 LUFS | {outcome.output.integrated_lufs:.2f} | {outcome.output.true_peak_dbtp:.2f} '
            f'| {before:.2f} -> {after:.2f} ({1 - after / before:.0%}) | {shape:.3f} |'
        )
    return '\n'.join(lines)


def write(text: str) -> None:
    """Put the tables into the report, in place of those before."""
    head, mark, _ = REPORT.read_text().partition('<!-- tables -->')
    REPORT.write_text(f'{head}{mark}\n\n{text}\n')


if __name__ == '__main__':
    main()
