"""`python -m bench.takes_training`: writes app/practice/takes/ears.npz, what weighs the peaks of the net.

Learnt from takes whose truth is known, with seeds, rooms and instruments that `make bench-takes` does not have: the
pianos are out of tune by up to a quarter of a semitone, and two of them are electric. It takes about five minutes.
"""

import os

os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')

import random
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.signal import resample_poly

from app.practice.takes import candidates, net
from app.practice.takes.notes import Played
from bench.soundfont import Mono
from bench.takes_material import FIRST_S, WRONG_SHARES, Room, at_half, bleeding, performance, room
from bench.takes_music import piece
from bench.takes_pianos import Piano, of_font, played, salamander, sines

FIRST_SEED, TAKES = 500_000, 420
UNITS, ROUNDS, STRICTNESS = 16, 400, 1e-4
NEAR_S = 0.05
Numbers = NDArray[np.float64]


def main() -> None:
    """Make the weights."""
    rows, truth = collected(range(FIRST_SEED, FIRST_SEED + TAKES))
    weights: dict[str, Any] = {name: one.astype(np.float32) for name, one in fitted(rows, truth).items()}
    np.savez_compressed(candidates.WEIGHTS, **weights)
    print(f'\n{candidates.WEIGHTS.name}: {candidates.WEIGHTS.stat().st_size:,} bytes from {len(rows):,} peaks')


def collected(seeds: Sequence[int]) -> tuple[Numbers, Numbers]:
    """What is said of every peak of these takes, and whether it is a note."""
    rows, truth = list[Numbers](), list[Numbers]()
    for seed in seeds:
        sound, notes = varied(seed)
        heard = net.posteriors(sound)
        found = candidates.peaks(heard)
        rows.append(candidates.described(heard, found))
        truth.append(played_at(found, notes))
        sys.stderr.write(f'\r{seed - seeds[0] + 1} of {len(seeds)}   ')
    return np.concatenate(rows), np.concatenate(truth)


def varied(seed: int) -> tuple[Mono, list[Played]]:
    """A take in a room and on a piano of its own."""
    chance = random.Random(seed)
    music = piece(seed, chance.random() < 0.6)
    notes, _ = performance(music, chance.choice(WRONG_SHARES), seed)
    piano, scale = chance.choice(list(_pianos())), 1.0
    seconds = FIRST_S + music.notes[-1].at + music.notes[-1].length + 1.2
    sound = played(notes, seconds, piano)
    if chance.random() < 0.3:
        sound = sound + bleeding(music, seconds, sound, chance.uniform(-15, -6))
    if chance.random() < 0.65:
        sound = room(sound, seed, Room.by_chance(chance))
    if chance.random() < 0.6:
        up = chance.randrange(-14, 15)
        sound, scale = np.asarray(resample_poly(sound, 1000 + up, 1000), np.float32), (1000 + up) / 1000
    moved = [Played(n.at * scale, n.length * scale, n.pitch, n.velocity) for n in notes]
    return at_half(sound) * np.float32(10 ** (chance.uniform(-30, 0) / 20)), moved


def _pianos() -> Iterator[Piano]:
    yield from (salamander(), salamander(), of_font(0), of_font(0), of_font(1), of_font(4), sines, softer)


def softer(key: int, velocity: int, seconds: float) -> Mono:
    """The piano of sines behind a felt."""
    sound = sines(key, max(20, velocity - 30), seconds)
    return np.asarray(np.convolve(sound, np.hanning(9) / 4)[: len(sound)], np.float32)


def played_at(found: candidates.Peaks, notes: Sequence[Played]) -> Numbers:
    """1 for the peak that is nearest to a note of its key, and near; 0 for all others."""
    truth = np.zeros(len(found.keys))
    for note in notes:
        apart = np.where((found.pitches == note.pitch) & (truth == 0), np.abs(found.at_s - note.at), 1.0)
        if len(apart) and apart.min() <= NEAR_S:
            truth[int(apart.argmin())] = 1
    return truth


def fitted(rows: Numbers, truth: Numbers) -> dict[str, Numbers]:
    """The weights under which the truth is the most likely."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled, width = (rows - mean) / spread, rows.shape[1]
    cut = np.cumsum([width * UNITS, UNITS, UNITS])

    def cost(flat: Numbers) -> tuple[float, Numbers]:
        into, bias, out, last = np.split(flat, cut)
        units = np.tanh(scaled @ into.reshape(width, UNITS) + bias)
        odds = units @ out + last[0]
        wrong = (1 / (1 + np.exp(-odds)) - truth) / len(truth)
        back = np.outer(wrong, out) * (1 - units**2)
        slope = np.concatenate([(scaled.T @ back).ravel(), back.sum(axis=0), units.T @ wrong, [wrong.sum()]])
        told = float(np.mean(np.logaddexp(0, odds) - truth * odds) + STRICTNESS * np.sum(flat**2) / 2)
        return told, slope + STRICTNESS * flat

    start = np.random.default_rng(1).normal(0, 0.2, cut[-1] + 1)
    found = minimize(cost, start, jac=True, method='L-BFGS-B', options={'maxiter': ROUNDS}).x
    into, bias, out, last = np.split(found, cut)
    layer = {'into': into.reshape(width, UNITS), 'into_bias': bias, 'out': out, 'out_bias': last}
    return {'mean': mean, 'spread': spread, **layer}


if __name__ == '__main__':
    main()
