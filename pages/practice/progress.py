"""Progress: days in a row, minutes a day, and how scores of each skill develop."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from nicegui import ui

from app import accounts
from app.practice import progress, reviews
from app.practice.progress import SKILL_LABELS, Point
from components.practice.piece_card import address
from components.practice.words import TYPES, signs
from components.vocabulary.chart import Line, chart
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from models.types import utc_now
from pages.practice.plan import Plan
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen

DAYS = 28


@screen
async def progress_page(page_state: PageState) -> None:
    """How the visitor gets on."""
    ui.page_title('Progress – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Progress', tag='h1')
        text('What you practised in the last four weeks, and what should come next.', tag='p')
    streak = await run_service(progress.streak, user.id)
    days = await run_service(progress.days, user.id, DAYS)
    with block('tiles'):
        _tile('Days in a row', str(streak.days), 'streak')
        _tile('Longest streak', str(streak.longest), 'longest')
        _tile('Minutes in seven days', str(sum(day.minutes for day in days[-7:])), 'week')
    if any(day.minutes for day in days):
        with block('panel stack', tag='section', aria_label='Minutes a day', data_testid='chart-minutes'):
            text('Minutes a day', tag='h2')
            minutes = [float(day.minutes) for day in days]
            chart('Minutes a day', [day.day for day in days], [Line('Minutes', minutes)], stacked=True)
    found = await run_service(progress.points, user.id, utc_now() - timedelta(days=DAYS))
    if found:
        with block('panel stack', tag='section', aria_label='Scores', data_testid='chart-scores'):
            text('Scores by skill, 0 to 100', tag='h2')
            chart('Scores by skill', [day.day for day in days], _lines(found, [day.day for day in days]))
    elif not any(day.minutes for day in days):
        lesson = 'Start the clock in your journal, or record a take of a piece: it is drawn here then.'
        empty('Nothing to draw yet', lesson, action='Create a piece', href='/practice', testid='no-progress')
    await _next(user.id)
    await Plan(user.id).draw()


def _tile(label: str, value: str, testid: str) -> None:
    with block('tile', data_testid=f'tile-{testid}'):
        text(label, 'quiet small')
        text(value, 'big-number')


def _lines(found: Sequence[Point], days: Sequence[date]) -> list[Line]:
    """A line for each skill: the mean of a day's scores."""
    scores: dict[str, dict[date, list[float]]] = defaultdict(lambda: defaultdict(list))
    for point in found:
        scores[point.skill][point.at.date()].append(point.score)
    return [
        Line(label, [sum(got) / len(got) if (got := scores[skill].get(day)) else None for day in days])
        for skill, label in SKILL_LABELS.items()
        if skill in scores
    ]


async def _next(user_id: str) -> None:
    soon = await run_service(reviews.due, user_id, 10, utc_now() + timedelta(days=1))
    with block('stack', tag='section', aria_label='What to practise next'):
        text('What to practise next', tag='h2')
        if not soon:
            text(
                'Nothing is due in the next day. Pieces of which you recorded a take, or wrote down how they went, '
                'come back here: soon if they went badly, later if they went well.',
                'quiet',
                tag='p',
            )
        with block('pieces', tag='ul', data_testid='next'):
            for one in soon:
                with block('piece-card', tag='li'):
                    link(signs(one.title), address(one.content_id), 'name')
                    last = f'{one.last_score:.0f} of 100 last time' if one.last_score is not None else 'not scored yet'
                    text(f'{TYPES[one.type]}, {last}', 'meta')
