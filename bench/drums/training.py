"""`make train-drums`: writes app/drums/transcriber/model.npz, what the transcriber hears with.

Clips are made of what `sources.py` lists as learnt; a net is learnt from them; thresholds are tuned on clips of other
kits and styles; and what the net itself says of a sound is kept for the test that compares. Every so many steps the
file is written anew, so that whoever stops early has a net, too. `--steps 600 --clips 200` is a quick try.
"""

import argparse
import copy
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch.nn import functional

from app.drums.transcriber import Kind
from app.drums.transcriber.net import MODEL
from app.drums.transcriber.spectrum import BANDS, FRAMES_A_SECOND
from bench.drums.examples import Example, examples, seen
from bench.drums.learner import Learner, exported
from bench.drums.parts import Use
from bench.drums.scoring import JUDGED_GROUPS, MAIN, Strokes, counts, total, tuned
from tests.app.drums.transcriber.sounds import played, rock
from tests.app.drums.transcriber.test_net import ANSWER

CLIPS, TUNED_CLIPS, STEPS = 1000, 50, 5_000
_TOGETHER, _FRAMES = 16, 400
_FASTEST, _WARMING, _SLOWEST = 2e-3, 200, 0.02
_HELD = 0.997
"""What is kept is the mean of the weights over the last few hundred steps: it hears better than any one of them."""
_WEIGHTS = (2.0, 2.5, 2.0, 4.0, 4.0, 4.0, 4.0, 3.0)
"""How much more a missed stroke counts than a false one, by kind: what is rare is missed more easily."""
_EVERY = 500
Bands = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from: for each clip its bands and what should be said of each of its frames."""

    bands: list[NDArray[np.float16]]
    wanted: list[NDArray[np.float16]]

    @classmethod
    def of(cls, clips: Sequence[Example]) -> 'Material':
        """These clips."""
        return cls([one.bands for one in clips], [targets(one.strokes, len(one.bands)) for one in clips])

    def batch(self, chance: Generator) -> tuple[Bands, Bands]:
        """Four seconds each of some clips, as if recorded by somebody else."""
        bands, wanted = (
            np.empty((_TOGETHER, _FRAMES, BANDS), np.float32),
            np.empty((_TOGETHER, _FRAMES, len(Kind)), np.float32),
        )
        for place in range(_TOGETHER):
            clip = int(chance.integers(len(self.bands)))
            begin = int(chance.integers(0, len(self.bands[clip]) - _FRAMES))
            bands[place] = changed(chance, self.bands[clip][begin : begin + _FRAMES].astype(np.float32))
            wanted[place] = self.wanted[clip][begin : begin + _FRAMES]
        return bands, wanted


def targets(strokes: Strokes, frames: int) -> NDArray[np.float16]:
    """1 in the frame nearest to a stroke, a half beside it."""
    made = np.zeros((frames, len(Kind)), np.float16)
    for at, kind, _ in strokes:
        exact = at * FRAMES_A_SECOND
        for frame in range(max(0, round(exact) - 1), min(frames, round(exact) + 2)):
            near = abs(frame - exact)
            made[frame, kind] = max(made[frame, kind], 1.0 if near <= 0.5 else 0.5 if near < 1.5 else 0.0)
    return made


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
    torch.set_num_threads(asked.threads)
    torch.manual_seed(asked.seed)
    started = time.monotonic()
    clips, held = (
        list(examples(Use.LEARNT, asked.clips, asked.processes)),
        list(examples(Use.TUNED, TUNED_CLIPS, asked.processes)),
    )
    hours = sum(len(one.bands) for one in clips) / FRAMES_A_SECOND / 3600
    print(f'{hours:.1f} hours to learn from, {time.monotonic() - started:.0f} s', flush=True)
    learner = _started(clips)
    mean = copy.deepcopy(learner).eval()
    _learn(learner, mean, Material.of(clips), held, asked)
    _write(mean, held)
    print(f'{MODEL.name}: {MODEL.stat().st_size:,} bytes after {time.monotonic() - started:.0f} s')


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
    learner: Learner, mean: Learner, material: Material, held: Sequence[Example], asked: argparse.Namespace
) -> None:
    chance = np.random.default_rng(asked.seed)
    optimizer = torch.optim.AdamW(learner.parameters(), lr=_FASTEST, weight_decay=1e-3)
    weights, loss, started = torch.tensor(_WEIGHTS), 0.0, time.monotonic()
    for step in range(1, asked.steps + 1):
        for group in optimizer.param_groups:
            group['lr'] = _speed(step, asked.steps)
        bands, wanted = material.batch(chance)
        with torch.autocast('cpu', dtype=torch.bfloat16):
            said = learner(torch.from_numpy(bands))
        wrong = functional.binary_cross_entropy_with_logits(said.float(), torch.from_numpy(wanted), pos_weight=weights)
        optimizer.zero_grad()
        wrong.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 5.0)
        optimizer.step()
        _follow(mean, learner, min(_HELD, step / (step + 10)))
        loss += (wrong.item() - loss) / min(step, 50)
        if step % _EVERY == 0:
            report = _write(mean, held)
            print(f'step {step}, {time.monotonic() - started:.0f} s, loss {loss:.4f}, {report}', flush=True)


def _speed(step: int, steps: int) -> float:
    falling = 0.5 * (1 + np.cos(np.pi * step / steps)) * (1 - _SLOWEST) + _SLOWEST
    return float(_FASTEST * min(1, step / _WARMING) * falling)


def _follow(mean: Learner, learner: Learner, held: float) -> None:
    with torch.no_grad():
        for kept, now in zip(mean.state_dict().values(), learner.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(now, 1 - held)


def _write(learner: Learner, held: Sequence[Example]) -> str:
    """The file, with thresholds; and how well it hears the clips on which they are tuned, in words."""
    heard = [(learner.likely(one.bands.astype(np.float32)), one.strokes) for one in held]
    thresholds = tuned(heard)
    arrays = exported(learner) | {f'from_{name}': np.array(at, np.float32) for name, at in thresholds.items()}
    making = MODEL.with_suffix('.making.npz')
    np.savez_compressed(making, **arrays)  # type: ignore[arg-type]
    making.replace(MODEL)
    bands = seen(played(rock(1), 2.5))
    np.savez_compressed(ANSWER, bands=bands, likely=learner.likely(bands.astype(np.float32)).astype(np.float16))
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
