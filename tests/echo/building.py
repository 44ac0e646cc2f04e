"""Builds the house once more with one area added: copies the product, adds the area's files and the index lines.

What Python has compiled is copied as well, or every process of the house would compile all of it once more.
"""

import re
import shutil
from pathlib import Path

from tests.places import ROOT

AREA = Path(__file__).parent / 'house'
"""The echo area: each file where it stands in the product."""
LINES = {
    'models/__init__.py': 'from models.echo import Saying as Saying\n',
    'tasks/__init__.py': 'from tasks import echo as echo\n',
    'pages/__init__.py': 'from pages import echo as echo\n',
}
"""The line that each index gets."""
PARTS = ('app', 'components', 'models', 'pages', 'tasks')


def files() -> list[Path]:
    """The area's files, as they stand in the product."""
    return sorted(path.relative_to(AREA) for path in AREA.rglob('*.py'))


def build(folder: Path) -> Path:
    """Build it in a folder that is not there yet, and return that."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns('*.pyc.*'))  # being written
    shutil.copy(ROOT / 'main.py', folder)
    for path in files():
        (folder / path).parent.mkdir(exist_ok=True)
        shutil.copy(AREA / path, folder / path)
        if 'versions' in path.parts:
            _put_last(folder / path)
    for index, line in LINES.items():
        _add(folder / index, line)
    return folder


def _put_last(migration: Path) -> None:
    """Let a migration follow the last one of the product."""
    revisions = (re.search(r"^revision = '(\d+)'", path.read_text(), re.M) for path in migration.parent.glob('*.py'))
    numbers = sorted(found[1] for found in revisions if found is not None)
    migration.write_text(migration.read_text().replace("'HEAD'", repr(numbers[-2])))


def _add(index: Path, line: str) -> None:
    """Add a line beside those of other areas."""
    package = index.parent.name
    lines = index.read_text().splitlines(keepends=True)
    others = [at for at, old in enumerate(lines) if re.match(rf'from {package}\S* import \w+ as \w+$', old)]
    lines.insert(others[-1] + 1, line)
    index.write_text(''.join(lines))
