"""Labelled fields to fill in."""

from nicegui import ui

from components.vocabulary.elements import block, text
from components.vocabulary.sent import chars_sent


class LongText(ui.textarea):
    """A text of several lines that may be longer than what else a page sends at once."""

    def __init__(self, testid: str, limit: int) -> None:
        super().__init__()
        self.EVENT_CHARS = chars_sent(limit)
        self.props(f'outlined autogrow maxlength={limit} data-testid={testid} autocomplete=off')


def text_field(label: str, value: str, testid: str, limit: int, *, placeholder: str = '') -> ui.input:
    """A line of text; its `value` is what was written."""
    with block('field'):
        caption = text(label, tag='label')
        field = ui.input(value=value, placeholder=placeholder)
        field.props(f'outlined maxlength={limit} data-testid={testid} autocomplete=off')
        caption.props['for'] = field.html_id
    return field


def date_field(label: str, value: str, testid: str) -> ui.input:
    """A day, as YYYY-MM-DD; empty is none."""
    field = text_field(label, value, testid, 10)
    field.props('type=date')
    return field


def moment_field(label: str, testid: str) -> ui.input:
    """A day and time, as YYYY-MM-DDTHH:MM; empty is none."""
    field = text_field(label, '', testid, 16)
    field.props('type=datetime-local')
    return field


def choice_field(label: str, choices: dict[str, str], value: str, testid: str) -> ui.radio:
    """One choice of a few, its `value`."""
    with block('field'):
        text(label, 'label')
        field = ui.radio(choices, value=value).props(f'inline data-testid={testid} aria-label="{label}"')
    return field
