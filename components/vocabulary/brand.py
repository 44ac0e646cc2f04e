"""The mark: a short ruler with its needle at the target. And the few icons that the screens need."""

from nicegui import ui

LOGO = (
    '<svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" fill="currentColor">'
    '<path d="M2 16h2v8H2zM7.5 20h2v4h-2zM13 16h2v8h-2zM24 16h2v8h-2z"/>'
    '<path class="needle" d="M18.2 9.5h2.6V24h-2.6zM14.5 3h10l-5 7z"/></svg>'
)
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0e1112"/>'
    '<path d="M4 17h3v9H4zM11 21h3v5h-3zM26 17h3v9h-3z" fill="#eceeec"/>'
    '<path d="M18.5 12h3.5v14h-3.5zM14 4h12.5L20.25 13z" fill="#45dca9"/></svg>'
)
_ICONS = {
    'download': 'M10 3v9m0 0 4-4m-4 4L6 8M3.5 16h13',
    'again': 'M15.5 8A6 6 0 1 0 16 11M16 4v4h-4',
    'delete': 'M4 5.5h12M8 5V3.5h4V5m-6.5.5.6 11h7.8l.6-11',
    'edit': 'M4 16l.7-3.5L13 4.2l2.8 2.8-8.300 8.300z',
    'cancel': 'M5 5l10 10M15 5 5 15',
    'lock': 'M5.5 9.5h9v7h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9',
    'add': 'M10 4v12M4 10h12',
    'leave': 'M8 3.5H4v13h4M8.5 10H17m-3.5-3.5L17 10l-3.5 3.5',
    'up': 'M10 16V4m0 0L5.5 8.5M10 4l4.5 4.5',
    'down': 'M10 4v12m0 0 4.5-4.5M10 16l-4.5-4.5',
    'document': 'M5.500 2.500h6l3.500 3.500v11.500h-9.500zM11.500 2.500V6H15',
    'play': 'M6.5 4v12l9-6z',
    'pause': 'M7 4.5v11M13 4.5v11',
    'queue': 'M3 5h14M3 10h9M3 15h9M15 12.500v5l3-2.500z',
    'theme': 'M10 3.5a6.5 6.5 0 1 0 0 13zM10 3.5a6.5 6.5 0 0 1 0 13',
    'area': 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z',
    'home': 'M3.5 9.5 10 4l6.5 5.5M5.5 8.500V16h9V8.500',
    'level': 'M3.500 16v-4M7.500 16v-6M11.500 16V8M15.500 16v-5M3 5h14M8.500 3l3 0-1.500 2z',
    'voice': 'M10 3a2.500 2.500 0 0 1 2.500 2.500V10a2.500 2.500 0 0 1-5 0V5.500A2.500 2.500 0 0 1 10 3z'
    'M5 10a5 5 0 0 0 10 0M10 15v2.500',
    'stop': 'M5.500 5.500h9v9h-9z',
    'library': 'M4 4v12M7.500 4v12M11 4.500l4.500 11.200M4 4h3.500v12H4z',
    'history': 'M4.200 8A6.200 6.200 0 1 1 4 11.500M3.500 4.500V8H7M10 6.800V10.200l2.500 1.500',
    'account': 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.500c.6-3 3-4.500 6-4.500s5.400 1.500 6 4.500',
    'admin': 'M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4',
    'more': 'M4.500 10h.01M10 10h.01M15.500 10h.01',
    'bell': 'M5.500 13V9a4.500 4.500 0 0 1 9 0v4l1.500 1.500H4zM8.500 17h3',
    'jobs': 'M4 5h12M4 10h12M4 15h6M14.500 13v4l3-2z',
}


def drawing(drawn: str) -> str:
    """A small line drawing in the colour of the text, as HTML, by name or by an SVG path of 20 × 20; not read out.

    Raises ValueError for a name that is none, which would be drawn as an empty space.
    """
    path = _ICONS.get(drawn, drawn)
    if not path.startswith('M'):
        raise ValueError(f'There is no icon called {drawn!r}.')
    return (
        '<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{path}"/></svg>'
    )


def icon(name: str) -> ui.html:
    """The same as an element."""
    return ui.html(drawing(name), sanitize=False, tag='span')
