"""What is told at night is left out by day, and told whenever somebody names it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

STORIES = """
import pytest

@pytest.mark.nightly
def test_long(): pass

@pytest.mark.nightly('dark')
@pytest.mark.parametrize('look', ['light', 'dark'])
def test_looks(look): pass

@pytest.mark.nightly(all_but={'mp3'})
@pytest.mark.parametrize('kind', ['mp3', 'wav', 'aiff'])
def test_kinds(kind): pass

@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('number', range(3))
def test_many(number): pass

def test_short(): pass
"""


@pytest.mark.parametrize(
    ('asked', 'told'),
    [
        (('--daily',), ['looks[light]', 'kinds[mp3]', 'many[0]', 'many[2]', 'short']),
        (
            (),
            [
                'long',
                'looks[light]',
                'looks[dark]',
                'kinds[mp3]',
                'kinds[wav]',
                'kinds[aiff]',
                'many[0]',
                'many[1]',
                'many[2]',
                'short',
            ],
        ),
    ],
    ids=['by day', 'at night'],
)
def test_the_long_ones_and_the_named_parameters_are_left_out_by_day(
    tmp_path: Path, asked: tuple[str, ...], told: list[str]
) -> None:
    (tmp_path / 'pytest.ini').write_text('[pytest]\nmarkers =\n    nightly: told at night\n')
    (tmp_path / 'test_stories.py').write_text(STORIES)
    command = [sys.executable, '-m', 'pytest', '-p', 'tests.nightly', '--collect-only', '-q', *asked, str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.partition('::test_')[2] for line in said.splitlines() if '::' in line] == told
