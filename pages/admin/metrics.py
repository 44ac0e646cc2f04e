"""Figures of the installation over time, as the admin sees them: charts, and the same numbers as tables."""

from collections.abc import Callable
from datetime import date
from functools import partial

from app import areas
from app.ops import metrics
from app.ops.metrics import Figures
from components.vocabulary import wording
from components.vocabulary.chart import Line, chart
from components.vocabulary.elements import block, text
from components.vocabulary.keyed import Keyed
from components.vocabulary.local_time import LocalTime
from pages.admin.parts import Live, address, filters, head
from pages.shell.services import screen

PATH = '/admin/metrics'
RANGES = {'30': 'A month', '90': 'Three months', '400': 'All of it'}
EVERY_S = 60.0
OUTCOMES = {'completed': ('done', 'ink'), 'failed': ('failed', 'bad'), 'cancelled': ('cancelled', 'quiet')}


@screen
async def metrics_page(days: str = '30') -> None:
    """Jobs, sound, speed, waiting, people: by day."""
    days = days if days in RANGES else '30'
    with head(PATH):
        filters('How far back', RANGES, days, lambda chosen: address(PATH, days=chosen))
        await Live(partial(metrics.figures, int(days)), _draw, EVERY_S).begin()


def _draw(keyed: Keyed, found: Figures) -> None:
    keyed.item('now', _now, found.waiting_s, found.active_users[-1], found.sign_ups[-1], found.counted_until)
    for name, title, unit, lines, stacked in (
        ('jobs', 'Jobs by outcome', 'jobs', _jobs(found), True),
        ('minutes', 'Sound done', 'minutes', _by_area(found.minutes), True),
        ('speed', 'Speed of rendering', 'times as fast as played', _by_area(found.speed), False),
        ('waiting', 'Longest wait seen', 'minutes', [Line('Oldest job', [s / 60 for s in found.queue_age_s])], False),
        ('people', 'People who did something', 'people', [Line('People', found.active_users)], False),
        ('sign-ups', 'New accounts', 'accounts', [Line('Accounts', found.sign_ups)], True),
    ):
        keyed.item(name, _chart, name, title, unit, found.days, lines, stacked)


def _now(waiting_s: float, people: float, sign_ups: float, counted_until: object) -> None:
    with block('tiles'):
        for label, value in (
            ('Oldest job that waits', wording.length(waiting_s) if waiting_s else 'none'),
            ('People today', f'{people:,.0f}'),
            ('New accounts today', f'{sign_ups:,.0f}'),
        ):
            with block('tile', data_testid=f'tile-{label.split()[0].lower()}'):
                text(label, 'quiet small')
                text(value, 'big-number')
    with block('row small quiet', data_testid='counted-until'):
        if counted_until is None:
            text('Nothing is counted yet: a worker does it every ten minutes.')
        else:
            text('Days are those of UTC. Counted by a worker up to')
            LocalTime(counted_until)  # type: ignore[arg-type]


def _chart(name: str, title: str, unit: str, days: list[date], lines: list[Line], stacked: bool) -> None:
    with block('panel stack', tag='section', aria_label=title, data_testid=f'chart-{name}'):
        with block('row spread'):
            text(title, tag='h2')
            text(f'{unit} a day' if name not in ('speed', 'waiting') else unit, 'quiet small')
        if not any(any(line.values) for line in lines):
            text('Nothing in this time.', 'quiet', tag='p')
            return
        chart(title, days, lines, stacked=stacked)


def _jobs(found: Figures) -> list[Line]:
    several = len({area for area, _ in found.jobs}) > 1
    lines = []
    for outcome, (words, tone) in OUTCOMES.items():
        for area in sorted({area for area, said in found.jobs if said == outcome}):
            label = f'{areas.label(area)}, {words}' if several else words.capitalize()
            lines.append(Line(label, found.jobs[area, outcome], tone))
    return lines


def _by_area(found: dict[str, list[float]] | dict[str, list[float | None]]) -> list[Line]:
    label: Callable[[str], str] = areas.label
    return [Line(label(area), list(values)) for area, values in found.items()]
