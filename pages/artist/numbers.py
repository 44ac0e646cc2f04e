"""Numbers: one series as chart and table, entered by hand, imported by dropping files, and what is aimed at."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from nicegui import ui

from app import accounts
from app.artist import metrics, numbers
from app.artist.series import Known
from components.artist.numbers_words import day
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from components.vocabulary.form import ChoiceField
from pages.artist.numbers_entry import NumbersEntry
from pages.artist.numbers_goals import NumbersGoals
from pages.artist.numbers_imports import NumbersImports
from pages.artist.numbers_series import draw_series
from pages.shell.addresses import address_of
from pages.shell.filters import chip
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen

PATH = '/artist/numbers'
SPANS = {'28': '28 days', '90': '90 days', '365': 'A year', 'all': 'All'}
USUAL_SPAN = '90'
YEARS = range(1990, 2101)
"""Years that may be named; values by hand begin with the first."""


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for; `growth` shows a total by what it gains a day. `first` and `last`, ISO dates, are what
    insights and answers of the adviser lead to; they go before `span`."""

    platform: str = ''
    metric: str = ''
    subject: str = ''
    span: str = USUAL_SPAN
    growth: str = ''
    first: str = ''
    last: str = ''

    @property
    def days(self) -> tuple[date, date] | None:
        """The days that are named, if both are some that numbers may have."""
        try:
            first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        except ValueError:
            return None
        return (first, last) if all(one.year in YEARS for one in (first, last)) else None

    @property
    def address(self) -> str:
        """The address of this view."""
        return address_of(PATH, self)


@screen
async def numbers_page(
    page_state: PageState,
    platform: str = '',
    metric: str = '',
    subject: str = '',
    span: str = USUAL_SPAN,
    growth: str = '',
    first: str = '',
    last: str = '',
) -> None:
    """All numbers of an artist; what the address names and is not there is the first that is."""
    ui.page_title('Numbers – LevelMix')
    user = await run_service(accounts.current_user)
    with block('pagehead'), block():
        text('Numbers', tag='h1')
        text('What each day brought on every platform: dropped as a file, connected, or entered by you.', tag='p')
        link('Connected platforms', '/artist/platforms', 'small', data_testid='platforms')
    mine = await run_service(numbers.overview, user.id)
    asked = View(platform, metric, subject[:200], span if span in SPANS else USUAL_SPAN, growth, first, last)
    view = _shown(asked if asked.days else replace(asked, first='', last=''), mine)
    if mine:
        await _series(user.id, view, mine)
    else:
        lesson = 'Download your numbers where your music is, like Spotify for Artists, and drop the file below.'
        with block() as none_yet:
            empty('No numbers yet', lesson, testid='no-numbers')
    await NumbersImports(user.id, page_state, None if mine else partial(_first_saved, none_yet)).draw()
    NumbersEntry(user.id, view.platform, view.metric).draw()
    await NumbersGoals(user.id, mine).draw()


def _first_saved(place: ui.element) -> None:
    """Say that there are numbers now; other files may be on their way, so the screen stays."""
    place.clear()
    with place, block('note row', role='status', data_testid='first-numbers'):
        text('Your first numbers are saved.')
        link('Show them', PATH, 'button')


def _shown(view: View, mine: list[Known]) -> View:
    """The view with a platform and metric that are there, where any are."""
    platforms = [one.platform for one in mine]
    platform = view.platform if view.platform in platforms else next(iter(platforms), '')
    kinds = {one.metric_type: one for one in mine if one.platform == platform}
    if view.metric in kinds and view.platform == platform:
        return view
    best = max(kinds.values(), key=lambda one: (one.subject == '', one.last), default=None)
    elsewhere = replace(view, growth='', first='', last='')
    if best is None:
        return replace(elsewhere, platform='', metric='', subject='')
    return replace(elsewhere, platform=platform, metric=best.metric_type, subject=best.subject)


async def _series(user_id: str, view: View, mine: list[Known]) -> None:
    with block('chips', tag='nav', aria_label='Which platform'):
        for platform in dict.fromkeys(one.platform for one in mine):
            there = View(platform, span=view.span).address
            chip(metrics.platform_label(platform), there, platform, here=platform == view.platform)
    kinds = {one.metric_type: one.metric.label for one in mine if one.platform == view.platform}
    of = await run_service(numbers.subjects, user_id, view.platform, view.metric)
    with block('fields'):
        _choose('Which number', kinds, view, 'metric')
        if of != ['']:
            _choose('Of what', {one: one or 'All together' for one in of}, view, 'subject')
    _draw_spans(view)
    days = None if view.span == 'all' else int(view.span)
    get = partial(numbers.get, between=view.days)
    shown = await run_service(get, user_id, view.platform, view.metric, view.subject, days)
    other = replace(view, growth='' if view.growth else 'day').address
    draw_series(user_id, shown, is_growth=bool(view.growth), other=other, open_table=view.days is not None)


def _draw_spans(view: View) -> None:
    with block('chips', tag='nav', aria_label='How long'):
        if view.days is not None:
            first, last = day(min(view.days)), day(max(view.days))
            chip(first if first == last else f'{first} to {last}', view.address, 'span-days', here=True)
        for span, label in SPANS.items():
            there = replace(view, span=span, first='', last='').address
            chip(label, there, f'span-{span}', here=view.days is None and span == view.span)


def _choose(label: str, choices: dict[str, str], view: View, field: str) -> None:
    def go(value: str) -> None:
        changed = {'subject': '', 'growth': ''} if field == 'metric' else {}
        ui.navigate.to(replace(view, **{**changed, field: value}).address)

    ChoiceField(label, choices, getattr(view, field), f'choose-{field}', on_choose=go)
