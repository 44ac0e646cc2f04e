"""What keeps people out of a page, as axe-core finds it: contrast, names, roles, order."""

import subprocess
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.places import ROOT

PROGRAM = ROOT / '.tools' / 'axe' / 'node_modules' / 'axe-core' / 'axe.min.js'
THEMES: tuple[Literal['light'], Literal['dark']] = ('light', 'dark')
LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
LOOK = """(levels) => axe.run(document, {runOnly: levels, resultTypes: ['violations']}).then((found) =>
    found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`))"""


def themes(page: Page) -> Iterator[Literal['light', 'dark']]:
    """Let a page be light and then dark, as it is when the system of its visitor changes: cheaper than two visits."""
    for scheme in THEMES:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator('html')).to_have_attribute('data-theme', scheme)
        yield scheme


def barriers_in_both_themes(page: Page) -> list[str]:
    """Every rule that the page breaks in one of its themes."""
    return [f'{scheme}: {one}' for scheme in themes(page) for one in barriers(page)]


def barriers(page: Page) -> list[str]:
    """Every rule that the page breaks as it stands now, with the elements that do."""
    if not PROGRAM.exists():
        subprocess.run(['sh', str(ROOT / 'tests' / 'axe' / 'install.sh')], check=True)
    if not PROGRAM.exists():
        pytest.skip('there is no axe-core here: run tests/install.sh')
    if page.evaluate('typeof axe === "undefined"'):
        page.evaluate(PROGRAM.read_text())
    found: Any = page.evaluate(LOOK, LEVELS)
    return [str(one) for one in found]
