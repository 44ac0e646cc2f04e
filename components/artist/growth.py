"""How far an artist is: level, streak and first steps, drawn from values."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial
from typing import Protocol

from components.vocabulary.elements import block, button, link, text


class Standing(Protocol):
    """Points so far, the level that they make, and what the next one needs."""

    @property
    def xp(self) -> int:
        """All points so far."""

    @property
    def level(self) -> int:
        """The level that they make, from 1 on."""

    @property
    def into(self) -> int:
        """How many of `span` there are."""

    @property
    def span(self) -> int:
        """Points between this level and the next."""

    @property
    def left(self) -> int:
        """Points that the next level is away."""


class Step(Protocol):
    """One of the first steps."""

    @property
    def name(self) -> str:
        """Which one."""

    @property
    def words(self) -> str:
        """What people read."""

    @property
    def why(self) -> str:
        """What it is good for."""

    @property
    def href(self) -> str:
        """Where it is done."""

    @property
    def points(self) -> int:
        """What it earns."""

    @property
    def is_done(self) -> bool:
        """Whether it is done."""

    @property
    def is_skipped(self) -> bool:
        """Whether somebody has passed over it."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""


def day_words(day: date) -> str:
    """A day as it is read: Sunday 6 December."""
    return f'{day:%A} {day.day} {day:%B}'


def level_bar(standing: Standing, ways: Sequence[tuple[str, int]]) -> None:
    """The level, how much of it is done, and what would bring most now."""
    with block('row spread'):
        text(f'Level {standing.level}', 'strong', data_testid='level')
        text(f'{standing.xp:,} points', 'quiet', data_testid='xp')
    share = standing.into / standing.span
    bar = block('meter', role='meter', aria_label='To the next level', aria_valuenow=round(share * 100))
    bar.style(f'--share: {share:.3f}')
    with bar:
        block(tag='i')
    best = ' or '.join(f'{words[0].lower()}{words[1:]} ({points})' for words, points in ways)
    tail = f' What brings most: {best}.' if best else ''
    text(
        f'{standing.left:,} points to level {standing.level + 1}.{tail}', 'small quiet', tag='p', data_testid='to-next'
    )


def steps_list(
    steps: Sequence[Step], on_skip: Callable[[str, bool], Awaitable[None]], own: Callable[[str], bool]
) -> None:
    """First steps: done ones ticked, open ones with where they are done. `own` says which are done on this screen."""
    with block('rows', tag='ol', data_testid='steps'):
        for step in steps:
            state = 'done' if step.is_done else 'skipped' if step.is_skipped else 'open'
            with block('line', tag='li', data_testid=f'step-{step.name}', data_state=state):
                text({'done': '✓', 'skipped': '–', 'open': '○'}[state], 'number', aria_hidden='true')
                with block('grow'):
                    if step.is_open and not own(step.name):
                        link(step.words, step.href, 'strong')
                    else:
                        text(step.words, 'strong' if step.is_open else 'quiet')
                    if step.is_open:
                        text(step.why, 'small quiet', tag='p')
                    text(f'({state})', 'hidden-visually')
                text(f'+{step.points}', 'badge-word good' if step.is_done else 'badge-word')
                if not step.is_done:
                    label = 'Take up again' if step.is_skipped else 'Skip'
                    press = partial(on_skip, step.name, not step.is_skipped)
                    button(label, press, 'bare', aria_label=f'{label}: {step.words}', data_testid=f'skip-{step.name}')
