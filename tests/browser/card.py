"""Takes the picture that cards of public pages show elsewhere: `.venv/bin/python -m tests.browser.card`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.public.look import STATIC
from tests.browser.conftest import ARGUMENTS, PLACES
from tests.servers import serving

LOOK = """
.masthead .actions, .hero .row, .offers, .points, .footer, [data-compare] > :not(svg) { display: none !important; }
.main { padding-top: 8px; gap: 8px; }
.hero { max-width: none; } .hero h1 { font-size: 72px; } .lead { font-size: 22px; }
.panel { padding: 0; border: 0; background: none; } .curves { height: 300px; }
"""


def main() -> None:
    """Take it of the landing page, dark, without what one presses."""
    found = next(path for place in PLACES if (path := shutil.which(place)))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / 'data', accounts='on', embedded_worker='false') as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        context = browser.new_context(
            base_url=site.url, viewport={'width': 1200, 'height': 630}, color_scheme='dark', bypass_csp=True
        )
        page = context.new_page()
        page.goto('/')
        page.add_style_tag(content=LOOK)
        page.evaluate('document.fonts.ready')
        page.screenshot(path=STATIC / 'card.png')
        browser.close()


if __name__ == '__main__':
    main()
