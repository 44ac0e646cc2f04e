"""The example on the landing page: its numbers as they were measured, and its two curves as a picture."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.public.look import STATIC

WIDTH, HEIGHT = 640, 180
TOP, BOTTOM = -4.0, -30.0
"""What the picture shows, in LUFS."""


@dataclass(frozen=True, slots=True)
class Side:
    """The mix before or after: loudness of all, of the quiet and of the loud track (LUFS), true peak (dBTP)."""

    whole: float
    quiet: float
    loud: float
    peak: float
    points: str


@dataclass(frozen=True, slots=True)
class Example:
    """What was asked for, and what was measured."""

    target: float
    ceiling: float
    before: Side
    after: Side
    target_y: float
    top: float = TOP
    bottom: float = BOTTOM


@cache
def example() -> Example:
    """What `bench/landing_example.py` wrote down."""
    facts = json.loads((STATIC / 'example.json').read_text())
    before, after = _side(facts['before']), _side(facts['after'])
    return Example(facts['target_lufs'], facts['ceiling_dbtp'], before, after, _y(facts['target_lufs']))


def _side(facts: dict[str, Any]) -> Side:
    step = WIDTH / (len(facts['curve']) - 1)
    points = ' '.join(f'{at * step:.1f},{_y(level)}' for at, level in enumerate(facts['curve']))
    return Side(facts['integrated_lufs'], facts['first_lufs'], facts['second_lufs'], facts['true_peak_dbtp'], points)


def _y(level: float) -> float:
    return round((TOP - max(BOTTOM, min(TOP, level))) / (TOP - BOTTOM) * HEIGHT, 1)
