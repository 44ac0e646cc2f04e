"""A trial of the encoder: what a lossy codec does to the peaks and the loudness of this very programme."""

from pathlib import Path

import numpy as np

from .analysis import read_through
from .audition import Audition
from .chain import Chain
from .delivery import Delivery
from .loudness import EnergyMeter
from .planning import Plan
from .progress import Ticker
from .true_peak import to_db


def encoder_effect(audition: Audition, made: Plan, delivery: Delivery, folder: Path) -> tuple[float, float]:
    """Encode the excerpts as planned, decode them, and compare.

    Returns
    -------
    How far the decoded true peak stands above the goal's ceiling (dB, negative below), and how much the codec changed
    the loudness (LU).
    """
    info = delivery.like
    chain = Chain(made.route, info.sample_rate, info.channels)
    meter = EnergyMeter(info.sample_rate, info.layout)
    draft = folder / f'trial{info.path.suffix}'
    with delivery.open(draft) as sink:
        for block in audition.through(chain):
            meter.push(np.ascontiguousarray(block))
            sink.write(np.ascontiguousarray(block.T))
        sink.commit()
    decoded = read_through(draft, Ticker(None), 'plan')
    draft.unlink()
    rows = min(len(decoded.energy), len(meter.rows()))
    counted = audition.counted_rows(rows)
    peak = to_db(float(decoded.peaks[:rows][counted].max(initial=0.0))) or -200.0
    before, after = (float(energy[:rows][counted].sum()) for energy in (meter.rows(), decoded.energy))
    change = 10.0 * np.log10(after / before) if before > 0.0 and after > 0.0 else 0.0
    return peak - made.goal.ceiling_dbtp, float(change)
