"""Learns the weights of the adviser's router from `phrasings_to_learn.tsv`: `python -m bench.artist.router_training`.

Multinomial logistic regression by gradient descent (Adam); a minute of one core. Those to learn from, to tune on and to
judge by were written by different people, none of whom has seen another's.
"""

from pathlib import Path
from typing import Any

import numpy as np

from app.artist.adviser import features, intents
from app.artist.adviser.router import OTHER, WEIGHTS, Router, likelihoods
from app.artist.memory import embedder
from app.artist.memory.embedder import Embedder, Vectors
from bench.artist.adviser import judged, phrasings

HERE = Path(__file__).parent
LEARN, TUNE = HERE / 'phrasings_to_learn.tsv', HERE / 'phrasings_to_tune.tsv'
DECAY, RATE, STEPS = 3e-4, 0.05, 300
WORDS_ALONE = Embedder('words', 1, lambda texts: np.zeros((len(texts), 1), np.float32), 0.0)
"""As where the vectors cannot be read."""


def learn(found: Vectors, kinds: Vectors) -> tuple[Vectors, Vectors]:
    """Weights and bias for features (n, d) and what each row is (n, k, one 1 a row)."""
    theta = [np.zeros((found.shape[1], kinds.shape[1]), np.float32), np.zeros(kinds.shape[1], np.float32)]
    first, second = [np.zeros_like(one) for one in theta], [np.zeros_like(one) for one in theta]
    for step in range(1, STEPS + 1):
        off = (likelihoods(found, theta[0], theta[1]) - kinds) / len(found)
        for at, slope in enumerate((found.T @ off + DECAY * theta[0], off.sum(axis=0))):
            first[at] = 0.9 * first[at] + 0.1 * slope
            second[at] = 0.999 * second[at] + 0.001 * slope**2
            grown = first[at] / (1 - 0.9**step), np.sqrt(second[at] / (1 - 0.999**step))
            theta[at] = theta[at] - RATE * grown[0] / (grown[1] + 1e-8)
    return theta[0], theta[1]


def main() -> None:
    """Learn, keep the weights, and say how they do on what is there to tune on."""
    rows, names = phrasings(LEARN), [*(one.name for one in intents.ALL), OTHER]
    kinds = np.eye(len(names), dtype=np.float32)[[names.index(name) for _, name in rows]]
    kept: dict[str, Any] = {'names': np.array(names)}
    ways = {'meaning': embedder.words(), 'words': WORDS_ALONE}
    for kind, way in ways.items():
        weights, bias = learn(features.of([features.read(text) for text, _ in rows], way), kinds)
        kept |= {f'{kind}_weights': weights.astype(np.float16), f'{kind}_bias': bias}
    np.savez_compressed(WEIGHTS, **kept)
    print(f'{len(rows)} phrasings; {WEIGHTS.stat().st_size / 1000:.0f} kB')
    for kind, way in ways.items():
        print(kind, judged(Router(way), phrasings(TUNE)))


if __name__ == '__main__':
    main()
