"""The net says in numpy what it says in the library that it was learnt with."""

from pathlib import Path

import numpy as np

from app.drums.transcriber import net

ANSWER = Path(__file__).with_name('net_answer.npz')
"""A few seconds as the net sees them, and what it said of them there: `bench/drums/training.py` writes it."""


def test_it_says_what_the_net_says_that_was_learnt() -> None:
    """Weights are rounded to sixteen bits on their way here."""
    with np.load(ANSWER) as answer:
        bands, said = answer['bands'].astype(np.float32), answer['likely'].astype(np.float32)
        hard = answer['hard'].astype(np.float32)
    heard = net.model().of(bands)
    assert heard.likely.shape == said.shape == heard.hard.shape == hard.shape == (len(bands), 8)
    assert np.abs(heard.likely - said).max() < 0.02
    assert np.abs(heard.hard - hard).max() < 0.02
    assert said.max() > 0.7, 'the net has heard nothing, so this says nothing'
