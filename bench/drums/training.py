"""`make train-drums`: writes app/drums/transcriber/model.npz, what the transcriber hears with.

Clips are made of what `sources.py` lists as learnt; two nets learn from them at the same time, each on a core, from
other beginnings and in another order; thresholds are tuned for what both say together, on clips of other kits and
styles; and what the nets say of a sound is kept for the test that compares. `--steps 600 --clips 200` is a
quick try.
"""

import argparse
import copy
import multiprocessing
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch.nn import functional

from app.drums.transcriber import Kind
from app.drums.transcriber.net import MODEL, Net, Nets
from app.drums.transcriber.spectrum import BANDS, FRAMES_A_SECOND
from bench.drums.examples import Example, examples, seen
from bench.drums.learner import Learner, exported, follow
from bench.drums.packages import CACHE
from bench.drums.parts import Use
from bench.drums.scoring import JUDGED_GROUPS, MAIN, Strokes, counts, total, tuned
from tests.app.drums.transcriber.sounds import played, rock
from tests.app.drums.transcriber.test_net import ANSWER

CLIPS, TUNED_CLIPS, STEPS, NETS = 1000, 50, 5_000, 2
_TOGETHER, _FRAMES = 16, 400
_FASTEST, _WARMING, _SLOWEST = 2e-3, 200, 0.02
_HELD = 0.997
"""What is kept is the mean of the weights over the last few hundred steps: it hears better than any one of them."""
_WEIGHTS = (2.0, 2.5, 2.0, 4.0, 4.0, 4.0, 4.0, 3.0)
"""How much more a missed stroke counts than a false one, by kind: what is rare is missed more easily."""
_HARDNESS = 0.05
"""How much it counts how hard a stroke is said to be, beside whether there is one."""
_EVERY = 500
Bands = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from: for each clip its bands, what is struck in each of its frames, and how hard."""

    bands: list[NDArray[np.float16]]
    wanted: list[NDArray[np.float16]]
    hard: list[NDArray[np.float16]]

    @classmethod
    def of(cls, clips: Sequence[Example]) -> 'Material':
        """These clips."""
        wanted, hard = zip(*(targets(one.strokes, len(one.bands)) for one in clips), strict=True)
        return cls([one.bands for one in clips], list(wanted), list(hard))

    def batch(self, chance: Generator) -> tuple[Bands, Bands, Bands]:
        """Four seconds each of some clips, as if recorded by somebody else."""
        bands = np.empty((_TOGETHER, _FRAMES, BANDS), np.float32)
        wanted, hard = np.empty((2, _TOGETHER, _FRAMES, len(Kind)), np.float32)
        for place in range(_TOGETHER):
            clip = int(chance.integers(len(self.bands)))
            begin = int(chance.integers(0, len(self.bands[clip]) - _FRAMES))
            bands[place] = changed(chance, self.bands[clip][begin : begin + _FRAMES].astype(np.float32))
            wanted[place] = self.wanted[clip][begin : begin + _FRAMES]
            hard[place] = self.hard[clip][begin : begin + _FRAMES]
        return bands, wanted, hard


def targets(strokes: Strokes, frames: int) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    """1 in the frame nearest to a stroke, a half beside it; and how hard it is in these frames, 0 to 1."""
    made, hard = np.zeros((2, frames, len(Kind)), np.float16)
    for at, kind, velocity in strokes:
        exact = at * FRAMES_A_SECOND
        for frame in range(max(0, round(exact) - 1), min(frames, round(exact) + 2)):
            near = abs(frame - exact)
            made[frame, kind] = max(made[frame, kind], 1.0 if near <= 0.5 else 0.5 if near < 1.5 else 0.0)
            hard[frame, kind] = max(hard[frame, kind], velocity / 127)
    return made, hard


def changed(chance: Generator, bands: Bands) -> Bands:
    """Louder or softer, of another tone, noisier, with bands or all treble missing."""
    tone = np.interp(np.linspace(0, 5, BANDS), np.arange(6), chance.normal(0, 0.09, 6))
    bands = bands + np.float32(chance.normal(0, 0.12)) + tone.astype(np.float32)
    if chance.random() < 0.25:
        bands = np.maximum(bands, np.float32(chance.uniform(-2.6, -1.4)))
    if chance.random() < 0.2:
        first = int(chance.integers(0, BANDS - 8))
        bands[:, first : first + int(chance.integers(2, 8))] = bands.mean()
    if chance.random() < 0.15:
        bands[:, int(chance.integers(60, BANDS)) :] = -3
    return np.maximum(bands, np.float32(-3))


def main() -> None:
    """Learn, and write what was learnt."""
    asked = _asked()
    started = time.monotonic()
    clips, held = (
        list(examples(Use.LEARNT, asked.clips, asked.processes)),
        list(examples(Use.TUNED, TUNED_CLIPS, asked.processes)),
    )
    hours = sum(len(one.bands) for one in clips) / FRAMES_A_SECOND / 3600
    print(f'{hours:.1f} hours to learn from, {time.monotonic() - started:.0f} s', flush=True)
    del clips
    with multiprocessing.get_context('spawn').Pool(asked.processes) as pool:
        learnt = pool.starmap(_learnt, [(number, asked) for number in range(NETS)], chunksize=1)
    print('together: ' + _write(learnt, held))
    print(f'{MODEL.name}: {MODEL.stat().st_size:,} bytes after {time.monotonic() - started:.0f} s')


def _learnt(number: int, asked: argparse.Namespace) -> Path:
    """Where one of the nets is, once it has learnt: its weights, and what it says of a sound."""
    torch.set_num_threads(asked.threads)
    torch.manual_seed(asked.seed + number)
    clips = list(examples(Use.LEARNT, asked.clips, 1))
    learner = _started(clips)
    mean = copy.deepcopy(learner).eval()
    held = list(examples(Use.TUNED, TUNED_CLIPS, 1))
    _learn(learner, mean, Material.of(clips), held, number, asked)
    place = CACHE / f'net{number}.npz'
    said = mean.said(seen(played(rock(1), 2.5)).astype(np.float32))
    np.savez(place, said=said, **exported(mean))  # type: ignore[arg-type]
    return place


def _started(clips: Sequence[Example]) -> Learner:
    """A net that knows nothing but how loud bands are."""
    some = [one.bands.astype(np.float32) for one in clips[:300]]
    learner = Learner()
    learner.to(memory_format=torch.channels_last)
    learner.mean.copy_(torch.from_numpy(np.mean([bands.mean(axis=0) for bands in some], axis=0)))
    learner.spread.copy_(
        torch.from_numpy(np.concatenate([bands[::50] for bands in some]).std(axis=0) + np.float32(0.1))
    )
    return learner


def _learn(
    learner: Learner,
    mean: Learner,
    material: Material,
    held: Sequence[Example],
    number: int,
    asked: argparse.Namespace,
) -> None:
    chance = np.random.default_rng(asked.seed + number)
    optimizer = torch.optim.AdamW(learner.parameters(), lr=_FASTEST, weight_decay=1e-3)
    loss, started = 0.0, time.monotonic()
    for step in range(1, asked.steps + 1):
        for group in optimizer.param_groups:
            group['lr'] = _speed(step, asked.steps)
        bands, wanted, hard = (torch.from_numpy(one) for one in material.batch(chance))
        with torch.autocast('cpu', dtype=torch.bfloat16):
            said = learner(bands)
        wrong = _wrong(said.float(), wanted, hard)
        optimizer.zero_grad()
        wrong.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 5.0)
        optimizer.step()
        follow(mean, learner, min(_HELD, step / (step + 10)))
        loss += (wrong.item() - loss) / min(step, 50)
        if step % _EVERY == 0:
            heard = [(mean.said(one.bands.astype(np.float32))[:, : len(Kind)], one.strokes) for one in held]
            report = _words(heard, tuned(heard))
            print(f'{number}: step {step}, {time.monotonic() - started:.0f} s, loss {loss:.4f}, {report}', flush=True)


def _wrong(said: torch.Tensor, wanted: torch.Tensor, hard: torch.Tensor) -> torch.Tensor:
    """How far what is said is from what is true; how hard nothing is struck is nobody's question."""
    likely, strength = said.split(len(Kind), dim=2)
    false = functional.binary_cross_entropy_with_logits(likely, wanted, pos_weight=torch.tensor(_WEIGHTS))
    softer = functional.binary_cross_entropy_with_logits(strength, hard, weight=wanted, reduction='sum')
    return false + _HARDNESS * softer / wanted.sum().clamp(min=1)


def _speed(step: int, steps: int) -> float:
    falling = 0.5 * (1 + np.cos(np.pi * step / steps)) * (1 - _SLOWEST) + _SLOWEST
    return float(_FASTEST * min(1, step / _WARMING) * falling)


def _write(learnt: Sequence[Path], held: Sequence[Example]) -> str:
    """The file, with thresholds; and how well it hears the clips on which they are tuned, in words."""
    arrays, said, nets = dict[str, NDArray[np.generic]](), list[Bands](), list[Net]()
    for number, place in enumerate(learnt):
        with np.load(place) as file:
            weights = {name: file[name] for name in file.files if name != 'said'}
            said.append(file['said'])
        arrays |= {f'net{number}_{name}': one for name, one in weights.items()}
        nets.append(Net({name: np.asarray(one, np.float32) for name, one in weights.items()}))
    heard = [(Nets(tuple(nets)).of(one.bands.astype(np.float32)).likely, one.strokes) for one in held]
    thresholds = tuned(heard)
    arrays |= {f'from_{name}': np.array(at, np.float32) for name, at in thresholds.items()}
    making = MODEL.with_suffix('.making.npz')
    np.savez_compressed(making, **arrays)  # type: ignore[arg-type]
    making.replace(MODEL)
    mean = np.mean(said, axis=0).astype(np.float16)
    likely, hard = mean[:, : len(Kind)], mean[:, len(Kind) :]
    np.savez_compressed(ANSWER, bands=seen(played(rock(1), 2.5)), likely=likely, hard=hard)
    return _words(heard, thresholds)


def _words(heard: Sequence[tuple[Bands, Strokes]], thresholds: Mapping[str, float]) -> str:
    of_clips = [counts(values, strokes, JUDGED_GROUPS, thresholds) for values, strokes in heard]
    all_of = {name: total(one[name] for one in of_clips) for name in JUDGED_GROUPS}
    words = [f'{name} {count.f:.3f}' for name, count in all_of.items()]
    return ', '.join([*words, f'kick, snare and hats {total(all_of[name] for name in MAIN).f:.3f}'])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--clips', type=int, default=CLIPS)
    parser.add_argument('--steps', type=int, default=STEPS)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--processes', type=int, default=2)
    return parser.parse_args(sys.argv[1:])


if __name__ == '__main__':
    main()
