"""The vocabulary of the screens: text, blocks, links and buttons as plain HTML, styled by our style sheet alone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.vocabulary.brand import icon as draw

Kind = Literal['', 'main-action', 'main-action big', 'danger', 'bare', 'bare danger', 'bare square', 'big']
Handler = Callable[[], Awaitable[None] | None]
CLOSES_WITHIN_S = 1.0
"""A dialog fades out within this; one that is taken away before leaves the keyboard nowhere."""


def block(classes: str = '', *, tag: str = 'div', **attributes: str | float | bool | None) -> ui.element:
    """An element of HTML to put others into; `aria_label='…'` becomes the attribute `aria-label`."""
    element = ui.element(tag).classes(classes)
    _set(element, attributes)
    return element


def text(content: str, classes: str = '', *, tag: str = 'span', **attributes: str | float | bool | None) -> TextElement:
    """An element of HTML that holds text, which `.text = …` changes."""
    element = TextElement(text=content, tag=tag)
    element.classes(classes)
    _set(element, attributes)
    return element


def link(label: str, href: str, classes: str = '', *, icon: str = '', **attributes: str | None) -> ui.element:
    """A link; inside the product it changes the screen and keeps the page."""
    element = block(classes, tag='a', href=href, **attributes)
    with element:
        if icon:
            draw(icon)
        if label:
            text(label)
    return element


def button(label: str, on_press: Handler, kind: Kind = '', *, icon: str = '', **attributes: str | None) -> ui.element:
    """A button; it cannot be pressed again while what it does is under way."""
    element = block(f'button {kind}', tag='button', type='button', **attributes)
    with element:
        if icon:
            draw(icon)
        if label:
            text(label)

    async def press() -> None:
        if element.props.get('aria-busy'):
            return
        element.props['aria-busy'] = 'true'
        try:
            working = on_press()
            if working is not None:
                await working
        finally:
            if not element.is_deleted:
                del element.props['aria-busy']

    return element.on('click', press, [])


def dialog_named(name: str) -> ui.dialog:
    """A dialog that screen readers announce by its name, because the element around its sheet is one to them, too."""
    dialog = ui.dialog()
    dialog.props['aria-label'] = name
    return dialog


async def answer_of(dialog: ui.dialog) -> Any:
    """Open a dialog, wait for what is answered, and take it away; None where it is closed, or its page goes first.

    It is taken away when it is out of sight: while it closes, the browser gives the focus back to what opened it.
    """
    answer = await dialog
    asyncio.get_running_loop().call_later(CLOSES_WITHIN_S, _take_away, dialog)
    return answer


def _take_away(dialog: ui.dialog) -> None:
    if not dialog.is_deleted:
        dialog.delete()


def _set(element: ui.element, attributes: dict[str, str | float | bool | None]) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.props[name.rstrip('_').replace('_', '-')] = value
