"""One series: what it comes to, its chart, and its table with what may be done to each day."""

from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app.artist import numbers, thinning
from app.artist.metrics import Kind
from app.artist.numbers import Shown
from components.artist.numbers_chart import Drawn, numbers_chart
from components.artist.numbers_words import amount, day, signed
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, link, text
from pages.shell.services import run_service, toast_errors

ROWS = 100
SOURCES = {'csv': 'File', 'connector': 'Connected', 'manual': 'By hand'}
KINDS = {
    Kind.FLOW: 'Each day stands for itself, so days may be added.',
    Kind.STOCK: 'Each is the whole there was on its day; growth is a difference.',
    Kind.WINDOW: 'Each is about many days already, so these are never added.',
    Kind.UNIQUE: 'These are people, who come back, so days are never added.',
}


def draw_series(user_id: str, shown: Shown, *, is_growth: bool, other: str, open_table: bool = False) -> None:
    """Draw it; `other` is the address of the same as growth, or as totals again."""
    growing = is_growth and shown.series.metric.kind == Kind.STOCK
    with block('panel stack', tag='section', aria_label=shown.series.metric.full_label):
        with block('row spread'):
            text(shown.series.metric.full_label, tag='h2')
            if shown.series.metric.kind == Kind.STOCK and shown.steps:
                link('Show totals' if growing else 'Show growth a day', other, 'small', data_testid='growth')
        if not shown.series.days:
            text('Nothing is known of these days. Choose a longer time, or bring a newer file.', 'quiet', tag='p')
            return
        _figures(shown)
        numbers_chart(_growth(shown) if growing else _values(shown))
        text(_said(shown), 'quiet small', tag='p')
        with block('row'):
            about = {'platform': shown.series.metric.platform, 'metric': shown.series.metric.type}
            if shown.series.subject:
                about['subject'] = shown.series.subject
            link(
                'Download as CSV',
                f'/files/artist/numbers?{urlencode(about)}',
                'button',
                download='',
                data_testid='export',
            )
        for one, why in shown.series.doubts.items():
            _doubt(user_id, shown, one, why)
        with block(tag='details', open=open_table or None):
            text('As a table', tag='summary', data_testid='as-table')
            with block('table-scroll', tabindex='0', role='region', aria_label='The same numbers as a table'):
                _table(user_id, shown)


def _figures(shown: Shown) -> None:
    facts = list[tuple[str, str, str]]()
    if shown.latest is not None:
        facts.append(('Last', amount(shown.latest[1]), day(shown.latest[0])))
    if shown.total is not None:
        facts.append(('Together', amount(shown.total.value), shown.total.words or f'{shown.total.asked} days'))
    if shown.earlier is not None and shown.total is not None and shown.earlier.value > 0:
        whole = shown.earlier.known == shown.earlier.asked and shown.total.known == shown.total.asked
        change = 100 * (shown.total.value / shown.earlier.value - 1)
        said = f'{signed(round(change, 1))} %' if whole else amount(shown.earlier.value)
        words = 'than as many days before' if whole else shown.earlier.words or 'all days'
        facts.append(('Change' if whole else 'Before', said, words))
    if shown.growth is not None:
        over = (shown.growth.until - shown.growth.since).days
        facts.append(('Growth', signed(shown.growth.change), f'in {over} days, {signed(shown.growth.per_day)} a day'))
    with block('studio-facts', tag='dl', data_testid='figures'):
        for label, value, more in facts:
            text(label, tag='dt')
            with block(tag='dd'):
                text(value, 'strong number')
                text(f' {more}', 'quiet small')


def _values(shown: Shown) -> Drawn:
    found = shown.series
    places = thinning.kept(found.values)
    far = 1 if len(places) == len(found.days) else max(1, 2 * len(found.days) // len(places))
    if found.metric.kind == Kind.STOCK:
        far = max(far, 36_500)  # a total lies between two known ones
    return Drawn(
        found.metric.label,
        [found.days[at] for at in places],
        [found.values[at] for at in places],
        shown.settled_until,
        list(found.doubts),
        far,
        from_zero=found.metric.kind in (Kind.FLOW, Kind.UNIQUE),
    )


def _growth(shown: Shown) -> Drawn:
    """What a total has gained a day; over a gap the average, on each of its days."""
    days, values = list[date](), list[float]()
    for step in shown.steps:
        for at in range((step.until - step.since).days):
            days.append(step.since + timedelta(days=at + 1))
            values.append(step.per_day)
    places = thinning.kept(values)
    label = f'{shown.series.metric.label} gained a day'
    return Drawn(label, [days[at] for at in places], [values[at] for at in places], shown.settled_until, (), 36_500)


def _said(shown: Shown) -> str:
    zone = shown.series.metric.zone or 'your own zone'
    settled = f'Days begin by {zone} and are settled up to {day(shown.settled_until)}; later ones may still change.'
    return f'{KINDS[shown.series.metric.kind]} {settled}'


def _doubt(user_id: str, shown: Shown, one: date, why: str) -> None:
    value_id = shown.series.ids[shown.series.days.index(one)]
    with block('note warn', data_testid='doubt'):
        text(f'{day(one)}: {why} It is shown and not used for growth.', tag='p')
        with block('row'):
            button('It is right', partial(_confirm, user_id, value_id), data_testid='confirm-value')
            button('Delete it', partial(_remove, user_id, value_id, one), 'bare', data_testid='delete-doubt')


def _table(user_id: str, shown: Shown) -> None:
    found = shown.series
    with block('table', tag='table'):
        text('Newest day first', 'hidden-visually', tag='caption')
        with block(tag='thead'), block(tag='tr'):
            for label in ('Day', 'Value', 'From', 'Change'):
                text(label, 'num' if label == 'Value' else '', tag='th', scope='col')
        with block(tag='tbody'):
            for at in reversed(range(max(0, len(found.days) - ROWS), len(found.days))):
                with block(tag='tr', data_testid='day'):
                    text(day(found.days[at]), tag='td')
                    text(amount(found.values[at]), 'num', tag='td')
                    open_day = ', may change' if found.days[at] > shown.settled_until else ''
                    text(f'{SOURCES.get(found.sources[at], "")}{open_day}', 'quiet', tag='td')
                    with block(tag='td'):
                        remove = partial(_remove, user_id, found.ids[at], found.days[at])
                        button('Delete', remove, 'bare', aria_label=f'Delete the value of {day(found.days[at])}')
    if len(found.days) > ROWS:
        text(f'The last {ROWS} of {len(found.days):,} days; the CSV has all of them.', 'quiet small', tag='p')


async def _confirm(user_id: str, value_id: str) -> None:
    with toast_errors():
        await run_service(numbers.confirm, user_id, value_id)
        ui.navigate.reload()


async def _remove(user_id: str, value_id: str, one: date) -> None:
    if not await confirm(
        f'Delete the value of {day(one)}?', 'The day is missing then, and can be entered anew.', 'Delete'
    ):
        return
    with toast_errors():
        await run_service(numbers.remove, user_id, value_id)
        ui.navigate.reload()
