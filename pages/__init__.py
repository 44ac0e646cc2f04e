"""Screens. `ROUTES` is all there is to see; `root` builds the shell around them."""

from collections.abc import Awaitable, Callable

from components.brand import FAVICON
from pages import frame
from pages.history import history_page
from pages.job import job_page
from pages.level import level_page
from pages.presets import presets_page

ROUTES: dict[str, Callable[..., Awaitable[None]]] = {
    '/': level_page,
    '/history': history_page,
    '/jobs/{job_id}': job_page,
    '/presets': presets_page,
}
LOOK: dict[str, object] = {
    'title': 'LevelMix',
    'favicon': FAVICON,
    'language': 'en-US',
    'dark': None,
    'tailwind': False,
}
"""What NiceGUI shall know of the looks: our style sheet is all the style there is."""


def root() -> None:
    """Build a page; every path of the browser leads here."""
    frame.shell(dict(ROUTES))
