"""What keeps people out of a page, as axe-core finds it: contrast, names, roles, order."""

import subprocess
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.places import ROOT

PROGRAM = ROOT / '.tools' / 'axe' / 'node_modules' / 'axe-core' / 'axe.min.js'
LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
LOOK = """(levels) => axe.run(document, {runOnly: levels, resultTypes: ['violations']}).then((found) =>
    found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`))"""


def barriers(page: Page) -> list[str]:
    """Every rule that the page breaks as it stands now, with the elements that do."""
    if not PROGRAM.exists():
        subprocess.run(['sh', str(ROOT / 'tests' / 'axe' / 'install.sh')], check=True)
    if not PROGRAM.exists():
        pytest.skip('there is no axe-core here: run tests/install.sh')
    page.evaluate(PROGRAM.read_text())
    found: Any = page.evaluate(LOOK, LEVELS)
    return [str(one) for one in found]
