"""What somebody has to write for one more area, counted: five files and three lines, and all rules hold."""

import ast
import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.echo.building import LINES, PARTS, build, files
from tests.places import ROOT


def test_an_area_is_five_files_where_every_area_has_them() -> None:
    one = {str(path).replace('echo', 'AREA') for path in files()}
    migrations = {path for path in one if path.startswith('models/migrations/versions/')}
    assert len(migrations) == 1
    assert one - migrations == {'models/AREA.py', 'app/AREA/__init__.py', 'tasks/AREA.py', 'pages/AREA.py'}


def test_the_product_with_it_differs_by_these_and_three_lines(tmp_path: Path) -> None:
    house = build(tmp_path / 'house')
    added, changed = [], {}
    for path in (found for part in PARTS for found in (house / part).rglob('*') if found.is_file()):
        name = path.relative_to(house)
        if not (ROOT / name).exists():
            added.append(name)
        elif not filecmp.cmp(path, ROOT / name, shallow=False):
            before, after = ((root / name).read_text().splitlines() for root in (ROOT, house))
            changed[str(name)] = [line for line in after if line not in before]
            assert [line for line in after if line in before] == before, 'no line of another area is touched'
    assert sorted(added) == files()
    assert changed == {index: [line.rstrip()] for index, line in LINES.items()}


def test_nothing_of_the_product_knows_it_by_name() -> None:
    naming = [
        str(path.relative_to(ROOT))
        for part in PARTS
        for path in (ROOT / part).rglob('*.py')
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(('echo.', 'echo/'))
    ]
    assert naming == []


@pytest.mark.nightly
@pytest.mark.slow
def test_the_rules_of_the_house_and_its_tables_hold_with_it(tmp_path: Path) -> None:
    """The architecture's own tests, and the migrations, run over that house: no list there had to be written on."""
    house = build(tmp_path / 'house')
    (house / 'tests').mkdir()
    (house / 'bench').mkdir()
    (house / 'tests' / '__init__.py').touch()
    shutil.copy(ROOT / 'tests' / 'test_architecture.py', house / 'tests')
    check = (
        'import sqlalchemy, models; from app import db; db.upgrade(); '
        'assert "sayings" in sqlalchemy.inspect(db.engine()).get_table_names()'
    )
    for command in (
        ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-c', '/dev/null', '--rootdir', '.', 'tests'],
        ['-c', check],
    ):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=house,
            env={'PATH': '', 'PYTHONPATH': str(house), 'LEVELMIX_DATA_DIR': str(tmp_path / 'data')},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
