"""The look: tokens, type and rules in `static/theme/`, dark and light in `static/theme.js`, one self-hosted font.

The idea: paper and graphite, and one colour. Green means "at the target" and nothing else. Loudness is a place on a
ruler, so one ruler is drawn everywhere: to choose, to compare, and small in every row.
"""

from functools import cache
from pathlib import Path

from nicegui import __version__, ui
from nicegui.dependencies import register_resource

from components.vocabulary import made

STATIC = Path(__file__).parent / 'static'
AREA_SHEETS = ('voice', 'practice', 'drums', 'studio', 'deliveries', 'site', 'insights', 'adviser', 'artist_pages')
SHEETS = ('ground', 'work', 'job', 'shell', 'library', 'account', *AREA_SHEETS, 'narrow')
"""In this order: the rules for narrow screens change all before them."""
SCRIPTS = ('theme', 'early_clicks', 'panels')


def dress() -> None:
    """Give the page that is being built its look; call this once, at its beginning."""
    ui.add_head_html(_head())


@cache
def _head() -> str:
    fonts = STATIC / 'fonts'
    key = register_resource(fonts, max_time=max(path.stat().st_mtime for path in fonts.iterdir())).key
    font = f'/_nicegui/{__version__}/resources/{key}/archivo.woff2'
    face = (
        "@font-face { font-family: 'Archivo'; font-weight: 100 900; font-stretch: 62% 125%; font-display: swap; "
        f"src: url('{font}') format('woff2'); }}"
    )
    scripts = ''.join((STATIC / f'{name}.js').read_text() for name in SCRIPTS)
    sheets = '\n'.join((STATIC / 'theme' / f'{name}.css').read_text() for name in SHEETS)
    look = made.address('look', 'css', f'{face}\n{sheets}')
    return (
        f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>'
        f'<link rel="stylesheet" href="{look}">'
        f'<link rel="modulepreload" href="/_nicegui/{__version__}/static/dompurify.mjs">'  # else asked for by a script
        f'<script>{scripts}</script>'
        '<meta name="theme-color" content="#f4f3ef" media="(prefers-color-scheme: light)">'
        '<meta name="theme-color" content="#0e1112" media="(prefers-color-scheme: dark)">'
    )
