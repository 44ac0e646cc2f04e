"""The net of beats, learnt: `learn(songs)` makes the weights of app/drums/beats from songs whose beats are known.

`make train-drums` calls it once what hears drums is learnt, because it looks at what that hears. A song is the rows of
`app.drums.beats.inputs`, and its beats. Every round looks at twenty seconds of twelve songs, stretched by up to a
quarter, a fifth of them with what hears drums turned down; it takes ten minutes of one core that others use as well.
"""

import argparse
import copy
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from app.drums.beats.inputs import BANDS, FPS, rows, together
from app.drums.beats.net import WEIGHTS, WIDTH
from app.drums.transcriber.net import model
from bench.drums.examples import examples
from bench.drums.learner import follow
from bench.drums.parts import Use

Rows = NDArray[np.float32]

LAYERS, UNITS = 8, 40
CLIPS, ROUNDS, SONGS_A_ROUND, FRAMES = 700, 1600, 12, 20 * FPS
FASTEST_LEARNING, STEADIED, HELD_BACK = 3e-3, 1e-3, 0.1
HELD = 0.995
"""What is kept is the mean of the weights over the last few hundred rounds."""
STRETCH = 0.25
MISSED = torch.tensor([2.0, 3.0])
"""How much worse it is to miss a beat, and the beginning of a bar, than to hear one that is none."""


@dataclass(frozen=True, slots=True)
class Song:
    """What the net is shown of a song, and where its beats are; `first` says which of them begin a bar."""

    rows: Rows
    beats_s: NDArray[np.float64]
    first: NDArray[np.bool_]


class Net(nn.Module):  # type: ignore[misc]
    """The same as `app.drums.beats.net`, able to learn."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.into = nn.Linear(columns, UNITS)
        self.layers = nn.ModuleList(
            nn.Conv1d(UNITS, UNITS, WIDTH, padding=WIDTH // 2 * 2**n, dilation=2**n, bias=False) for n in range(LAYERS)
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(UNITS) for _ in range(LAYERS))
        self.dropped = nn.Dropout1d(HELD_BACK)
        self.out = nn.Linear(UNITS, 2)
        nn.init.constant_(self.out.bias, -2.5)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        values = self.into(rows).transpose(1, 2)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            values = values + self.dropped(functional.elu(norm(layer(values))))
        return self.out(functional.elu(values).transpose(1, 2))

    def folded(self) -> dict[str, Rows]:
        """The weights without their norms, which become part of the layers."""
        kernels, biases = [], []
        for layer, norm in zip(self.layers, self.norms, strict=True):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            kernels.append((layer.weight * scale[:, None, None]).permute(2, 1, 0))
            biases.append(norm.bias - norm.running_mean * scale)
        made = {'into': self.into.weight.T, 'into_bias': self.into.bias, 'out': self.out.weight.T}
        made |= {'out_bias': self.out.bias, 'kernels': torch.stack(kernels), 'biases': torch.stack(biases)}
        return {name: one.detach().numpy() for name, one in made.items()}


def learn(songs: Sequence[Song], path: Path = WEIGHTS, rounds: int = ROUNDS, seed: int = 1) -> Net:
    """Learn from these songs, and write the weights."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    net = Net(songs[0].rows.shape[1])
    mean: Net = copy.deepcopy(net)
    mean.eval()
    learner = torch.optim.AdamW(net.parameters(), lr=FASTEST_LEARNING, weight_decay=STEADIED)
    began, wrong = time.monotonic(), 0.7
    for number in range(rounds):
        for group in learner.param_groups:
            group['lr'] = (
                FASTEST_LEARNING * min(1, (number + 1) / 100) * (0.51 + 0.49 * np.cos(np.pi * number / rounds))
            )
        shown, truth = _round(songs, chance)
        cost = functional.binary_cross_entropy_with_logits(net(shown), truth, pos_weight=MISSED)
        learner.zero_grad()
        cost.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        learner.step()
        follow(mean, net, min(HELD, number / (number + 10)))
        wrong = 0.99 * wrong + 0.01 * cost.item()
        if number % 100 == 99:
            sys.stderr.write(f'\rbeats: round {number + 1} of {rounds}, {wrong:.4f}, {time.monotonic() - began:.0f} s ')
    np.savez_compressed(path, **{name: one.astype(np.float16) for name, one in mean.folded().items()})  # type: ignore[arg-type]
    return mean


def _round(songs: Sequence[Song], chance: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """What one round looks at, and what is true of it."""
    shown = [_part(songs[int(chance.integers(len(songs)))], chance) for _ in range(SONGS_A_ROUND)]
    return torch.from_numpy(np.stack([rows for rows, _ in shown])), torch.from_numpy(np.stack([t for _, t in shown]))


def _part(song: Song, chance: np.random.Generator) -> tuple[Rows, Rows]:
    """Twenty seconds of a song, most of the time faster or slower than it is."""
    stretch = float(np.exp(chance.uniform(-STRETCH, STRETCH))) if chance.random() < 0.6 else 1.0
    seen = round(FRAMES / stretch)
    first = int(chance.integers(0, max(1, len(song.rows) - seen)))
    inside = song.rows[first : first + seen]
    at = np.minimum(np.arange(FRAMES) / stretch, seen - 1)
    low = at.astype(int)
    padded = np.zeros((seen + 1, inside.shape[1]), np.float32)
    padded[: len(inside)] = inside
    share = (at - low)[:, None].astype(np.float32)
    shown = np.asarray(padded[low] * (1 - share) + padded[low + 1] * share, np.float32)
    if chance.random() < 0.2:
        shown[:, 2 * BANDS :] *= chance.uniform(0, 1)
    shown *= np.float32(np.exp(chance.normal(0, 0.1)))
    return shown, _truth((song.beats_s * FPS - first) * stretch, song.first)


def _truth(at: NDArray[np.float64], first: NDArray[np.bool_]) -> Rows:
    """1 in the frame of a beat and half of that beside it; the same for the first beats of bars."""
    truth = np.zeros((FRAMES, 2), np.float32)
    for frame, begins in zip(np.round(at).astype(int), first, strict=True):
        for beside, worth in ((-1, 0.5), (0, 1.0), (1, 0.5)):
            if 0 <= frame + beside < FRAMES:
                columns = [0, 1] if begins else [0]
                truth[frame + beside, columns] = np.maximum(truth[frame + beside, columns], worth)
    return truth


def songs(count: int = CLIPS) -> Iterator[Song]:
    """Clips that what hears drums was learnt from; what it hears in them is what this net will be shown of them."""
    for example in examples(Use.LEARNT, count):
        bands = example.bands.astype(np.float32)
        yield Song(
            rows(together(bands), model().of(bands).likely),
            np.array([at for at, _ in example.beats]),
            np.array([place == 0 for _, place in example.beats]),
        )


def main() -> None:
    """Learn, and write what was learnt; `--clips 100 --rounds 100` is a quick try."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--clips', type=int, default=CLIPS)
    parser.add_argument('--rounds', type=int, default=ROUNDS)
    parser.add_argument('--to', type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    learn(list(songs(asked.clips)), asked.to, asked.rounds)
    print(f'\n{asked.to.name}: {asked.to.stat().st_size:,} bytes')


if __name__ == '__main__':
    main()
