"""What is foretold from excerpts comes true, whatever the rhythm of the programme, and more so after one render."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.audio.analysis import Analysis, Meter
from app.audio.chain import BLOCK, Chain, Route
from app.audio.excerpts import MOST, Excerpts
from app.audio.loudness import gated_blocks, integrated
from app.audio.planning import plan
from app.audio.predictor import Predictor
from app.audio.stages import run_stages
from app.audio.types import Goal, Info, Samples
from tests.audio.signals import track

RATE, MINUTES = 8000, 20
ROUTE = Route(6.0, -1.0, 2.0)


def _analysed(samples: Samples) -> Analysis:
    info = Info(Path('mix.wav'), 'wav', 'pcm_s16', RATE, 2, len(samples), ('L', 'R'), bits=16)
    meter = Meter(info, Excerpts(RATE, 2, info.frames))
    for start in range(0, len(samples), BLOCK):
        meter.energy(meter.peaks(np.ascontiguousarray(samples[start : start + BLOCK])))
    return meter.finish([])


def _delivered(samples: Samples, route: Route) -> NDArray[np.float32]:
    """Energy per 10 ms of the whole programme along a route."""
    chain = Chain(route, RATE, 2)
    padded = np.concatenate([samples, np.zeros((chain.latency + BLOCK, 2), np.float32)])
    blocks = (np.ascontiguousarray(padded[at : at + BLOCK]) for at in range(0, len(padded) - BLOCK, BLOCK))
    out = np.concatenate(list(run_stages(blocks, chain.take, *chain.steps)), axis=1)
    return _analysed(np.ascontiguousarray(out.T[chain.latency :][: len(samples)])).energy


@pytest.fixture(scope='module')
def rhythm() -> Samples:
    """Loud and sparse five seconds long, dense five seconds long, and so on, as often as there are excerpts."""
    phrase = 0.2 * track(10, rate=RATE)
    phrase[:: RATE // 2] = 0.9
    phrase[5 * RATE :] = 2.5 * track(5, seed=2, rate=RATE)
    assert MINUTES * 60 / MOST == 10
    return np.asarray(np.tile(np.clip(phrase, -1.0, 1.0), (MINUTES * 6, 1)), np.float32)


@pytest.mark.nightly
@pytest.mark.slow
def test_a_rhythm_as_long_as_the_way_between_excerpts_deceives_nobody(rhythm: Samples) -> None:
    foretold = Predictor(_analysed(rhythm)).predict(ROUTE).lufs
    assert foretold == pytest.approx(integrated(gated_blocks(_delivered(rhythm, ROUTE), RATE)), abs=0.1)


@pytest.mark.nightly
@pytest.mark.slow
def test_after_a_render_it_is_known_what_another_will_bring(rhythm: Samples) -> None:
    predictor = Predictor(_analysed(rhythm))
    came = _delivered(rhythm, ROUTE) * np.float32(0.9)  # an encoder that loses something, too
    predictor.calibrate(ROUTE, came)
    assert predictor.predict(ROUTE).lufs == pytest.approx(integrated(gated_blocks(came, RATE)), abs=0.005)
    louder = Route(7.0, -1.0, 2.0)
    comes = integrated(gated_blocks(_delivered(rhythm, louder) * np.float32(0.9), RATE))
    assert predictor.predict(louder).lufs == pytest.approx(comes, abs=0.05)


@pytest.mark.nightly(all_but_one_in=3)
@pytest.mark.parametrize('target', [-13.0, -11.0, -9.0])
def test_what_is_sought_without_the_guard_comes_true_with_it(target: float) -> None:
    """And what begins at an answer for nearly the same goal ends at the same one."""
    phrase = 0.1 * track(20, rate=RATE)
    phrase[:: RATE // 7] = 0.9
    analysis = _analysed(phrase.astype(np.float32))
    made = plan(analysis, Goal(target, -1.0))
    assert made.predicted_lufs == pytest.approx(target, abs=0.01)
    heard = Predictor(analysis)
    assert heard.predict(made.route).lufs == pytest.approx(made.predicted_lufs, abs=0.003)
    assert heard.guard_lu(made.route) < -0.003
    again = plan(analysis, Goal(target + 0.05, -1.2), near=made.route)
    fresh = plan(analysis, Goal(target + 0.05, -1.2))
    assert again.route.clip_db == fresh.route.clip_db
    assert again.route.gain_db == pytest.approx(fresh.route.gain_db, abs=0.02)
