"""The cases of the standards: synthesised here from their descriptions, and the files beside the checkout if there."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.audio import Measurement, measure
from app.audio.types import Samples
from tests.audio.signals import meter, tone, tones

SHARED = Path(os.environ.get('LEVELMIX_SHARED', Path(__file__).parents[3] / 'shared'))
FIELDS = {
    'I': 'integrated_lufs',
    'M_max': 'momentary_max_lufs',
    'S_max': 'short_term_max_lufs',
    'LRA': 'range_lu',
    'TP': 'true_peak_dbtp',
}
SILENCE = -90.0  # dBFS: what the EBU calls silence in its files is a faint tone
LOUD, PEAK, RANGE = (-0.1, 0.1), (-0.4, 0.2), (-1.0, 1.0)


@dataclass(frozen=True)
class Case:
    """One signal and what a meter must read of it: expected[field] = (value, lowest and highest deviation)."""

    name: str
    spec: str
    measured: Callable[[], Measurement]
    expected: dict[str, tuple[float | None, tuple[float, float]]]

    def rows(self) -> Iterator[tuple[str, float | None, float | None, bool]]:
        """(field, expected, got, passed) of each value; None is no loudness."""
        measurement = self.measured()
        for field, (value, tolerance) in self.expected.items():
            got = getattr(measurement, FIELDS[field])
            if value is None or got is None:
                yield field, value, got, value is got
            else:
                yield field, value, got, tolerance[0] <= got - value <= tolerance[1]


def synthesised() -> list[Case]:
    """Tech 3341 and 3342, BS.2217-like tones at other rates, and channel weights, from formulas."""
    return [*_integrated(), *_short_term(), *_momentary(), *_true_peak(), *_range(), *_rates(), *_channels()]


def _case(name: str, spec: str, make: Callable[[], Samples], rate: int = 48_000, **expected: float | None) -> Case:
    tolerance = {'TP': PEAK, 'LRA': RANGE}
    wanted = {field: (value, tolerance.get(field, LOUD)) for field, value in expected.items()}
    return Case(name, spec, lambda: meter(make(), rate), wanted)


def _integrated() -> list[Case]:
    low, middle, high = (10, -36.0), (60, -23.0), (10, -72.0)
    return [
        _case('3341-1', 'Tech 3341 case 1', lambda: tone(20, -23), I=-23.0, M_max=-23.0, S_max=-23.0),
        _case('3341-2', 'Tech 3341 case 2', lambda: tone(20, -33), I=-33.0, M_max=-33.0, S_max=-33.0),
        _case('3341-3', 'Tech 3341 case 3', lambda: tones(low, middle, low), I=-23.0),
        _case('3341-4', 'Tech 3341 case 4', lambda: tones(high, low, middle, low, high), I=-23.0),
        _case('3341-5', 'Tech 3341 case 5', lambda: tones((20, -26), (20.1, -20), (20, -26)), I=-23.0),
        _case('3341-6', 'Tech 3341 case 6 (5.0)', _five, I=-23.0),
    ]


def _five() -> Samples:
    return np.concatenate([tone(20, level, channels=1) for level in (-28, -28, -24, -30, -30)], axis=1)


def _short_term() -> list[Case]:
    cases = [_case('3341-9', 'Tech 3341 case 9', lambda: tones(*[(1.34, -20.0), (1.66, -30.0)] * 5), S_max=-23.0)]
    for n in range(0, 20, 3):
        parts = ((0.15 * n, SILENCE), (3.0, -23.0), (1.0, SILENCE))
        cases.append(_case(f'3341-10-{n}', 'Tech 3341 case 10', lambda parts=parts: tones(*parts), S_max=-23.0))  # type: ignore[misc]
    steps = [p for n in range(20) for p in ((0.15 * n, SILENCE), (3.0, -38.0 + n), (3.0 - 0.15 * n, SILENCE))]
    return [*cases, _case('3341-11', 'Tech 3341 case 11', lambda: tones(*steps), S_max=-19.0)]


def _momentary() -> list[Case]:
    cases = [_case('3341-12', 'Tech 3341 case 12', lambda: tones(*[(0.18, -20.0), (0.22, -30.0)] * 25), M_max=-23.0)]
    for n in range(0, 20, 3):
        parts = ((0.02 * n, SILENCE), (0.4, -23.0), (1.0, SILENCE))
        cases.append(_case(f'3341-13-{n}', 'Tech 3341 case 13', lambda parts=parts: tones(*parts), M_max=-23.0))  # type: ignore[misc]
    steps = [p for n in range(20) for p in ((0.02 * n, SILENCE), (0.4, -38.0 + n), (0.4 - 0.02 * n, SILENCE))]
    return [*cases, _case('3341-14', 'Tech 3341 case 14', lambda: tones(*steps), M_max=-19.0)]


def _sine(amplitude: float, divisor: int, degrees: float, rate: int = 48_000) -> Samples:
    """A faded sine at rate / divisor whose samples miss its peak by a known phase."""
    n = np.arange(rate)
    fade = np.minimum(1.0, np.minimum(n, n[::-1]) / (0.05 * rate))
    mono = amplitude * fade * np.sin(2 * np.pi * n / divisor + np.radians(degrees))
    return np.repeat(mono[:, None], 2, axis=1).astype(np.float32)


def _true_peak() -> list[Case]:
    shapes = [(15, 0.5, 4, 0.0, -6.0), (16, 0.5, 4, 45.0, -6.0), (17, 0.5, 6, 60.0, -6.0), (18, 0.5, 8, 67.5, -6.0)]
    shapes.append((19, 1.41, 4, 45.0, 3.0))
    return [
        _case(f'3341-{n}', f'Tech 3341 case {n}', lambda a=a, d=d, p=p: _sine(a, d, p), TP=value)  # type: ignore[misc]
        for n, a, d, p, value in shapes
    ]


def _range() -> list[Case]:
    shapes: list[tuple[int, tuple[float, ...], float]] = [
        (1, (-20, -30), 10.0),
        (2, (-20, -15), 5.0),
        (3, (-40, -20), 20.0),
        (4, (-50, -35, -20, -35, -50), 15.0),
    ]
    return [
        _case(f'3342-{n}', f'Tech 3342 case {n}', lambda s=s: tones(*[(20.0, level) for level in s]), LRA=value)  # type: ignore[misc]
        for n, s, value in shapes
    ]


def _rates() -> list[Case]:
    rates = (8_000, 11_025, 22_050, 32_000, 37_800, 44_100, 88_200, 96_000, 192_000)
    return [
        _case(
            f'tone-{rate}',
            'Tech 3341 case 1 at another rate',
            lambda rate=rate: tone(8, -23, rate),  # type: ignore[misc]
            rate,
            I=-23.0,
            M_max=-23.0,
            S_max=-23.0,
        )
        for rate in rates
    ]


def _channels() -> list[Case]:
    def only(channel: int, level: float) -> Samples:
        out = np.zeros((48_000 * 5, 6), np.float32)
        out[:, channel] = tone(5, level, channels=1)[:, 0]
        return out

    return [
        _case('mono', 'BS.1770: one channel counts once', lambda: tone(5, -20, channels=1), I=-23.01),
        _case('centre', 'BS.1770: centre 1.0', lambda: only(2, -20), I=-23.01),
        _case('surround', 'BS.1770: surround 1.41', lambda: only(4, -20), I=-21.52),
        _case('lfe', 'BS.1770: LFE is not measured', lambda: only(3, -3), I=None),
    ]


def shared() -> list[Case]:
    """Every file of the manifest that has values to meet; empty where the folder is absent."""
    if not (SHARED / 'audio/manifest.json').exists():
        return []
    manifest = json.loads((SHARED / 'audio/manifest.json').read_text(encoding='utf-8'))
    return [_of_file(entry) for entry in (*manifest['conformance'], *manifest['files']) if entry.get('expected')]


def _of_file(entry: dict[str, object]) -> Case:
    wanted = entry['expected']
    assert isinstance(wanted, dict)
    expected: dict[str, tuple[float | None, tuple[float, float]]] = {}
    for field in FIELDS.keys() & wanted.keys():
        value, tolerance = wanted[field]['value'], wanted[field].get('tol', (0.0, 0.0))
        expected[field] = (None, (0.0, 0.0)) if value == '-inf' else (float(value), (tolerance[0], tolerance[1]))
    path = SHARED / 'audio' / str(entry['file'])
    ordered = {field: expected[field] for field in FIELDS if field in expected}
    return Case(path.name, str(entry.get('spec') or entry.get('what')), lambda: measure(path), ordered)
