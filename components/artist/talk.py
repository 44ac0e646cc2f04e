"""A message of the conversation with the adviser: its figures lead to where they are from, its buttons do things."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from components.vocabulary.elements import Handler, block, button, link, text
from components.vocabulary.local_time import LocalTime


class Shown(Protocol):
    """A message as it is drawn."""

    @property
    def id(self) -> str:
        """Which one."""

    @property
    def content(self) -> str:
        """What it says."""

    @property
    def created_at(self) -> datetime:
        """When it was said."""

    @property
    def by(self) -> str:
        """Who answered."""

    @property
    def is_mine(self) -> bool:
        """Whether the person wrote it."""

    @property
    def is_unsure(self) -> bool:
        """Whether something is not known."""

    @property
    def spans(self) -> Sequence[tuple[int, int, int]]:
        """Which stretches come from which source."""

    @property
    def sources(self) -> Sequence[Mapping[str, Any]]:
        """Where they come from."""

    @property
    def buttons(self) -> Sequence[Mapping[str, Any]]:
        """What it offers."""

    @property
    def pressed(self) -> int | None:
        """Which of these was pressed."""


def draw_message(one: Shown, on_press: Callable[[int], Handler]) -> None:
    """Draw it; `on_press` gives what a button does, by its place."""
    with block('mine' if one.is_mine else '', tag='li', id=f'message-{one.id}', data_testid='message'):
        with block('said', data_testid='question' if one.is_mine else 'answer'):
            _words(one)
        if not one.is_mine:
            _beside(one)
            _offers(one, on_press)


def _words(one: Shown) -> None:
    """The text; each figure is a link to its rows."""
    at = 0
    for start, end, place in sorted(one.spans):
        if start > at:
            text(one.content[at:start])
        source = one.sources[place]
        if source['page']:
            link(one.content[start:end], source['page'], 'figure', title=source['label'], data_testid='figure')
        else:
            text(one.content[start:end])
        at = end
    if at < len(one.content):
        text(one.content[at:])


def _beside(one: Shown) -> None:
    with block('beside', data_testid='beside'):
        text('LevelMix' if one.by == 'levelmix' else one.by or 'LevelMix', 'badge-word', data_testid='who')
        LocalTime(one.created_at)
        pages = dict[str, str]()
        for source in one.sources:
            if source['page']:
                pages.setdefault(source['label'], source['page'])  # its days are behind the figures
        for label, page in list(pages.items())[:5]:
            link(label, page, data_testid='source')
        if one.is_unsure:
            text('Not all of it is known.')


def _offers(one: Shown, on_press: Callable[[int], Handler]) -> None:
    if not one.buttons:
        return
    with block('offers'):
        for place, offered in enumerate(one.buttons):
            if offered['do'] == 'open':
                link(offered['label'], offered['given']['href'], 'button', data_testid='offer')
            elif one.pressed is None:
                button(offered['label'], on_press(place), data_testid='offer')
            elif one.pressed == place:
                text(f'{offered["label"]}: done', 'small quiet')
