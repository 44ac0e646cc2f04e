"""A plan tried out: the real signal route on the excerpts, and from there to the whole programme.

The excerpts tell what share of the energy the peak stages take away; every second of the programme has a rough idea of
that share from its own rows (how far its peaks stand above the ceiling). The excerpts turn the rough idea into a
measured one (a ratio estimator), so a gain is known to a few hundredths of a LU without rendering the programme.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .analysis import Analysis
from .chain import BLOCK, Chain, Route
from .coarse_limiter import coarse_limiter
from .energy_above import EnergyAbove, share_above
from .kernels import ROWS_PER_S, Planar
from .limiter import LIMITER, release_at
from .loudness import EnergyMeter, integrated, loudness_range, tenths_to_blocks
from .stages import run_stages
from .true_peak import from_db
from .types import LimiterWork

_LEAD = 35
"""Rows of a lone excerpt that are not counted: filters and limiter come to know the programme."""
_TAIL = 3
_PIECE = 60_000
_ALIKE_DB = 0.5
"""Routes whose gain and ceiling differ by no more have the guard take the same, within 0.0023 LU."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a signal route makes of the programme: predicted loudness (LUFS, None for silence) and work."""

    lufs: float | None
    work: LimiterWork


class Predictor:
    """The excerpts of one analysis, ready to be played through signal paths."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._rate = analysis.info.sample_rate
        self._excerpts = analysis.excerpts
        self._memory: dict[tuple[Route, bool], Prediction] = {}
        self._guards: dict[Route, float] = {}
        self._learnt: NDArray[np.float64] | None = None
        self.rendered: Route | None = None

    def predict(self, route: Route, guarded: bool = True) -> Prediction:
        """Predict the loudness of the whole programme along `route`; nothing is read from disk.

        Without the guard (not `guarded`) it takes half the time and comes out up to 0.02 LU louder: see `guard_lu`.
        """
        if (route, guarded) not in self._memory:
            tenths, work = self._along(route, guarded)
            self._memory[route, guarded] = Prediction(integrated(tenths_to_blocks(tenths, self._rate)), work)
        return self._memory[route, guarded]

    def guard_lu(self, route: Route) -> float:
        """What the guard changes of the loudness, LU; it hardly differs between routes of nearly the same gain."""
        for known, guard_lu in self._guards.items():
            if known.clip_db == route.clip_db and max(_apart_db(known, route)) <= _ALIKE_DB:
                return guard_lu
        with_it, without = self.predict(route).lufs, self.predict(route, guarded=False).lufs
        self._guards[route] = 0.0 if with_it is None or without is None else with_it - without
        return self._guards[route]

    @property
    def loudness(self) -> float:
        """Loudness without any gain or stage, LUFS; from a render on with what an encoder makes of it."""
        if self._learnt is None:
            return self._analysis.measurement.integrated_lufs or 0.0
        return self.predict(Route(0.0)).lufs or 0.0

    def range_lu(self, route: Route) -> float | None:
        """Predict the loudness range (LU) of the whole programme along `route`."""
        tenths, _ = self._along(route)
        return loudness_range(np.repeat(tenths / 10.0, 10).astype(np.float32), self._rate)

    def calibrate(self, route: Route, delivered: NDArray[np.float32]) -> None:
        """Take in what a render along `route` became: its energy per 10 ms, as delivered.

        What each second kept is known there, the encoder's part included, and predictions start from it from now on:
        the excerpts only tell how much more or less another route takes.
        """
        self._learnt, self.rendered = None, route
        foretold, measured = self._along(route)[0], _tenths_of(delivered)
        seconds = min(len(foretold), len(measured)) // 10
        before, after = (tenths[: 10 * seconds].reshape(-1, 10).sum(axis=1) for tenths in (foretold, measured))
        heard = before > 1e-9 * self._rate
        self._learnt = np.where(heard, np.clip(after / np.maximum(before, 1e-30), 0.25, 4.0), 1.0)
        self._memory.clear()
        self._guards.clear()

    def _along(self, route: Route, guarded: bool = True) -> tuple[NDArray[np.float64], LimiterWork]:
        """Energy of each 100 ms of the programme along `route`."""
        gain = from_db(route.gain_db) ** 2
        tenths, work = gain * self._tenths, LimiterWork()
        if route.ceiling_dbtp is not None:
            rows, work = self._play(route, guarded)
            if self._excerpts.whole:
                tenths = _tenths_of(rows)
            else:
                kept = _per_piece(rows, self._counted) / np.maximum(gain * self._before, 1e-30)
                tenths *= np.repeat(self._kept(route, kept), 10)[: len(tenths)]
        if self._learnt is not None:
            known = np.repeat(self._learnt, 10)[: len(tenths)]
            tenths[: len(known)] *= known
        return tenths, work

    def rough_loss(self, route: Route) -> float:
        """What the peak stages may take of the loudness, LU: half of what turning down each 10 ms would take."""
        sums = self._rough(route).sum(axis=1)
        return -10.0 * math.log10(1.0 - 0.5 * min(1.0, (sums[1] + sums[2]) / max(float(sums[0]), 1e-30)))

    def _kept(self, route: Route, measured: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of energy each second keeps: rough ideas of it, weighed in dB by what the excerpts measured.

        What the fit leaves over is spread to the seconds nearby, and the sum over the excerpts is made to agree.
        """
        places = np.array(self._excerpts.seconds)
        sums = self._rough(route)
        everywhere = self._ideas(sums[:3], self._analysis.excess[: sums.shape[1]], route)
        basis = self._ideas(sums[3:, places], self._excess, route)
        weight = self._before * measured
        found = -10.0 * np.log10(np.clip(measured, 1e-9, 1.0))
        slopes = np.linalg.lstsq((basis * np.sqrt(weight)).T, found * np.sqrt(weight), rcond=None)[0]
        rest = _nearby(places, found - slopes @ basis, weight, sums.shape[1])
        loss = np.maximum(slopes @ everywhere + rest, 0.0)  # silence has no share that a fit could go by
        tried = self._before * 10.0 ** (-(slopes @ basis + rest[places]) / 10.0)
        scale = float(weight.sum()) / max(float(tried.sum()), 1e-30)
        return np.asarray(np.minimum(1.0, scale * 10.0 ** (-loss / 10.0)))

    def _ideas(self, sums: NDArray[np.float64], excess: NDArray[np.float32], route: Route) -> NDArray[np.float64]:
        """Rough ideas (rows) of what each second (columns) loses, dB; no more of them than the excerpts can tell apart.

        They are what the limiter takes, what the clipper takes, and the share of energy above the clipper's level.
        """
        limited = _loss_db(sums[1] / np.maximum(sums[0], 1e-30))
        ideas = [limited]
        if route.clip_db is not None:
            level = from_db((route.ceiling_dbtp or 0.0) + route.clip_db - route.gain_db)
            above = _loss_db(share_above(excess, level))
            ideas += [_loss_db(sums[2] / np.maximum(sums[0], 1e-30)), above, 0.1 * above**2]
        ideas.append(0.1 * limited**2)
        return np.stack(ideas[: max(1, self._counted // 8)])

    def _rough(self, route: Route) -> NDArray[np.float64]:
        """Per second, the sums of `coarse_limiter`; piece by piece, so that hours need no more memory than minutes."""
        energy, peaks = self._analysis.energy, self._analysis.peaks
        limit = from_db((route.ceiling_dbtp or 0.0) - route.gain_db)
        most = from_db(100.0 if route.clip_db is None else route.clip_db)
        sums, state = np.zeros((6, -(-len(energy) // ROWS_PER_S))), np.zeros(2)
        release, window = release_at(LIMITER, ROWS_PER_S), (_LEAD, ROWS_PER_S - _TAIL)
        for start in range(0, len(energy), _PIECE):
            rows = slice(start, start + _PIECE)
            part = np.zeros((6, _PIECE // ROWS_PER_S))
            coarse_limiter(peaks[rows].astype(np.float32), energy[rows], limit, most, release, state, window, part)
            target = sums[:, start // ROWS_PER_S : (start + _PIECE) // ROWS_PER_S]
            target += part[:, : target.shape[1]]
        return sums

    def _play(self, route: Route, guarded: bool = True) -> tuple[NDArray[np.float32], LimiterWork]:
        chain = Chain(route, self._rate, self._analysis.info.channels, length=self._total, guarded=guarded)
        meter = EnergyMeter(self._rate, self._analysis.info.layout)
        for block in self.through(chain):
            meter.push(block)
        return meter.rows(), chain.work

    def through(self, chain: Chain) -> Iterator[Planar]:
        """All pieces, one after the other, as the chain makes them; as many frames as went in."""
        skip, left = chain.latency, self._total
        louder = (block * np.float32(chain.gain) for block in self._stream(chain.latency))
        for block in run_stages(louder, *chain.steps):
            out = block[:, min(skip, block.shape[1]) :][:, :left]
            skip = max(0, skip - BLOCK)
            left -= out.shape[1]
            yield out

    def _stream(self, extra: int) -> Iterator[Planar]:
        """All pieces in a row, in blocks, and as much silence as the chain is late."""
        block, at = np.zeros((self._analysis.info.channels, BLOCK), np.float32), 0
        silence = np.zeros((len(block), extra), np.float32)
        for piece in itertools.chain((self._excerpts.piece(second) for second in self._excerpts.seconds), (silence,)):
            taken = 0
            while taken < piece.shape[1]:
                n = min(BLOCK - at, piece.shape[1] - taken)
                block[:, at : at + n] = piece[:, taken : taken + n]
                at, taken = at + n, taken + n
                if at == BLOCK:
                    yield block
                    at = 0
        block[:, at:] = 0.0
        yield block

    def counted_rows(self, rows: int) -> NDArray[np.bool_]:
        """Which 10 ms of `through` are the programme's own: not the seams between pieces from different places."""
        counted = np.ones(rows, np.bool_)
        if not self._excerpts.whole:
            place = np.arange(rows) % ROWS_PER_S
            counted = (place >= _LEAD) & (place < ROWS_PER_S - _TAIL)
        return counted

    @cached_property
    def _total(self) -> int:
        return sum(self._excerpts.piece(second).shape[1] for second in self._excerpts.seconds)

    @cached_property
    def _counted(self) -> int:
        return len(self._excerpts.seconds)

    @cached_property
    def _before(self) -> NDArray[np.float64]:
        """Energy of the counted part of each excerpt, as it came."""
        return _per_piece(self._play(Route(0.0))[0], self._counted)

    @cached_property
    def _excess(self) -> NDArray[np.float32]:
        """Energy above levels, of the counted part of each excerpt."""
        counted = slice(_LEAD * self._rate // ROWS_PER_S, self._rate - _TAIL * self._rate // ROWS_PER_S)
        rows = []
        for second in self._excerpts.seconds:
            excess = EnergyAbove(self._rate)
            excess.push(self._excerpts.piece(second)[:, counted])
            rows.append(excess.rows()[0])
        return np.stack(rows)

    @cached_property
    def _tenths(self) -> NDArray[np.float64]:
        """Energy of each 100 ms as it came."""
        return _tenths_of(self._analysis.energy)


def _apart_db(one: Route, other: Route) -> tuple[float, float]:
    """How far gain and ceiling of two routes are apart."""
    return abs(one.gain_db - other.gain_db), abs((one.ceiling_dbtp or 0.0) - (other.ceiling_dbtp or 0.0))


def _tenths_of(energy: NDArray[np.float32]) -> NDArray[np.float64]:
    """Energy per 100 ms from energy per 10 ms; what is left over at the end is not counted."""
    return np.asarray(energy[: len(energy) // 10 * 10].reshape(-1, 10).sum(axis=1, dtype=np.float64))


def _loss_db(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-10.0 * np.log10(1.0 - np.clip(share, 0.0, 0.9999)))


def _per_piece(rows: NDArray[np.float32], pieces: int) -> NDArray[np.float64]:
    full = np.zeros(pieces * ROWS_PER_S)
    full[: len(rows)] = rows[: len(full)]
    return np.asarray(full.reshape(pieces, ROWS_PER_S)[:, _LEAD:-_TAIL].sum(axis=1))


def _nearby(
    places: NDArray[np.int64], values: NDArray[np.float64], weights: NDArray[np.float64], seconds: int
) -> NDArray[np.float64]:
    """Weighted mean of the values around each second: what one track does differently stays with that track."""
    width = max(60.0, 1.5 * seconds / max(1, len(places)))
    means = np.zeros(seconds)
    for start in range(0, seconds, 500):  # a whole table for hours would be the largest thing in memory
        here = np.arange(start, min(seconds, start + 500))
        near = np.exp(-0.5 * ((here[:, None] - places[None, :]) / width) ** 2) * weights
        means[here] = near @ values / np.maximum(near.sum(axis=1), 1e-30)
    return means
