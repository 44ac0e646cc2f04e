"""Panels that open over the page at the press of a button, and close by Escape, a press beside them, or a link in them.

The browser opens and closes them itself, so that they also open while the server cannot be reached.
"""

from collections.abc import Callable

from nicegui import ui

from components.vocabulary.brand import icon as draw
from components.vocabulary.elements import Handler, block, button, text
from components.vocabulary.sent import Sent, hear


def panel_button(
    name: str, title: str, classes: str, *, icon: str = '', label: str = '', testid: str = ''
) -> ui.element:
    """The button that opens and closes the panel of this name; `title` is what it says to those who see no icon."""
    element = block(classes, tag='button', type='button', popovertarget=name, data_testid=testid or name)
    if not label:
        element.props['aria-label'] = element.props['title'] = title
    with element:
        draw(icon or name)
        if label:
            text(label)
    return element


def panel(name: str, title: str, classes: str = '', *, on_toggle: Callable[[bool], None] | None = None) -> ui.element:
    """The panel itself, to put things into; `on_toggle` is called when it opens and closes."""
    element = block(
        f'floating {classes}', id=name, popover='auto', role='dialog', aria_label=title, data_testid=f'{name}-panel'
    )
    if on_toggle is not None:
        hear(element, 'toggle', Sent.flag, on_toggle, js_handler="(e) => emit(e.newState === 'open')")
    return element


class Badge:
    """A small number at the corner of a panel's button, where there is anything to count."""

    def __init__(self, on: ui.element, name: str) -> None:
        self._on, self._title = on, str(on.props['aria-label'])
        with on:
            self._number = text('', 'badge', aria_hidden='true', data_testid=f'{name}-count')
        self.show(0, '')

    def show(self, count: int, state: str) -> None:
        """Show it; readers hear the number with this word, like “running”."""
        said = f'{self._title}: {count} {state}' if count else self._title
        self._number.text, self._number.visible = str(count) if count < 100 else '99+', count > 0
        if self._on.props['aria-label'] != said:
            self._on.props['aria-label'] = said


class PanelState:
    """What a panel says instead of its contents: that it looks, that it cannot, that nothing is there.

    `again` tries once more; `title` and `lesson` say what will be there some day.
    """

    def __init__(self, name: str, again: Handler, title: str, lesson: str) -> None:
        text('There is no connection right now. This is how it was.', 'note warn when-offline', tag='p', role='status')
        self._bones = block('panel-bones', data_testid=f'{name}-looking')
        with block('panel-note', data_testid=f'{name}-trouble') as self._trouble:
            self._why = text('', 'note bad', tag='p', role='alert')
            button('Try again', again, data_testid=f'{name}-again')
        with block('panel-note', data_testid=f'{name}-empty') as self._empty:
            text(title, 'strong', tag='p')
            text(lesson, 'quiet', tag='p')
        self.looking()

    def looking(self) -> None:
        """It is being read."""
        self._show(self._bones)

    def failed(self, why: str) -> None:
        """It could not be read."""
        self._why.text = why
        self._show(self._trouble)

    def found(self, count: int) -> None:
        """It was read, and there are so many things."""
        self._show(None if count else self._empty)

    def _show(self, shown: ui.element | None) -> None:
        for part in (self._bones, self._trouble, self._empty):
            part.visible = part is shown
