"""docs/architecture.md is true: its picture, the files that it names, and the command that draws another picture."""

import re
import subprocess
import sys

import pytest

from tests import layers
from tests.places import ROOT

PAPERS = [
    'README.md',
    'CONTRIBUTING.md',
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / 'docs').rglob('*.md')),
]
TEXT = (ROOT / 'docs' / 'architecture.md').read_text()
PICTURE = TEXT.partition('```mermaid\n')[2].partition('```')[0]
BOXES = {
    name: re.findall(r'\b(?:app\.\w+|main|pages|components|tasks|models)\b', label)
    for name, label in re.findall(r'^ *(\w+)\["(.*)"\]$', PICTURE, re.MULTILINE)
}
LINES = {
    (source, target)
    for source, targets in re.findall(r'^ *(\w+) --> (.+)$', PICTURE, re.MULTILINE)
    for target in targets.split(' & ')
}
BOX_OF = {room: box for box, rooms in BOXES.items() for room in rooms if room != 'main'}


def imports() -> set[tuple[str, str]]:
    """From box to box, as the code has them; what the picture leaves out, and `main`, which loads all, is left out."""
    return {
        (box, BOX_OF[below])
        for room, box in BOX_OF.items()
        for below in layers.arrows()[room]
        if BOX_OF.get(below, box) != box
    }


def test_the_picture_shows_rooms_that_there_are() -> None:
    assert set(BOX_OF) <= set(layers.arrows())
    assert {'pages', 'tasks', 'components', 'models', 'app.jobs', 'app.leveling', 'app.audio'} <= set(BOX_OF)


def test_nothing_is_imported_against_the_picture() -> None:
    drawn = {box: frozenset(target for source, target in LINES if source == box) for box in BOXES}
    against = {f'{box} -> {below}' for box, below in imports() if below not in layers.reachable(box, drawn)}
    assert against == set(), 'the picture in docs/architecture.md has no way down from one of these to the other'


def test_every_line_of_the_picture_is_in_the_code() -> None:
    assert {line for line in LINES if line[0] != 'program'} <= imports()


@pytest.mark.parametrize('name', PAPERS)
def test_the_files_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text()
    named = re.findall(r'`((?:app|bench|components|deploy|docs|models|pages|tasks|tests)/[\w./-]*)`', text)
    named = [place for place in named if not re.search('voice|NAME|NNNN', place)]  # what a recipe would have you write
    linked = re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)', text)
    places = {ROOT / place for place in named} | {(ROOT / name).parent / link for link in linked}
    assert sorted(str(place.relative_to(ROOT)) for place in places if not place.exists()) == []


@pytest.mark.parametrize('name', ['CONTRIBUTING.md', 'README.md', 'docs/architecture.md'])
def test_the_commands_that_are_named_can_be_made(name: str) -> None:
    targets = set(re.findall(r'^([a-z-]+):', (ROOT / 'Makefile').read_text(), re.MULTILINE))
    named = set(re.findall(r'(?:^|`)make ([a-z-]+)(?=[` ])', (ROOT / name).read_text(), re.MULTILINE))
    assert named, 'this test looks in the wrong place'
    assert named <= targets


def test_the_picture_of_today_is_drawn_by_one_command() -> None:
    done = subprocess.run([sys.executable, '-m', 'tests.layers'], cwd=ROOT, capture_output=True, text=True, check=True)
    drawing, _, floors = done.stdout.partition('\n\n')
    assert drawing.startswith('flowchart TD\n')
    assert '\n  pages --> components\n' in drawing
    assert '\n  pages --> models\n' not in drawing, 'that follows from what is drawn'
    assert floors.splitlines()[-1].endswith('arrows, no circle')


def test_a_circle_is_told_and_not_drawn() -> None:
    with pytest.raises(ValueError, match='a -> b -> a'):
        layers.floors({'a': frozenset({'b'}), 'b': frozenset({'a'})})
