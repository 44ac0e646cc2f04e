"""Where a screen leads that cannot show what it was asked for: to the first screen of its area."""

from urllib.parse import urlsplit

from nicegui import ui

from components.vocabulary.empty import problem

_starts: dict[str, tuple[str, str]] = {}
"""Label and address of the first screen of each area, by what their addresses begin with."""


def begins(label: str, href: str) -> None:
    """Let screens that cannot be shown lead to this one, if their addresses begin as this one does."""
    _starts[_beginning(href)] = (f'To {label}', href)


def instead(sentence: str, *, bad: bool = False) -> None:
    """Say why there is nothing to be seen at the present address, and lead on from there."""
    path = urlsplit(ui.context.client.sub_pages_router.current_path).path
    action, href = _starts.get(_beginning(path), ('To the start', '/'))
    problem(sentence, bad=bad, action=action, href=href)


def _beginning(path: str) -> str:
    return path.strip('/').split('/')[0]
