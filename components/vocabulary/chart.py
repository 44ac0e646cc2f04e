"""A chart over days, drawn by ECharts in our colours; beside it the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nicegui import ui

from components.vocabulary.elements import block, text

TONES = {'quiet': 'var(--ink-3)', 'bad': 'var(--bad)', 'warn': 'var(--warn)', 'ink': 'var(--ink)'}
IN_TURN = ('ink', 'quiet', 'warn', 'bad')
"""For lines without a tone. Green is for what is at its target, and nothing here has one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over the days; None where there is none."""

    label: str
    values: Sequence[float | None]
    tone: str = ''


def chart(title: str, days: Sequence[date], lines: Sequence[Line], *, stacked: bool = False) -> None:
    """Bars on top of each other if `stacked`, else lines; the table has the days on which there was something."""
    with block(role='img', aria_label=f'{title}, as a chart. The table below has its numbers.'):
        drawn = ui.echart(_options(days, lines, stacked), renderer='svg')
        drawn.classes('chart')
    with block(tag='details'):
        text('As a table', tag='summary', data_testid='as-table')
        with block('table-scroll', tabindex='0', role='region', aria_label=f'{title}, as a table'):
            _table(title, days, lines)


def _options(days: Sequence[date], lines: Sequence[Line], stacked: bool) -> dict[str, Any]:
    quiet = {'color': 'var(--ink-2)', 'fontFamily': 'inherit'}
    rule = {'lineStyle': {'color': 'var(--line)'}}
    return {
        'animation': False,
        'grid': {'left': 8, 'right': 8, 'top': 16, 'bottom': 32 if len(lines) > 1 else 8, 'containLabel': True},
        'legend': {'show': len(lines) > 1, 'bottom': 0, 'left': 0, 'textStyle': quiet, 'itemWidth': 14, 'icon': 'rect'},
        'tooltip': {
            'trigger': 'axis',
            'confine': True,
            'backgroundColor': 'var(--panel)',
            'borderColor': 'var(--line-2)',
            'textStyle': {'color': 'var(--ink)', 'fontFamily': 'inherit'},
        },
        'xAxis': {
            'type': 'category',
            'data': [f'{day.day} {day:%b}' for day in days],
            'axisLabel': quiet,
            'axisLine': rule,
            'axisTick': rule,
        },
        'yAxis': {'type': 'value', 'minInterval': 1, 'axisLabel': quiet, 'splitLine': rule},
        'series': [_series(line, at, stacked) for at, line in enumerate(lines)],
    }


def _series(line: Line, at: int, stacked: bool) -> dict[str, Any]:
    colour = TONES[line.tone or IN_TURN[at % len(IN_TURN)]]
    values = [None if value is None else round(value, 2) for value in line.values]
    shared = {'name': line.label, 'data': values, 'emphasis': {'disabled': True}, 'itemStyle': {'color': colour}}
    if stacked:
        return shared | {'type': 'bar', 'stack': 'all', 'barMaxWidth': 24}
    return shared | {
        'type': 'line',
        'lineStyle': {'color': colour, 'width': 2},
        'connectNulls': False,
        'showSymbol': True,
        'symbolSize': 4,
    }


def _table(title: str, days: Sequence[date], lines: Sequence[Line]) -> None:
    with block('table', tag='table'):
        text(f'{title}, newest day first', 'hidden-visually', tag='caption')
        with block(tag='thead'), block(tag='tr'):
            text('Day', tag='th', scope='col')
            for line in lines:
                text(line.label, 'num', tag='th', scope='col')
        with block(tag='tbody'):
            for at in reversed(range(len(days))):
                values = [line.values[at] for line in lines]
                if any(values):
                    with block(tag='tr', data_testid='day'):
                        text(days[at].isoformat(), tag='td')
                        for line, value in zip(lines, values, strict=True):
                            text(_number(value), 'num', tag='td', data_label=line.label)


def _number(value: float | None) -> str:
    if value is None:
        return '–'
    return f'{value:,.0f}' if value == round(value) or value >= 100 else f'{value:,.1f}'
