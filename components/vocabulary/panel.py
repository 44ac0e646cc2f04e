"""Panels that open over the page at the press of a button, and close by Escape, a press beside them, or a link in them.

The browser opens and closes them itself, so that they also open while the server cannot be reached.
"""

from nicegui import ui

from components.vocabulary.brand import icon as draw
from components.vocabulary.elements import block, text


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


def panel(name: str, title: str, classes: str = '') -> ui.element:
    """The panel itself, to put things into."""
    return block(
        f'floating {classes}', id=name, popover='auto', role='dialog', aria_label=title, data_testid=f'{name}-panel'
    )
