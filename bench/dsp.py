"""What the peak stages do to real mixes: `python -m bench.dsp MIX...` prints the table that docs/engine.md holds.

Measured on the excerpts of each mix (about 90 s of it, spread evenly), through the path that the plan chose.
"""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.audio import Analysis, Goal, analyse, plan
from app.audio.chain import Chain, Route
from app.audio.predictor import Predictor

TARGETS = (-14.0, -9.0, -7.0, -5.0)
HEAD = """| mix | target | gain | stages | limited | mean | deepest | clipped | spectral distance | residue |
|---|---|---|---|---|---|---|---|---|---|"""


def main() -> None:
    """Print one row per mix and target."""
    print(HEAD)
    for name in sys.argv[1:]:
        analysis = analyse(Path(name))
        predictor = Predictor(analysis)
        for target in TARGETS:
            route = plan(analysis, Goal(target), predictor=predictor).route
            print(row(Path(name).stem, target, analysis, predictor, route), flush=True)


def row(name: str, target: float, analysis: Analysis, predictor: Predictor, route: Route) -> str:
    """One line of the table."""
    rate = analysis.info.sample_rate
    before = np.concatenate(list(predictor.through(Chain(Route(0.0), rate, analysis.info.channels))), axis=1)
    chain = Chain(route, rate, analysis.info.channels)
    after = np.concatenate(list(predictor.through(chain)), axis=1)
    work = chain.work
    stages = 'limiter' if route.clip_db is None else f'clipper at +{route.clip_db:g} dB, limiter'
    cells = (
        f'{name} ({analysis.measurement.integrated_lufs:.1f} LUFS)',
        f'{target:g}',
        f'{route.gain_db:+.1f} dB',
        stages,
        f'{work.limited_share:.0%}',
        f'{work.mean_reduction_db:.2f} dB',
        f'{work.max_reduction_db:.1f} dB',
        f'{work.clipped_share:.1%}',
        f'{spectral_distance(before, after, rate):.2f} dB',
        f'{residue(before, after, rate):.0f} dB',
    )
    return '| ' + ' | '.join(cells) + ' |'


def spectral_distance(before: NDArray[np.float32], after: NDArray[np.float32], rate: int) -> float:
    """RMS difference of third-octave levels (40 Hz to 16 kHz, frames of 4096), one overall gain taken out, dB."""
    levels = [_third_octaves(samples, rate) for samples in (before, after)]
    total = levels[0].sum(axis=1)
    heard = total > 0.1 * np.median(total)
    difference = 10 * np.log10((levels[1][heard] + 1e-9) / (levels[0][heard] + 1e-9))
    weight = levels[0][heard] ** 0.25
    difference -= (difference * weight).sum() / weight.sum()
    return float(np.sqrt((weight * difference**2).sum() / weight.sum()))


def _third_octaves(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    size = 4096
    frames = samples.mean(axis=0)[: samples.shape[1] // size * size].reshape(-1, size) * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)) ** 2
    edges = np.searchsorted(np.fft.rfftfreq(size, 1 / rate), 40.0 * 2.0 ** (np.arange(28) / 3))
    bands = [power[:, a : max(a + 1, b)].sum(axis=1) for a, b in pairwise(edges)]
    return np.stack(bands, axis=1)


def residue(before: NDArray[np.float32], after: NDArray[np.float32], rate: int) -> float:
    """What is left of the result when the best gain of every 20 ms is taken out, relative to it, dB."""
    size = round(0.02 * rate)
    count = before.shape[1] // size
    a, b = (x[:, : count * size].reshape(len(x), count, size).astype(np.float64) for x in (before, after))
    gain = (a * b).sum(axis=(0, 2)) / np.maximum((a * a).sum(axis=(0, 2)), 1e-12)
    rest = b - a * gain[None, :, None]
    return float(10 * np.log10((rest**2).sum() / (b**2).sum()))


if __name__ == '__main__':
    main()
