"""The runner runs a failed test that meets the whole machine once more, says so, and does not get used to it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

STORY = """
from pathlib import Path

def test_{name}():
    told_before = Path(__file__).with_suffix('.{name}')
    first = not told_before.exists()
    told_before.touch()
    assert not first, 'the machine hiccuped'
"""
BROKEN = '\ndef test_broken():\n    assert False, "it is broken"\n'


def run(folder: Path, stories: str, place: str = 'browser', database: str = '') -> tuple[int, str]:
    (folder / place).mkdir()
    (folder / place / 'test_stories.py').write_text(stories)
    (folder / 'pytest.ini').write_text('[pytest]\nmarkers = slow\n')
    command = [sys.executable, '-m', 'pytest', '-p', 'tests.flaky', '-n', '2', str(folder)]
    environment = {**os.environ, 'PYTHONPATH': str(ROOT), 'PYTEST_ADDOPTS': '', 'TEST_DATABASE': database}
    environment = {name: value for name, value in environment.items() if not name.startswith('PYTEST_XDIST')}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout


@pytest.mark.parametrize(('place', 'database'), [('browser', ''), ('process', ''), ('app', 'libsql')])
def test_a_story_that_passes_when_told_again_is_named_and_counted(tmp_path: Path, place: str, database: str) -> None:
    code, said = run(tmp_path, STORY.format(name='upload') + STORY.format(name='download'), place, database)
    assert code == 0, said
    assert '2 flaky' in said
    assert f'flaky: {place}/test_stories.py::test_upload passed only when it was told once more' in said


def test_three_flaky_stories_fail_the_run(tmp_path: Path) -> None:
    code, said = run(tmp_path, ''.join(STORY.format(name=name) for name in ('one', 'two', 'three')))
    assert code == 1, said
    assert 'More than 2 flaky stories fail the run.' in said


def test_what_fails_twice_fails_the_run_and_is_not_called_flaky(tmp_path: Path) -> None:
    code, said = run(tmp_path, BROKEN)
    assert code == 1, said
    assert '1 failed' in said
    assert 'flaky:' not in said


def test_what_is_slow_may_be_told_again_wherever_it_stands(tmp_path: Path) -> None:
    slow = 'import pytest\n\npytestmark = pytest.mark.slow\n'
    code, said = run(tmp_path, slow + STORY.format(name='service'), place='app')
    assert code == 0, said
    assert '1 flaky' in said


def test_no_other_story_is_told_again(tmp_path: Path) -> None:
    code, said = run(tmp_path, STORY.format(name='service'), place='app')
    assert code == 1, said
    assert '1 rerun' not in said
