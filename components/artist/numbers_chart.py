"""A number of an artist over its days: gaps stay gaps, days that may still change are dashed, doubted ones hollow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nicegui import ui

from components.vocabulary.elements import block

DAY_MS = 24 * 3600 * 1000
Place = tuple[str, float | None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn: values in the order of their days, up to which day they are settled, and which are doubted.

    `gap_days` is how far two values may lie apart and still be joined by a line. Amounts are drawn `from_zero`, so that
    twice as many are twice as high; of a total, what it gains would not be seen so.
    """

    label: str
    days: Sequence[date]
    values: Sequence[float]
    settled_until: date
    doubted: Sequence[date] = ()
    gap_days: int = 1
    from_zero: bool = False


def numbers_chart(drawn: Drawn) -> None:
    """The chart; the same numbers stand in the table of the screen."""
    with block(role='img', aria_label=f'{drawn.label}, as a chart. The table below has its numbers.'):
        ui.echart(options(drawn), renderer='svg').classes('chart').props('data-testid=numbers-chart')


def options(drawn: Drawn) -> dict[str, Any]:
    """The chart as ECharts takes it."""
    quiet = {'color': 'var(--ink-2)', 'fontFamily': 'inherit'}
    rule = {'lineStyle': {'color': 'var(--line)'}}
    settled, open_days = _lines(drawn)
    doubted = [(day.isoformat(), value) for day, value in zip(drawn.days, drawn.values, strict=True)
               if day in set(drawn.doubted)]  # fmt: skip
    return {
        'animation': False,
        'grid': {'left': 8, 'right': 16, 'top': 16, 'bottom': 8, 'containLabel': True},
        'tooltip': {
            'trigger': 'axis',
            'confine': True,
            'backgroundColor': 'var(--panel)',
            'borderColor': 'var(--line-2)',
            'textStyle': {'color': 'var(--ink)', 'fontFamily': 'inherit'},
        },
        'xAxis': {
            'type': 'time',
            'minInterval': DAY_MS,
            'axisLabel': quiet | {'hideOverlap': True},
            'axisLine': rule,
            'axisTick': rule,
        },
        'yAxis': {'type': 'value', 'axisLabel': quiet, 'splitLine': rule, 'scale': not drawn.from_zero},
        'series': [
            _line(drawn.label, settled, 'solid'),
            _line(f'{drawn.label}, may still change', open_days, 'dashed'),
            {
                'name': 'Not believed until you confirm it',
                'type': 'scatter',
                'data': doubted,
                'symbolSize': 9,
                'itemStyle': {'color': 'var(--panel)', 'borderColor': 'var(--bad)', 'borderWidth': 2},
            },
        ],
    }


def _line(name: str, places: list[Place], look: str) -> dict[str, Any]:
    return {
        'name': name,
        'type': 'line',
        'data': places,
        'connectNulls': False,
        'showSymbol': len(places) < 60,
        'symbolSize': 4,
        'emphasis': {'disabled': True},
        'itemStyle': {'color': 'var(--ink)'},
        'lineStyle': {'color': 'var(--ink)', 'width': 2, 'type': look},
    }


def _lines(drawn: Drawn) -> tuple[list[Place], list[Place]]:
    """The settled part and the rest, which begins where the first ends; a gap is a place without a value."""
    settled, rest = list[Place](), list[Place]()
    before: date | None = None
    for day, value in zip(drawn.days, drawn.values, strict=True):
        line = settled if day <= drawn.settled_until else rest
        if before is not None and (day - before).days > drawn.gap_days:
            line.append(((before + timedelta(days=1)).isoformat(), None))
        elif line is rest and not rest and settled:
            rest.append(settled[-1])
        line.append((day.isoformat(), value))
        before = day
    return settled, rest
