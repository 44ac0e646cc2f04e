"""`make bench-drums`: how well drums are heard, on kits and styles never seen, under eight conditions.

Prints F-measures, counted over all clips of a condition, next to what hears without having learnt, and the bars that
should be reached; the median of single clips; kinds that are looked for together, each alone; kits; and a real break.
`--clips 6` is the quick form.
"""

import os

os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
os.environ.setdefault('OMP_NUM_THREADS', '1')

import argparse
import multiprocessing
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from app.drums.transcriber import hear, hits
from app.drums.transcriber.strokes import GROUPS, thresholds
from bench.drums import breaks, feet
from bench.drums.clips import Clip
from bench.drums.conditions import CLIPS, conditions, judged
from bench.drums.examples import examples, read_kits, seen
from bench.drums.floor import Floor
from bench.drums.hardness import Pair, pairs, words
from bench.drums.parts import Use
from bench.drums.scoring import APART, JUDGED_GROUPS, MAIN, Count, counts, total, tuned

BARS = {
    'drums, effects': 0.84, 'mix +6 dB': 0.85, 'mix 0 dB': 0.79, 'mix 0 dB + real guitars': 0.80,
    'mix 0 dB + speech': 0.78,
}  # fmt: skip
"""What kick, snare and hi-hat should reach together."""
TYPICAL_BARS = {'drums, dry': 0.88}
"""The same for the clip in the middle."""
TOM_BARS = {'drums, effects': 0.55}
CYMBAL_BARS = {'drums, effects': 0.60, 'mix 0 dB': 0.50}
_TUNED_CLIPS = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """A clip: what it was played on, and what was counted, by the net and by the floor."""

    kit: str
    net: Mapping[str, Count]
    apart: Mapping[str, Count]
    floor: Mapping[str, Count]
    hard: Mapping[str, list[Pair]]
    hats: Mapping[str, Count]
    taken: feet.Table

    @property
    def main(self) -> Count:
        """Kick, snare and hi-hat together."""
        return total(self.net[name] for name in MAIN)


class Judge:
    """Compares what is heard with what is true; `floor` may be left out."""

    def __init__(self, floor: Floor | None) -> None:
        self._floor = floor
        self._lowest = dict[str, float]()
        if floor:
            some = examples(Use.TUNED, _TUNED_CLIPS, 1)
            self._lowest = tuned([(floor.of(one.bands.astype(np.float32)), one.strokes) for one in some])
        self._apart = {
            name: thresholds()[group.name]
            for name, kinds in APART.items()
            for group in GROUPS
            if kinds[0] in group.kinds
        }

    def judged(self, clip: Clip) -> Judged:
        """One clip."""
        heard = hear(clip.sound)
        strokes = hits(heard, clip.sound)
        values, hard = heard.values, pairs(clip.strokes, strokes)
        hats, taken = feet.written(clip, strokes), feet.taken_for(clip, strokes)
        net = counts(values, clip.strokes, JUDGED_GROUPS, thresholds())
        apart = counts(values, clip.strokes, APART, self._apart)
        if not self._floor:
            return Judged(clip.kit, net, apart, {}, hard, hats, taken)
        rising = self._floor.of(seen(clip.sound).astype(np.float32))
        floor = counts(rising, clip.strokes, JUDGED_GROUPS, self._lowest)
        return Judged(clip.kit, net, apart, floor, hard, hats, taken)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--clips', type=int, default=CLIPS, help='so many of each condition')
    parser.add_argument('--processes', type=int, default=2)
    parser.add_argument('--no-floor', action='store_true', help='leave out what hears without having learnt')
    asked = parser.parse_args()
    read_kits(Use.JUDGED, asked.processes)
    if not asked.no_floor:
        list(examples(Use.TUNED, _TUNED_CLIPS, asked.processes))
    print('| F | kick | snare | hi-hat | toms | cymbals | the first three | bar | all five | middle clip | floor |')
    print('|---|---|---|---|---|---|---|---|---|---|---|')
    found = dict[str, list[Judged]]()
    with multiprocessing.get_context('spawn').Pool(asked.processes) as pool:
        wanted = [(name, asked.clips, not asked.no_floor) for name in conditions()]
        for (name, _, _), clips in zip(wanted, pool.imap(_of_condition, wanted, chunksize=1), strict=True):
            found[name] = clips
            print(_row(name, clips), flush=True)
    everything = [one for clips in found.values() for one in clips]
    print('\nalone, over all conditions:', _words(_together(one.apart for one in everything)))
    print('hi-hats as drafts write them:', _words(_together(one.hats for one in everything)))
    for name, others in feet.added([one.taken for one in everything]).items():
        print(f'  {name}, taken for:', ', '.join(f'{other} {count}' for other, count in others.items()))
    for kit in dict.fromkeys(one.kit for one in everything):
        print(f'  {kit}: {total(one.main for one in everything if one.kit == kit).f:.2f}')
    print('how hard, alike with what is true:', ', '.join(f'{name} {words(_hard(everything, name))}' for name in MAIN))
    for name, kinds in (('toms', TOM_BARS), ('cymbals', CYMBAL_BARS)):
        print(f'bars of {name}:', ', '.join(f'{condition} {bar:.2f}' for condition, bar in kinds.items()))
    for kind, heard in breaks.amen().items():
        print(f'a real break: {heard.right} of {heard.true} {kind}s, {heard.false} false')


def _of_condition(wanted: tuple[str, int, bool]) -> list[Judged]:
    name, count, with_floor = wanted
    judge = _judge(with_floor)
    return [judge.judged(clip) for clip in judged(name, count)]


@cache
def _judge(with_floor: bool) -> Judge:
    return Judge(Floor() if with_floor else None)


def _together(clips: Iterable[Mapping[str, Count]]) -> dict[str, Count]:
    some = list(clips)
    return {name: total(one[name] for one in some) for name in (some[0] if some else ())}


def _row(name: str, clips: list[Judged]) -> str:
    net, floor = _together(one.net for one in clips), _together(one.floor for one in clips)
    first = total(net[group] for group in MAIN).f
    middle = statistics.median(one.main.f for one in clips)
    figures = [f'{count.f:.2f}' for count in net.values()]
    lowest = f'{total(floor[group] for group in MAIN).f:.2f}' if floor else ''
    bar = f'{BARS[name]:.2f}' if name in BARS else ''
    typical = f'{middle:.2f}' + (f' (bar {TYPICAL_BARS[name]:.2f})' if name in TYPICAL_BARS else '')
    cells = [name, *figures, f'**{first:.2f}**', bar, f'{total(net.values()).f:.2f}', typical, lowest]
    return f'| {" | ".join(cells)} |'


def _hard(clips: Iterable[Judged], group: str) -> list[Pair]:
    return [pair for one in clips for pair in one.hard[group]]


def _words(counted: Mapping[str, Count]) -> str:
    return ', '.join(f'{name} {count.f:.2f}' for name, count in counted.items())


if __name__ == '__main__':
    main()
