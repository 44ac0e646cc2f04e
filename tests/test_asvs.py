"""The checklist of the security standard is whole, and what it points to is there."""

import re

import pytest

from tests.servers import ROOT

# The points of OWASP ASVS 4.0.3 at level 2, by section; the standard left some numbers out.
LEVEL_2 = """
1.1:1-7 1.2:1-4 1.4:1,4,5 1.5:1-4 1.6:1-4 1.7:1-2 1.8:1-2 1.9:1-2 1.10:1 1.11:1-2 1.12:2 1.14:1-6
2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-5 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-7 2.9:1-3 2.10:1-4
3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1
4.1:1,2,3,5 4.2:1-2 4.3:1-3
5.1:1-5 5.2:1-8 5.3:1-10 5.4:1-3 5.5:1-4
6.1:1-3 6.2:1-6 6.3:1-2 6.4:1-2
7.1:1-4 7.2:1-2 7.3:1,3,4 7.4:1-3
8.1:1-4 8.2:1-3 8.3:1-8
9.1:1-3 9.2:1-4
10.2:1-2 10.3:1-3
11.1:1-8
12.1:1-3 12.2:1 12.3:1-6 12.4:1-2 12.5:1-2 12.6:1
13.1:1,3,4,5 13.2:1,2,3,5,6 13.3:1-2 13.4:1-2
14.1:1-4 14.2:1-6 14.3:2-3 14.4:1-7 14.5:1-4
"""
CHECKLIST = (ROOT / 'docs/asvs.md').read_text()


def demanded() -> list[str]:
    """Every point, like 2.1.12."""
    points = []
    for section in LEVEL_2.split():
        name, _, numbers = section.partition(':')
        for part in numbers.split(','):
            first, _, last = part.partition('-')
            points += [f'{name}.{number}' for number in range(int(first), int(last or first) + 1)]
    return points


def test_every_point_of_level_2_has_its_line_and_the_sums_are_right() -> None:
    lines = re.findall(r'^\| ([\d., ]+) \| (\w+) \|', CHECKLIST, re.M)
    states = {point: state for points, state in lines for point in points.split(', ')}
    assert sorted(point for points, _ in lines for point in points.split(', ')) == sorted(demanded())
    summary = re.findall(
        r'\d+', (ROOT / 'docs/security.md').read_text().partition('## OWASP')[2].partition('The heav')[0]
    )
    sums = [str(list(states.values()).count(state)) for state in ('met', 'part', 'left', 'yours', 'none')]
    assert summary[-5:] == sums


@pytest.mark.parametrize('document', ['asvs.md', 'security.md'])
def test_every_file_that_is_named_is_there(document: str) -> None:
    named = set(re.findall(r'`((?:app|components|docs|pages|tests)/[^`]*)`', (ROOT / 'docs' / document).read_text()))
    assert len(named) > 5
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
