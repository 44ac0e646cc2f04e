"""One pass over the source that writes the result."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .analysis import blocks
from .chain import BLOCK, Chain, hand_out
from .dc_offset import Offsets, without
from .delivery import Delivery
from .files import open_source
from .kernels import Planar
from .observer import Trace
from .planning import Plan
from .progress import Ticker
from .segments.gain import along
from .stages import run_stages
from .types import Info, LimiterWork, Samples


def render(
    source: Path,
    target: Path,
    made: Plan,
    delivery: Delivery,
    ticker: Ticker,
    lifts: NDArray[np.float32] | None = None,
    trace: Trace | None = None,
    curve: NDArray[np.float32] | None = None,
    offsets: Offsets = (),
) -> LimiterWork:
    """Write `target` as `made` says, times the `curve` if there is one; returns what was done to the peaks.

    `trace` takes down what was done, and when; `offsets` are taken out of the channels first.
    """
    like = delivery.like
    with open_source(source, stream=like.stream) as reader, delivery.open(target, made.goal.ceiling_dbtp) as sink:
        chain = Chain(made.route, like.sample_rate, like.channels, lifts=lifts, length=like.frames)
        if trace:
            chain.leave(trace)
        out = _Output(chain.latency, made, like)
        ticker.start('render', like.frames)
        programme = without(offsets, blocks(reader))
        if curve is not None:
            programme = along(curve, programme, like.sample_rate)
        for block in run_stages(_with_tail(programme, chain, like), chain.take, *chain.steps, out.take):
            if len(block):
                sink.write(block)
                ticker.advance(len(block))
        sink.commit()
    ticker.finish()
    return chain.work


def _with_tail(samples: Iterator[Samples], chain: Chain, like: Info) -> Iterator[Samples]:
    """The programme, and after it as much silence as the chain is late."""
    last = BLOCK
    for block in samples:
        last = len(block)
        yield block
    missing = chain.latency - (BLOCK - last)
    while missing > 0:
        yield np.zeros((BLOCK, like.channels), np.float32)
        missing -= BLOCK


class _Output:
    """Cuts off the chain's delay, adds dither, and turns the blocks back into (frames, channels)."""

    def __init__(self, latency: int, made: Plan, like: Info) -> None:
        self._skip, self._left, self._start = latency, like.frames, 0
        self._step = 2.0 ** (1 - made.route.bits) if made.route.dither else 0.0

    def take(self, block: Planar) -> Samples:
        first = min(self._skip, BLOCK)
        frames = min(BLOCK - first, self._left)
        out = np.empty((frames, len(block)), np.float32)
        hand_out(block, first, frames, self._start, self._step, out)
        self._skip -= first
        self._left -= frames
        self._start += frames
        return out
