"""One insight as a card: what was found, why, the days around it, and what was done about it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from functools import partial
from html import escape
from typing import Protocol

from nicegui import ui

from components.vocabulary.elements import block, button, link, text
from components.vocabulary.local_time import LocalTime

WIDTH, HEIGHT, BASE = 480, 72, 4


class Card(Protocol):
    """What is drawn of an insight."""

    @property
    def id(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...
    @property
    def sentence(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def days_used(self) -> int: ...
    @property
    def first_said(self) -> str: ...
    @property
    def shown_at(self) -> datetime: ...
    @property
    def is_read(self) -> bool: ...
    @property
    def done_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def withdrawn_why(self) -> str: ...


class Dot(Protocol):
    """One day of its chart."""

    @property
    def day(self) -> date: ...
    @property
    def value(self) -> float: ...
    @property
    def carries(self) -> bool: ...
    @property
    def doubted(self) -> bool: ...


def insight_card(
    card: Card,
    dots: Sequence[Dot],
    label: str,
    days_href: str,
    on_done: Callable[[str, bool], Awaitable[None]],
    on_read: Callable[[str], Awaitable[None]],
) -> None:
    """Draw one. `label` is what its number is called, `days_href` where its days stand in the table of numbers."""
    classes = 'panel stack insight' + (' withdrawn' if card.withdrawn_at else '')
    with block(classes, tag='article', aria_label=card.name, data_testid='insight', data_rule=card.rule):
        with block('row spread'):
            with block('row'):
                text(card.name, 'badge-word')
                if card.withdrawn_at:
                    text('Withdrawn', 'badge-word bad', data_testid='withdrawn')
                elif card.done_at:
                    text('Done', 'badge-word good', data_testid='done')
                if not card.is_read:
                    text('New', 'badge-word good', data_testid='unread')
            LocalTime(card.shown_at)
        text(card.sentence, 'strong', tag='h2', data_testid='sentence')
        if card.withdrawn_at:
            text(f'Withdrawn: {card.withdrawn_why}', 'note warn', tag='p', data_testid='why')
        if card.first_said:
            said = f'The numbers were revised. First it said: {card.first_said}'
            text(said, 'note', tag='p', data_testid='first-said')
        if len(dots) > 1:
            ui.html(drawn(dots, label), sanitize=False).classes('insight-chart')
        text(card.reason, 'quiet', tag='p', data_testid='reason')
        with block('row spread'):
            used = f'{card.days_used} days used' if card.days_used else ''
            if days_href:
                link(f'Its days in your numbers{f" ({used})" if used else ""}', days_href, 'small', data_testid='days')
            else:
                text(used, 'small quiet')
            with block('row'):
                if not card.is_read:
                    button('Mark as read', partial(on_read, card.id), 'bare', data_testid='read')
                if card.done_at:
                    button('Not done', partial(on_done, card.id, False), 'bare', data_testid='not-done')
                elif not card.withdrawn_at:
                    button('Mark as done', partial(on_done, card.id, True), data_testid='mark-done')


def drawn(dots: Sequence[Dot], label: str) -> str:
    """The days as bars: those that carry the insight stand out, doubted ones are hollow, missing ones leave a gap."""
    first, last = dots[0].day, dots[-1].day
    step = WIDTH / ((last - first).days + 1)
    least = min(dot.value for dot in dots)
    base = 0.0 if least <= 0.6 * max(dot.value for dot in dots) else 2 * least - max(dot.value for dot in dots)
    span = max(dot.value for dot in dots) - base or 1.0
    bars = []
    for dot in dots:
        tall = max(1.5, (HEIGHT - BASE) * (dot.value - base) / span)
        kind = 'doubted' if dot.doubted else 'carries' if dot.carries else 'plain'
        x, wide = (dot.day - first).days * step, max(1.0, step - 1.5)
        bars.append(
            f'<rect class="{kind}" x="{x:.1f}" y="{HEIGHT - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"></rect>'
        )
    said = f'{label} from {_day(first)} to {_day(last)}: {_number(dots[0].value)} to {_number(dots[-1].value)}'
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{escape(said)}">'
        f'{"".join(bars)}</svg><p class="small quiet row spread"><span>{_day(first)}</span><span>{escape(label)}</span>'
        f'<span>{_day(last)}</span></p>'
    )


def _day(day: date) -> str:
    return f'{day.day} {day:%b}'


def _number(value: float) -> str:
    return f'{value:,.0f}'
