"""A labelled line to write into."""

from nicegui import ui

from components.elements import block, text


def text_field(label: str, value: str, testid: str, limit: int, *, placeholder: str = '') -> ui.input:
    """The line; its `value` is what was written."""
    with block('field'):
        caption = text(label, tag='label')
        field = ui.input(value=value, placeholder=placeholder)
        field.props(f'outlined maxlength={limit} data-testid={testid} autocomplete=off')
        caption.props['for'] = field.html_id
    return field
