"""Which tests of the last run took longest: reads what `make test` leaves behind (JUnit's XML)."""

import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from tests.places import ROOT

LAST_RUN = ROOT / 'test-results' / 'last.xml'
SHOWN = 30


def seconds_by_file(report: Path) -> dict[str, float]:
    """How long the tests of each file took, by its name as Python imports it; nothing where there was no run yet."""
    found: dict[str, float] = defaultdict(float)
    try:
        for case in ElementTree.parse(report).iter('testcase'):
            found[case.get('classname') or ''] += float(case.get('time') or 0)
    except (OSError, ElementTree.ParseError):
        return {}
    return dict(found)


def slowest(report: Path) -> list[tuple[float, str]]:
    """The slowest tests with their seconds, setting up and taking down included, the longest first."""
    cases = ElementTree.parse(report).iter('testcase')
    timed = [(float(case.get('time') or 0), f'{case.get("classname")}.{case.get("name")}') for case in cases]
    return sorted(timed, reverse=True)[:SHOWN]


def main(place: str) -> None:
    """Print them, or how to get there."""
    report = Path(place)
    if not report.exists():
        sys.exit('There is no run to tell of yet: run make test first.')
    for seconds, name in slowest(report):
        sys.stdout.write(f'{seconds:7.1f} s  {name}\n')


if __name__ == '__main__':
    main(sys.argv[1])
